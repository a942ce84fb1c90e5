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
  const apps = Map.groupBy(change.apps, ([id]) => shardOf(id, groups));
  const findings = Map.groupBy(change.findings, ([, { subject }]) => shardOf(subject, groups));
  const made: Uint8Array[] = [];
  for (let group = 0; group < groups; group++) {
    const old = packed[group];
    const touched = apps.has(group) || findings.has(group);
    if (old && !touched && packed.length === count) {
      made[group] = old;
      continue;
    }
    const rows = unpack(tenant, packed, every(groups, group, packed.length));
    applyTo(rows, apps.get(group) ?? [], findings.get(group) ?? []);
    const dealt = deal(rows, count);
    for (const shard of every(groups, group, count))
      made[shard] = encodeShard(dealt.get(shard) ?? noRows());
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

function applyTo(
  rows: Rows,
  apps: readonly (readonly [string, AppRow | null])[],
  findings: readonly (readonly [string, FindingRow])[],
): void {
  for (const [id, row] of apps) {
    if (row) rows.apps.set(id, row);
    else rows.apps.delete(id);
  }
  for (const [key, row] of findings) rows.findings.set(key, row);
}

function deal({ apps, findings }: Rows, count: number): Map<number, Rows> {
  const dealt = new Map<number, Rows>();
  function rowsOf(name: string): Rows {
    const shard = shardOf(name, count);
    const rows = dealt.get(shard) ?? noRows();
    dealt.set(shard, rows);
    return rows;
  }
  for (const [id, row] of apps) rowsOf(id).apps.set(id, row);
  for (const [key, row] of findings) rowsOf(row.subject).findings.set(key, row);
  return dealt;
}

/** `first` and every `step`th after it, below `end`. */
function every(step: number, first: number, end: number): number[] {
  const shards: number[] = [];
  for (let shard = first; shard < end; shard += step) shards.push(shard);
  return shards;
}
