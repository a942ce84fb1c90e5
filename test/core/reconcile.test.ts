import { describe, expect, test } from 'vitest';
import type { Decision } from '../../functions/core/decision.ts';
import type { Verdict } from '../../functions/core/evaluate.ts';
import { statuses, type Life } from '../../functions/core/finding.ts';
import { breadthOf } from '../../functions/core/breadth.ts';
import type { HistoryEvent } from '../../functions/core/history.ts';
import { reconcile } from '../../functions/core/reconcile.ts';
import { severityOf } from '../../functions/core/severity-of.ts';
import type { Suppression } from '../../functions/core/suppression.ts';
import {
  at,
  day,
  day0,
  gone,
  halfADay,
  hearing,
  hour,
  key,
  life,
  observation,
  owed,
  print,
  rowOf,
  run,
  runOf,
  seen,
  suppression,
  testRule,
  undecided,
  unknown,
  type RunOptions,
} from './lifecycle-samples.ts';

const now = at(halfADay);
const adopts = { isAdopted: false };

const acknowledgement: Decision = { by: 'Ann', at: day0 };
/** Of one finding alone, for ten days. */
const muted: Decision = {
  by: 'Ann',
  at: day0,
  reason: 'pilot',
  owner: 'Team A',
  until: at(10 * day),
};
const { id, by, owner, reason, until } = suppression();
/** As `suppression()` decides of each finding. */
const hidden: Decision = { by, at: day0, owner, reason, until, suppression: id };

const listing = observation({ evidence: { names: ['a', 'b'] } });

const acceptance: Decision = {
  by: 'Ann',
  at: day0,
  reason: 'meant',
  owner: 'Team A',
  covers: breadthOf(testRule, listing).map(print),
  severity: 'high',
};

const acknowledged = life('acknowledged', { decision: acknowledgement });
const accepted = life('accepted', { decision: acceptance });
const suppressed = life('suppressed', { decision: muted });
const hiddenLife = life('suppressed', { decision: hidden });
const over = life('resolved', { transition: 2, resolvedAt: at(hour), end: 'changed' });

const reopened = { transition: 3, since: now, ...owed('reopened', 3) };

/** Before, what the run judges, what becomes of it: null where nothing is written. What is told again of a life says why. */
type Line = [
  name: string,
  before: Life | null,
  verdict: Verdict | null,
  options: RunOptions,
  expected: Life | null,
];

const plain: Line[] = [
  [
    'unseen is opened and owed',
    null,
    seen(),
    {},
    life('open', { firstSeen: now, since: now, ...owed('opened', 1) }),
  ],
  [
    'unseen and slight is opened, and nobody hears of it',
    null,
    seen({ grade: 'slight' }),
    {},
    life('open', { severity: 'low', firstSeen: now, since: now }),
  ],
  ['unseen and gone is nothing', null, gone, {}, null],
  ['unseen and not judged is nothing', null, undecided, {}, null],
  ['open and so still just stands', life('open'), seen(), {}, null],
  [
    'open and gone is resolved and told',
    life('open'),
    gone,
    {},
    life('resolved', { transition: 2, resolvedAt: now, end: 'changed', ...owed('resolved', 2) }),
  ],
  [
    'a resolution is told beside what is still owed',
    life('open', owed('opened', 1, 0, ['slack'])),
    gone,
    {},
    life('resolved', {
      transition: 2,
      resolvedAt: now,
      end: 'changed',
      owed: [...owed('opened', 1, 0, ['slack']).owed, ...owed('resolved', 2).owed],
    }),
  ],
  [
    'gone because its app was deleted says so',
    life('open'),
    gone,
    { deletedApps: new Set(['s']) },
    life('resolved', {
      transition: 2,
      resolvedAt: now,
      end: 'app-deleted',
      ...owed('resolved', 2),
    }),
  ],
  [
    'another app that was deleted ends nothing',
    life('open'),
    seen(),
    { deletedApps: new Set(['other', 's']) },
    null,
  ],
  ['resolved and gone stays so', over, gone, { deletedApps: new Set(['s']) }, null],
  [
    'resolved and back is the same finding and a new life',
    { ...over, reminders: 2, paged: ['pager'], stage: '30d', decision: acknowledgement },
    seen({ stage: '7d' }),
    {},
    life('open', { ...reopened, stage: '7d' }),
  ],
  [
    'resolved and back owes its resolution too where that was not delivered',
    { ...over, ...owed('resolved', 2, 0, ['slack']) },
    seen(),
    {},
    life('open', {
      ...reopened,
      owed: [...owed('resolved', 2, 0, ['slack']).owed, ...owed('reopened', 3).owed],
    }),
  ],
  [
    'weighing more without a stage is kept and told nobody',
    life('open', { severity: 'low' }),
    seen(),
    {},
    life('open'),
  ],
];

