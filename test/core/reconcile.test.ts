import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../functions/core/evaluate.ts';
import type { Life, Status } from '../../functions/core/finding.ts';
import { rowKey, type FindingRow } from '../../functions/core/ports.ts';
import { reconcile, type Reconciled } from '../../functions/core/reconcile.ts';
import { defineRule, type Observation } from '../../functions/core/rule.ts';
import { severityOf } from '../../functions/core/severity-of.ts';

const rule = defineRule({
  id: 'test-rule',
  title: 'Test',
  severity: 'high',
  stages: ['30d', '7d', 'overdue'],
  grades: { overdue: { severity: 'critical', when: 'the deadline is past' } },
  needs: ['apps'],
  docs: { why: '', fix: [], see: [] },
  controls: [],
  examples: [],
  check: () => [],
});

const day0 = '2026-11-01T09:00:00.000Z';
const key = rowKey('test-rule', 's');

function onDay(day: number): Date {
  return new Date(Date.parse(day0) + day * 86_400_000);
}

function seen(parts: Partial<Observation> = {}): Verdict {
  const observation = { subject: 's', message: 'so', evidence: {}, ...parts };
  return { rule: 'test-rule', status: 'evaluated', observations: [observation], undecided: [] };
}

const gone: Verdict = {
  rule: 'test-rule',
  status: 'evaluated',
  observations: [],
  undecided: [],
};
const undecided: Verdict = { ...gone, undecided: [{ subject: 's', reason: 'not said' }] };
const unknown: Verdict = { rule: 'test-rule', status: 'unknown', reason: 'not read' };

function life(status: Status, parts: Partial<Life> = {}): Life {
  return { status, severity: 'high', transition: 1, firstSeen: day0, since: day0, ...parts };
}

function run(
  before: Life | null,
  verdict: Verdict | null,
  options: { day?: number; adopted?: boolean; off?: boolean } = {},
): Reconciled {
  const row: FindingRow = {
    rule: 'test-rule',
    subject: 's',
    life: before ?? life('open'),
    print: 'so',
  };
  return reconcile({
    rules: options.off ? [] : [rule],
    verdicts: verdict ? [verdict] : [],
    known: new Map(before ? [[key, row]] : []),
    adopted: options.adopted === false ? [] : ['test-rule'],
    severityOf,
    channelsFor: (severity) => (severity === 'low' ? [] : ['slack', 'terminal']),
    print: ({ message }) => message,
    now: onDay(options.day ?? 0.5),
  });
}

function owed(kind: string, transition: number) {
  return ['slack', 'terminal'].map((channel) => ({ channel, kind, transition }));
}

