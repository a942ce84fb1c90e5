import { describe, expect, test } from 'vitest';
import { postureOf, type PostureFacts } from '../../../functions/core/posture.ts';
import { foldApps, trendMoments } from '../../../functions/core/posture/fold-apps.ts';
import { mostRuns } from '../../../functions/core/posture/notes.ts';
import { readinessFacts } from '../../../functions/core/posture/readiness-facts.ts';
import { Posture } from '../../../functions/core/posture/schema.ts';
import type { RunRecord } from '../../../functions/core/run.ts';
import { app, defaultGrant, grant } from '../../../functions/core/sample.ts';
import { rules } from '../../../functions/rules/index.ts';
import { day, event, facts, finding, head, run } from './facts.ts';

/** The posture of it, which is one of the schema whatever was stored. */
function posture(parts: Partial<PostureFacts> = {}): Posture {
  const told = postureOf(facts(parts));
  expect(Posture.parse(told)).toEqual(told);
  return told;
}

const at = new Date(day(22));

function folded(
  parts: { readonly id: string; readonly from: number; readonly mode?: 'permissive' }[],
) {
  const fold = foldApps(trendMoments(at), 500);
  for (const { id, from, mode = 'strict' } of parts)
    fold.add([{ app: app({ id, securityMode: mode }), validFrom: day(from), validTo: null }]);
  return fold.result();
}

test('a tenant with nothing to tell', () => {
  const told = posture();
  expect(told.verdict).toEqual({
    state: 'steady',
    sentence: 'Nothing is open and nothing waits for a decision; last read 60 minutes ago.',
  });
  expect([told.findings, told.rules, told.notes, told.evidence]).toEqual([[], {}, [], null]);
  expect(told.period).toEqual({ since: day(15), basis: 'last-report' });
});

describe('findings', () => {
  test('worst first, then what nobody decided about, then the oldest; what is over comes last', () => {
    const over = { status: 'resolved', resolvedAt: day(20), transition: 2 } as const;
    const all = [
      finding({ subject: 'gone', ...over, severity: 'critical' }),
      finding({ subject: 'long-gone', ...over, resolvedAt: day(15) }),
      finding({ subject: 'low', severity: 'low' }),
      finding({ subject: 'accepted', status: 'accepted' }),
      finding({ subject: 'left', status: 'inherited', transition: 0 }),
      finding({ subject: 'new', since: day(3), firstSeen: day(3) }),
      finding({ subject: 'old' }),
    ];
    const told = posture({ findings: all });
    const subjects = ['old', 'new', 'left', 'accepted', 'low', 'gone'];
    expect(told.findings.map(({ subject }) => subject)).toEqual(subjects);
    expect(told.open).toMatchObject({ open: 3, undecided: 1, acknowledged: 0, accepted: 1 });
  });

  test('with who decided, how it ended and where it is in the dashboard', () => {
    const decision = { by: 'Ana', at: day(3), owner: 'web', reason: 'x', until: day(40) };
    const hidden = {
      status: 'suppressed',
      decision: { ...decision, suppression: 's', noticed: true },
    } as const;
    const [told] = posture({ findings: [finding(hidden)] }).findings;
    expect(told).toEqual({
      key: 'acme/app-permissive/p',
      rule: 'app-permissive',
      severity: 'high',
      status: 'suppressed',
      subject: 'p',
      message: 'app "p" is in permissive mode',
      evidence: {},
      transition: 1,
      firstSeen: day(1),
      since: day(1),
      decision,
      link: 'https://manage.auth0.com/dashboard/eu/acme/applications/p/settings',
    });
    const tenant = { id: 'acme', environment: 'production' };
    const over = {
      status: 'resolved',
      resolvedAt: day(20),
      end: 'changed',
      transition: 2,
    } as const;
    expect(posture({ tenant, findings: [finding(over)] }).findings).toMatchObject([
      { resolvedAt: day(20), end: 'changed', link: null },
    ]);
  });

  test('by how long they have stood', () => {
    const since = [21.5, 21, 15.1, 15, 1, 22 - 30].map(day);
    const all = since.map((from, i) => finding({ subject: `${i}`, since: from, firstSeen: from }));
    const [, second = finding(), ...rest] = all;
    const left = finding({ subject: 'left', status: 'inherited', transition: 0, severity: 'low' });
    const told = posture({
      findings: [...all.slice(0, 1), { ...second, status: 'acknowledged' }, ...rest, left],
    });
    expect(told.open.byAge).toEqual([
      { severity: 'high', underDay: 1, underWeek: 2, underMonth: 2, older: 1 },
    ]);
    expect(told.open.undecidedByAge).toEqual([
      { severity: 'low', underDay: 0, underWeek: 0, underMonth: 1, older: 0 },
    ]);
  });

  test('their rules say what to do; one that is not known any more is named by its id', () => {
    const all = [finding(), finding({ rule: 'retired' })];
    const { rules: told } = posture({ findings: all, rules });
    expect(Object.keys(told)).toEqual(['app-permissive', 'retired']);
    expect(told['retired']).toEqual({ title: 'retired', fix: [], see: [], controls: [] });
    expect(told['app-permissive']).toMatchObject({ title: 'Third-party app in permissive mode' });
    expect(told['app-permissive']?.controls).toContainEqual({ framework: 'SOC 2', id: 'CC6.1' });
    expect(told['app-permissive']?.fix.length).toBeGreaterThan(0);
  });
});