const adoption: Line[] = [
  [
    'a first run of the rule inherits and owes nothing',
    null,
    seen(),
    adopts,
    life('inherited', { transition: 0, firstSeen: now, since: now }),
  ],
  ['what is open stays open when the rule is adopted anew', life('open'), seen(), adopts, null],
  [
    'resolved and back when the rule is adopted anew is inherited',
    over,
    seen(),
    adopts,
    life('inherited', { transition: 2, since: now }),
  ],
  [
    'nobody is pressed about what is inherited anew',
    { ...over, ...owed('reminded', 1, 0) },
    seen(),
    adopts,
    life('inherited', { transition: 2, since: now }),
  ],
  [
    'a rule that never adopts tells from the first run on',
    null,
    seen(),
    { ...adopts, rule: { ...testRule, neverAdopts: true } },
    life('open', { firstSeen: now, since: now, ...owed('opened', 1) }),
  ],
  [
    'so does a rule of pulse',
    null,
    seen(),
    { ...adopts, rule: { ...testRule, job: 'pulse' } },
    life('open', { firstSeen: now, since: now, ...owed('opened', 1) }),
  ],
  [
    'inherited and gone is resolved quietly',
    life('inherited', { transition: 0 }),
    gone,
    {},
    life('resolved', { resolvedAt: now, end: 'changed' }),
  ],
  [
    'inherited, gone and back is told',
    life('resolved', { resolvedAt: at(hour), end: 'changed' }),
    seen(),
    {},
    life('open', { transition: 2, since: now, ...owed('reopened', 2) }),
  ],
];

const staged: Line[] = [
  [
    'a later stage escalates, and weighs what the stage does',
    life('open', { stage: '30d', reminders: 2 }),
    seen({ stage: 'overdue' }),
    {},
    life('open', {
      severity: 'critical',
      stage: 'overdue',
      transition: 2,
      reminders: 2,
      unattendedSince: at(halfADay),
      ...owed('escalated', 2),
    }),
  ],
  [
    'the first stage is later than none',
    life('open'),
    seen({ stage: '30d' }),
    {},
    life('open', {
      stage: '30d',
      transition: 2,
      unattendedSince: at(halfADay),
      ...owed('escalated', 2),
    }),
  ],
  [
    'an earlier stage is kept and told nobody',
    life('open', { stage: '7d' }),
    seen({ stage: '30d' }),
    {},
    life('open', { stage: '30d' }),
  ],
  [
    'no stage any more is kept and told nobody',
    life('open', { stage: '7d' }),
    seen(),
    {},
    life('open'),
  ],
  [
    'a later stage wakes what was inherited',
    life('inherited', { stage: '30d', transition: 0 }),
    seen({ stage: '7d' }),
    {},
    life('open', { stage: '7d', unattendedSince: at(halfADay), ...owed('escalated', 1) }),
  ],
  [
    'a later stage wakes what was acknowledged, and makes up for no reminder',
    { ...acknowledged, stage: '30d' },
    seen({ stage: '7d' }),
    { ms: 8 * day },
    life('open', {
      stage: '7d',
      transition: 2,
      reminders: 3,
      unattendedSince: at(8 * day),
      ...owed('escalated', 2, 8 * day),
    }),
  ],
  [
    'a later stage does not break a suppression',
    { ...suppressed, stage: '30d' },
    seen({ stage: 'overdue' }),
    {},
    { ...suppressed, severity: 'critical', stage: 'overdue' },
  ],
];

const deciding: Line[] = [
  ['acknowledged and so still stands for months', acknowledged, seen(), { ms: 100 * day }, null],
  [
    'acknowledged and gone is resolved and told',
    acknowledged,
    gone,
    {},
    {
      ...acknowledged,
      ...life('resolved', {
        transition: 2,
        resolvedAt: now,
        end: 'changed',
        ...owed('resolved', 2),
      }),
    },
  ],
  [
    'accepted and so still stands for years',
    accepted,
    seen(listing),
    { ms: 1000 * day, last: listing },
    null,
  ],
  [
    'accepted and gone is resolved quietly',
    accepted,
    gone,
    {},
    { ...accepted, status: 'resolved', transition: 2, resolvedAt: now, end: 'changed' },
  ],
  [
    'accepted, gone and back is told: it was over',
    { ...over, decision: acceptance },
    seen(listing),
    { last: listing },
    life('open', reopened),
  ],
  [
    'suppressed and gone is resolved quietly, and keeps what was decided',
    suppressed,
    gone,
    {},
    { ...suppressed, status: 'resolved', transition: 2, resolvedAt: now, end: 'changed' },
  ],
  [
    'suppressed, gone, and back a millisecond before its end is suppressed again',
    { ...over, decision: muted },
    seen(),
    { ms: 10 * day - 1 },
    life('suppressed', { transition: 2, since: at(10 * day - 1), decision: muted }),
  ],
  [
    'suppressed, gone, and back at its end is told',
    { ...over, decision: muted },
    seen(),
    { ms: 10 * day },
    life('open', { transition: 3, since: at(10 * day), ...owed('reopened', 3, 10 * day) }),
  ],
  [
    'suppressed, gone, and back when the rule is adopted anew is suppressed again',
    { ...over, decision: muted },
    seen(),
    adopts,
    life('suppressed', { transition: 2, since: now, decision: muted }),
  ],
];

