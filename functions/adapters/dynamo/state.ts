import type { Head, Known } from '../../core/ports.ts';
import { canonicalJson } from './fingerprint.ts';
import { keyOf, numberOf, textOf, type Item, type Key } from './item.ts';
import { headKey, lastKey, leaseKey, prefixes, rowsKey, stateRange } from './keys.ts';
import { readLogs, type LogsState } from './logs.ts';
import { damaged, refuseNewer, unpackJson, unreadable } from './pack.ts';
import { readPartial } from './partial.ts';
import { shardName } from './repack.ts';
import { HeadRecord } from './schemas.ts';
import { decodeShard, noRows, type Lives } from './shard-codec.ts';
import type { Table } from './table.ts';
import { readUnsettled, type Unsettled } from './unsettled.ts';

/** A shard as stored, still packed: a session keeps these rather than a second copy of all rows. */
export interface StoredShard {
  readonly rev: number;
  readonly bytes: Uint8Array;
}

export interface StoredHead {
  readonly head: Head;
  readonly rev: number;
  readonly generation: number;
  readonly shards: number;
}

/** What is stored of a tenant's present, with the revisions that writes depend on. */
export interface State {
  readonly head: StoredHead | null;
  readonly shards: readonly StoredShard[];
  /** The highest generation any shard has, live or left behind. */
  readonly newestGeneration: number;
  /** Shards of other generations, left by a run that died. */
  readonly leftovers: readonly Key[];
  readonly partial: readonly Item[];
  readonly logs: LogsState;
  readonly unsettled: Unsettled;
  /** The record written last; see `chain.ts`. */
  readonly last: Item | undefined;
  /** The revision of the last record that is known to be copied; 0 when none is. */
  readonly copied: number;
  /** ISO 8601, the latest time from which anything holds that this session has stored; empty before. */
  readonly stored: string;
  /** ISO 8601, the latest time any app was ever written from; empty before the first. */
  readonly latest: string;
}

/** Reads head, manifest, unfinished listing and what is stored of the logs in one query. */
export async function readState(table: Table, tenant: string): Promise<State> {
  for (let tries = 0; ; tries++) {
    const items = await readItems(table, tenant);
    const head = readHead(tenant, items.get(headKey(tenant).item));
    const state = stateOf(tenant, head, items);
    if (state) return state;
    // Without a lease, another run may replace the manifest while it is read: then the head has moved too.
    const now = await table.get(headKey(tenant));
    if (tries >= 3 || numberOf(now, 'rev') === head?.rev)
      throw damaged(`The manifest of ${tenant}`, new Error('a shard is missing'));
  }
}

async function readItems(table: Table, tenant: string): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const page of table.pages({ tenant, between: stateRange }))
    for (const item of page) items.set(textOf(item, 'item'), item);
  return items;
}

function stateOf(
  tenant: string,
  head: StoredHead | null,
  items: ReadonlyMap<string, Item>,
): State | null {
  const live = Array.from({ length: head?.shards ?? 0 }, (_, shard) =>
    items.get(rowsKey(tenant, head?.generation ?? 0, shard).item),
  );
  if (live.includes(undefined)) return null;
  const liveItems = new Set(live);
  const lease = items.get(leaseKey(tenant).item);
  const rows = [...items.values()].filter((item) => textOf(item, 'item').startsWith(prefixes.rows));
  return {
    head,
    shards: live.map((item) => ({
      rev: numberOf(item, 'rev'),
      bytes: bytesOf(item, tenant),
    })),
    newestGeneration: Math.max(0, ...rows.map((item) => numberOf(item, 'generation'))),
    leftovers: rows.filter((item) => !liveItems.has(item)).map(keyOf),
    partial: [...items.values()].filter((item) =>
      textOf(item, 'item').startsWith(prefixes.partial),
    ),
    logs: readLogs(tenant, items),
    last: items.get(lastKey(tenant).item),
    unsettled: readUnsettled(tenant, lease),
    copied: numberOf(lease, 'copied'),
    stored: '',
    latest: textOf(lease ?? {}, 'latest'),
  };
}

/** The head as stored, or null before the first save. @throws {StoreError} when it is damaged or newer */
export function readHead(tenant: string, item: Item | undefined): StoredHead | null {
  if (!item) return null;
  const what = `The head of ${tenant}`;
  const value = unpackJson(item['data'], what);
  refuseNewer(tenant, value);
  const record = HeadRecord.safeParse(value);
  if (!record.success) throw unreadable(what, record.error);
  const { head, generation, shards } = record.data;
  return { head, generation, shards, rev: numberOf(item, 'rev') };
}

/** Unpacks the state into what the job works on. */
export function knownOf(tenant: string, state: State): Known {
  const rows = noRows();
  const lives: Lives = new Map();
  for (const [shard, { bytes }] of state.shards.entries())
    decodeShard(bytes, rows, lives, shardName(tenant, shard));
  return {
    apps: rows.apps,
    findings: rows.findings,
    head: state.head?.head ?? null,
    partial: readPartial(state.partial),
    logs: state.logs.logs,
  };
}

export function sameHead(a: Head | undefined, b: Head): boolean {
  return a !== undefined && canonicalJson(a) === canonicalJson(b);
}

function bytesOf(item: Item | undefined, tenant: string): Uint8Array {
  const data = item?.['data'];
  if (data instanceof Uint8Array) return data;
  throw damaged(`The manifest of ${tenant}`, new Error('a shard has no data'));
}
