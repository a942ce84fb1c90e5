import { describe, expect, test } from 'vitest';
import { whoWords } from '../../functions/core/attribution.ts';
import { evaluate, type Verdict } from '../../functions/core/evaluate.ts';
import { emptyMemory } from '../../functions/core/log-memory.ts';
import { reconcile } from '../../functions/core/reconcile.ts';
import type { AnyRule, Observation } from '../../functions/core/rule.ts';
import * as sample from '../../functions/core/sample.ts';
import { severityOf } from '../../functions/core/severity-of.ts';
import type { ToggleEvidence } from '../../functions/core/toggle-evidence.ts';
import { rowKey, type FindingRow } from '../../functions/core/ports.ts';
import { hearingBy } from '../core/hearing-samples.ts';
import toggleChanged from '../../functions/rules/toggle-changed.ts';
import toggleOn from '../../functions/rules/toggle-on.ts';

const name = 'toggle "Create Permissive Third-Party Clients by Default"';

const actor = {
  kind: 'user',
  id: 'auth0|1',
  name: 'Ann',
  email: null,
  ip: '203.0.113.7',
  userAgent: null,
  tool: null,
  channel: 'api',
} as const;

interface Parts extends Partial<ToggleEvidence> {
  readonly declared?: sample.SampleParts['declared'];
  readonly accepted?: sample.Sample['baseline']['toggle'];
}

function verdictOn(rule: AnyRule, now: string, { declared, accepted, ...seen }: Parts): Verdict {
  const past = { toggle: { ...emptyMemory.toggle, ...seen } };
  const given = sample.sample({
    past,
    declared,
    now,
    ...(accepted && { baseline: { toggle: accepted } }),
  });
  const [verdict] = evaluate([rule], sample.judgedOf(given));
  if (!verdict) throw new Error('no verdict');
  return verdict;
}

function seenBy(rule: AnyRule, now: string, parts: Parts): Observation | undefined {
  const verdict = verdictOn(rule, now, parts);
  return verdict.status === 'evaluated' ? verdict.observations[0] : undefined;
}

function on(asOf: string) {
  return { state: 'on', asOf, logId: '900', app: 'abc', appName: 'Partner', actor } as const;
}

test.each([
  ['2026-07-24T23:59:59.999Z', undefined, 'high'],
  ['2026-07-25T00:00:00.000Z', '90d', 'high'],
  ['2026-09-22T23:59:59.999Z', '90d', 'high'],
  ['2026-09-23T00:00:00.000Z', '30d', 'high'],
  ['2026-10-15T23:59:59.999Z', '30d', 'high'],
  ['2026-10-16T00:00:00.000Z', '7d', 'high'],
  ['2026-10-21T23:59:59.999Z', '7d', 'high'],
  ['2026-10-22T00:00:00.000Z', '1d', 'high'],
  ['2026-10-22T23:59:59.999Z', '1d', 'high'],
  ['2026-10-23T00:00:00.000Z', 'overdue', 'critical'],
  ['2027-03-01T00:00:00.000Z', 'overdue', 'critical'],
])('toggle-on at %s is at stage %s and %s', (now, stage, severity) => {
  const found = seenBy(toggleOn, now, { log: on(now) });
  expect.assert(found !== undefined);
  expect([found.stage, severityOf(toggleOn, found)]).toEqual([stage, severity]);
});

describe('toggle-on says what shows it', () => {
  test('before the deadline', () => {
    const log = on('2026-09-30T08:00:00.000Z');
    expect(seenBy(toggleOn, '2026-10-01T09:00:00.000Z', { log })).toEqual({
      subject: 'toggle',
      message: `the ${name} is on, until Auth0 switches it off on 2026-10-23: app "Partner" was created without a mode and became permissive, 2026-09-30 08:00 UTC, by user "Ann" (auth0|1) (log entry 900)`,
      evidence: {
        basis: 'log',
        asOf: '2026-09-30T08:00:00.000Z',
        logId: '900',
        app: 'abc',
        createdBy: whoWords(actor),
        deadline: '2026-10-23',
      },
      stage: '30d',
    });
  });

  test('after it, with what contradicts', () => {
    const found = seenBy(toggleOn, '2026-11-23T09:00:00.000Z', {
      probe: { state: 'on', asOf: '2026-11-22T08:00:00.000Z' },
      declared: { state: 'off', by: 'Sam', on: '2026-11-01', until: '2026-12-01' },
    });
    expect(found).toMatchObject({
      message: `the ${name} is on, although Auth0 announced that it would switch it off on 2026-10-23: an app that a probe created without a mode became permissive, 2026-11-22 08:00 UTC`,
      evidence: {
        basis: 'probe',
        conflicts: [
          expect.stringContaining('proof beats declaration'),
          expect.stringContaining('what was seen beats what was announced'),
        ],
      },
    });
  });

  test.each(['2026-11-20T09:00:00.000Z', '2026-11-23T09:00:00.000Z', '2026-12-20T00:00:00.000Z'])(
    'in the same words while nothing else shows it: %s',
    (now) => {
      const log = on('2026-11-20T08:00:00.000Z');
      expect(seenBy(toggleOn, now, { log })).toEqual(
        seenBy(toggleOn, '2026-11-20T09:00:00.000Z', { log }),
      );
    },
  );
});

