import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../functions/core/errors.ts';
import type { Linked, Store } from '../../functions/core/ports.ts';
import { app } from '../../functions/core/sample.ts';
import { verify } from '../../functions/jobs/verify.ts';
import { tamperWith, type Tamper } from '../adapters/tamper.ts';
import { createFastWorld, partner, readAs, type World } from './world.ts';

const now = new Date();
const dayTwo = '2026-11-02T09:00:00.000Z';
const dayThree = '2026-11-03T09:00:00.000Z';

let world: World;
let behind: Tamper;

/** Three days: the second app comes on the second. */
beforeEach(async () => {
  world = await createFastWorld({ domain: 'acme.eu.auth0.com', apps: [partner('one')] });
  behind = tamperWith(world.client, 'acme');
  await world.run(1);
  world.tenant.createApp(partner('two'));
  await world.run(2);
  await world.run(3);
});

afterEach(() => world.close());

function proof(request: { at?: Date; hash?: string } = {}, store: Store = world.store) {
  return verify(store, { tenant: 'acme', now, ...request });
}

async function records(): Promise<Linked[]> {
  const all: Linked[] = [];
  for await (const record of world.store.records('acme')) all.push(record);
  return all;
}

describe('what nobody touched', () => {
  test('is proven, with what the newest run judged', async () => {
    const { proven, chain, snapshots, lacking } = await proof();
    expect({ proven, lacking, problems: chain.problems }).toEqual({
      proven: true,
      lacking: [],
      problems: [],
    });
    expect(chain.places).toHaveLength(3);
    const [newest] = snapshots;
    expect(snapshots).toHaveLength(1);
    expect(newest).toMatchObject({ sequence: 3, startedAt: dayThree, result: 'same' });
    expect(newest?.snapshot).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is proven for an earlier day, whose snapshot is another', async () => {
    const { proven, snapshots } = await proof({ at: new Date('2026-11-01T23:59:59Z') });
    expect(proven).toBe(true);
    expect(snapshots.map(({ sequence }) => sequence)).toEqual([3, 1]);
    expect(new Set(snapshots.map(({ snapshot }) => snapshot)).size).toBe(2);
  });

  test('has the same snapshot while nothing changes, and one record a run', async () => {
    const [, second, third] = await records();
    expect(third?.run.snapshot).toBe(second?.run.snapshot);
    expect(third?.hash).not.toBe(second?.hash);
  });

  test('says where a record is that has a hash, and that none has another', async () => {
    const [, second] = await records();
    expect((await proof({ hash: second?.hash ?? '' })).found).toMatchObject({ sequence: 2 });
    expect((await proof({ hash: '0'.repeat(64) })).found).toBeNull();
    expect(await proof()).not.toHaveProperty('found');
  });

  test('is not proven for a day before the first run, or a tenant without one', async () => {
    const early = await proof({ at: new Date('2026-10-01T00:00:00Z') });
    expect(early).toMatchObject({
      proven: false,
      lacking: [expect.stringContaining('2026-10-01')],
    });
    const other = await verify(world.store, { tenant: 'other', now });
    expect(other).toMatchObject({ proven: false, chain: { places: [] }, snapshots: [] });
    expect(other.lacking).toHaveLength(1);
  });

  test('leaves out a run that could not read the apps, whose record is in the chain all the same', async () => {
    const parts = { apps: [app({ id: 'one' })], unread: { apps: 'unavailable' as const } };
    const logs = { ok: false, reason: 'HTTP 500', cause: 'unavailable' } as const;
    await world.run(4, { collect: readAs(parts, logs) });
    const { proven, chain, snapshots } = await proof();
    expect([proven, chain.places.length, snapshots[0]?.sequence]).toEqual([true, 4, 3]);
  });

  test('says nothing of a section that the run could not read, though it is stored', async () => {
    const logs = { ok: false, reason: 'HTTP 500', cause: 'unavailable' } as const;
    const parts = { apps: [app({ id: 'one' })], unread: { login: 'unavailable' as const } };
    await world.run(4, { collect: readAs(parts, logs) });
    const { login } = await world.store.sectionsAt('acme', '2026-11-05T00:00:00.000Z');
    expect(login).toBeDefined();
    const { proven, snapshots } = await proof();
    expect([proven, snapshots[0]?.sequence]).toEqual([true, 4]);
  });

  test('is proven with a last record that a run which died did not copy', async () => {
    await behind.remove(await behind.item('RUN#', 2));
    const { proven, chain, snapshots } = await proof();
    expect([proven, chain.places.length, snapshots[0]?.sequence]).toEqual([true, 3, 3]);
  });

  test('is of all that ran: a dry run leaves no record', async () => {
    await world.run(4, { dryRun: true });
    expect((await proof()).chain.places).toHaveLength(3);
  });

  test('is proven after time went back, for what came last', async () => {
    world.tenant.createApp(partner('three'));
    await world.run('2026-11-01T12:00:00.000Z');
    const { proven, chain, snapshots } = await proof();
    expect([proven, snapshots[0]?.sequence]).toEqual([true, 4]);
    expect(chain.notes).toHaveLength(1);
  });

  test('is shown of a run that time went back before, though a later one took its time', async () => {
    await world.run('2026-11-01T12:00:00.000Z');
    const asked = { at: new Date('2026-11-01T13:00:00Z') };
    expect(await proof(asked)).toMatchObject({ proven: true, snapshots: [{ sequence: 4 }] });
    world.tenant.createApp(partner('three'));
    await world.run('2026-11-02T12:00:00.000Z');
    expect(await proof(asked)).toMatchObject({
      proven: true,
      chain: { problems: [] },
      snapshots: [
        { sequence: 5, result: 'same' },
        { sequence: 4, result: 'same' },
      ],
    });
  });

  test('is proven after a run behind the clock that died before it left a record', async () => {
    const last = await behind.item('LAST');
    world.tenant.createApp(partner('three'));
    await world.run('2026-11-03T08:59:00.000Z');
    await behind.remove(await behind.item('RUN#', 2));
    await behind.put(last);
    expect(await proof()).toMatchObject({ proven: true, snapshots: [{ sequence: 3 }] });
  });

  test('is read again when a run leaves its record meanwhile', async () => {
    let isFirst = true;
    const busy: Store = {
      ...world.store,
      async *records(tenant) {
        yield* world.store.records(tenant);
        if (!isFirst) return;
        isFirst = false;
        await world.run(4);
        await world.run(5);
      },
    };
    const { proven, chain } = await proof({}, busy);
    expect([proven, chain.places.length]).toEqual([true, 5]);
  });
});

