import { inflateSync } from 'node:zlib';
import type { Life } from '../../core/finding.ts';
import { rowKey, type AppRow, type FindingRow } from '../../core/ports.ts';
import { canonicalJson } from './fingerprint.ts';
import { damaged, deflateJson, unreadable } from './pack.ts';
import { Shard } from './schemas.ts';

/** Rows of the manifest, or of a part of it. */
export interface Rows {
  /** By app id. */
  readonly apps: Map<string, AppRow>;
  /** By rowKey. */
  readonly findings: Map<string, FindingRow>;
}

/** Lives by their JSON: a tenant has few different ones, and rows that share one share the object. */
export type Lives = Map<string, Life>;

export function noRows(): Rows {
  return { apps: new Map(), findings: new Map() };
}

/**
 * Packs rows by column, which is what lets deflate bring an app with a quiet finding to about 37 bytes:
 * an app id is written once, findings of one rule and life are a list of positions in the ids.
 * Equal rows give equal bytes.
 */
export function encodeShard({ apps, findings }: Rows): Uint8Array {
  const subjects = [...findings.values()].map(({ subject }) => subject);
  const names = [...new Set([...apps.keys(), ...subjects])].sort();
  const kept = names.flatMap((name, at) => {
    const row = apps.get(name);
    return row ? [{ at, row }] : [];
  });
  return deflateJson({
    version: 1,
    names: packNames(names),
    without: toSteps(names.flatMap((name, at) => (apps.has(name) ? [] : [at]))),
    prints: packPrints(kept.map(({ row }) => row.print)),
    bases: kept.flatMap(({ at, row }) => (row.base ? [[at, row.base]] : [])),
    groups: groupFindings(findings.values(), names),
  });
}

/** Adds the rows of a shard to `rows`. @throws {StoreError} when the bytes are damaged or not understood */
export function decodeShard(bytes: Uint8Array, rows: Rows, lives: Lives, what: string): void {
  const shard = readShard(bytes, what);
  const names = unpackNames(shard.names);
  decodeApps(shard, names, rows, what);
  for (const [rule, read, steps, packed] of shard.groups) {
    const at = fromSteps(steps);
    const prints = unpackPrints(packed);
    if (prints.length !== at.length) throw damaged(what, new Error('findings do not add up'));
    const life = share(read, lives);
    for (const [index, position] of at.entries()) {
      const subject = nameAt(names, position, what);
      const print = prints[index] ?? '';
      rows.findings.set(rowKey(rule, subject), { rule, subject, life, print });
    }
  }
}

function decodeApps(shard: Shard, names: readonly string[], rows: Rows, what: string): void {
  const without = new Set(fromSteps(shard.without));
  const bases = new Map(shard.bases);
  const prints = unpackPrints(shard.prints);
  if (prints.length !== names.length - without.size)
    throw damaged(what, new Error('apps do not add up'));
  let next = 0;
  for (const [at, name] of names.entries()) {
    if (without.has(at)) continue;
    const print = prints[next++] ?? '';
    const base = bases.get(at);
    rows.apps.set(name, base ? { print, base } : { print });
  }
}

function readShard(bytes: Uint8Array, what: string): Shard {
  try {
    return Shard.parse(JSON.parse(inflateSync(bytes).toString()));
  } catch (error) {
    throw unreadable(what, error);
  }
}

interface Group {
  readonly rule: string;
  /** The life they share, as canonical JSON. */
  readonly text: string;
  readonly at: number[];
  readonly prints: string[];
}

function groupFindings(findings: Iterable<FindingRow>, names: readonly string[]): unknown[] {
  const positions = new Map(names.map((name, at) => [name, at]));
  const groups = new Map<string, Group>();
  const lifeTexts = new Map<Life, string>();
  const sorted = [...findings]
    .map((row) => ({ ...row, at: positions.get(row.subject) ?? 0 }))
    .sort((a, b) => a.at - b.at);
  for (const { rule, life, at, print } of sorted) {
    const text = lifeTexts.get(life) ?? canonicalJson(life);
    lifeTexts.set(life, text);
    const key = `${rule}\n${text}`;
    const group = groups.get(key) ?? { rule, text, at: [], prints: [] };
    group.at.push(at);
    group.prints.push(print);
    groups.set(key, group);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { rule, text, at, prints }]) => [
      rule,
      JSON.parse(text),
      toSteps(at),
      packPrints(prints),
    ]);
}

function share(life: Life, lives: Lives): Life {
  const key = canonicalJson(life);
  const shared = lives.get(key);
  if (shared) return shared;
  lives.set(key, life);
  return life;
}

function nameAt(names: readonly string[], at: number, what: string): string {
  const name = names[at];
  if (name === undefined) throw damaged(what, new Error('a finding points nowhere'));
  return name;
}

/** Joined, because quotes and commas around each id cost a byte of the compressed size. */
function packNames(names: readonly string[]): string | readonly string[] {
  const joinable = names.length > 0 && !names.some((name) => name.includes('\n'));
  return joinable ? names.join('\n') : names;
}

function unpackNames(packed: string | readonly string[]): readonly string[] {
  return typeof packed === 'string' ? packed.split('\n') : packed;
}

/** Prints of one width go into one string: `[width, prints]`. */
function packPrints(prints: readonly string[]): readonly string[] | readonly [number, string] {
  const width = prints[0]?.length ?? 0;
  const even = width > 0 && prints.every(({ length }) => length === width);
  return even ? [width, prints.join('')] : prints;
}

function unpackPrints(packed: readonly string[] | readonly [number, string]): readonly string[] {
  const [width, joined] = packed;
  if (typeof width !== 'number' || joined === undefined) return packed as readonly string[];
  const prints: string[] = [];
  for (let at = 0; at < joined.length; at += width) prints.push(joined.slice(at, at + width));
  return prints;
}

/** Ascending positions as differences: mostly ones, which compress to almost nothing. */
function toSteps(positions: readonly number[]): number[] {
  return positions.map((position, index) => position - (positions[index - 1] ?? 0));
}

function fromSteps(steps: readonly number[]): number[] {
  let position = 0;
  return steps.map((step) => (position += step));
}
