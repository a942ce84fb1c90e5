import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { StoreError } from '../../functions/core/errors.ts';
import type { Store } from '../../functions/core/ports.ts';
import { Report } from '../../functions/core/posture/schema.ts';
import { app } from '../../functions/core/sample.ts';
import type { App } from '../../functions/core/snapshot.ts';
import {
  reportFleet,
  type FleetPorts,
  type FleetRequest,
} from '../../functions/jobs/fleet-report.ts';
import { rules } from '../../functions/rules/index.ts';
import { fakeArchive, type FakeArchive } from './archives.ts';
import { createFastWorld, partner, readAs, type World } from './world.ts';

let world: World;
let archive: FakeArchive;

beforeEach(async () => {
  world = await createFastWorld();
  archive = fakeArchive();
});

afterEach(() => world.close());

const now = new Date('2026-11-23T08:12:00Z');
const scheduled = new Date('2026-11-23T08:00:00Z');
const key = 'fleet/2026/2026-11-23T080000Z/report.json';

function send(parts: Partial<FleetRequest> = {}, ports: Partial<FleetPorts> = {}) {
  return reportFleet(
    { store: world.store, channels: [world.slack], archive, oldestAllowed, ...ports },
    { tenants: [], stack: 'strictwatch', rules, now, scheduled, dryRun: false, ...parts },
  );
}

function keptReport(): Report {
  return Report.parse(JSON.parse(archive.files.get(key) ?? ''));
}

/** Each is read twice: what the second read finds is open. */
async function readTenants(ids: readonly string[], withNew: readonly string[] = []): Promise<void> {
  for (const id of ids) await world.run('2026-11-23T07:20:00Z', { tenant: { id } });
  world.tenant.createApp(partner('new'));
  for (const id of withNew) await world.run('2026-11-23T07:30:00Z', { tenant: { id } });
}

/** As {@link readTenants}, of tenants with these apps, and without a request: for many tenants. */
async function readMany(
  ids: readonly string[],
  withNew: readonly string[],
  apps: readonly App[] = [],
): Promise<void> {
  const logs = { ok: false, reason: 'missing scope read:logs', cause: 'scope' } as const;
  const reading = (apps: readonly App[]) => readAs({ apps }, logs);
  const fresh = app({ id: 'new', securityMode: 'permissive' });
  for (const id of ids)
    await world.run('2026-11-23T07:20:00Z', { tenant: { id }, collect: reading(apps) });
  for (const id of withNew) {
    const collect = reading([...apps, fresh]);
    await world.run('2026-11-23T07:30:00Z', { tenant: { id }, collect });
  }
}

test('tells of every tenant of the store, worst first, and leaves a mark of its own', async () => {
  await readTenants(['acme', 'beta', 'gamma'], ['beta']);
  const { summary, told, tenants, files } = await send();
  expect([told, tenants, files.length]).toEqual([['slack:WEBHOOK'], 3, 6]);
  expect(summary).toMatchObject({
    tenant: 'fleet',
    environment: '3 tenants',
    isFleet: true,
    stack: 'strictwatch',
    at: scheduled.toISOString(),
    kept: { uri: 's3://bucket/fleet/2026/2026-11-23T080000Z/report.html' },
  });
  expect(world.slack.reports).toEqual([summary]);
  const { overview, postures } = keptReport();
  expect(overview.map(({ tenant }) => tenant.id).toSorted()).toEqual(['acme', 'beta', 'gamma']);
  expect(postures.map(({ tenant }) => tenant.id)).toEqual(overview.map(({ tenant }) => tenant.id));
  expect(overview.find(({ tenant }) => tenant.id === 'beta')?.open).toBeGreaterThan(0);
  expect(await world.store.lastReport(null)).toEqual({
    at: scheduled.toISOString(),
    since: '2026-11-16T08:00:00.000Z',
    isFirst: true,
    told: ['slack:WEBHOOK'],
    seen: {
      acme: '2026-11-23T07:20:00.000Z',
      beta: '2026-11-23T07:30:00.000Z',
      gamma: '2026-11-23T07:20:00.000Z',
    },
  });
  expect(await world.store.lastReport('beta')).toBeNull();
});

