import { beforeEach, describe, expect, test } from 'vitest';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { Posture } from '../../functions/core/posture/schema.ts';
import type { ReportMark, Store } from '../../functions/core/ports.ts';
import { gatherPosture } from '../../functions/jobs/posture.ts';
import { rules } from '../../functions/rules/index.ts';
import type { RunRecord } from '../../functions/core/run.ts';
import { day, run } from '../core/posture/facts.ts';
import { postureWorld, tenant, type PostureWorld, type Step } from './posture-world.ts';

const regular = 'regular' as const;

/** A run so many hours later, that finds these apps permissive. */
function step(hours: number, permissive: readonly string[], parts: Partial<Step> = {}): Step {
  const apps = permissive.map((id) => [id, { mode: 'permissive', origin: regular }]);
  const truth = { apps: Object.fromEntries(apps), dcr: 'off', scopes: [] } as Step['truth'];
  return { hours, truth, unread: {}, wishes: [], ...parts };
}

let world: PostureWorld;

beforeEach(() => {
  world = postureWorld();
});

const at = (text: string) => new Date(`2026-11-${text}:00.000Z`);

test('a tenant of which nothing is stored is never read', async () => {
  const posture = await world.gather();
  expect(Posture.parse(posture)).toEqual(posture);
  expect(posture.verdict.state).toBe('never-read');
  expect(posture.period.basis).toBe('week');
});

test('in its first week it tells of all since its first read, and has no trend', async () => {
  await world.play(step(0, ['old']));
  await world.play(step(24, ['old', 'new']));
  const posture = await world.gather();
  expect(posture.period).toEqual({ since: '2026-11-01T09:00:00.000Z', basis: 'first-read' });
  expect(posture.changes.counts).toMatchObject({ adopted: 1, opened: 1 });
  expect(posture.freshness).toMatchObject({ runs: 2, incompleteRuns: 0 });
  expect(posture.newPermissive.map(({ app }) => app)).toEqual(['new']);
  const points = posture.apps.known ? posture.apps.trend : [];
  expect(points.filter(({ counts }) => counts !== null)).toEqual([
    { at: '2026-11-02T09:00:00.000Z', counts: { strict: 0, permissive: 2, unknown: 0 } },
  ]);
});

describe('it tells of changes', () => {
  beforeEach(async () => {
    await world.play(step(0, ['old']));
    await world.play(step(24 * 10, ['old', 'new']));
  });

  test('of the last week', async () => {
    const { period } = await world.gather();
    expect(period).toEqual({ since: '2026-11-04T09:00:00.000Z', basis: 'week' });
  });

  test('since the last report', async () => {
    const mark = { at: '2026-11-11T08:00:00.000Z', since: '2026-11-01T08:00:00.000Z' };
    await world.store.noteReport(tenant.id, mark);
    const { period } = await world.gather();
    expect(period).toEqual({ since: mark.at, basis: 'last-report' });
  });

  test('but not since one that tells of now, or of later', async () => {
    const mark = { at: '2026-11-11T09:00:00.000Z', since: '2026-11-01T08:00:00.000Z' };
    await world.store.noteReport(tenant.id, mark);
    expect((await world.gather()).period.basis).toBe('week');
    expect((await world.gather({ at: at('10T09:00') })).period.basis).toBe('week');
  });

  test('since when it is asked for, whatever was reported', async () => {
    const mark = { at: '2026-11-11T08:00:00.000Z', since: '2026-11-01T08:00:00.000Z' };
    await world.store.noteReport(tenant.id, mark);
    const posture = await world.gather({ since: at('01T08:59') });
    expect(posture.period).toEqual({ since: '2026-11-01T08:59:00.000Z', basis: 'asked' });
    expect(posture.changes.counts).toMatchObject({ adopted: 1, opened: 1 });
  });
});

describe('a run that was stored after the last report', () => {
  const mark = { at: '2026-11-05T09:30:00.000Z', since: '2026-11-01T08:00:00.000Z' };

  beforeEach(async () => {
    await world.play(step(0, ['old']));
    await world.play(step(24 * 4, ['old', 'late']));
    await world.play(step(24 * 4, ['old', 'late', 'new']));
  });

  test.each<[string, Partial<ReportMark>, string[], number]>([
    ['is told by the next', { seen: { acme: '2026-11-01T09:00:00.000Z' } }, ['new', 'late'], 2],
    ['is told though it was the first', { seen: {} }, ['new', 'late'], 3],
    ['is not told where that one knew it', { seen: { acme: day(5) } }, ['new'], 1],
    ['is not told where nobody noted it', {}, ['new'], 1],
  ])('%s', async (_, parts, apps, runs) => {
    await world.store.noteReport(tenant.id, { ...mark, ...parts });
    const posture = await world.gather();
    expect(posture.period).toEqual({ since: mark.at, basis: 'last-report' });
    expect(posture.newPermissive.map(({ app }) => app)).toEqual(apps);
    expect(posture.changes.counts.opened).toBe(apps.length);
    expect(posture.freshness.runs).toBe(runs);
    const isNoted = posture.notes.some((note) => note.includes('not stored yet'));
    expect(isNoted).toBe(apps.length > 1);
  });
});

