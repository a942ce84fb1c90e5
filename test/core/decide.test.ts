import { describe, expect, test } from 'vitest';
import { Action } from '../../functions/core/action.ts';
import { emptyBaseline } from '../../functions/core/baseline.ts';
import type { Accepting } from '../../functions/core/decide-accept.ts';
import { decide } from '../../functions/core/decide.ts';
import type { Decided, Deciding } from '../../functions/core/deciding.ts';
import { RefusedError } from '../../functions/core/errors.ts';
import type { Life, Status } from '../../functions/core/finding.ts';
import { rowKey, type FindingRow } from '../../functions/core/ports.ts';
import type { AnyRule } from '../../functions/core/rule.ts';
import type { Suppression } from '../../functions/core/suppression.ts';

const now = new Date('2026-11-23T09:00:00.000Z');
const at = now.toISOString();
const print = (value: unknown) => `print of ${JSON.stringify(value)}`;
const digest = (value: unknown) => `digest of ${JSON.stringify(value)}`;
const ruleIds = ['app-permissive', 'settings-drift'];

const decisions: Partial<Record<Status, object>> = {
  acknowledged: { by: 'Bo', at: '2026-11-20T09:00:00.000Z' },
  accepted: { by: 'Bo', at: '2026-11-20T09:00:00.000Z', owner: 'web', reason: 'known', covers: [] },
  suppressed: {
    by: 'Bo',
    at: '2026-11-20T09:00:00.000Z',
    owner: 'web',
    reason: 'migration',
    until: '2026-12-01T23:59:59.999Z',
  },
};

function row(status: Status, subject = 'p', life: Partial<Life> = {}): FindingRow {
  const decision = decisions[status];
  return {
    rule: 'app-permissive',
    subject,
    print: 'x',
    life: {
      status,
      severity: 'high',
      transition: 1,
      firstSeen: '2026-11-18T09:00:00.000Z',
      since: '2026-11-18T09:00:00.000Z',
      ...(decision && { decision: decision as NonNullable<Life['decision']> }),
      ...(status === 'resolved' && { resolvedAt: '2026-11-22T09:00:00.000Z' }),
      ...life,
    },
  };
}

function deciding(rows: readonly FindingRow[], parts: Partial<Deciding> = {}): Deciding {
  return {
    tenant: { id: 'acme' },
    ruleIds,
    findings: new Map(rows.map((one) => [rowKey(one.rule, one.subject), one])),
    made: [],
    suppressions: parts.made ?? [],
    hearing: { channelsFor: () => ['sns'], ownerChannels: () => [], secondRoutes: () => [] },
    print,
    digest,
    now,
    ...parts,
  };
}

const rule: Pick<AnyRule, 'id' | 'breadth'> = { id: 'app-permissive' };
const accepting: Accepting = {
  rule: rule as AnyRule,
  words: { message: 'm', evidence: { list: ['a', 'b'], attribution: { among: ['c'] } } },
  baseline: emptyBaseline,
  appRow: undefined,
  app: undefined,
  grants: null,
};

const finding = 'acme/app-permissive/p';
const until = '2026-12-23T23:59:59.999Z';
const actions = {
  acknowledge: { kind: 'acknowledge', finding, by: 'Ana', reason: 'on it' },
  accept: { kind: 'accept', finding, by: 'Ana', owner: 'web', reason: 'meant' },
  suppress: { kind: 'suppress', finding, by: 'Ana', owner: 'web', reason: 'later', until },
  unsuppress: { kind: 'unsuppress', finding, by: 'Ana', reason: 'done' },
  reopen: { kind: 'reopen', finding, by: 'Ana', reason: 'wrong' },
} as const satisfies Record<Action['kind'], Action>;