/** A suppression of this finding alone, which ends: what its end says has to be in it. */
const ending: [string, Life, RunOptions, Life | null, RegExp?][] = [
  [
    'a millisecond before its end it holds',
    life('suppressed', { decision: { ...muted, noticed: true } }),
    { ms: 10 * day - 1 },
    null,
  ],
  [
    'at its end it is open, as a new life',
    life('suppressed', { decision: { ...muted, noticed: true }, reminders: 3, paged: ['pager'] }),
    { ms: 10 * day },
    life('open', {
      transition: 2,
      since: at(10 * day),
      ...owed('suppression-ended', 2, 10 * day),
    }),
    /Ann.*pilot.*2026-11-11 09:00 UTC/,
  ],
  [
    'months after its end too, whenever the finding can be judged again',
    suppressed,
    { ms: 100 * day },
    life('open', {
      transition: 2,
      since: at(100 * day),
      ...owed('suppression-ended', 2, 100 * day),
    }),
    /Ann.*pilot.*2026-11-11 09:00 UTC/,
  ],
  [
    'at its end a pattern that covers it hides it on',
    suppressed,
    { ms: 10 * day, suppressions: [suppression({ until: at(20 * day) })] },
    life('suppressed', { decision: { ...hidden, until: at(20 * day) } }),
  ],
  [
    'a pattern that is lifted does not touch it',
    suppressed,
    { suppressions: [suppression({ lifted: { by: 'Lee', at: at(hour), reason: 'done' } })] },
    null,
  ],
  [
    'hidden by a pattern, it is open when that ends',
    hiddenLife,
    { ms: 10 * day, suppressions: [suppression()] },
    life('open', {
      transition: 2,
      since: at(10 * day),
      ...owed('suppression-ended', 2, 10 * day),
    }),
    /Kim.*moving.*2026-11-11 09:00 UTC/,
  ],
  [
    'a millisecond before that it holds',
    life('suppressed', { decision: { ...hidden, noticed: true } }),
    { ms: 10 * day - 1, suppressions: [suppression()] },
    null,
  ],
  [
    'when its pattern is lifted',
    hiddenLife,
    { suppressions: [suppression({ lifted: { by: 'Lee', at: at(hour), reason: 'too wide' } })] },
    life('open', { transition: 2, since: now, ...owed('suppression-ended', 2) }),
    /Kim.*moving.*Lee.*too wide/,
  ],
  [
    'when its pattern was taken out of the file',
    life('suppressed', { decision: { ...hidden, suppression: 'file-sup' } }),
    { suppressions: [] },
    life('open', { transition: 2, since: now, ...owed('suppression-ended', 2) }),
    /Kim.*moving.*tenants\.json/,
  ],
  [
    'when its pattern was lifted while another covers it, it stays hidden by that',
    hiddenLife,
    {
      suppressions: [
        suppression({ lifted: { by: 'Lee', at: at(hour), reason: 'too wide' } }),
        suppression({ id: 'sup2', until: at(5 * day), by: 'Max' }),
      ],
    },
    life('suppressed', {
      decision: { ...hidden, suppression: 'sup2', until: at(5 * day), by: 'Max' },
    }),
  ],
  [
    'when its pattern was made to last longer, it stays hidden beyond the end it knew',
    hiddenLife,
    { ms: 10 * day, suppressions: [suppression({ until: at(20 * day) })] },
    life('suppressed', { decision: { ...hidden, until: at(20 * day) } }),
  ],
  [
    'when its pattern was made to end earlier, it is open from then on',
    hiddenLife,
    { ms: 5 * day, suppressions: [suppression({ until: at(5 * day) })] },
    life('open', { transition: 2, since: at(5 * day), ...owed('suppression-ended', 2, 5 * day) }),
    /Kim.*moving/,
  ],
  [
    'with what stage and weight it has by then, told once',
    life('suppressed', { decision: muted, stage: '30d' }),
    { ms: 10 * day, last: observation({ stage: 'overdue' }) },
    life('open', {
      severity: 'critical',
      stage: 'overdue',
      transition: 2,
      since: at(10 * day),
      ...owed('suppression-ended', 2, 10 * day),
    }),
    /Ann.*pilot/,
  ],
  [
    'hidden since it was first seen, it is told for the first time',
    life('suppressed', { transition: 0, decision: hidden }),
    { ms: 10 * day, suppressions: [suppression()] },
    life('open', { since: at(10 * day), ...owed('suppression-ended', 1, 10 * day) }),
    /Kim.*moving/,
  ],
];

const two: readonly Suppression[] = [
  suppression(),
  suppression({ id: 'longest', until: at(20 * day) }),
  suppression({ id: 'shortest', until: at(5 * day) }),
];

