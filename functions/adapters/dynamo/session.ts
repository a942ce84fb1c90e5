import { StoreError } from '../../core/errors.ts';
import type { Session } from '../../core/ports.ts';
import type { App, Grant } from '../../core/snapshot.ts';
import { appVersions, runKey, sectionVersions } from './keys.ts';
import type { Lease } from './lease.ts';
import { damaged, packJson } from './pack.ts';
import { inParallel } from './parallel.ts';
import { listTenant, saveChange, settleRows, type Writer } from './save.ts';
import { StoredApp, StoredGrants } from './schemas.ts';
import { knownOf, readState, type State } from './state.ts';
import type { Table } from './table.ts';
import { keptMs, versionWith } from './versions.ts';
import { readWords } from './words.ts';

/** What a session works with; without a lease it only reads. */
export interface Opened {
  readonly tenant: string;
  readonly table: Table;
  readonly lease: Lease | null;
  readonly now: () => number;
}

/** The session of one run. What it has read and written so far is its only state. */
export function openSession({ tenant, table, lease, now }: Opened): Session {
  let state: State | null = null;

  async function current(): Promise<State> {
    state ??= await readState(table, tenant);
    return state;
  }

  function writer(): Writer {
    if (!lease) throw new StoreError('A dry run writes nothing, yet it was asked to.');
    const expires = Math.floor((now() + keptMs) / 1000);
    return { tenant, expires, fence: lease.fence, table: table.guarded(() => lease.hold()) };
  }

  return {
    async load() {
      state = await readState(table, tenant);
      return knownOf(tenant, state);
    },
    storedApps: (prints) => readApps(table, tenant, prints),
    storedGrants: (print) => readGrants(table, tenant, print),
    storedWords: (keys) => readWords(table, tenant, keys),
    async save(change) {
      state = await saveChange(writer(), await current(), change);
    },
    async settle(rows, head) {
      state = await settleRows(writer(), await current(), rows, head);
    },
    async record(run) {
      const { table, expires, fence } = writer();
      if (!state?.head) await listTenant(writer());
      await table.put({ ...runKey(tenant, run.startedAt, fence), expires, data: packJson(run) });
    },
    cost: () => table.cost(),
    async end() {
      await lease?.release();
    },
  };
}

async function readApps(table: Table, tenant: string, prints: ReadonlyMap<string, string>) {
  const apps = new Map<string, App>();
  await inParallel([...prints], 16, async ([id, print]) => {
    const version = await versionWith(table, tenant, appVersions(id), print);
    if (version) apps.set(id, readApp(version.value));
  });
  return apps;
}

/** An app as stored. Fields are what the collector of the day wrote; the id and name are always there. */
export function readApp(value: unknown): App {
  const read = StoredApp.safeParse(value);
  if (!read.success) throw damaged('A version of an app', read.error);
  return read.data as unknown as App;
}

async function readGrants(
  table: Table,
  tenant: string,
  print: string,
): Promise<readonly Grant[] | null> {
  const version = await versionWith(table, tenant, sectionVersions('grants'), print);
  if (!version) return null;
  const read = StoredGrants.safeParse(version.value);
  if (!read.success) throw damaged('The stored grants', read.error);
  return read.data as unknown as Grant[];
}
