import type { AppRow, FindingRow } from '../../core/ports.ts';
import { decodeShard, encodeShard, noRows, type Lives, type Rows } from './shard-codec.ts';

/** Rows to write; null removes. */
export interface RowChange {
  readonly apps: ReadonlyMap<string, AppRow | null>;
  readonly findings: ReadonlyMap<string, FindingRow>;
}

/** Small enough that a few changed apps rewrite little, large enough that an item's own bytes do not count. */
const target = 32 * 1024;
const tooLarge = 256 * 1024;

/** The shard of a row, from its app id or subject: an app and its findings change in one write. */
export function shardOf(name: string, count: number): number {
  // FNV-1a with a final mix; part of the stored format, so never changed.
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) & (count - 1);
}

/** The shards after the change, as many as suit their size. Untouched ones are the same bytes. */
export function repackToFit(
  tenant: string,
  packed: readonly Uint8Array[],
  change: RowChange,
): readonly Uint8Array[] {
  // Sizes after compression are known only afterwards; a guess spares packing a flood of rows twice.
  const guess = 24 * change.apps.size + 12 * change.findings.size;
  let made = repack(tenant, packed, change, wantedCount(packed, guess));
  for (let wanted = wantedCount(made); wanted !== made.length; wanted = wantedCount(made))
    made = repack(tenant, made, { apps: new Map(), findings: new Map() }, wanted);
  return made;
}

/**
 * Deals the rows of some shards, changed, into `count` shards. Counts are powers of two, so each old
 * shard splits into (or merges into) its own few new ones: never more than those are in memory.
 */
export function repack(
  tenant: string,
  packed: readonly Uint8Array[],
  change: RowChange,
  count: number,
): readonly Uint8Array[] {
  const groups = Math.max(1, Math.min(packed.length, count));
  const apps = dealt(change.apps, (id) => id, count);
  const findings = dealt(change.findings, (_, { subject }) => subject, count);
  const made: Uint8Array[] = [];
  for (let group = 0; group < groups; group++) {
    const old = packed[group];
    const targets = every(groups, group, count);
    const touched = targets.some((shard) => apps.has(shard) || findings.has(shard));
    if (old && !touched && packed.length === count) {
      made[group] = old;
      continue;
    }
    const kept = split(unpack(tenant, packed, every(groups, group, packed.length)), count);
    for (const shard of targets) {
      const rows = kept.get(shard) ?? noRows();
      applyTo(rows, apps.get(shard), findings.get(shard));
      made[shard] = encodeShard(rows);
    }
  }
  return made;
}

export function unpack(tenant: string, packed: readonly Uint8Array[], shards: number[]): Rows {
  const rows = noRows();
  const lives: Lives = new Map();
  for (const shard of shards) {
    const bytes = packed[shard];
    if (bytes) decodeShard(bytes, rows, lives, shardName(tenant, shard));
  }
  return rows;
}

/** How messages name a shard. */
export function shardName(tenant: string, shard: number): string {
  return `Shard ${shard} of the manifest of ${tenant}`;
}

/**
 * How many shards these should be: a power of two, from the bytes they take. Between a quarter of and
 * one and a half times the target nothing changes, so that a tenant at a border is not rewritten each run.
 */
function wantedCount(packed: readonly Uint8Array[], more = 0): number {
  const count = Math.max(1, packed.length);
  const sizes = packed.map(({ length }) => length);
  const total = sizes.reduce((sum, size) => sum + size, more);
  const largest = Math.max(0, ...sizes);
  const fitting = 2 ** Math.ceil(Math.log2(Math.max(1, total / target)));
  const mean = total / count;
  if (mean > 1.5 * target) return fitting;
  if (mean < target / 4 && largest < target) return Math.min(count, fitting);
  return largest > tooLarge && mean > target / 4 ? count * 2 : count;
}

/** Entries of a map, in two columns: pairs of 100,000 would take as much memory as the map. */
interface Entries<V> {
  readonly keys: string[];
  readonly values: V[];
}

/** The entries by the shard they belong to; a shard that has none is not there. */
function dealt<V>(
  entries: ReadonlyMap<string, V>,
  nameOf: (key: string, value: V) => string,
  count: number,
): Map<number, Entries<V>> {
  const byShard = new Map<number, Entries<V>>();
  for (const [key, value] of entries) {
    const shard = shardOf(nameOf(key, value), count);
    const known = byShard.get(shard);
    const { keys, values } = known ?? { keys: [], values: [] };
    if (!known) byShard.set(shard, { keys, values });
    keys.push(key);
    values.push(value);
  }
  return byShard;
}

function applyTo(
  rows: Rows,
  apps: Entries<AppRow | null> | undefined,
  findings: Entries<FindingRow> | undefined,
): void {
  for (const [at, id] of apps?.keys.entries() ?? []) {
    const row = apps?.values[at];
    if (row) rows.apps.set(id, row);
    else rows.apps.delete(id);
  }
  for (const [at, key] of findings?.keys.entries() ?? []) {
    const row = findings?.values[at];
    if (row) rows.findings.set(key, row);
  }
}

function split({ apps, findings }: Rows, count: number): Map<number, Rows> {
  const byShard = new Map<number, Rows>();
  function rowsOf(name: string): Rows {
    const shard = shardOf(name, count);
    const rows = byShard.get(shard) ?? noRows();
    byShard.set(shard, rows);
    return rows;
  }
  for (const [id, row] of apps) rowsOf(id).apps.set(id, row);
  for (const [key, row] of findings) rowsOf(row.subject).findings.set(key, row);
  return byShard;
}

/** `first` and every `step`th after it, below `end`. */
function every(step: number, first: number, end: number): number[] {
  const shards: number[] = [];
  for (let shard = first; shard < end; shard += step) shards.push(shard);
  return shards;
}
