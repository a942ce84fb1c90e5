import { StoreError } from '../../core/errors.ts';
import type { Session } from '../../core/ports.ts';
import type { App, Grant } from '../../core/snapshot.ts';
import { appendRecord } from './chain.ts';
import { appVersions, sectionVersions } from './keys.ts';
import type { Lease } from './lease.ts';
import { damaged } from './pack.ts';
import { inParallel } from './parallel.ts';
import { listTenant, saveChange, settleRows, type Writer } from './save.ts';
import { StoredGrants } from './schemas.ts';
import { knownOf, readState, type State } from './state.ts';
import { readApp } from './stored-app.ts';
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
  const notes: { copied?: number; unsettled?: string } = {};

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
      const before = await current();
      // Until all of it is written, what the writer noted stays.
      delete notes.unsettled;
      state = await saveChange(writer(), before, change);
      notes.unsettled = JSON.stringify(state.unsettled);
    },
    async settle(rows, head) {
      state = await settleRows(writer(), await current(), rows, head);
    },
    async record(run) {
      const before = await current();
      if (!before.head) await listTenant(writer());
      state = { ...before, ...(await appendRecord(writer(), before, run)) };
      notes.copied = state.copied;
    },
    cost: () => table.cost(),
    async end() {
      await lease?.release(notes);
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
