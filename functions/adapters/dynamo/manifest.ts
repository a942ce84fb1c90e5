import type { AppRow } from '../../core/ports.ts';
import { rowsKey } from './keys.ts';
import { putFenced, type Fenced } from './mutable.ts';
import { inParallel } from './parallel.ts';
import { repack, repackToFit, shardOf, unpack, type RowChange } from './repack.ts';
import type { State, StoredShard } from './state.ts';

/** A manifest as written; a new generation counts only once a head names it. */
export interface Manifest {
  readonly generation: number;
  readonly shards: readonly StoredShard[];
}

/**
 * Writes the shards that hold changed rows. When the manifest has outgrown its number of shards (or
 * shrunk far below it), writes all rows as a new generation beside the old one.
 */
export async function writeRows(
  fenced: Fenced,
  tenant: string,
  state: State,
  change: RowChange,
): Promise<Manifest> {
  const before = state.shards.map(({ bytes }) => bytes);
  const packed = repackToFit(tenant, before, change);
  const generation = state.head?.generation ?? 0;
  if (generation > 0 && packed.length === before.length)
    return {
      generation,
      shards: await putShards(fenced, tenant, generation, packed, state.shards),
    };
  const next = state.newestGeneration + 1;
  return { generation: next, shards: await putShards(fenced, tenant, next, packed, []) };
}

/** Writes the shards that hold changed rows, however large they are. */
export async function rewriteRows(
  fenced: Fenced,
  tenant: string,
  state: State,
  change: RowChange,
): Promise<Manifest> {
  const before = state.shards.map(({ bytes }) => bytes);
  const packed = repack(tenant, before, change, before.length);
  const generation = state.head?.generation ?? 0;
  return { generation, shards: await putShards(fenced, tenant, generation, packed, state.shards) };
}

/** Which of these apps have a row. */
export function storedIds(tenant: string, state: State, ids: readonly string[]): Set<string> {
  return new Set(storedRows(tenant, state, ids).keys());
}

/** Rows of these apps, as far as they have one; of all without them. */
export function storedRows(
  tenant: string,
  { shards }: State,
  ids?: readonly string[],
): Map<string, AppRow> {
  const packed = shards.map(({ bytes }) => bytes);
  if (!ids) return unpack(tenant, packed, [...packed.keys()]).apps;
  const found = new Map<string, AppRow>();
  for (const [shard, some] of Map.groupBy(ids, (id) => shardOf(id, packed.length))) {
    const { apps } = unpack(tenant, packed, [shard]);
    for (const id of some) {
      const row = apps.get(id);
      if (row) found.set(id, row);
    }
  }
  return found;
}

async function putShards(
  fenced: Fenced,
  tenant: string,
  generation: number,
  packed: readonly Uint8Array[],
  stored: readonly StoredShard[],
): Promise<StoredShard[]> {
  return inParallel([...packed.entries()], 2, async ([shard, bytes]) => {
    const before = stored[shard];
    if (before && Buffer.compare(before.bytes, bytes) === 0) return before;
    const key = rowsKey(tenant, generation, shard);
    const rev = await putFenced(fenced, key, before?.rev ?? 0, { generation, data: bytes });
    return { rev, bytes };
  });
}