describe('a report that starts a little late', () => {
  const moment = at('01T09:30');

  beforeEach(async () => {
    await world.play(step(0, ['old']));
  });

  test('tells how it stood, whatever was stored since', async () => {
    await world.play(step(0.75, ['old', 'since']));
    const posture = await world.gather({ at: moment, isPrompt: true });
    expect(posture).toMatchObject({ isPast: true, open: { open: 0, undecided: 1 } });
    expect(posture.findings.map(({ subject }) => subject)).toEqual(['old']);
    expect(posture.apps).toMatchObject({ total: 1 });
  });

  test('says nothing of it where nothing was', async () => {
    const now = at('01T09:44');
    const posture = await world.gather({ at: moment, now, isPrompt: true });
    expect(posture).toMatchObject({ at: moment.toISOString(), isPast: false });
    expect((await world.gather({ at: moment, now })).isPast).toBe(true);
  });

  test('and is of the past where a run was stored, though it found nothing', async () => {
    await world.play(step(0.75, ['old']));
    const posture = await world.gather({ at: moment, isPrompt: true });
    expect(posture.isPast).toBe(true);
  });
});

test('where the clock went back, what is stored is told as it is', async () => {
  await world.play(step(0, ['old']));
  await world.play(
    step(24, ['old', 'ahead'], { truth: { ...step(0, ['old', 'ahead']).truth, scopes: ['read'] } }),
  );
  const posture = await world.gather({ now: at('02T08:30') });
  expect(Posture.parse(posture)).toEqual(posture);
  expect(posture).toMatchObject({
    at: '2026-11-02T08:30:00.000Z',
    isPast: false,
    apps: { total: 2 },
    freshness: { newestRun: '2026-11-02T09:00:00.000Z', runs: 2 },
    defaultPermissions: { grants: [{ scopes: ['read'] }] },
    evidence: { sequence: 2 },
  });
  expect(posture.newPermissive.map(({ app }) => app)).toEqual(['ahead']);
  expect(posture.notes[0]).toMatch(
    /^What is stored reaches to 2026-11-02 09:00 UTC, .* the clock went back/,
  );
  expect((await world.gather()).notes).toEqual([]);
});

describe('of a moment', () => {
  beforeEach(async () => {
    await world.play(step(0, ['old']));
    await world.play(step(24, ['old', 'new'], { unread: { grants: 'scope' } }));
    await world.play(step(24, ['old']));
  });

  test('that is past, it tells what was stored by then', async () => {
    const posture = await world.gather({ at: at('02T09:00') });
    expect(posture).toMatchObject({
      at: '2026-11-02T09:00:00.000Z',
      isPast: true,
      // The new app, and that the grants are not read any more.
      open: { open: 2, undecided: 1 },
      apps: { total: 2 },
      unread: [{ section: 'grants', lastRead: '2026-11-01T09:00:00.000Z', ageSeconds: 86_400 }],
      evidence: { sequence: 2, startedAt: '2026-11-02T09:00:00.000Z' },
    });
    expect((await world.gather()).open).toMatchObject({ open: 0, undecided: 1 });
  });

  test('before anything was stored, nothing is known', async () => {
    const posture = await world.gather({ at: at('01T08:59') });
    expect(posture.verdict.state).toBe('never-read');
    expect([posture.findings, posture.evidence, posture.apps.known]).toEqual([[], null, false]);
    expect(posture.notes[0]).toContain('first read whole at 2026-11-01 09:00 UTC');
  });

  test('that is to come, it tells of now', async () => {
    const posture = await world.gather({ at: at('29T09:00') });
    expect(posture).toMatchObject({ at: '2026-11-03T09:00:00.000Z', isPast: false });
  });
});

describe('whether a tenant is overdue', () => {
  const later = at('03T09:00');

  beforeEach(async () => {
    await world.play(step(0, []));
  });

  test.each([
    ['is told by its schedule', tenant, true],
    ['is told by the rate that is stored with it', { id: 'acme', environment: 'test' }, true],
  ])('%s', async (_, known, isOverdue) => {
    const posture = await world.gather({ tenant: known, now: later });
    expect(posture.freshness.isOverdue).toBe(isOverdue);
    expect(posture.verdict.state).toBe('not-known');
  });

  test('is held against the moment it tells of', async () => {
    const posture = await world.gather({ now: later, at: at('01T10:00') });
    expect(posture.freshness).toMatchObject({ isOverdue: false, ageSeconds: 3600 });
    expect(posture.verdict.state).toBe('steady');
  });
});

type Ports = Parameters<typeof gatherPosture>[0];

