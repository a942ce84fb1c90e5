import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../functions/core/errors.ts';
import type { AppRow, FindingRow, Store } from '../../../functions/core/ports.ts';
import { rowKey } from '../../../functions/core/ports.ts';
import { app, grant, sample } from '../../../functions/core/sample.ts';
import type { App, Grant, Sections } from '../../../functions/core/snapshot.ts';
import { verify } from '../../../functions/jobs/verify.ts';
import { countWrites, crashingClient, type CrashPoint } from '../crash.ts';
import { useDatabase } from '../database.ts';
import { change, head, logs, manyRows, owing, quiet, row, runRecord } from '../store-sample.ts';

const { client, itemsOf, newTenant, storeOn } = useDatabase();

/** What a tenant is like; `converge` is a job in small: it saves how that differs from what is known. */
interface World {
  readonly at: string;
  readonly apps: readonly App[];
  readonly grants: readonly Grant[];
  readonly owed: boolean;
  readonly rows?: number;
}

async function converge(store: Store, tenant: string, world: World): Promise<void> {
  const session = await store.begin(tenant);
  try {
    const known = await session.load();
    const prints = new Map(world.apps.map((app) => [app.id, store.fingerprint(app)]));
    const apps = world.apps.filter(({ id }) => known.apps.get(id)?.print !== prints.get(id));
    const extra = manyRows(world.rows ?? 0).appRows;
    const ids = new Set([...prints.keys(), ...extra.keys()]);
    const deletedApps = [...known.apps.keys()].filter((id) => !ids.has(id));
    const findings = new Map<string, FindingRow>();
    for (const { id, name } of world.apps)
      findings.set(rowKey('app-permissive', id), row(id, world.owed ? owing : quiet, name));
    const changed = [...findings].filter(
      ([key, row]) => JSON.stringify(known.findings.get(key)) !== JSON.stringify(row),
    );
    const grantsPrint = store.fingerprint(world.grants);
    await session.save(
      change({
        validFrom: world.at,
        read: ['apps', 'grants'],
        apps,
        deletedApps,
        sections: known.head?.sections.grants === grantsPrint ? {} : { grants: world.grants },
        words: new Map(changed.map(([key, { print }]) => [key, { message: print, evidence: {} }])),
        appRows: new Map<string, AppRow | null>([
          ...apps.map(({ id }) => [id, { print: prints.get(id) ?? '' }] as const),
          ...[...extra].filter(([id]) => !known.apps.has(id)),
          ...deletedApps.map((id) => [id, null] as const),
        ]),
        findingRows: new Map(changed),
        head: { ...head, sections: { grants: grantsPrint } },
        logs: world.owed ? logs : known.logs,
      }),
    );
    const seal = store.seal();
    for (const app of world.apps) seal.printApp(app);
    await session.record({ ...runRecord(tenant, world.at), snapshot: seal.of(read(world)) });
  } finally {
    // A dead process gives nothing back; its lease runs out.
    await session.end().catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
    });
  }
}

/** As {@link runRecord} says; of what it calls read and a world has not, there is nothing stored. */
function read({ apps, grants }: World): Sections {
  const unavailable = ['settings', 'apis', 'connections', 'login', 'pipeline'] as const;
  const unread = Object.fromEntries(unavailable.map((name) => [name, 'unavailable' as const]));
  return sample({ apps, grants, unread }).sections;
}

/** The chain holds, each of its records lies in its place, and what the last run judged is what is stored. */
async function expectProven(tenant: string, when: string): Promise<void> {
  const verified = await verify(storeOn(), { tenant, now: new Date() });
  expect(verified, when).toMatchObject({ proven: true, chain: { problems: [], unlinked: 0 } });
  expect(await itemsOf(tenant, 'RUN#'), when).toHaveLength(verified.chain.places.length);
}

const newGrants = [grant({ audience: 'https://two.example' })];

