import type { AppRow, FindingRow } from '../../core/ports.ts';
import { rowsKey } from './keys.ts';
import { putFenced, type Fenced } from './mutable.ts';
import { inParallel } from './parallel.ts';
import { decodeShard, encodeShard, noRows, type Lives, type Rows } from './shard-codec.ts';
import { shardName, type State, type StoredShard } from './state.ts';

/** Rows to write; null removes. */
export interface RowChange {
  readonly apps: ReadonlyMap<string, AppRow | null>;
  readonly findings: ReadonlyMap<string, FindingRow>;
}

/** A manifest as written; a new generation counts only once a head names it. */
export interface Manifest {
  readonly generation: number;
  readonly shards: readonly StoredShard[];
}

const kilobyte = 1024;
/** Small enough that a few changed apps rewrite little, large enough that an item's overhead does not count. */
const target = 32 * kilobyte;
const tooLarge = 256 * kilobyte;

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
  const generation = state.head?.generation ?? 0;
  const packed = applyChange(tenant, state.shards, change);
  const count = wantedCount(packed);
  if (generation > 0 && count === state.shards.length) {
    return { generation, shards: await replaceShards(fenced, tenant, generation, state, packed) };
  }
  const shards = reshard(tenant, packed, count);
  const next = state.newestGeneration + 1;
  return { generation: next, shards: await addShards(fenced, tenant, next, shards) };
}

/** Writes the shards that hold changed rows, however large they are. */
export async function rewriteRows(
  fenced: Fenced,
  tenant: string,
  state: State,
  change: RowChange,
): Promise<Manifest> {
  const generation = state.head?.generation ?? 0;
  const packed = applyChange(tenant, state.shards, change);
  return { generation, shards: await replaceShards(fenced, tenant, generation, state, packed) };
}

/** Which of these apps have a row. */
export function storedIds(tenant: string, { shards }: State, ids: readonly string[]): Set<string> {
  if (shards.length === 0) return new Set();
  const packed = shards.map(({ bytes }) => bytes);
  const rows = unpack(tenant, packed, new Set(ids.map((id) => shardOf(id, shards.length))));
  return new Set(ids.filter((id) => rows.apps.has(id)));
}

/** The shard of a row, from its app id or subject: an app and its findings change in one write. */
export function shardOf(name: string, count: number): number {
  // FNV-1a with a final mix; part of the stored format, so never changed.
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) & (count - 1);
}

/** The shards after the change; untouched ones are the same bytes. */
function applyChange(
  tenant: string,
  stored: readonly StoredShard[],
  { apps, findings }: RowChange,
): Uint8Array[] {
  const count = Math.max(1, stored.length);
  const packed = stored.length > 0 ? stored.map(({ bytes }) => bytes) : [encodeShard(noRows())];
  const touched = new Map<number, Rows>();
  function rowsOf(name: string): Rows {
    const shard = shardOf(name, count);
    const rows = touched.get(shard) ?? unpack(tenant, packed, [shard]);
    touched.set(shard, rows);
    return rows;
  }
  for (const [id, row] of apps) {
    if (row) rowsOf(id).apps.set(id, row);
    else rowsOf(id).apps.delete(id);
  }
  for (const [key, row] of findings) rowsOf(row.subject).findings.set(key, row);
  for (const [shard, rows] of touched) packed[shard] = encodeShard(rows);
  return packed;
}

function unpack(tenant: string, packed: readonly Uint8Array[], shards: Iterable<number>): Rows {
  const rows = noRows();
  const lives: Lives = new Map();
  for (const shard of shards)
    decodeShard(packed[shard] ?? new Uint8Array(), rows, lives, shardName(tenant, shard));
  return rows;
}

/**
 * How many shards these should be: a power of two, from the size they take. Between a quarter of and
 * one and a half times the target nothing changes, so that a tenant at a border is not rewritten each run.
 */
function wantedCount(packed: readonly Uint8Array[]): number {
  const sizes = packed.map(({ length }) => length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const mean = total / packed.length;
  const largest = Math.max(...sizes);
  const fitting = 2 ** Math.ceil(Math.log2(Math.max(1, total / target)));
  if (mean > 1.5 * target) return fitting;
  if (mean < target / 4 && largest < target) return Math.min(packed.length, fitting);
  return largest > tooLarge && mean > target / 4 ? packed.length * 2 : packed.length;
}

/** Deals all rows anew; once more if that shows that the rows compress less well apart. */
function reshard(tenant: string, packed: readonly Uint8Array[], count: number): Uint8Array[] {
  const all = unpack(tenant, packed, packed.keys());
  const dealt = Array.from({ length: count }, noRows);
  for (const [id, row] of all.apps) dealt[shardOf(id, count)]?.apps.set(id, row);
  for (const [key, row] of all.findings) dealt[shardOf(row.subject, count)]?.findings.set(key, row);
  const made = dealt.map(encodeShard);
  const wanted = wantedCount(made);
  return wanted > count ? reshard(tenant, made, wanted) : made;
}

async function replaceShards(
  fenced: Fenced,
  tenant: string,
  generation: number,
  { shards }: State,
  packed: readonly Uint8Array[],
): Promise<StoredShard[]> {
  return inParallel([...packed.entries()], 4, async ([shard, bytes]) => {
    const stored = shards[shard] ?? { rev: 0, bytes: new Uint8Array() };
    if (Buffer.compare(stored.bytes, bytes) === 0) return stored;
    return putShard(fenced, tenant, generation, shard, stored.rev, bytes);
  });
}

async function addShards(
  fenced: Fenced,
  tenant: string,
  generation: number,
  packed: readonly Uint8Array[],
): Promise<StoredShard[]> {
  return inParallel([...packed.entries()], 4, ([shard, bytes]) =>
    putShard(fenced, tenant, generation, shard, 0, bytes),
  );
}

async function putShard(
  fenced: Fenced,
  tenant: string,
  generation: number,
  shard: number,
  rev: number,
  bytes: Uint8Array,
): Promise<StoredShard> {
  const key = rowsKey(tenant, generation, shard);
  return { rev: await putFenced(fenced, key, rev, { generation, data: bytes }), bytes };
}
