import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import type { WatchOutcome } from '../../functions/jobs/watch.ts';
import { api, app, settings } from '../../functions/core/sample.ts';
import {
  countWrites,
  CrashError,
  crashingClient,
  stopsIn,
  type CrashPoint,
} from '../adapters/crash.ts';
import {
  ana,
  created,
  entry,
  forbiddenLogs,
  logs,
  position,
  set,
} from '../core/attribute-samples.ts';
import { createFastWorld, readAs, type RunOptions, type World } from './world.ts';

const partner = app({ id: 'abc', name: 'Partner', securityMode: 'permissive' });
const by = { name: 'partner-sync', ip: '203.0.113.7', tool: 'Terraform provider' };
let world: World;

beforeEach(async () => {
  world = await createFastWorld();
  await world.run(17, { collect: readAs({}, logs()) });
});

afterEach(() => world.close());

/** An entry that says nothing of the toggle, which has rules of its own. */
function made(id: string, parts: Partial<LogEntry> = {}): LogEntry {
  const asked = { firstParty: false, asked: 'permissive', callbacks: [] } as const;
  return created(id, { creation: { ...asked, answered: 'permissive' }, ...parts });
}

/** A run on one permissive app. */
function see(now: string | number, read = logs(), options: RunOptions = {}): Promise<WatchOutcome> {
  return world.run(now, { collect: readAs({ apps: [partner] }, read), ...options });
}

function found({ run }: WatchOutcome, subject = 'abc') {
  const finding = run.findings.find((one) => one.subject === subject);
  expect.assert(finding, `nothing about ${subject}`);
  return finding;
}

function toldFacts(index = -1) {
  return world.slack.accepted.at(index)?.told[0]?.facts.slice(0, 2);
}

const createdBy = {
  name: 'created by',
  value:
    'M2M app "partner-sync" (SyntheticPipeline), 203.0.113.7, Terraform provider, 2026-11-18 02:14 UTC',
};
const how = { name: 'how', value: 'the request asked for permissive mode' };