describe('the lifecycle', () => {
  test.each<[string, Life | null, Verdict | null, object, Partial<Life>]>([
    [
      'unseen is opened and owed',
      null,
      seen(),
      {},
      { status: 'open', transition: 1, owed: owed('opened', 1) as never },
    ],
    [
      'a first run of the rule inherits and owes nothing',
      null,
      seen(),
      { adopted: false },
      { status: 'inherited', transition: 0 },
    ],
    [
      'open and gone is resolved and told',
      life('open'),
      gone,
      {},
      { status: 'resolved', transition: 2, owed: owed('resolved', 2) as never },
    ],
    [
      'acknowledged and gone is resolved and told',
      life('acknowledged'),
      gone,
      {},
      { status: 'resolved', owed: owed('resolved', 2) as never },
    ],
    [
      'inherited and gone is resolved quietly',
      life('inherited', { transition: 0 }),
      gone,
      {},
      { status: 'resolved', transition: 1 },
    ],
    [
      'accepted and gone is resolved quietly',
      life('accepted'),
      gone,
      {},
      { status: 'resolved', transition: 2 },
    ],
    [
      'suppressed and gone is resolved quietly',
      life('suppressed'),
      gone,
      {},
      { status: 'resolved', transition: 2 },
    ],
    [
      'resolved and back is the same finding, reopened',
      life('resolved', { resolvedAt: day0, transition: 2, reminders: 2 }),
      seen(),
      {},
      { status: 'open', transition: 3, firstSeen: day0, owed: owed('reopened', 3) as never },
    ],
    [
      'resolved and back when the rule adopts anew is inherited',
      life('resolved', { resolvedAt: day0, transition: 2 }),
      seen(),
      { adopted: false },
      { status: 'inherited', transition: 2 },
    ],
    [
      'a later stage escalates',
      life('open', { stage: '30d' }),
      seen({ stage: 'overdue' }),
      {},
      {
        status: 'open',
        severity: 'critical',
        stage: 'overdue',
        owed: owed('escalated', 2) as never,
      },
    ],
    [
      'a later stage wakes what was inherited',
      life('inherited', { stage: '30d', transition: 0 }),
      seen({ stage: '7d' }),
      {},
      { status: 'open', transition: 1, owed: owed('escalated', 1) as never },
    ],
    [
      'a later stage wakes what was acknowledged',
      life('acknowledged', { stage: '30d' }),
      seen({ stage: '7d' }),
      {},
      { status: 'open', owed: owed('escalated', 2) as never },
    ],
    [
      'a later stage does not break a suppression',
      life('suppressed', { stage: '30d' }),
      seen({ stage: '7d' }),
      {},
      { status: 'suppressed', transition: 1, stage: '7d' },
    ],
    [
      'a rule switched off resolves without a word',
      life('open'),
      null,
      { off: true },
      { status: 'resolved', transition: 2 },
    ],
  ])('%s', (_name, before, verdict, options, expected) => {
    const after = run(before, verdict, options).rows.get(key)?.life;
    expect(after).toMatchObject(expected);
    expect(after?.owed).toEqual(expected.owed);
  });

  test.each<[string, Life]>([
    ['open', life('open')],
    ['inherited', life('inherited')],
    ['resolved', life('resolved', { resolvedAt: day0 })],
  ])('an unknown verdict leaves what is %s exactly as it was', (_name, before) => {
    const after = run(before, unknown, { day: 400 });
    expect([...after.rows, ...after.words]).toEqual([]);
  });

  test('a subject that could not be judged keeps its finding, and another of the rule does not', () => {
    expect(run(life('open'), undecided, { day: 400 }).rows.size).toBe(0);
    const other: Verdict = { ...gone, undecided: [{ subject: 'other', reason: 'not said' }] };
    expect(run(life('open'), other).rows.get(key)?.life.status).toBe('resolved');
  });

  test('an unknown verdict does not adopt', () => {
    expect(run(null, unknown, { adopted: false }).adopted).toEqual([]);
    expect(run(null, gone, { adopted: false }).adopted).toEqual(['test-rule']);
  });

  test('seen again and unchanged writes nothing', () => {
    const after = run(life('open'), seen());
    expect([...after.rows, ...after.words]).toEqual([]);
  });

  test('changed words are stored without an announcement', () => {
    const after = run(life('open'), seen({ message: 'so and more' }));
    expect(after.words.get(key)?.message).toBe('so and more');
    expect(after.rows.get(key)?.life).toEqual(life('open'));
  });

  test('a resolved finding owes its opening too, where that was never delivered', () => {
    const open = life('open', { owed: [{ channel: 'slack', kind: 'opened', transition: 1 }] });
    expect(run(open, gone).rows.get(key)?.life.owed).toEqual([
      { channel: 'slack', kind: 'opened', transition: 1 },
      ...owed('resolved', 2),
    ]);
  });

  test('a severity nobody is routed to opens and owes nothing', () => {
    const low = { ...seen(), rule: 'test-rule' } as Verdict;
    const after = reconcile({
      rules: [rule],
      verdicts: [low],
      known: new Map(),
      adopted: ['test-rule'],
      severityOf: () => 'low',
      channelsFor: () => [],
      print: ({ message }) => message,
      now: onDay(1),
    });
    expect(after.rows.get(key)?.life).toEqual(
      life('open', {
        severity: 'low',
        firstSeen: onDay(1).toISOString(),
        since: onDay(1).toISOString(),
      }),
    );
  });

  test('the same subject twice in one verdict is one finding', () => {
    const one = { subject: 's', message: 'so', evidence: {} };
    const twice: Verdict = {
      rule: 'test-rule',
      status: 'evaluated',
      observations: [one, { ...one, message: 'other' }],
      undecided: [],
    };
    expect(run(null, twice).words.get(key)?.message).toBe('so');
  });
});

describe('reminders', () => {
  test.each([
    [0.9, 0, false],
    [1, 0, true],
    [1.5, 1, false],
    [3, 1, true],
    [7, 2, true],
    [13.9, 3, false],
    [14, 3, true],
    [21, 4, true],
  ])('on day %d after %d reminders: %s', (day, reminders, isDue) => {
    const after = run(life('open', { reminders }), seen(), { day }).rows.get(key)?.life;
    expect(after?.owed).toEqual(isDue ? owed('reminded', 2) : undefined);
    expect(after?.transition).toBe(isDue ? 2 : undefined);
  });

  test('days missed are made up for by one reminder, not one each', () => {
    const late = run(life('open'), seen(), { day: 30 }).rows.get(key)?.life;
    expect(late?.reminders).toBe(6);
  });

  test.each<[string, Life]>([
    ['inherited', life('inherited')],
    ['acknowledged', life('acknowledged')],
    ['medium', life('open', { severity: 'medium' })],
    ['still owed', life('open', { owed: [{ channel: 'slack', kind: 'opened', transition: 1 }] })],
  ])('none for what is %s', (name, before) => {
    const severity = name === 'medium' ? 'medium' : 'high';
    const row: FindingRow = { rule: 'test-rule', subject: 's', life: before, print: 'so' };
    const after = reconcile({
      rules: [rule],
      verdicts: [seen()],
      known: new Map([[key, row]]),
      adopted: ['test-rule'],
      severityOf: () => severity,
      channelsFor: () => ['slack'],
      print: ({ message }) => message,
      now: onDay(30),
    });
    expect(after.rows.size).toBe(0);
  });
});