test('what it knew of a tenant that it could not gather is what the one before it knew', async () => {
  await readTenants(['acme', 'beta']);
  await send();
  await world.run('2026-11-24T07:30:00Z', { tenant: { id: 'acme' } });
  await world.run('2026-11-24T07:30:00Z', { tenant: { id: 'beta' } });
  const findings: Store['findings'] = (tenant) =>
    tenant === 'beta' ? Promise.reject(new Error('synthetic')) : world.store.findings(tenant);
  const next = new Date('2026-11-30T08:00:00Z');
  await send({ scheduled: next, now: next }, { store: { ...world.store, findings } });
  const first = { acme: '2026-11-23T07:20:00.000Z', beta: '2026-11-23T07:20:00.000Z' };
  expect(await world.store.lastReport(null)).toMatchObject({
    seen: { ...first, acme: '2026-11-24T07:30:00.000Z' },
    seenBefore: first,
  });
});

test('covers the time since its own last, whatever the tenants’ own reports told', async () => {
  await readTenants(['acme'], ['acme']);
  const week = {
    scheduled: new Date('2026-11-16T08:00:00Z'),
    now: new Date('2026-11-16T08:00:00Z'),
  };
  await send(week);
  await world.store.noteReport('acme', {
    at: '2026-11-23T07:45:00.000Z',
    since: '2026-11-16T07:00:00.000Z',
  });
  await send();
  const [posture] = keptReport().postures;
  expect(posture?.period).toEqual({ since: '2026-11-16T08:00:00.000Z', basis: 'last-report' });
  expect(posture?.changes.counts.opened).toBeGreaterThan(0);
});

test('on demand it leaves no mark, and dry it leaves nothing', async () => {
  await readTenants(['acme']);
  const asked = { scheduled: undefined };
  await send(asked);
  expect(world.slack.reports).toHaveLength(1);
  const { writes } = archive;
  const { told, tenants } = await send({ ...asked, dryRun: true });
  expect([told, tenants, archive.writes]).toEqual([[], 1, writes]);
  expect(await world.store.lastReport(null)).toBeNull();
});

test('started twice, it tells nobody twice; started late, nobody at all', async () => {
  await readTenants(['acme']);
  await send();
  expect((await send()).told).toEqual([]);
  const earlier = { scheduled: new Date('2026-11-16T08:00:00Z') };
  expect((await send(earlier)).files).toEqual([]);
  expect(world.slack.reports).toHaveLength(1);
});

test('a tenant that is configured here and was never read is told of', async () => {
  await readTenants(['acme']);
  const { summary } = await send({ tenants: [{ ...world.config, id: 'never' }] });
  expect(summary.environment).toBe('2 tenants');
  expect(summary.headline).toMatch(/^1 never read/);
  const [row] = keptReport().overview;
  expect(row).toMatchObject({ tenant: { id: 'never', environment: 'production' } });
});

test('of a tenant of another cell the environment is as it was stored', async () => {
  await world.run(22, { tenant: { id: 'elsewhere', environment: 'staging' } });
  const old = { ...(await world.store.head('elsewhere'))! };
  delete (old as { environment?: string }).environment;
  await send();
  expect(keptReport().overview[0]?.tenant.environment).toBe('staging');
  await send({ scheduled: undefined }, { store: { ...world.store, head: async () => old } });
  expect(world.slack.reports.at(-1)?.lines.join()).toContain('elsewhere (environment unknown)');
});