describe('a new permissive app', () => {
  test('is told with who created it, how, from where and with what', async () => {
    const outcome = await see(18, logs([made('abc')]));
    expect(found(outcome)).toMatchObject({
      announced: 'opened',
      evidence: { attribution: { by, how: 'api-explicit', logId: made('abc').id } },
    });
    expect(toldFacts()).toEqual([createdBy, how]);
  });

  test('is told so too when the entry came as an event', async () => {
    await see(18, forbiddenLogs, { events: [made('abc')] });
    expect(toldFacts()).toEqual([createdBy, how]);
  });

  test.each([
    [
      'may not be read',
      forbiddenLogs,
      {},
      /^the logs could not be read \(missing scope read:logs\)$/,
    ],
    [
      'reach back less far',
      logs([], { position: position({ oldest: '2026-11-10T00:00:00.000Z' }) }),
      { createdAt: '2026-11-09T00:00:00.000Z' },
      /^it was created before the oldest entry/,
    ],
    ['have no such entry yet', logs(), {}, /entries may come late/],
  ])('is told with the reason where the logs %s', async (_, read, parts, reason) => {
    const collect = readAs({ apps: [{ ...partner, ...parts }] }, read);
    const outcome = await world.run(18, { collect });
    const attribution = { unattributed: expect.stringMatching(reason), how: 'unknown' };
    expect(found(outcome).evidence).toMatchObject({ attribution });
    const value: unknown = expect.stringMatching(/^not known: /);
    expect(toldFacts()?.[0]).toEqual({ name: 'created by', value });
  });

  test('whose entry comes a run late is enriched, and nobody is told again', async () => {
    const first = found(await see(18));
    const messages = world.slack.accepted.length;
    const late = await see('2026-11-18T10:00:00Z', logs([made('abc')]));
    expect(found(late)).toMatchObject({
      announced: null,
      transition: first.transition,
      status: first.status,
      evidence: { attribution: { by } },
    });
    expect([world.slack.accepted.length, world.terminal.accepted.length]).toEqual([
      messages,
      messages,
    ]);
    const [stored] = await world.store.findings('acme');
    expect(stored).toMatchObject({ evidence: { attribution: { by } } });
    expect(stored).not.toHaveProperty('owed');
  });

  test('is reported with who created it by every later run, which writes nothing for it', async () => {
    await see(18, logs([made('abc')]));
    const counting = countWrites(world.client);
    const quiet = await see('2026-11-18T10:00:00Z', logs(), { client: counting.client });
    const quietWrites = counting.count();
    expect(found(quiet).evidence).toMatchObject({ name: 'Partner', attribution: { by } });
    const again = countWrites(world.client);
    const repeated = logs([made('abc')]);
    expect(
      found(await see('2026-11-18T11:00:00Z', repeated, { client: again.client })).evidence,
    ).toEqual(found(quiet).evidence);
    expect(again.count()).toBe(quietWrites);
    expect(quiet.run.cost.readUnits).toBeLessThan(10);
  });

  test('is told late by a channel that was down, with who created it', async () => {
    world.slack.isDown = true;
    await see(18, logs([made('abc')]));
    world.slack.isDown = false;
    await see('2026-11-18T10:00:00Z');
    expect(world.slack.told()).toEqual(['opened app-permissive abc 1']);
    expect(toldFacts()).toEqual([createdBy, how]);
  });

  test('is attributed by a dry run too, which writes nothing', async () => {
    const dry = await see(18, logs([made('abc')]), { dryRun: true });
    expect(found(dry).evidence).toMatchObject({ attribution: { by } });
    expect(await world.store.findings('acme')).toEqual([]);
    expect(found(await see(18, logs([made('abc')]))).announced).toBe('opened');
    const late = entry({ operation: 'app-updated', app: 'abc' });
    expect(found(await see(19, logs([late]), { dryRun: true })).evidence).toMatchObject({
      attribution: { by },
    });
  });

  test('that is deleted is told with who deleted it', async () => {
    await see(18, logs([made('abc')]));
    const deleted = entry({ operation: 'app-deleted', app: 'abc', actor: ana });
    const outcome = await world.run(19, { collect: readAs({}, logs([deleted])) });
    expect(found(outcome)).toMatchObject({
      announced: 'resolved',
      evidence: { endedBy: { by: { name: 'Ana' } } },
    });
    expect(toldFacts()).toEqual([
      { name: 'app deleted by', value: expect.stringContaining('user "Ana"') },
      createdBy,
    ]);
  });
});

test('findings are reported with who did it while they are few', async () => {
  const ids = Array.from({ length: 501 }, (_, i) => `n${i}`);
  const apps = ids.map((id) => ({ ...partner, id }));
  const entries = logs(ids.map((id) => made(id, { id })));
  const first = await world.run(18, { collect: readAs({ apps }, entries) });
  expect(found(first, 'n7').evidence).not.toHaveProperty('attribution');
  expect(toldFacts()?.[0]?.value).toContain('partner-sync');
  const many = await world.run('2026-11-18T10:00:00Z', { collect: readAs({ apps }, logs()) });
  expect(found(many, 'n7').evidence).not.toHaveProperty('attribution');
  expect(many.run.cost.readUnits).toBeLessThan(100);

  const fewer = apps.slice(1);
  await world.run('2026-11-18T11:00:00Z', { collect: readAs({ apps: fewer }, logs()) });
  const few = await world.run('2026-11-18T12:00:00Z', { collect: readAs({ apps: fewer }, logs()) });
  expect(found(few, 'n7').evidence).toMatchObject({ attribution: { by } });
});