const patterns: Line[] = [
  [
    'what it covers is born suppressed, and nobody hears of it',
    null,
    seen(),
    { suppressions: [suppression()] },
    life('suppressed', { transition: 0, firstSeen: now, since: now, decision: hidden }),
  ],
  [
    'adopted or not',
    null,
    seen(),
    { ...adopts, suppressions: [suppression()] },
    life('suppressed', { transition: 0, firstSeen: now, since: now, decision: hidden }),
  ],
  [
    'the one that lasts longest hides it',
    null,
    seen(),
    { suppressions: two },
    life('suppressed', {
      transition: 0,
      firstSeen: now,
      since: now,
      decision: { ...hidden, suppression: 'longest', until: at(20 * day) },
    }),
  ],
  [
    'a millisecond before it holds, nothing is hidden',
    life('open'),
    seen(),
    { suppressions: [suppression({ at: at(halfADay + 1) })] },
    null,
  ],
  [
    'from when it holds, what is open is',
    life('open', { reminders: 1, ...owed('opened', 1, 0, ['slack']) }),
    seen(),
    { suppressions: [suppression({ at: now })] },
    life('suppressed', {
      reminders: 1,
      decision: { ...hidden, at: now },
      ...owed('opened', 1, 0, ['slack']),
    }),
  ],
  [
    'nobody is pressed about it any more',
    life('open', {
      paged: ['boss', 'pager'],
      owed: [
        ...owed('opened', 1, 0, ['slack']).owed,
        ...owed('reminded', 2, 0, ['terminal']).owed,
        ...owed('unacknowledged', 3, 0, ['pager']).owed,
      ],
    }),
    seen(),
    { suppressions: [suppression()] },
    life('suppressed', {
      paged: ['boss'],
      decision: hidden,
      ...owed('opened', 1, 0, ['slack']),
    }),
  ],
  [
    'what is inherited',
    life('inherited', { transition: 0 }),
    seen(),
    { suppressions: [suppression()] },
    life('suppressed', { transition: 0, decision: hidden }),
  ],
  [
    'what is acknowledged',
    acknowledged,
    seen(),
    { suppressions: [suppression()] },
    life('suppressed', { decision: hidden }),
  ],
  [
    'at a later stage too',
    life('open', { stage: '30d' }),
    seen({ stage: 'overdue' }),
    { suppressions: [suppression()] },
    life('suppressed', { severity: 'critical', stage: 'overdue', decision: hidden }),
  ],
  [
    'what is accepted stays so',
    accepted,
    seen(listing),
    { last: listing, suppressions: [suppression()] },
    null,
  ],
  [
    'what was suppressed alone stays so',
    suppressed,
    seen(),
    { suppressions: [suppression()] },
    null,
  ],
  [
    'a finding of another subject is not hidden',
    life('open'),
    seen(),
    { suppressions: [suppression({ subject: 'other*' })] },
    null,
  ],
  [
    'a finding of another rule is not hidden',
    life('open'),
    seen(),
    { suppressions: [suppression({ rule: 'other-rule' })] },
    null,
  ],
  [
    'a pattern that ended hides nothing',
    life('open'),
    seen(),
    { suppressions: [suppression({ until: now })] },
    null,
  ],
  [
    'nor does one that is lifted',
    life('open'),
    seen(),
    { suppressions: [suppression({ lifted: { by: 'Lee', at: now, reason: 'done' } })] },
    null,
  ],
  [
    'hidden and gone is resolved quietly',
    hiddenLife,
    gone,
    { suppressions: [suppression()] },
    { ...hiddenLife, status: 'resolved', transition: 2, resolvedAt: now, end: 'changed' },
  ],
  [
    'hidden, gone and back is hidden again while its pattern holds',
    { ...over, decision: hidden },
    seen(),
    { suppressions: [suppression()] },
    life('suppressed', { transition: 2, since: now, decision: hidden }),
  ],
  [
    'and told once its pattern does not',
    { ...over, decision: hidden },
    seen(),
    { suppressions: [suppression({ lifted: { by: 'Lee', at: at(hour), reason: 'done' } })] },
    life('open', reopened),
  ],
];

/** What an acceptance of `listing` says when it holds no longer. */
const voids: [
  string,
  Life,
  RunOptions & { sees: Parameters<typeof seen>[0] },
  Life | null,
  RegExp?,
][] = [
  [
    'the same in other words is covered',
    accepted,
    { sees: { ...listing, message: 'other words' } },
    accepted,
  ],
  ['less is covered', accepted, { sees: { evidence: { names: ['b'] } } }, accepted],
  [
    'more is not, and the end says what',
    { ...accepted, reminders: 2, paged: ['pager'] },
    { sees: { evidence: { names: ['b', 'c', 'a'] } } },
    life('open', { transition: 2, since: now, ...owed('reopened', 2) }),
    /^The acceptance by Ann \((reason: )?meant\) is void: it now also covers .*c/,
  ],
  [
    'a later stage is not',
    { ...accepted, stage: '30d' },
    { sees: { ...listing, stage: '7d' } },
    life('open', { stage: '7d', transition: 2, since: now, ...owed('reopened', 2) }),
    /^The acceptance by Ann \((reason: )?meant\) is void: .*7d/,
  ],
  [
    'an earlier stage is',
    { ...accepted, stage: '7d' },
    { sees: { ...listing, stage: '30d' } },
    { ...accepted, stage: '30d' },
  ],
  [
    'weighing more is not',
    { ...accepted, severity: 'low', decision: { ...acceptance, severity: 'low' } },
    { sees: listing },
    life('open', { transition: 2, since: now, ...owed('reopened', 2) }),
    /^The acceptance by Ann \((reason: )?meant\) is void: .*low.*high/,
  ],
  [
    'weighing less is',
    accepted,
    { sees: { ...listing, grade: 'slight' } },
    { ...accepted, severity: 'low' },
  ],
  [
    'weighing as much again as when it was accepted is',
    { ...accepted, severity: 'low' },
    { sees: listing },
    accepted,
  ],
];