describe('a tenant that cannot be gathered', () => {
  test.each([
    ['the store', new StoreError('It is damaged.'), 'read. It is damaged.'],
    ['what nobody foresaw', new TypeError('a bug'), 'read. The log of the function says why.'],
  ])('for %s is a row that says so, and stops no other', async (_, error, words) => {
    await readTenants(['acme', 'beta', 'gamma']);
    const findings = (id: string) =>
      id === 'beta' ? Promise.reject(error) : world.store.findings(id);
    const { failures, told } = await send({}, { store: { ...world.store, findings } });
    expect([failures, told]).toEqual([[{ tenant: 'beta', error }], ['slack:WEBHOOK']]);
    const { overview, postures } = keptReport();
    expect(overview[0]).toMatchObject({
      tenant: { id: 'beta' },
      verdict: {
        state: 'not-known',
        sentence: `Not known: what is stored of it cannot be ${words}`,
      },
      permissive: null,
    });
    expect([overview.length, postures.length]).toEqual([3, 2]);
  });

  test('not even whose head is damaged', async () => {
    await readTenants(['acme', 'beta']);
    const head = (id: string) =>
      id === 'beta' ? Promise.reject(new StoreError('It is damaged.')) : world.store.head(id);
    const { failures } = await send({}, { store: { ...world.store, head } });
    expect(failures.map(({ tenant }) => tenant)).toEqual(['beta']);
  });
});

describe('a large fleet', () => {
  const ids = Array.from({ length: 27 }, (_, i) => `t${String(i).padStart(2, '0')}`);

  test('has every tenant in its overview, and the worst 25 in full', async () => {
    await readMany(ids, ids.slice(-3));
    const { summary } = await send();
    const { overview, postures } = keptReport();
    expect([overview.length, postures.length]).toEqual([27, 25]);
    expect(postures.map(({ tenant }) => tenant.id)).toEqual(
      overview.slice(0, 25).map(({ tenant }) => tenant.id),
    );
    expect(postures.slice(0, 3).map(({ tenant }) => tenant.id)).toEqual(ids.slice(-3));
    expect(summary.lines.at(-1)).toBe(
      'The report has every tenant in its overview, and 25 of 27 in full: the worst.',
    );
    expect(summary.lines.filter((line) => /^t\d\d \(/.test(line))).toHaveLength(10);
  });

  test('is gathered four at a time, and no more', async () => {
    await readMany(ids.slice(0, 6), []);
    let running = 0;
    let most = 0;
    const history: FleetPorts['store']['history'] = async (...of) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return world.store.history(...of);
    };
    await send({}, { store: { ...world.store, history } });
    expect(most).toBe(4);
  });

  /** Many findings of some tenants; what is stored comes in the order of `first`. */
  function storeWith(counts: Record<string, number>, first: readonly string[] = []) {
    const findings: FleetPorts['store']['findings'] = async (id) => {
      await new Promise((resolve) => setTimeout(resolve, first.includes(id) ? 0 : 5));
      const [one] = await world.store.findings(id);
      const made = { ...one!, status: 'open' as const };
      return Array.from({ length: counts[id] ?? 1 }, (_, i) => ({
        ...made,
        key: `${one!.key}${i}`,
      }));
    };
    return { ...world.store, findings };
  }

  test('leaves out of the full ones whoever has more than an even share of findings, by name', async () => {
    await readTenants(ids.slice(0, 3), ids.slice(0, 3));
    const store = storeWith({ t01: 16_667, t02: 16_666 });
    const { summary } = await send({}, { store, archive: null });
    expect(summary.lines.at(-1)).toBe(
      'The report has every tenant in its overview, and 2 of 3 in full. Not in full: t01, which has more than 16666 findings, and a report of its own.',
    );
  });

  test.each([
    ['last', ids.slice(0, 24)],
    ['first', ids.slice(24)],
  ])('has the same ones in full where the worst come %s', async (_, first) => {
    await readMany(ids, [], [app({ id: 'old', securityMode: 'permissive' })]);
    const store = storeWith({ t24: 2001, t25: 2000, t26: 3 }, first);
    const { summary } = await send({}, { store });
    const { overview, postures } = keptReport();
    expect(overview.slice(0, 3).map(({ tenant }) => tenant.id)).toEqual(['t24', 't25', 't26']);
    expect(postures.map(({ tenant }) => tenant.id)).toEqual(['t25', 't26', ...ids.slice(0, 23)]);
    expect(summary.lines.at(-1)).toMatch(
      / 25 of 27 in full\. Not in full: 1 less bad than those; t24, which has more than 2000 findings/,
    );
  });
});