describe('apps', () => {
  const apps = folded([
    { id: 'a', from: 1, mode: 'permissive' },
    { id: 'b', from: 10 },
  ]);

  test('with their trend, of the weeks in which a run read them', () => {
    const runs = [run(22 - 1 / 24), run(14), run(8), run(1)];
    const told = posture({ apps, runs }).apps;
    expect(told).toMatchObject({ known: true, asOf: day(22 - 1 / 24), total: 2, thirdParty: 2 });
    const trend = told.known ? told.trend.map(({ counts }) => counts) : [];
    expect(trend).toHaveLength(13);
    expect(trend.slice(-4)).toEqual([
      { strict: 0, permissive: 1, unknown: 0 },
      { strict: 0, permissive: 1, unknown: 0 },
      { strict: 1, permissive: 1, unknown: 0 },
      { strict: 1, permissive: 1, unknown: 0 },
    ]);
    expect(trend.slice(0, -4).every((counts) => counts === null)).toBe(true);
  });

  function told(parts: Partial<PostureFacts>): readonly string[] {
    const { apps: known } = posture({ apps, ...parts });
    if (!known.known) return [];
    return known.trend.filter(({ counts }) => counts !== null).map(({ at: moment }) => moment);
  }

  test.each<[string, readonly RunRecord[], readonly number[]]>([
    ['in the first week there is no trend', [run(21.9), run(16)], [22]],
    ['weeks in which nobody read are gaps', [run(21.9), run(1)], [1, 8, 22]],
    ['so are those in which no run could read the apps', [run(21.9), run(14, { apps: 'x' })], [22]],
    ['and now is one where the last read is too long ago', [run(14.9)], [15]],
    [
      'a read a week before still tells, and one before that does not',
      [run(15), run(0.9)],
      [1, 15, 22],
    ],
    ['settings that were not read are no gap', [run(21.9, { settings: 'x' })], [22]],
  ])('%s', (_name, runs, days) => {
    expect(told({ runs })).toEqual(days.map(day));
  });

  test('where nobody knows whether they were read there is a gap, and it says so', () => {
    const reads = Array.from({ length: 13 }, (_, i) => (i === 12 ? true : null));
    expect(told({ trendReads: reads })).toEqual([day(22)]);
    expect(posture({ apps, trendReads: reads }).notes).toEqual([
      'The trend has no numbers at 12 moments because the 200 runs before each could not read the apps: an earlier run of that week may have.',
    ]);
  });

  test('told with their age when the newest run could not read them', () => {
    const runs = [run(21.9, { apps: 'timed out' }), run(20)];
    expect(posture({ apps, runs }).apps).toMatchObject({ known: true, asOf: day(20) });
  });

  test('not known, with why, when no run read them', () => {
    const reason = 'missing scope read:clients';
    const runs = [run(21.9, { apps: reason })];
    const told = posture({ runs, head: head({ firstComplete: null }) });
    expect(told.apps).toEqual({ known: false, reason });
    expect(told.freshness.lastComplete).toBeNull();
  });
});