test('toggle-changed says what was accepted and what is, with the basis of both', () => {
  const accepted = { state: 'off', basis: 'declared', asOf: '2026-08-01T00:00:00.000Z' } as const;
  const log = on('2026-09-30T08:00:00.000Z');
  expect(seenBy(toggleChanged, '2026-10-01T09:00:00.000Z', { accepted, log })).toEqual({
    subject: 'toggle',
    message: `the ${name} was off and is on: app "Partner" was created without a mode and became permissive, 2026-09-30 08:00 UTC, by user "Ann" (auth0|1) (log entry 900)`,
    evidence: {
      before: accepted,
      after: { state: 'on', basis: 'log', asOf: '2026-09-30T08:00:00.000Z' },
      logId: '900',
      app: 'abc',
      createdBy: whoWords(actor),
    },
  });
});

describe('the life of toggle-on', () => {
  /** Runs one after another, each with what is then known of the toggle. */
  function lived(...runs: readonly (readonly [now: string, parts: Parts])[]): string[] {
    let known: ReadonlyMap<string, FindingRow> = new Map();
    let adopted: readonly string[] = [];
    return runs.map(([now, parts]) => {
      const run = reconcile({
        rules: [toggleOn],
        verdicts: [verdictOn(toggleOn, now, parts)],
        known,
        adopted,
        severityOf: (rule, observation) => severityOf(rule, observation),
        hearing: hearingBy(['c']),
        suppressions: [],
        deletedApps: new Set(),
        print: (value) => JSON.stringify(value),
        digest: (value) => JSON.stringify(value),
        now: new Date(now),
      });
      known = new Map([...known, ...run.rows]);
      adopted = run.adopted;
      const row = run.rows.get(rowKey('toggle-on', 'toggle'));
      const { status, severity, stage = 'no stage', owed } = row?.life ?? {};
      return row
        ? `${status} ${severity} ${stage}, ${owed?.at(-1)?.kind ?? 'untold'}`
        : 'as before';
    });
  }

  test('a proof that arrives after an unknown first run is news', () => {
    expect(
      lived(
        ['2026-10-01T09:00:00.000Z', {}],
        ['2026-10-02T09:00:00.000Z', { log: on('2026-10-02T08:00:00.000Z') }],
      ),
    ).toEqual(['as before', 'open high 30d, opened']);
  });

  test('it grows with the deadline, stands while nothing shows it, and ends when it is seen off', () => {
    const log = on('2026-10-10T08:00:00.000Z');
    const again = on('2026-12-01T08:00:00.000Z');
    const off = { state: 'off', asOf: '2026-12-02T08:00:00.000Z' } as const;
    expect(
      lived(
        ['2026-10-09T09:00:00.000Z', {}],
        ['2026-10-10T09:00:00.000Z', { log }],
        ['2026-10-10T10:00:00.000Z', { log }],
        ['2026-10-16T09:00:00.000Z', { log }],
        ['2026-10-22T09:00:00.000Z', { log }],
        // From here on the proof is from before the deadline, and it is only expected off.
        ['2026-10-23T09:00:00.000Z', { log }],
        ['2026-12-01T09:00:00.000Z', { log: again }],
        ['2026-12-02T09:00:00.000Z', { log: again, probe: off }],
      ),
    ).toEqual([
      'as before',
      'open high 30d, opened',
      'as before',
      'open high 7d, escalated',
      'open high 1d, escalated',
      'as before',
      'open critical overdue, escalated',
      'resolved critical overdue, resolved',
    ]);
  });
});