describe('a tenant that nobody has looked at for two weeks', () => {
  const [last, first] = ['2026-11-09T08:00:00Z', '2026-11-09T08:00:00.001Z'];

  function storeOf(lookedAt: string | undefined) {
    const head: FleetPorts['store']['head'] = async (id) => {
      const found = await world.store.head(id);
      return found && { ...found, ...(id === 'gone' && lookedAt && { lookedAt }) };
    };
    return { ...world.store, head };
  }

  beforeEach(async () => {
    await world.run('2026-11-01T09:00:00Z', { tenant: { id: 'gone' } });
    await readTenants(['acme', 'beta'], ['acme', 'beta']);
  });

  test.each([
    ['by what a pulse noted', last, '2026-11-09 08:00'],
    ['and no pulse ever noted', undefined, '2026-11-01 09:00'],
  ])('%s is told of last, and counts as nothing else', async (_, lookedAt, since) => {
    const { summary } = await send({}, { store: storeOf(lookedAt) });
    expect(summary.headline).toBe('2 with open findings, 1 no longer watched');
    const { overview, postures } = keptReport();
    expect(overview.map(({ tenant }) => tenant.id)).toEqual(['acme', 'beta', 'gone']);
    expect(overview.at(-1)).toMatchObject({
      verdict: {
        state: 'unwatched',
        sentence: `No longer watched: nobody has looked at it since ${since} UTC; last read whole 2026-11-01 09:00 UTC.`,
      },
      open: null,
      permissive: null,
    });
    expect(postures).toHaveLength(2);
    expect(summary.lines[0]).toMatch(/; 2 permissive third-party apps\.$/);
    expect(summary.lines.at(-1)).toBe(
      'The report has every tenant in its overview, and 2 of 3 in full. Not in full: 1 no longer watched.',
    );
    const page = archive.files.get('fleet/2026/2026-11-23T080000Z/report.html');
    expect(page).toContain('2 tenants have open findings; 1 tenant is no longer watched.');
  });

  test('is not known until then, and where it is configured here', async () => {
    await send({}, { store: storeOf(first) });
    expect(keptReport().overview[0]).toMatchObject({
      tenant: { id: 'gone' },
      verdict: { state: 'not-known' },
    });
    const tenants = [{ ...world.config, id: 'gone' }];
    const here = await send({ tenants, scheduled: undefined }, { store: storeOf(last) });
    expect(here.summary.headline).toBe('1 not known, 2 with open findings');
  });
});

test('the report of the fleet that reached nobody leaves its period to the next', async () => {
  await readTenants(['acme'], ['acme']);
  world.slack.isDown = true;
  await send();
  world.slack.isDown = false;
  const since = '2026-11-16T08:00:00.000Z';
  expect(await world.store.lastReport(null)).toMatchObject({ since, isUntold: true });
  const next = new Date('2026-11-30T08:00:00Z');
  await send({ scheduled: next, now: next });
  const mark = await world.store.lastReport(null);
  expect(mark).toMatchObject({ since, isFirst: true, told: ['slack:WEBHOOK'] });
  expect(mark).not.toHaveProperty('isUntold');
});

test('a store that cannot say which tenants there are is no report', async () => {
  const tenants = () => Promise.reject(new StoreError('gone'));
  await expect(send({}, { store: { ...world.store, tenants } })).rejects.toThrow(StoreError);
});