/** All that can be asked of a tenant's present. */
async function present(tenant: string) {
  const store = storeOn();
  const known = await (await store.beginDry(tenant)).load();
  const findings = await store.findings(tenant);
  const apps = await store.appsAt(tenant, '2027-01-01T00:00:00.000Z');
  return {
    known,
    findings: findings
      .map((finding) => ({ ...finding, key: '', tenant: '' }))
      .sort((a, b) => (a.subject < b.subject ? -1 : 1)),
    apps: apps.map(({ app, validTo }) => ({ app, validTo })),
    grants: await (await store.beginDry(tenant)).storedGrants(store.fingerprint(newGrants)),
    shards: (await itemsOf(tenant, 'ROWS#')).length,
  };
}

describe('a run that dies', () => {
  const before: World = {
    at: '2026-11-23T09:00:00.000Z',
    apps: ['a', 'b', 'c'].map((id) => app({ id })),
    grants: [grant({ audience: 'https://one.example' })],
    owed: false,
  };
  const after: World = {
    at: '2026-11-23T10:00:00.000Z',
    apps: [app({ id: 'a', name: 'renamed' }), app({ id: 'b' }), app({ id: 'd' })],
    grants: newGrants,
    owed: true,
  };
  const later = { ...after, at: '2026-11-23T11:00:00.000Z' };

  async function writesOf(worlds: readonly World[]): Promise<{ writes: number; tenant: string }> {
    const tenant = newTenant();
    for (const world of worlds.slice(0, -1)) await converge(storeOn(), tenant, world);
    const counting = countWrites(client());
    const last = worlds.at(-1);
    if (last) await converge(storeOn(counting.client), tenant, last);
    return { writes: counting.count(), tenant };
  }

  async function crashAt(write: number, point: CrashPoint, worlds: readonly World[]) {
    const tenant = newTenant();
    const start = Date.now();
    for (const world of worlds.slice(0, -1)) await converge(storeOn(), tenant, world);
    const last = worlds.at(-1) ?? before;
    const dying = crashingClient(client(), write, point);
    await expect(converge(storeOn(dying), tenant, last)).rejects.toThrow(StoreError);
    const next = storeOn(client(), () => start + 120_000);
    await converge(next, tenant, { ...last, at: later.at });
    await expectProven(tenant, `after a crash ${point} write ${write}`);
    return present(tenant);
  }

  it.each<CrashPoint>(['before', 'after'])(
    '%s any write is made good by the next run',
    async (point) => {
      const { writes, tenant } = await writesOf([before, after]);
      const whole = await present(tenant);
      expect(whole.apps.map(({ app }) => app.id)).toEqual(['a', 'b', 'd']);
      expect(writes).toBeGreaterThan(12);
      // The last write gives the lease back: a run that dies there has done its work.
      for (let write = 1; write < writes; write++)
        expect(await crashAt(write, point, [before, after]), `write ${write}`).toEqual(whole);
    },
  );

  it('while the manifest grows leaves the old one in force', async () => {
    const grown = { ...before, rows: 5000 };
    const { writes, tenant } = await writesOf([before, grown]);
    const whole = await present(tenant);
    expect(whole.shards).toBe(4);
    expect(whole.known.apps.size).toBe(5003);
    for (let write = 1; write < writes; write++)
      expect(await crashAt(write, 'after', [before, grown]), `write ${write}`).toEqual(whole);
  });

  it('while it replaces an unfinished listing leaves none, and not a mixture', async () => {
    const tenant = newTenant();
    const apps = Array.from({ length: 1700 }, (_, index) => app({ id: `app${index}` }));
    const listing = { cursor: 'one', takenAt: before.at, apps };
    const first = await storeOn().begin(tenant);
    await first.save(change({ partial: listing }));
    await first.end();
    const clock = () => Date.now() + 120_000;
    const dying = await storeOn(crashingClient(client(), 3), clock).begin(tenant);
    const next = { ...listing, cursor: 'two' };
    await expect(dying.save(change({ partial: next }))).rejects.toThrow(StoreError);
    const known = await (await storeOn().beginDry(tenant)).load();
    expect(known.partial).toBeNull();
    expect(known.head).toEqual(head);
  });

  it('before the position is written reads the same entries again', async () => {
    const tenant = newTenant();
    const counting = countWrites(client());
    const whole = await storeOn(counting.client).begin(newTenant());
    await whole.save(change({ logs }));
    // The lease was the first write; the position is the last of the save.
    const writes = counting.count();
    await whole.end();
    const dying = await storeOn(crashingClient(client(), writes)).begin(tenant);
    await expect(dying.save(change({ logs }))).rejects.toThrow(StoreError);
    const known = await (await storeOn().beginDry(tenant)).load();
    expect(known.head).toEqual(head);
    expect(known.logs).toEqual({ position: null, memory: logs.memory });
  });

  it('between a new version and the end of the old one leaves each its time', async () => {
    const tenant = newTenant();
    await converge(storeOn(), tenant, before);
    // Writes: the lease, its latest time, two apps, the grants; the sixth would end the renamed app's old version.
    const dying = crashingClient(client(), 6);
    await expect(converge(storeOn(dying), tenant, after)).rejects.toThrow(StoreError);
    const [then] = await storeOn().appsAt(tenant, '2026-11-23T09:30:00.000Z');
    expect(then).toEqual({ app: before.apps[0], validFrom: before.at, validTo: after.at });
    const [now] = await storeOn().appsAt(tenant, after.at);
    expect(now).toEqual({ app: after.apps[0], validFrom: after.at, validTo: null });
  });

  it('twice between new versions and the end of old ones leaves each its time', async () => {
    const tenant = newTenant();
    await converge(storeOn(), tenant, before);
    const [one, ...others] = before.apps;
    const world = (hour: number): World => ({
      ...before,
      at: `2026-11-23T${hour}:00:00.000Z`,
      apps: [{ ...(one ?? app({ id: 'a' })), name: `renamed at ${hour}` }, ...others],
    });
    for (const [index, hour] of [10, 11].entries()) {
      const clock = () => Date.now() + index * 120_000;
      // Writes: the lease, its latest time, the app; the fourth would end what was before.
      const dying = storeOn(crashingClient(client(), 4), clock);
      await expect(converge(dying, tenant, world(hour))).rejects.toThrow(StoreError);
    }
    const last = storeOn(client(), () => Date.now() + 240_000);
    await converge(last, tenant, world(12));
    const spans = [9, 10, 11].map(async (hour) => {
      const at = `2026-11-23T${String(hour).padStart(2, '0')}:30:00.000Z`;
      const [{ validTo } = { validTo: '' }] = await storeOn().appsAt(tenant, at);
      return validTo;
    });
    expect(await Promise.all(spans)).toEqual([10, 11, 12].map((hour) => world(hour).at));
  });

  it('whose clock was ahead is not what a later run finds, though the app was new to both', async () => {
    const tenant = newTenant();
    await converge(storeOn(), tenant, before);
    const born = app({ id: 'born' });
    const apps = [...before.apps, born];
    const ahead = { ...before, at: '2027-01-01T00:00:00.000Z', apps };
    const dying = storeOn(crashingClient(client(), 4));
    await expect(converge(dying, tenant, ahead)).rejects.toThrow(StoreError);
    const renamed = { ...born, name: 'renamed' };
    const next = { ...before, at: later.at, apps: [...before.apps, renamed] };
    await converge(
      storeOn(client(), () => Date.now() + 120_000),
      tenant,
      next,
    );
    const found = await storeOn().appsAt(tenant, '2027-02-01T00:00:00.000Z');
    expect(found.find(({ app }) => app.id === 'born')?.app).toEqual(renamed);
  });

  it('before its first head leaves a tenant nobody has watched', async () => {
    const tenant = newTenant();
    const dying = crashingClient(client(), 8);
    await expect(converge(storeOn(dying), tenant, before)).rejects.toThrow(StoreError);
    expect((await (await storeOn().beginDry(tenant)).load()).head).toBeNull();
    expect(await storeOn().findings(tenant)).toEqual([]);
  });
});