test('of many findings that a channel is still owed, those shown say who did it', async () => {
  const ids = Array.from({ length: 501 }, (_, i) => `n${String(i).padStart(3, '0')}`);
  const parts = {
    apps: ids.map((id) => ({ ...partner, id })),
    apis: [api({ identifier: 'https://a.example', userPolicy: 'allow_all' })],
  };
  const entries = logs(ids.map((id) => made(id, { id })));
  world.slack.isDown = true;
  await world.run(18, { collect: readAs(parts, entries) });
  world.slack.isDown = false;
  const outcome = await world.run('2026-11-18T10:00:00Z', { collect: readAs(parts, logs()) });
  const told = world.slack.accepted.at(-1)?.told ?? [];
  expect(told.map(({ facts }) => facts[0]?.name)).toEqual(Array(10).fill('created by'));
  expect(told[9]?.facts[0]?.value).toContain('partner-sync');
  expect(outcome.run.cost.readUnits).toBeLessThan(100);
});

describe.each<CrashPoint>(['before', 'after'])('a crash %s any single write', (point) => {
  const tenants = { id: '' };

  async function crashAndGoOn(n: number, run: (options: RunOptions) => Promise<unknown>) {
    const failed = await run({ client: crashingClient(world.client, n, point) })
      .then(() => false)
      .catch((error: unknown) => isCrash(error));
    await run({ later: 61_000 });
    return failed;
  }

  test.each([
    ['of the run that finds the app', false],
    ['of the run that finds its entry', true],
  ])(
    '%s ends with the same story',
    async (_, isLate) => {
      let crashes = 0;
      let crashed = true;
      for (const n of stopsIn(60, point)) {
        const id = `${point}-${isLate}-${n}`;
        const tenant = { ...tenants, id };
        await world.run(17, { tenant, collect: readAs({}, logs()) });
        if (isLate) await see(18, logs(), { tenant });
        world.slack.accepted.length = 0;
        crashed = await crashAndGoOn(n, (options) =>
          see('2026-11-18T10:00:00Z', logs([made('abc')]), { tenant, ...options }),
        );
        const [stored] = await world.store.findings(id);
        expect(stored, `write ${n}`).toMatchObject({
          transition: 1,
          evidence: { attribution: { by } },
        });
        expect(stored).not.toHaveProperty('owed');
        const told = new Set(world.slack.told());
        expect([...told]).toEqual(isLate ? [] : ['opened app-permissive abc 1']);
        if (!crashed) break;
        crashes += 1;
      }
      expect([crashes > 0, crashed]).toEqual([true, false]);
    },
    60_000,
  );
});

test.each<CrashPoint>(['before', 'after'])(
  'a crash %s any single write leaves no name of who had ended what stands again',
  async (point) => {
    const mode = 'dynamic_client_registration_security_mode';
    const dcr = (its: 'strict' | 'permissive', ...entries: LogEntry[]) => ({
      collect: readAs({ settings: settings({ dcr: { enabled: true, mode: its } }) }, logs(entries)),
    });
    const back = set({ [mode]: 'strict' }, { id: 'e1', at: '2026-11-18T10:00:00.000Z' });
    const again = set({ [mode]: 'permissive' }, { id: 'e2', at: '2026-11-19T09:30:00.000Z' });
    let crashes = 0;
    let crashed = true;
    for (const n of stopsIn(60, point)) {
      const tenant = { id: `${point}-${n}` };
      await world.run(17, { tenant, ...dcr('strict') });
      await world.run(18, { tenant, ...dcr('permissive') });
      const client = crashingClient(world.client, n, point);
      crashed = await world
        .run(19, { tenant, client, ...dcr('strict', back) })
        .then(() => false)
        .catch((error: unknown) => isCrash(error));
      const after = dcr('permissive', back, again);
      await world.run('2026-11-19T10:00:00Z', { tenant, later: 61_000, ...after });
      const stored = await world.store.findings(tenant.id);
      const found = stored.find(({ rule }) => rule === 'dcr-mode-changed');
      expect(found?.status, `write ${n}`).toBe('open');
      expect(found?.evidence, `write ${n}`).not.toHaveProperty('endedBy');
      if (!crashed) break;
      crashes += 1;
    }
    expect([crashes > 0, crashed]).toEqual([true, false]);
  },
  60_000,
);

function isCrash(error: unknown): boolean {
  return error instanceof CrashError || (error instanceof Error && isCrash(error.cause));
}