describe('callers that create apps without a mode are counted for readiness', () => {
  const id = 'creation-relies-on-default';
  const adopted = head({ adopted: [id] });
  const callers = [
    finding({ rule: id, subject: 'm2m', status: 'accepted' }),
    finding({ rule: id, subject: 'gone', status: 'resolved', resolvedAt: day(2), transition: 2 }),
  ];
  const counted = (parts: Partial<PostureFacts>) => {
    const all = facts({ findings: callers, head: adopted, ...parts });
    return readinessFacts(all, all.findings, posture(parts)).callersOnDefault;
  };

  test('as many as stand', () => {
    expect(counted({})).toBe(1);
  });

  test.each<[string, Partial<PostureFacts>]>([
    ['was never asked', { head: head() }],
    ['could not judge', { runs: [run(21.9, {}, { unknown: [{ rule: id, reason: 'x' }] })] }],
    ['judged no run by then', { runs: [] }],
  ])('but not where their rule %s', (_, parts) => {
    expect(counted(parts)).toBeNull();
  });
});

test('the default permissions of third-party apps, and no other grant', () => {
  const value = [
    defaultGrant({ audience: 'https://api', scopes: ['read:orders'] }),
    grant({ audience: 'https://other', appId: 'a' }),
  ];
  const sections = { grants: { value, validFrom: day(3) } };
  const runs = [run(21.9, { grants: 'no scope' }), run(20)];
  const known = {
    audience: 'https://api',
    subjectType: 'user',
    allScopes: false,
    scopes: ['read:orders'],
  };
  expect(posture({ sections, runs }).defaultPermissions).toEqual({
    known: true,
    asOf: day(20),
    grants: [known],
  });
  expect(posture({ runs }).defaultPermissions).toEqual({ known: false, reason: 'no scope' });
  const appless = run(21.9, { apps: 'timed out' });
  expect(posture({ sections, runs: [appless, run(20)] }).defaultPermissions).toMatchObject({
    asOf: day(20),
  });
  expect(posture({ sections, runs: [appless] }).defaultPermissions).toMatchObject({
    asOf: day(3),
  });
  expect(posture({ runs: [appless] }).defaultPermissions).toEqual({
    known: false,
    reason: 'Grants are kept only where the apps were read as well: timed out',
  });
  const never = posture({ runs: [], head: null }).defaultPermissions;
  expect(never).toEqual({ known: false, reason: 'It was never read.' });
});

test.each([
  ['2026-10-22T23:59:59.000Z', 1],
  ['2026-10-23T00:00:00.000Z', 0],
  ['2026-10-24T00:00:00.000Z', -1],
])('days to and since each deadline, at %s', (moment, days) => {
  const told = posture({ at: new Date(moment), runs: [], head: null });
  expect(told.deadlines.map(({ id }) => id)).toEqual([
    'eligibility',
    'strictByDefault',
    'rulesAndHooksEnd',
  ]);
  expect(told.deadlines[1]).toMatchObject({ on: '2026-10-23', days });
});

describe('evidence', () => {
  const linked = { link: { sequence: 7, previous: 'a'.repeat(64) }, snapshot: 'b'.repeat(64) };
  const hash = 'c'.repeat(64);

  test('is the newest record of the chain', () => {
    expect(posture({ record: { run: run(20, {}, linked), hash } }).evidence).toEqual({
      sequence: 7,
      startedAt: day(20),
      record: hash,
      snapshot: linked.snapshot,
    });
  });

  test('is none where the record is of a version before', () => {
    expect(posture({ record: { run: run(20), hash } }).evidence).toBeNull();
    const { snapshot } = linked;
    expect(posture({ record: { run: run(20, {}, { snapshot }), hash } }).evidence).toBeNull();
  });
});

test('a tenant of which nothing is stored', () => {
  const told = posture({ runs: [], head: null, oldestAllowed: null });
  expect(told.verdict.state).toBe('never-read');
  expect(told.toggle.state).toBe('unknown');
  expect(told.freshness).toMatchObject({ watchedSince: null, newestRun: null, isOverdue: null });
  expect(told.notes).toEqual([
    'There is no record of a run by 2026-11-22 09:00 UTC: neither passed nor failed.',
  ]);
});