describe('the lifecycle', () => {
  describe.each([
    ['seen and gone', plain],
    ['adoption', adoption],
    ['stages', staged],
    ['what somebody decided', deciding],
    ['a pattern', patterns],
  ])('%s', (_part, lines) => {
    test.each(lines)('%s', (_name, before, verdict, options, expected) => {
      const after = run(before, verdict, options);
      expect(withoutWhy(after.rows.get(key)?.life)).toEqual(expected ?? undefined);
    });
  });

  test.each(ending)('the end of a suppression: %s', (_name, before, options, expected, why) => {
    const after = run(before, seen(options.last ?? {}), options);
    const became = after.rows.get(key)?.life;
    expect(withoutWhy(became)).toEqual(expected ?? undefined);
    expect(became?.because ?? '').toMatch(why ?? /^$/);
  });

  test.each(voids)('of an acceptance: %s', (_name, before, { sees, ...options }, expected, why) => {
    const after = run(before, seen(sees), { last: listing, ...options });
    const became = after.rows.get(key)?.life;
    expect(withoutWhy(became)).toEqual(expected);
    expect(became?.because ?? '').toMatch(why ?? /^$/);
  });

  test('an acceptance that covers no texts is void by the first', () => {
    const none = { ...accepted, decision: { ...acceptance, covers: [] } };
    const after = run(none, seen(listing), { last: observation() });
    expect(after.rows.get(key)?.life.status).toBe('open');
  });
});

function withoutWhy(life: Life | undefined): Life | undefined {
  if (!life) return undefined;
  const { because: _why, ...rest } = life;
  return rest;
}

const lives: Readonly<Record<Life['status'], Life>> = {
  open: life('open', { stage: '30d', severity: 'critical' }),
  acknowledged,
  accepted,
  suppressed: hiddenLife,
  inherited: life('inherited', { transition: 0 }),
  resolved: over,
};

describe.each(statuses)('what is %s', (status) => {
  const before = lives[status];

  test.each([
    ['an unknown verdict', unknown],
    ['a subject that could not be judged', undecided],
  ])('%s leaves it exactly as it was, whatever time does', (_what, verdict) => {
    for (const suppressions of [[], [suppression()], [suppression({ until: at(500 * day) })]]) {
      const after = run(before, verdict, {
        ms: 400 * day,
        suppressions,
        deletedApps: new Set(['s']),
      });
      expect([...after.rows, ...after.words, ...after.history]).toEqual([]);
    }
  });

  test('a rule that is off resolves it without a word', () => {
    const owing = { ...before, ...owed('opened', 1, 0, ['slack']) };
    const after = run(owing, null, { ms: 400 * day, deletedApps: new Set(['s']) });
    const silenced = {
      status: 'resolved',
      end: 'rule-off',
      transition: before.transition + 1,
      resolvedAt: at(400 * day),
    } as const;
    const expected = status === 'resolved' ? owing : { ...owing, ...silenced };
    expect(after.rows.get(key)?.life ?? owing).toEqual(expected);
    expect(after.history).toEqual([]);
  });

  test('a subject beside it that could not be judged does not keep it', () => {
    const other: Verdict = { ...gone, undecided: [{ subject: 'other', reason: 'not said' }] };
    const after = run(before, other, { suppressions: [suppression()] });
    expect(after.rows.get(key)?.life.status).toBe(status === 'resolved' ? undefined : 'resolved');
  });
});

describe('what a run says besides', () => {
  test('an unknown verdict does not adopt', () => {
    expect(run(null, unknown, adopts).adopted).toEqual([]);
    expect(run(null, gone, adopts).adopted).toEqual(['app-tested']);
  });

  test('a rule that is off is adopted anew when it is on again', () => {
    expect(run(null, null).adopted).toEqual([]);
  });

  test('changed words are stored without an announcement', () => {
    const after = run(life('open'), seen({ message: 'so and more' }));
    expect(after.words.get(key)?.message).toBe('so and more');
    expect(after.rows.get(key)?.life).toEqual(life('open'));
  });

  test('the same words are stored once', () => {
    expect(run(null, seen()).words.size).toBe(1);
    expect(run(life('acknowledged'), seen({ stage: '30d' })).words.size).toBe(0);
  });

  test('the same subject twice in one verdict is one finding', () => {
    const one = observation();
    const twice: Verdict = { ...gone, observations: [one, { ...one, message: 'other' }] };
    expect(run(null, twice).words.get(key)?.message).toBe('so');
  });
});