function take(kind: keyof typeof actions, known: Deciding): Decided {
  return decide(known, actions[kind], kind === 'accept' ? accepting : null);
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RefusedError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

function lifeAfter(decided: Decided, subject = 'p'): Life | undefined {
  return decided.rows.get(rowKey('app-permissive', subject))?.life;
}

const all: readonly Status[] = [
  'open',
  'inherited',
  'acknowledged',
  'accepted',
  'suppressed',
  'resolved',
];

/** What each action makes of each status; null where it is refused. */
const table: Readonly<Record<keyof typeof actions, readonly (Status | null)[]>> = {
  acknowledge: ['acknowledged', 'acknowledged', null, null, null, null],
  accept: ['accepted', 'accepted', 'accepted', null, 'accepted', null],
  suppress: ['suppressed', 'suppressed', 'suppressed', null, 'suppressed', null],
  unsuppress: [null, null, null, null, 'open', null],
  reopen: [null, null, 'open', 'open', null, null],
};

const cases = Object.entries(table).flatMap(([kind, after]) =>
  all.map((status, at) => [kind as keyof typeof actions, status, after[at] ?? null] as const),
);

describe('what an action makes of a finding', () => {
  const allowed = cases.filter(([, , after]) => after !== null);
  const refused = cases.filter(([, , after]) => after === null);

  test.each(allowed)('%s of one that is %s: %s', (kind, status, after) => {
    const decided = take(kind, deciding([row(status)]));
    expect(lifeAfter(decided)?.status).toBe(after);
    expect(decided.history).toMatchObject([{ by: 'Ana', at, subject: 'p' }]);
    expect(decided.message).toContain('acme/app-permissive/p');
  });

  test.each(refused)('%s of one that is %s is refused', (kind, status) => {
    const message = refusal(() => take(kind, deciding([row(status)])));
    expect(message).toMatch(/^acme\/app-permissive\/p is .+\.$/);
  });

  test('only an end of a suppression is told', () => {
    const told = allowed
      .filter(([kind, status]) => lifeAfter(take(kind, deciding([row(status)])))?.owed)
      .map(([kind]) => kind);
    expect(told).toEqual(['unsuppress']);
  });
});

describe('what is recorded', () => {
  test('of an acknowledgement: who, when, why', () => {
    const decided = take('acknowledge', deciding([row('open')]));
    expect(lifeAfter(decided)?.decision).toEqual({ by: 'Ana', at, reason: 'on it' });
    expect(decided.history).toEqual([
      {
        rule: 'app-permissive',
        subject: 'p',
        at,
        what: 'acknowledged',
        transition: 1,
        severity: 'high',
        by: 'Ana',
        reason: 'on it',
      },
    ]);
  });

  test('of an acceptance: what it covers and weighs, without who did it', () => {
    const decided = take('accept', deciding([row('open')]));
    expect(lifeAfter(decided)?.decision).toEqual({
      by: 'Ana',
      at,
      owner: 'web',
      reason: 'meant',
      severity: 'high',
      covers: ['a', 'b'].map((one) => digest(`list ${JSON.stringify(one)}`)),
    });
  });

  test('of a suppression: until when, and for whom', () => {
    expect(lifeAfter(take('suppress', deciding([row('open')])))?.decision).toEqual({
      by: 'Ana',
      at,
      owner: 'web',
      reason: 'later',
      until,
    });
  });

  test('of the end of one: a new life that says why', () => {
    const decided = take('unsuppress', deciding([row('suppressed', 'p', { reminders: 2 })]));
    const because = 'The suppression by Bo (migration) was lifted by Ana (done).';
    expect(lifeAfter(decided)).toEqual({
      status: 'open',
      severity: 'high',
      transition: 2,
      firstSeen: '2026-11-18T09:00:00.000Z',
      since: at,
      because,
      owed: [{ channel: 'sns', kind: 'suppression-ended', transition: 2, since: at, because }],
    });
    expect(decided.history).toMatchObject([{ what: 'unsuppressed', transition: 2, by: 'Ana' }]);
  });

  test('of what is taken back: a life that goes on, without the reminders it missed', () => {
    const life = lifeAfter(take('reopen', deciding([row('acknowledged')])));
    expect(life).toMatchObject({
      since: '2026-11-18T09:00:00.000Z',
      reminders: 2,
      unattendedSince: at,
    });
    expect(life).not.toHaveProperty('decision');
  });

  test('of what nobody was ever told of: undecided again, as it was inherited', () => {
    const decided = take('reopen', deciding([row('acknowledged', 'p', { transition: 0 })]));
    expect(lifeAfter(decided)).toMatchObject({ status: 'inherited', transition: 0 });
    expect(lifeAfter(decided)).not.toHaveProperty('unattendedSince');
    expect(decided.message).toMatch(/undecided again/);
  });
});

test('what was to be said because nobody had decided is not said any more, the rest is', () => {
  const owed = (['opened', 'reminded', 'unacknowledged'] as const).map((kind, transition) => ({
    channel: kind,
    kind,
    transition,
  }));
  const paged = ['slack:oncall', 'unacknowledged'];
  const life = lifeAfter(take('acknowledge', deciding([row('open', 'p', { owed, paged })])));
  expect(life?.owed).toEqual([{ channel: 'opened', kind: 'opened', transition: 0 }]);
  expect(life?.paged).toEqual(['slack:oncall']);
});

describe('a refusal says what to do', () => {
  test.each([
    [
      'acknowledge',
      'acknowledged',
      'acme/app-permissive/p is acknowledged already, by Bo on 2026-11-20 09:00 UTC. Take that back first: `npx strictwatch reopen acme/app-permissive/p --reason …`.',
    ],
    [
      'acknowledge',
      'accepted',
      'acme/app-permissive/p is accepted already, by Bo on 2026-11-20 09:00 UTC: known. Take that back first: `npx strictwatch reopen acme/app-permissive/p --reason …`.',
    ],
    [
      'accept',
      'resolved',
      'acme/app-permissive/p is over since 2026-11-22 09:00 UTC. There is nothing to decide unless it comes back.',
    ],
    ['unsuppress', 'open', 'acme/app-permissive/p is open: there is no suppression to end.'],
    [
      'reopen',
      'suppressed',
      'acme/app-permissive/p is suppressed already, by Bo on 2026-11-20 09:00 UTC: migration. End that first: `npx strictwatch unsuppress acme/app-permissive/p --reason …`.',
    ],
  ] as const)('%s of one that is %s', (kind, status, message) => {
    expect(refusal(() => take(kind, deciding([row(status)])))).toBe(message);
  });

  test.each([
    [
      's-1',
      /End that first, for all that s-1 hides: `npx strictwatch unsuppress s-1 --tenant acme --stack sw --reason …`\.$/,
    ],
    ['file-1', /The suppression file-1 hides it\. It is in tenants\.json: take it out there/],
  ])('with the command that ends a suppression of many, %s', (suppression, words) => {
    const decision = { by: 'Bo', at, reason: 'migration', until, suppression };
    const hidden = deciding([row('suppressed', 'p', { decision })], {
      tenant: { id: 'acme', stack: 'sw' },
    });
    expect(refusal(() => take('reopen', hidden))).toMatch(words);
  });

  test('without a key that a shell would take apart', () => {
    const odd = { ...actions.reopen, finding: 'acme/app-permissive/a; b' };
    const held = deciding([row('suppressed', 'a; b')]);
    expect(refusal(() => decide(held, Action.parse(odd), null))).toMatch(
      /End that first: `npx strictwatch unsuppress FINDING --reason …`\.$/,
    );
  });

  test('a finding that is not there: how to list those that are', () => {
    expect(refusal(() => take('accept', deciding([])))).toBe(
      'There is no finding "acme/app-permissive/p" of acme. `npx strictwatch findings --tenant acme --all` lists those there are.',
    );
  });

  test('with the stack where it is deployed', () => {
    const tenant = { id: 'acme', stack: 'sw' };
    expect(refusal(() => take('accept', deciding([], { tenant })))).toContain(
      '`npx strictwatch findings --tenant acme --stack sw --all`',
    );
  });

  test.each([
    ['is past', '2026-11-23T09:00:00.000Z', /^The end 2026-11-23 09:00 UTC is past\. Give a later/],
    [
      'is more than 90 days away',
      '2027-02-22T00:00:00.000Z',
      /more than 90 days away.*The latest it may be is 2027-02-21 23:59 UTC\.$/,
    ],
  ])('an end that %s', (_, end, expected) => {
    const known = deciding([row('open')]);
    const one = { ...actions.suppress, until: end };
    expect(refusal(() => decide(known, one, null))).toMatch(expected);
    expect(refusal(() => decide(known, pattern({ until: end }), null))).toMatch(expected);
  });

  test('the latest end there may be is none', () => {
    const one = { ...actions.suppress, until: '2027-02-21T23:59:59.999Z' };
    expect(lifeAfter(decide(deciding([row('open')]), one, null))?.status).toBe('suppressed');
  });

  test('a finding whose words are not stored', () => {
    const bare = { ...accepting, words: undefined };
    const message = refusal(() => decide(deciding([row('open')]), actions.accept, bare));
    expect(message).toMatch(/is not stored.*Run `npx strictwatch watch` once/);
  });
});

describe('a finding is meant by its key', () => {
  const hostile = row('open', 'a/b\u202e');

  test('as it is, or as a terminal shows it', () => {
    const known = deciding([row('open'), hostile]);
    for (const key of ['acme/app-permissive/a/b\u202e', 'acme/app-permissive/a/b‹U+202E›']) {
      const { rows } = decide(known, { ...actions.acknowledge, finding: key }, null);
      expect([...rows.keys()]).toEqual(['app-permissive a/b\u202e']);
    }
  });

  test('and not by what two are shown as', () => {
    const shown = 'acme/app-permissive/x‹U+200B›';
    const twins = deciding([row('open', 'x\u200b'), row('open', 'x\u200b ')]);
    const message = refusal(() => decide(twins, { ...actions.acknowledge, finding: shown }, null));
    expect(message).toMatch(/^More than one finding is shown as .* --json` has the whole key/);
  });
});

function pattern(parts: object = {}): Action {
  const action = { kind: 'suppress', rule: 'app-permissive', subject: 'p*' };
  return Action.parse({ ...action, by: 'Ana', owner: 'web', reason: 'later', until, ...parts });
}

describe('a pattern', () => {
  test('hides what stands and is like that, and leaves what somebody decided', () => {
    const rows = all.map((status) => row(status, `p-${status}`));
    const decided = decide(deciding([...rows, row('open', 'other')]), pattern(), null);
    expect([...decided.rows.keys()]).toEqual([
      'app-permissive p-open',
      'app-permissive p-inherited',
      'app-permissive p-acknowledged',
    ]);
    const [made] = decided.made;
    expect(made?.id).toMatch(/^s-/);
    expect(decided.suppression).toBe(made);
    expect(lifeAfter(decided, 'p-open')).toMatchObject({
      status: 'suppressed',
      decision: { suppression: made?.id, by: 'Ana', until },
    });
    expect(decided.history).toMatchObject([
      {
        rule: 'suppression',
        subject: made?.id,
        what: 'suppressed',
        hides: { rule: 'app-permissive', subject: 'p*' },
      },
      // That somebody had it is not to be forgotten.
      { rule: 'app-permissive', subject: 'p-acknowledged', what: 'suppressed', by: 'Ana' },
    ]);
    expect(decided.history[1]).toMatchObject({ suppression: made?.id });
    expect(decided.message).toContain('It hides 3 findings today');
  });

  test('may match nothing today, and says so', () => {
    const decided = decide(deciding([]), pattern(), null);
    expect(decided.made).toHaveLength(1);
    expect(decided.message).toContain(
      'It hides nothing today, and will hide what comes like that;',
    );
  });

  test('of a rule that does not exist is refused with those that do', () => {
    const message = refusal(() => decide(deciding([]), pattern({ rule: 'none' }), null));
    expect(message).toBe('There is no rule "none". The rules are: app-permissive, settings-drift.');
  });

  test('is made with an id of its own', () => {
    const ids = [pattern(), pattern({ subject: 'q' }), pattern({ by: 'Bo' })].map(
      (one) => decide(deciding([]), one, null).suppression?.id,
    );
    expect(new Set(ids).size).toBe(3);
  });
});

function suppression(id: string, parts: Partial<Suppression> = {}): Suppression {
  return {
    id,
    rule: 'app-permissive',
    subject: 'p*',
    by: 'Bo',
    owner: 'web',
    reason: 'migration',
    at: '2026-11-20T09:00:00.000Z',
    until: '2026-12-01T23:59:59.999Z',
    ...parts,
  };
}

function hidden(subject: string, id: string): FindingRow {
  const { by, at, owner, reason, until } = suppression(id);
  return row('suppressed', subject, {
    decision: { by, at, owner, reason, until, suppression: id },
  });
}

const lift = (id: string): Action => ({
  kind: 'unsuppress',
  suppression: id,
  by: 'Ana',
  reason: 'done',
});

describe('the end of a suppression', () => {
  test('opens what it hid, and says whose it was and who ended it', () => {
    const known = deciding([hidden('p1', 's-1'), hidden('p2', 's-2'), row('open', 'p3')], {
      made: [suppression('s-1')],
    });
    const decided = decide(known, lift('s-1'), null);
    expect([...decided.rows.keys()]).toEqual(['app-permissive p1']);
    expect(lifeAfter(decided, 'p1')).toMatchObject({
      status: 'open',
      since: at,
      because: 'The suppression by Bo (migration) was lifted by Ana (done).',
    });
    expect(decided.made).toEqual([
      { ...suppression('s-1'), lifted: { by: 'Ana', at, reason: 'done' } },
    ]);
    expect(decided.history.map(({ rule, what }) => `${rule} ${what}`)).toEqual([
      'suppression unsuppressed',
    ]);
    expect(decided.message).toBe(
      'The suppression s-1 is ended. 1 finding is open again, and people are told.',
    );
  });

  test('opens nothing that another one hides', () => {
    const known = deciding([hidden('p1', 's-1')], {
      made: [suppression('s-1'), suppression('s-2')],
    });
    const decided = decide(known, lift('s-1'), null);
    expect(lifeAfter(decided, 'p1')).toMatchObject({
      status: 'suppressed',
      decision: { suppression: 's-2' },
    });
    expect(decided.message).toContain('Another suppression hides 1 finding of them.');
  });

  test.each([
    ['is not there', 's-9', /^There is no suppression "s-9" of acme\. `npx strictwatch supp/],
    [
      'is of the file',
      'file-1',
      /^No command ends the suppression file-1\. It is in tenants\.json/,
    ],
    ['was lifted', 's-lifted', /^s-lifted was ended already, by Ana on 2026-11-21 09:00 UTC: x\.$/],
    ['has ended', 's-over', /^s-over ended by itself on 2026-11-22 00:00 UTC/],
  ])('is refused of one that %s', (_, id, expected) => {
    const made = [
      suppression('s-lifted', {
        lifted: { by: 'Ana', at: '2026-11-21T09:00:00.000Z', reason: 'x' },
      }),
      suppression('s-over', { until: '2026-11-22T00:00:00.000Z' }),
    ];
    const known = deciding([], { made, suppressions: [...made, suppression('file-1')] });
    expect(refusal(() => decide(known, lift(id), null))).toMatch(expected);
  });

  test('of one finding is refused where the suppression hides others too', () => {
    const rows = [hidden('p', 's-1'), hidden('p2', 's-1')];
    const message = refusal(() =>
      take('unsuppress', deciding(rows, { made: [suppression('s-1')] })),
    );
    expect(message).toMatch(
      /is hidden by the suppression s-1, with 1 other finding\. End that, for all it hides: `npx strictwatch unsuppress s-1 --tenant acme --reason …`\.$/,
    );
    const ofFile = refusal(() => take('unsuppress', deciding([hidden('p', 'file-1')])));
    expect(ofFile).toMatch(/It is in tenants\.json: take it out there, and deploy/);
  });

  test('of one finding that a pattern hides as well leaves it hidden', () => {
    const decided = take(
      'unsuppress',
      deciding([row('suppressed')], { made: [suppression('s-1')] }),
    );
    expect(lifeAfter(decided)).toMatchObject({
      status: 'suppressed',
      decision: { suppression: 's-1' },
    });
  });

  test('of one finding that is over for now: it is told when it comes back', () => {
    const { decision } = row('suppressed').life;
    const decided = take('unsuppress', deciding([row('resolved', 'p', decision && { decision })]));
    expect(lifeAfter(decided)).toEqual(row('resolved').life);
  });
});

test('what is taken back stays hidden where a pattern hides it', () => {
  const decided = take('reopen', deciding([row('accepted')], { made: [suppression('s-1')] }));
  expect(lifeAfter(decided)).toMatchObject({
    status: 'suppressed',
    decision: { suppression: 's-1' },
  });
});

describe('of suppressions made by command', () => {
  const over = (id: string, until: string) => suppression(id, { until });

  test('those that ended more than 90 days ago are dropped, unless a finding still names them', () => {
    const made = [
      over('s-old', '2026-08-20T00:00:00.000Z'),
      over('s-named', '2026-08-20T00:00:00.000Z'),
      over('s-lately', '2026-09-01T00:00:00.000Z'),
      suppression('s-lifted', { lifted: { by: 'A', at: '2026-08-01T00:00:00.000Z', reason: 'x' } }),
    ];
    const known = deciding([hidden('p', 's-named')], { made });
    const kept = decide(known, pattern({ rule: 'settings-drift' }), null).made;
    expect(kept.map(({ id }) => id).slice(0, -1)).toEqual(['s-named', 's-lately']);
  });

  /** As long as a command may make one, in letters of three bytes that compress badly. */
  const long = (length: number, seed: number) =>
    Array.from({ length }, (_, i) =>
      String.fromCharCode(0x4e00 + (((seed + i) * 7919) % 20_000)),
    ).join('');
  const longest = (i: number) =>
    suppression(`s-${i}`, {
      subject: long(1_000, i),
      by: long(200, i),
      owner: long(200, i),
      reason: long(500, i),
    });

  test('those that hold have room in the head, and each can be ended', () => {
    let made: readonly Suppression[] = [];
    const words = pattern({
      subject: long(1_000, 7),
      by: long(200, 7),
      owner: long(200, 7),
      reason: long(500, 7),
    });
    for (let i = 0; i < 23; i += 1) made = [...made, longest(i)];
    made = decide(deciding([], { made }), words, null).made;
    expect(refusal(() => decide(deciding([], { made }), words, null))).toMatch(/already/);
    const next = { ...words, by: 'Bo' };
    expect(refusal(() => decide(deciding([], { made }), next, null))).toMatch(
      /^With this one the suppressions of acme would take more than the 150 KB there is room for\. Give it a shorter/,
    );
    for (const { id } of made) {
      const known = deciding([hidden('p', id)], { made });
      made = decide(known, { ...lift(id), by: long(200, 9), reason: long(500, 9) }, null).made;
      expect(Buffer.byteLength(JSON.stringify(made))).toBeLessThan(160_000);
    }
    expect(made.every(({ lifted }) => lifted)).toBe(true);
  });

  test('one that is stored no more is ended for the findings that name it', () => {
    const known = deciding([
      hidden('p', 's-lost'),
      hidden('p2', 's-lost'),
      hidden('p3', 'file-lost'),
    ]);
    const decided = decide(known, lift('s-lost'), null);
    expect(lifeAfter(decided, 'p2')).toMatchObject({
      status: 'open',
      because: 'The suppression by Bo (migration) was lifted by Ana (done).',
    });
    expect(decided.made).toMatchObject([
      { id: 's-lost', rule: 'app-permissive', lifted: { by: 'Ana' } },
    ]);
    expect(refusal(() => decide(known, lift('file-lost'), null))).toMatch(/^There is no/);
  });

  test('at most 100 hold, and those that ended make room', () => {
    const active = Array.from({ length: 100 }, (_, i) => suppression(`s-${i}`));
    expect(refusal(() => decide(deciding([], { made: active }), pattern(), null))).toMatch(
      /^There are 100 suppressions already/,
    );
    const room = [over('s-older', '2026-11-01T00:00:00.000Z'), ...active.slice(1)];
    const { made } = decide(deciding([], { made: room }), pattern(), null);
    expect(made).toHaveLength(100);
    expect(made.map(({ id }) => id)).not.toContain('s-older');
  });
});

describe('what is about the monitor', () => {
  const failing = { ...row('open', 'slack:X'), rule: 'channel-failing' };
  const known = deciding([failing], { ruleIds: [...ruleIds, 'channel-failing'] });

  test('is hidden by no pattern', () => {
    const message = refusal(() => decide(known, pattern({ rule: 'channel-failing' }), null));
    expect(message).toMatch(/^channel-failing is about the monitor itself: a pattern would hide/);
  });

  test('may be suppressed alone, and the answer says what that means', () => {
    const one = { ...actions.suppress, finding: 'acme/channel-failing/slack:X' };
    expect(decide(known, one, null).message).toMatch(/ It is about the monitor itself: until then/);
    expect(take('suppress', deciding([row('open')])).message).not.toContain('monitor');
  });
});

test('one that a pattern hides for longer stays hidden at its end, and the answer says so', () => {
  const made = [suppression('s-1', { until: '2026-12-31T23:59:59.999Z' })];
  const { message } = take('suppress', deciding([row('open')], { made }));
  expect(message).toBe(
    'Suppressed: acme/app-permissive/p. Nobody hears of it until 2026-12-23 23:59 UTC, nor after that: s-1 hides it then, until 2026-12-31 23:59 UTC.',
  );
  const shorter = [suppression('s-1')];
  expect(take('suppress', deciding([row('open')], { made: shorter })).message).toMatch(
    /until 2026-12-23 23:59 UTC; if it is still so then, it is open again/,
  );
});

describe('nothing is decided before what is stored', () => {
  const later = '2026-11-23T09:00:00.001Z';
  const decision = { by: 'Bo', at: later, until };

  test.each<[keyof typeof actions, Status, Partial<Life>]>([
    ['acknowledge', 'open', { since: later }],
    ['accept', 'open', { since: later }],
    ['suppress', 'acknowledged', { decision }],
    ['unsuppress', 'suppressed', { decision }],
    ['unsuppress', 'resolved', { decision: { ...decision, at }, resolvedAt: later }],
    ['reopen', 'acknowledged', { decision }],
  ])('%s of one that is %s', (kind, status, life) => {
    expect(refusal(() => take(kind, deciding([row(status, 'p', life)])))).toBe(
      'What is stored of acme/app-permissive/p is of 2026-11-23 09:00 UTC, and it is 2026-11-23 09:00 UTC here: nothing can be decided before that. Set the clock right, or --now.',
    );
  });

  test('nor by a pattern', () => {
    const known = deciding([row('open', 'p', { since: later })]);
    expect(refusal(() => decide(known, pattern(), null))).toMatch(/^What is stored of acme\/app/);
    const made = [suppression('s-1', { at: later })];
    expect(refusal(() => decide(deciding([], { made }), lift('s-1'), null))).toMatch(
      /^What is stored of s-1 is of/,
    );
  });
});