test('a tenant that was read is not called never read when its runs are no longer on record', () => {
  const read = head({ lastComplete: day(2) });
  const told = posture({ runs: [], head: read, findings: [finding()] });
  expect(told.verdict).toEqual({
    state: 'not-known',
    sentence:
      'Not known: not read whole since 2026-11-02 09:00 UTC, 20 days ago; as far as known, 1 finding is open, of severity high.',
  });
  const since = posture({ runs: [], head: head() });
  expect(since.verdict.state).toBe('not-known');
  expect(since.apps).toEqual({ known: false, reason: 'No run on record read it.' });
});

test.each([
  ['app-permissive', 'not-known'],
  ['api-open-to-permissive', 'steady'],
])('a tenant of which %s could not judge is %s', (rule, state) => {
  const runs = [run(21.9, {}, { unknown: [{ rule, reason: 'synthetic' }] })];
  expect(posture({ runs, rules }).verdict.state).toBe(state);
});

test.each([
  ['before its moment', 20, false],
  ['after its moment, by a run that has left no record yet', 22.01, true],
])('a prompt report, where a finding came %s', (_, seen, isPast) => {
  const found = finding({ firstSeen: day(seen), since: day(seen) });
  const told = posture({ now: new Date(day(22.02)), isPrompt: true, findings: [found] });
  expect([told.isPast, told.open.open]).toEqual([isPast, isPast ? 0 : 1]);
});

test('what the newest rules could not judge', () => {
  const unknown = [{ rule: 'dcr-flood', reason: 'logs were not read' }];
  const runs = [run(21.9, {}, { unknown }), run(20)];
  expect(posture({ runs }).unjudged).toEqual(unknown);
});

test('a first period has what began with the first read', () => {
  const adopted = finding({ status: 'inherited', transition: 0 });
  const since = new Date(day(1));
  const counts = (basis: 'first-read' | 'asked') =>
    posture({ findings: [adopted], period: { since, basis } }).changes.counts.adopted;
  expect([counts('first-read'), counts('asked')]).toEqual([1, 0]);
});

describe('of a past moment', () => {
  const now = new Date(day(30));
  const decided = finding({ status: 'accepted', transition: 1 });
  const history = [event(25, 'accepted', { by: 'Ana' })];

  test('findings are as they stood, and it says so', () => {
    const told = posture({ now, findings: [decided], history });
    expect(told).toMatchObject({ isPast: true, open: { open: 1, accepted: 0 } });
    expect(told.verdict.sentence).toBe(
      'As of 2026-11-22 09:00 UTC: 1 finding is open, of severity high.',
    );
    expect(told.findings).toMatchObject([{ status: 'open' }]);
    expect(told.notes[0]).toMatch(/^This was put together from history\. /);
    expect(posture({ at: now, findings: [decided], history }).notes).toEqual([]);
  });

  test('what an entry of tenants.json hides is told with that it is not stored since when', () => {
    const decision = { by: 'Kim', at: day(5), until: day(40), suppression: 'file-1' };
    const told = posture({ now, findings: [finding({ status: 'suppressed', decision })] });
    expect(told.notes[1]).toMatch(/^1 finding named here is hidden by an entry of tenants\.json/);
  });

  test('before anything was stored, nothing is known', () => {
    const early = new Date('2026-10-01T00:00:00.000Z');
    const told = posture({ at: early, now, runs: [], findings: [decided], history });
    expect(told.verdict.sentence).toBe(
      'As of 2026-10-01 00:00 UTC: never read: nothing is known of this tenant.',
    );
    expect([told.findings, told.changes.rows, told.freshness.watchedSince]).toEqual([[], [], null]);
    expect(told.notes).toEqual([
      'There is no record of a run by 2026-10-01 00:00 UTC: neither passed nor failed. The tenant was first read whole at 2026-11-01 09:00 UTC.',
    ]);
  });
});

test('it says that there were more runs than it looked at', () => {
  const runs = Array.from({ length: mostRuns }, (_, i) => run(22 - i / 1000));
  expect(posture({ runs }).notes[0]).toMatch(/^Only the newest 2500 runs were looked at, from /);
  expect(posture({ runs: runs.slice(1) }).notes).toEqual([]);
});

test('it says how old DCR is when the newest run could not read the settings', () => {
  const runs = [run(21.9, { settings: 'timed out' }), run(20)];
  expect(posture({ runs }).notes).toEqual([
    'The newest run could not read the settings: DCR is told as it was at 2026-11-20 09:00 UTC, and may have changed since.',
  ]);
});