/** What is written down, as far as it says more than when and of what. */
const noted: [string, Life | null, Verdict | null, RunOptions, Partial<HistoryEvent>[]][] = [
  ['an opening is not: the life says it', null, seen(), {}, []],
  ['nor an adoption', null, seen(), adopts, []],
  ['nor a resolution', life('open'), gone, {}, []],
  ['nor a reminder', life('open'), seen(), { ms: day }, []],
  ['nor what a pattern hides', life('open'), seen(), { suppressions: [suppression()] }, []],
  [
    'nor that it is hidden on',
    suppressed,
    seen(),
    { ms: 10 * day, suppressions: [suppression({ until: at(20 * day) })] },
    [],
  ],
  [
    'a reopening is, with the life before',
    over,
    seen(),
    {},
    [
      {
        what: 'reopened',
        transition: 3,
        severity: 'high',
        before: { since: day0, resolvedAt: at(hour) },
      },
    ],
  ],
  [
    'a return that is hidden is, with the life before and what hides it',
    over,
    seen(),
    { suppressions: [suppression()] },
    [
      {
        what: 'suppressed',
        transition: 2,
        severity: 'high',
        by: 'Kim',
        suppression: 'sup1',
        until: at(10 * day),
        before: { since: day0, resolvedAt: at(hour) },
      },
    ],
  ],
  [
    'an escalation is, with its stage',
    life('open'),
    seen({ stage: 'overdue' }),
    {},
    [{ what: 'escalated', transition: 2, severity: 'critical', stage: 'overdue' }],
  ],
  [
    'an acceptance that is void is, with why',
    accepted,
    seen({ evidence: { names: ['c'] } }),
    { last: listing },
    [{ what: 'reopened', transition: 2, reason: expect.stringMatching(/is void/) }],
  ],
  [
    'the end of a suppression is, with why',
    suppressed,
    seen(),
    { ms: 10 * day },
    [{ what: 'suppression-ended', transition: 2, reason: expect.stringMatching(/Ann.*pilot/) }],
  ],
  [
    'the notice of it is',
    suppressed,
    seen(),
    { ms: 7 * day },
    [{ what: 'suppression-ending', transition: 2 }],
  ],
  [
    'a call of second routes is',
    life('open', { stage: 'overdue', severity: 'critical' }),
    seen({ stage: 'overdue' }),
    { ms: 2 * hour },
    [{ what: 'unacknowledged', transition: 2 }],
  ],
];

test.each(noted)('in history: %s', (_name, before, verdict, options, expected) => {
  const { history } = run(before, verdict, options);
  const when = at(options.ms ?? halfADay);
  expect(history).toMatchObject(
    expected.map((event) => ({ rule: 'app-tested', subject: 's', at: when, ...event })),
  );
  expect(history).toHaveLength(expected.length);
});

describe('reminders', () => {
  test.each([
    [1 * day - 1, 0, false],
    [1 * day, 0, true],
    [3 * day - 1, 1, false],
    [3 * day, 1, true],
    [7 * day - 1, 2, false],
    [7 * day, 2, true],
    [14 * day - 1, 3, false],
    [14 * day, 3, true],
    [21 * day - 1, 4, false],
    [21 * day, 4, true],
  ])('%d ms after its life began, of %d before: %s', (ms, reminders, isDue) => {
    const after = run(life('open', { reminders }), seen(), { ms }).rows.get(key)?.life;
    const reminded = life('open', {
      transition: 2,
      reminders: reminders + 1,
      ...owed('reminded', 2, ms),
    });
    expect(after).toEqual(isDue ? reminded : undefined);
  });

  test('count from when this life began, not from when it was first seen', () => {
    const later = life('open', { since: at(6 * day) });
    expect(run(later, seen(), { ms: 7 * day - 1 }).rows.size).toBe(0);
    expect(run(later, seen(), { ms: 7 * day }).rows.get(key)?.life.reminders).toBe(1);
  });

  test('days missed are made up for by one reminder, not one each', () => {
    expect(run(life('open'), seen(), { ms: 30 * day }).rows.get(key)?.life.reminders).toBe(6);
  });

  test.each<[string, Life, Partial<Parameters<typeof seen>[0]>]>([
    ['inherited', life('inherited'), {}],
    ['acknowledged', acknowledged, {}],
    ['accepted', accepted, {}],
    ['suppressed', life('suppressed', { decision: { ...muted, until: at(90 * day) } }), {}],
    ['slight', life('open', { severity: 'low' }), { grade: 'slight' }],
    ['owed to everybody', life('open', owed('opened', 1, 0)), {}],
  ])('none for what is %s', (_name, before, parts) => {
    expect(run(before, seen(parts), { ms: 30 * day }).rows.size).toBe(0);
  });

  test('a channel that was not told is not reminded, and does not keep the others from it', () => {
    const before = life('open', owed('opened', 1, 0, ['slack']));
    const after = run(before, seen(), { ms: day }).rows.get(key)?.life;
    expect(after?.owed).toEqual([
      ...owed('opened', 1, 0, ['slack']).owed,
      ...owed('reminded', 2, day, ['terminal']).owed,
    ]);
  });
});

