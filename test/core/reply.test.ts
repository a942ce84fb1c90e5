import { expect, test } from 'vitest';
import { ConfigError, DeliveryError } from '../../functions/core/errors.ts';
import {
  decideReply,
  errorToThrow,
  requireDelivered,
  requireLooked,
  watchReply,
} from '../../functions/core/reply.ts';
import { RunResult, type FindingResult } from '../../functions/core/run.ts';
import { sectionNames } from '../../functions/core/snapshot.ts';

function finding(subject: string, parts: Partial<FindingResult> = {}): FindingResult {
  return {
    key: `acme/app-permissive/${subject}`,
    rule: 'app-permissive',
    severity: 'high',
    subject,
    status: 'open',
    announced: null,
    message: 'ü'.repeat(500),
    evidence: {},
    firstSeen: '2026-11-20T09:00:00.000Z',
    transition: 1,
    ...parts,
  };
}

function run(findings: readonly FindingResult[]): RunResult {
  return {
    tenant: 'acme',
    complete: true,
    startedAt: '2026-11-23T09:00:00.000Z',
    finishedAt: '2026-11-23T09:00:01.000Z',
    sections: Object.fromEntries(
      sectionNames.map((name) => [name, { ok: true, count: 0 }]),
    ) as RunResult['sections'],
    toggle: { state: 'unknown', basis: 'unknown', asOf: null },
    dcr: { enabled: false, mode: 'strict', effective: 'strict' },
    findings,
    calls: 1,
    cost: { readUnits: 0, writeUnits: 0 },
  };
}

test('what fits is answered as it is', () => {
  const whole = run([finding('a'), finding('b')]);
  expect(watchReply(whole, 'sw')).toBe(whole);
});

test('what does not fit is counted; the worst open ones stay, in the order of the run', () => {
  const whole = run([
    finding('a', { severity: 'low' }),
    finding('b', { severity: 'critical', status: 'inherited' }),
    finding('c'),
    finding('d', { severity: 'critical' }),
    finding('e', { severity: 'low', status: 'inherited' }),
  ]);
  const reply = watchReply(whole, 'sw', 6_000);
  expect(new TextEncoder().encode(JSON.stringify(reply)).length).toBeLessThan(6_000);
  expect(reply.findings.map(({ subject }) => subject)).toEqual(['a', 'c', 'd']);
  expect(reply.omitted).toEqual({
    count: 2,
    bySeverity: [
      { severity: 'critical', count: 1 },
      { severity: 'low', count: 1 },
    ],
    command: 'npx strictwatch findings --tenant acme --stack sw',
  });
  expect(RunResult.parse(reply)).toEqual(reply);
});

test('20,000 findings are cut to what Lambda takes, in bytes and not in characters', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => finding(`app${i}`));
  const reply = watchReply(run(many), 'sw');
  const bytes = new TextEncoder().encode(JSON.stringify(reply)).length;
  expect(bytes).toBeLessThan(5_000_000);
  expect(bytes).toBeGreaterThan(4_500_000);
  expect(reply.findings.length + (reply.omitted?.count ?? 0)).toBe(20_000);
});

test("an operator's error leaves with its words alone", () => {
  const error = new ConfigError('It is wrong.', { cause: new Error('synthetic-secret') });
  const thrown = errorToThrow(error);
  expect(thrown).toMatchObject({ name: 'ConfigError', message: 'It is wrong.' });
  expect(thrown.stack).toBe('ConfigError: It is wrong.');
  expect(thrown.cause).toBeUndefined();
});

test('any other error leaves with its stack, and without what it carries', () => {
  const error = Object.assign(new TypeError('a\u001b[2J\nb'), { response: 'synthetic-secret' });
  const thrown = errorToThrow(error);
  expect(thrown).toMatchObject({ name: 'TypeError', message: 'a‹U+001B›[2J␤b' });
  expect(thrown.stack).toMatch(/reply\.test/);
  expect(Object.entries(thrown)).toEqual([['name', 'TypeError']]);
  expect(errorToThrow('text')).toMatchObject({ name: 'Error', message: 'text' });
});

test('channels that did not accept make one error of all they said', () => {
  const refused = [new DeliveryError('Slack is down.'), new DeliveryError('SNS is down.')];
  expect(() => requireDelivered(refused, 'It is owed.')).toThrow(
    new DeliveryError('Slack is down. SNS is down. It is owed.'),
  );
  expect(() => requireDelivered([...refused, ...refused], 'It is owed.')).toThrow(
    new DeliveryError('Slack is down. SNS is down. It is owed.'),
  );
  expect(() => requireDelivered([], 'It is owed.')).not.toThrow();
});

test('tenants that could not be looked at are named, with what channels said besides', () => {
  const refused = [new DeliveryError('Slack is down.')];
  expect(() => requireLooked([{ tenant: 'a' }, { tenant: 'b' }], refused)).toThrow(
    /^2 tenants could not be looked at: a, b\. The log says why, .* Slack is down\.$/,
  );
  expect(() => requireLooked([], refused)).not.toThrow();
});

test('a failed parse quotes nothing of what it read, neither in words nor in the stack', () => {
  const thrown = errorToThrow(failedParse());
  expect(`${thrown.message} ${thrown.stack}`).not.toContain('synthetic');
  expect(thrown.message).toBe('something could not be parsed; it is not shown');
  expect(thrown.stack).toMatch(/reply\.test/);
});

function failedParse(): unknown {
  try {
    return JSON.parse('synthetic-secret');
  } catch (error) {
    return error;
  }
}

test('of a decision the first findings that fit are answered, and the others are counted', () => {
  const findings = [finding('a'), finding('b'), finding('c')];
  const whole = { tenant: 'acme', message: 'Done.', findings, undelivered: [] };
  expect(decideReply(whole)).toEqual(whole);
  const cut = decideReply({ ...whole, omitted: 7 }, 3_600);
  expect(cut).toEqual({ ...whole, findings: findings.slice(0, 2), omitted: 8 });
});