/** A store that notes what it is asked, with these runs. */
function noting(asked: string[], runs: readonly RunRecord[]): Ports {
  const store = new Proxy(world.store, {
    get: (target, name: keyof Store) => {
      const own = target[name];
      if (typeof own !== 'function') return own;
      return (...given: readonly unknown[]) => {
        asked.push([name, ...given.slice(1)].join(' '));
        const isBy = ({ startedAt }: RunRecord) => startedAt <= String(given[2]);
        if (name === 'runs') return Promise.resolve(runs.filter(isBy).slice(0, Number(given[1])));
        return (own as (...all: readonly unknown[]) => unknown)(...given);
      };
    },
  });
  return { store, oldestAllowed };
}

describe('it reads', () => {
  const now = new Date(day(20));

  test('each thing once, and of the chain of records only the last', async () => {
    const asked: string[] = [];
    await gatherPosture(noting(asked, [run(20)]), { tenant, rules, now });
    expect(asked.sort()).toEqual([
      'appHistory',
      'findings',
      'head',
      'history',
      'lastRecord',
      'lastReport',
      `runs 200 ${day(20)}`,
      `sectionsAt ${day(20)}`,
    ]);
  });

  const hourly = Array.from({ length: 300 }, (_, i) => run(20 - i / 24));
  const unread = hourly.map((one, i) => (i < 250 ? { ...one, complete: false } : one));

  test.each<[string, readonly RunRecord[], number, readonly number[], number]>([
    ['as many runs as reach back to the beginning', hourly, 13, [200], 7 * 24],
    ['more where those do not', hourly, 10, [200, 2500], 10 * 24],
    ['more where none of those read the tenant whole', unread, 13, [200, 2500], 7 * 24],
    ['no more where there are none', hourly.slice(0, 150), 1, [200], 150],
  ])('%s', async (_, runs, since, limits, counted) => {
    const asked: string[] = [];
    const request = { tenant, rules, now, since: new Date(day(since)) };
    const { freshness } = await gatherPosture(noting(asked, runs), request);
    const ofNow = (one: string) => one.startsWith('runs') && one.endsWith(day(20));
    expect(asked.filter(ofNow)).toEqual(limits.map((limit) => `runs ${limit} ${day(20)}`));
    expect(freshness.runs).toBe(counted);
  });

  describe('of the trend', () => {
    async function gatherTrend(runs: readonly RunRecord[]) {
      const asked: string[] = [];
      const { apps, notes } = await gatherPosture(noting(asked, runs), { tenant, rules, now });
      const trend = apps.known ? apps.trend.map(({ counts }) => counts !== null) : [];
      const queries = asked.filter((one) => one.startsWith('runs') && !one.endsWith(day(20)));
      return { trend, queries, notes };
    }

    const often = (days: number, unread: readonly [number, number]) =>
      Array.from({ length: days * 96 }, (_, i) => {
        const before = i / 96;
        const isUnread = unread[0] <= before && before < unread[1];
        return run(20 - before, isUnread ? { apps: 'scope' } : {});
      });

    test('three runs before each moment, however many there are of the quarter', async () => {
      const { trend, queries } = await gatherTrend(often(100, [0, 0]));
      expect(queries).toHaveLength(9);
      expect(queries.every((one) => one.startsWith('runs 3 '))).toBe(true);
      expect(trend).toEqual(Array.from({ length: 13 }, () => true));
    });

    test('more where those could not read the apps, and tells where that is too few', async () => {
      const { trend, queries, notes } = await gatherTrend(often(100, [28, 29]));
      expect(queries.filter((one) => one.startsWith('runs 200 '))).toEqual([`runs 200 ${day(-8)}`]);
      expect([trend[8], trend.filter((is) => !is).length, notes]).toEqual([true, 0, []]);

      const long = await gatherTrend(often(100, [28, 31]));
      expect([long.trend[8], long.trend.filter((is) => !is).length]).toEqual([false, 1]);
      expect(long.notes).toEqual([expect.stringMatching(/^The trend has no numbers at 1 moment /)]);
    });

    test('a gap where nobody read for weeks, with nothing to add', async () => {
      const runs = [run(20), run(19), run(-9), run(-10)];
      const { trend, queries, notes } = await gatherTrend(runs);
      const read = Array.from({ length: 13 }, (_, week) => week === 12 || week === 8);
      expect([trend, queries, notes]).toEqual([read, [], []]);
    });
  });

  test('runs back to the newest that the last report knew', async () => {
    const mark = { at: day(20 - 199 / 24), since: day(1), seen: { acme: day(20 - 202 / 24) } };
    await world.store.noteReport(tenant.id, mark);
    const { freshness } = await gatherPosture(noting([], hourly), { tenant, rules, now });
    expect(freshness.runs).toBe(202);
  });

  test("no more runs than there is a bound, and does not take their first for the tenant's", async () => {
    const often = Array.from({ length: 3000 }, (_, i) => run(20 - i / 1000));
    const { period, notes } = await gatherPosture(noting([], often), { tenant, rules, now });
    expect(period).toEqual({ since: day(13), basis: 'week' });
    expect(notes[0]).toMatch(/^Only the newest 2500 runs/);
  });
});