describe('a suppression made by a command', () => {
  test('holds until its end though it is forgotten, as a version that does not know it forgets it', () => {
    expect(run(hiddenLife, seen(), { suppressions: [] }).rows.size).toBe(0);
    const over = run(hiddenLife, seen(), { ms: 10 * day, suppressions: [] });
    expect(over.rows.get(key)?.life.status).toBe('open');
  });

  test('holds though a clock is behind the moment it was made', () => {
    const suppressions = [suppression({ at: at(2 * day) })];
    expect(run(hiddenLife, seen(), { ms: day, suppressions }).rows.size).toBe(0);
  });

  test('hides what is accepted no longer, and the history says so', () => {
    const { rows, history } = run(accepted, seen({ evidence: { names: ['c'] } }), {
      suppressions: [suppression()],
    });
    expect(rows.get(key)?.life).toEqual({ ...accepted, status: 'suppressed', decision: hidden });
    expect(history).toMatchObject([
      { what: 'voided', transition: 1, reason: expect.stringContaining('is void') },
    ]);
  });
});

test('what is owed says why it was then, whatever comes later', () => {
  const before = life('resolved', {
    resolvedAt: at(hour),
    owed: [{ channel: 'slack', kind: 'suppression-ended', transition: 1, because: 'It ended.' }],
  });
  const after = reconcile(runOf(before, seen())).rows.get(key)?.life;
  const because = expect.stringMatching(/^It was over on 2026-11-01/);
  expect(after?.owed).toMatchObject([
    { kind: 'suppression-ended', because: 'It ended.' },
    { channel: 'slack', kind: 'reopened', because },
    { channel: 'terminal', kind: 'reopened', because },
  ]);
});

describe('the notice that a suppression is about to end', () => {
  const noticed = (decision: Decision, ms: number) =>
    life('suppressed', {
      transition: 2,
      decision: { ...decision, noticed: true },
      ...owed('suppression-ending', 2, ms, ['of Team A']),
    });

  test('goes to the owner three days before, once', () => {
    expect(run(suppressed, seen(), { ms: 7 * day - 1 }).rows.size).toBe(0);
    const told = run(suppressed, seen(), { ms: 7 * day }).rows.get(key)?.life;
    expect(told).toEqual(noticed(muted, 7 * day));
    expect(run(noticed(muted, 7 * day), seen(), { ms: 8 * day }).rows.size).toBe(0);
  });

  test('of a pattern too', () => {
    const options = { suppressions: [suppression()] };
    expect(run(hiddenLife, seen(), { ms: 7 * day - 1, ...options }).rows.size).toBe(0);
    const told = run(hiddenLife, seen(), { ms: 7 * day, ...options }).rows.get(key)?.life;
    expect(told).toEqual(noticed(hidden, 7 * day));
  });

  test('is not sent where it was made for three days, and is for a millisecond more', () => {
    const of = (ms: number) => life('suppressed', { decision: { ...muted, until: at(ms) } });
    expect(run(of(3 * day), seen(), { ms: 1 * hour }).rows.size).toBe(0);
    expect(run(of(3 * day + 1), seen(), { ms: 0 }).rows.size).toBe(0);
    expect(run(of(3 * day + 1), seen(), { ms: 1 }).history).toMatchObject([
      { what: 'suppression-ending' },
    ]);
  });

  test('is not sent for what a pattern hides in its last days: its owner has had one', () => {
    const options = { ms: 8 * day, suppressions: [suppression()] };
    for (const before of [null, life('open'), life('inherited', { transition: 0 })]) {
      const { rows, history } = run(before, seen(), options);
      expect(rows.get(key)?.life).toMatchObject({
        status: 'suppressed',
        decision: { ...hidden, noticed: true },
      });
      expect(history).toEqual([]);
    }
  });

  test('comes again for another suppression that hides it on', () => {
    const before = life('suppressed', { decision: { ...hidden, noticed: true } });
    const suppressions = [suppression({ until: at(20 * day) })];
    const hiddenOn = run(before, seen(), { ms: 10 * day, suppressions }).rows.get(key)?.life;
    expect.assert(hiddenOn);
    const after = run(hiddenOn, seen(), { ms: 17 * day, suppressions });
    expect(after.history).toMatchObject([{ what: 'suppression-ending', transition: 2 }]);
  });
});