describe('what somebody did behind the back of the store is seen:', () => {
  test('a record was altered', async () => {
    await behind.edit(await behind.item('RUN#', 1), (run) => ({ ...run, told: 0, calls: 1 }));
    const { proven, chain } = await proof();
    expect(proven).toBe(false);
    expect(chain.problems).toEqual([
      `Record 2 of ${dayTwo} is not what record 3 says it was: one of the two was altered.`,
    ]);
  });

  test('a record was taken away', async () => {
    await behind.remove(await behind.item('RUN#', 1));
    expect((await proof()).chain.problems).toEqual([
      `Record 2 is missing between 2026-11-01T09:00:00.000Z and ${dayThree}.`,
    ]);
  });

  test('the oldest was taken away, as if it had expired', async () => {
    await behind.remove(await behind.item('RUN#'));
    expect((await proof()).chain.problems).toEqual([
      expect.stringMatching(/^Record 1 is missing before Record 2 .*kept until 20/),
    ]);
  });

  test('a record was put in between', async () => {
    const item = await behind.item('RUN#', 1);
    const key = String(item['item']).replace('T09', 'T10');
    const edited = { ...item, item: key };
    await behind.edit(edited, (run) => ({ ...run, startedAt: '2026-11-02T10:00:00.000Z' }));
    const { chain } = await proof();
    expect(chain.problems).toContainEqual(
      `Two records claim place 2, of ${dayTwo} and of 2026-11-02T10:00:00.000Z.`,
    );
  });

  test('a record without a link was put in between', async () => {
    const item = await behind.item('RUN#', 1);
    const key = String(item['item']).replace('T09', 'T10');
    const startedAt = '2026-11-02T10:00:00.000Z';
    await behind.edit({ ...item, item: key }, ({ link: _link, ...run }) => ({ ...run, startedAt }));
    expect((await proof()).chain.problems).toEqual([
      expect.stringMatching(/^1 run record without a place in the chain/),
    ]);
  });

  test('a record was moved to another time, where reports would take it for the newest', async () => {
    const item = await behind.item('RUN#', 1);
    await behind.remove(item);
    await behind.put({ ...item, item: String(item['item']).replace('2026', '2031') });
    const { proven, chain } = await proof();
    expect(proven).toBe(false);
    expect(chain.problems).toEqual([expect.stringMatching(/lies where another belongs/)]);
    await expect(world.store.runs('acme', 10)).rejects.toThrow(StoreError);
  });

  test("another tenant's records were put in the place of its own", async () => {
    for (const prefix of ['RUN#', 'LAST', 'APP#', 'SECTION#'])
      for (const item of await behind.items(prefix)) await behind.put({ ...item, tenant: 'other' });
    const { proven, chain } = await verify(world.store, { tenant: 'other', now });
    expect(proven).toBe(false);
    expect(chain.problems).toContainEqual(expect.stringMatching(/says it is of acme/));
  });

  test('older records were taken away, and the last one says that they expired', async () => {
    for (const index of [0, 0]) await behind.remove(await behind.item('RUN#', index));
    await behind.edit(await behind.item('LAST'), (run) => ({
      ...run,
      link: { ...(run['link'] as object), previousUntil: '2026-01-01T00:00:00.000Z' },
    }));
    expect((await proof()).proven).toBe(false);
    await world.run(4);
    expect((await proof()).proven).toBe(false);
  });

  test('what is kept of the last record was altered', async () => {
    await behind.edit(await behind.item('LAST'), (run) => ({ ...run, complete: false }));
    const { proven, chain } = await proof();
    expect(proven).toBe(false);
    expect(chain.problems).toEqual([expect.stringMatching(/^Record 3 .*is not the one kept/)]);
  });

  test('the last record was altered', async () => {
    await behind.edit(await behind.item('RUN#', 2), (run) => ({ ...run, complete: false }));
    expect((await proof()).chain.problems).toEqual([
      expect.stringMatching(/^Record 3 .*is not the one kept/),
    ]);
  });

  test('what is kept of the last record was taken away, and what a run then begins is no chain', async () => {
    await behind.remove(await behind.item('LAST'));
    expect((await proof()).chain.problems).toHaveLength(1);
    await world.run(4);
    const { chain } = await proof();
    expect(chain.problems).toContainEqual(
      'Two records claim place 1, of 2026-11-01T09:00:00.000Z and of 2026-11-04T09:00:00.000Z.',
    );
  });

  test('an app is said to have been otherwise', async () => {
    await behind.edit(await behind.item('APP#one#'), (it) => ({ ...it, securityMode: 'strict' }));
    const { proven, chain, snapshots } = await proof();
    expect([proven, chain.problems]).toEqual([false, []]);
    expect(snapshots).toMatchObject([{ sequence: 3, result: 'differs' }]);
  });

  test('an app was taken away, was added, or has other times', async () => {
    const item = await behind.item('APP#two#');
    await behind.remove(item);
    expect((await proof()).snapshots).toMatchObject([{ result: 'differs' }]);
    await behind.put(item);
    expect((await proof()).proven).toBe(true);
    await behind.edit({ ...item, item: String(item['item']).replace('two', 'six') }, (it) => ({
      ...it,
      id: 'six',
    }));
    expect((await proof()).snapshots).toMatchObject([{ result: 'differs' }]);
    await behind.remove({ ...item, item: String(item['item']).replace('two', 'six') });
    await behind.put({ ...item, from: '2026-11-01T00:00:00.000Z' });
    const dayOne = { at: new Date('2026-11-01T10:00:00Z') };
    expect((await proof(dayOne)).snapshots).toMatchObject([
      { sequence: 3, result: 'same' },
      { sequence: 1, result: 'differs' },
    ]);
  });

  test('a section was altered', async () => {
    const item = await behind.item('SECTION#settings#');
    await behind.edit(item, (it) => ({ ...it, defaultAudience: 'https://other.example' }));
    expect((await proof()).snapshots).toMatchObject([{ result: 'differs' }]);
  });

  test('a section was taken away, or is said to have ended', async () => {
    const item = await behind.item('SECTION#login#');
    await behind.remove(item);
    expect((await proof()).snapshots).toMatchObject([{ result: 'differs' }]);
    await behind.put(item);
    expect((await proof()).proven).toBe(true);
    await behind.put({ ...item, validTo: dayTwo });
    expect((await proof()).snapshots).toMatchObject([{ result: 'differs' }]);
  });

  test('but not that all was rewritten: only a hash kept elsewhere tells', async () => {
    const [, second] = await records();
    await behind.remove(await behind.item('RUN#', 2));
    const { rev, fence } = await behind.item('LAST');
    const older = await behind.item('RUN#', 1);
    const { expires, ...copy } = older;
    await behind.put({
      ...copy,
      item: 'LAST',
      copyExpires: expires ?? 0,
      rev: rev ?? 0,
      fence: fence ?? 0,
    });
    const third = (await proof({ hash: second?.hash ?? '' })).chain;
    expect(third.problems).toEqual([]);
    expect((await proof()).proven).toBe(true);
    expect((await proof({ hash: 'f'.repeat(64) })).found).toBeNull();
  });

  test('a record that nobody can read is an error that names it', async () => {
    const item = await behind.item('RUN#', 1);
    await behind.put({ ...item, data: 'not JSON' });
    await expect(proof()).rejects.toThrow(StoreError);
    await expect(proof()).rejects.toThrow(/run record RUN#2026-11-02/);
  });
});

test('records of versions before are counted, and the chain begins after them', async () => {
  for (const item of await behind.items('RUN#'))
    await behind.edit(item, ({ link: _link, snapshot: _snapshot, ...run }) => run);
  await behind.remove(await behind.item('LAST'));
  expect(await proof()).toMatchObject({ proven: false, chain: { unlinked: 3, problems: [] } });
  await world.run(4);
  await world.run(5);
  const { proven, chain } = await proof();
  expect(proven).toBe(true);
  expect(chain).toMatchObject({ unlinked: 3, problems: [] });
  expect(chain.places.map(({ sequence }) => sequence)).toEqual([1, 2]);
});