describe('second routes', () => {
  const critical = life('open', { stage: 'overdue', severity: 'critical', reminders: 1 });
  const overdue = seen({ stage: 'overdue' });
  const called = (ms: number, ...channels: string[]) => ({
    ...critical,
    transition: 2,
    paged: channels,
    ...owed('unacknowledged', 2, ms, channels),
  });

  test.each<[string, number, Life, Life | null]>([
    ['a millisecond too early', 2 * hour - 1, critical, null],
    ['after its hours', 2 * hour, critical, called(2 * hour, 'pager')],
    [
      'a millisecond too early since its stage',
      9 * hour - 1,
      { ...critical, unattendedSince: at(7 * hour) },
      null,
    ],
    [
      'after its hours since its stage',
      9 * hour,
      { ...critical, unattendedSince: at(7 * hour) },
      { ...called(9 * hour, 'pager'), unattendedSince: at(7 * hour) },
    ],
    ['once a life', day - 1, { ...critical, paged: ['pager'] }, null],
    [
      'each after its own hours',
      day,
      { ...critical, paged: ['pager'] },
      { ...called(day, 'boss'), paged: ['boss', 'pager'] },
    ],
    ['all that are late in one', 2 * day, critical, called(2 * day, 'boss', 'pager')],
    [
      'while something else is owed',
      2 * hour,
      { ...critical, ...owed('opened', 1, 0, ['slack']) },
      {
        ...called(2 * hour, 'pager'),
        owed: [
          ...owed('opened', 1, 0, ['slack']).owed,
          ...owed('unacknowledged', 2, 2 * hour, ['pager']).owed,
        ],
      },
    ],
  ])('are called %s', (_when, ms, before, expected) => {
    const after = run(before, overdue, { ms }).rows.get(key)?.life;
    const sorted = after?.owed?.toSorted((a, b) => a.channel.localeCompare(b.channel));
    const inOrder = expected?.owed?.toSorted((a, b) => a.channel.localeCompare(b.channel));
    expect(sorted).toEqual(inOrder);
    expect(after && { ...after, owed: [] }).toEqual(
      expected ? { ...expected, owed: [] } : undefined,
    );
  });

  test.each<[string, Life]>([
    ['acknowledged', { ...acknowledged, severity: 'critical', stage: 'overdue' }],
    ['inherited', { ...critical, status: 'inherited' }],
    ['suppressed', life('suppressed', { severity: 'critical', stage: 'overdue', decision: muted })],
    [
      'accepted',
      {
        ...accepted,
        severity: 'critical',
        stage: 'overdue',
        decision: { ...acceptance, severity: 'critical' },
      },
    ],
  ])('are not called for what is %s', (_name, before) => {
    expect(run(before, overdue, { ms: 5 * day }).rows.size).toBe(0);
  });

  test('are not called for what is not critical', () => {
    expect(run(life('open', { reminders: 2 }), seen(), { ms: 5 * day }).rows.size).toBe(0);
  });

  test('that were called hear that it is over, and each channel once', () => {
    const before = { ...critical, paged: ['pager', 'slack'] };
    const after = run(before, gone, {}).rows.get(key)?.life;
    expect(after).toMatchObject(owed('resolved', 2, halfADay, ['pager', 'slack', 'terminal']));
  });

  test('that were called hear of it although the first routes do not', () => {
    const before = life('open', { severity: 'low', paged: ['pager'] });
    const after = run(before, gone, {}).rows.get(key)?.life;
    expect(after).toMatchObject(owed('resolved', 2, halfADay, ['pager']));
  });

  test('that were called hear nothing of a later stage', () => {
    const before = life('open', { stage: '30d', paged: ['pager'] });
    const after = run(before, overdue, { ms: hour }).rows.get(key)?.life;
    expect(after).toMatchObject({ ...owed('escalated', 2, hour), paged: ['pager'] });
  });

  test('are called anew in a new life', () => {
    const back = run({ ...over, paged: ['pager'], severity: 'critical' }, overdue).rows.get(
      key,
    )?.life;
    expect.assert(back);
    expect(back.paged).toBeUndefined();
    const late = run(back, overdue, { ms: halfADay + 2 * hour });
    expect(late.history).toMatchObject([{ what: 'unacknowledged', transition: 4 }]);
  });
});

test('one object for equal lives', () => {
  const many: Verdict = {
    ...gone,
    observations: Array.from({ length: 3 }, (_, at) => observation({ subject: `s${at}` })),
  };
  const lives = new Set([...run(null, many).rows.values()].map((row) => row.life));
  expect(lives.size).toBe(1);
});

test('a finding of one rule does nothing to one of another with the same subject', () => {
  const other = { ...testRule, id: 'other-rule' };
  const row = rowOf(life('open'));
  const known = new Map([
    [key, row],
    ['other-rule s', { ...row, rule: 'other-rule' }],
  ]);
  const after = reconcile({
    rules: [testRule, other],
    verdicts: [gone, { ...seen(), rule: 'other-rule' }],
    known,
    adopted: ['other-rule', 'app-tested'],
    severityOf,
    hearing,
    suppressions: [suppression()],
    deletedApps: new Set(),
    print,
    digest: print,
    now: new Date(now),
  });
  expect([...after.rows.keys()]).toEqual([key]);
});
