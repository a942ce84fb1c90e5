import { createHash } from 'node:crypto';
import type { SecurityMode } from '../../core/snapshot.ts';

/** Lenient readers of an answer's fields: what is not of the expected kind is treated as not there. */

export type Raw = Readonly<Record<string, unknown>>;

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A value given where one of a few words was expected, kept short: it may be anything. */
export function shownValue(value: unknown): string {
  return (typeof value === 'string' ? value : asJson(value)).slice(0, 100);
}

/** JSON of an answer's value, which may be nested deeper than a call stack goes. */
export function asJson(value: unknown): string {
  return JSON.stringify(shallow(value));
}

const mostLevels = 8;

/** A value whose nesting cannot overflow whoever walks it. */
export function shallow(value: unknown, levels = mostLevels): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '(nested too deep)';
  if (Array.isArray(value)) return value.map((item) => shallow(item, levels - 1));
  const entries = Object.entries(value).map(([key, part]) => [key, shallow(part, levels - 1)]);
  return Object.fromEntries(entries) as unknown;
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Sorted, without repeats, strings only, bounded: equal lists are then equal as JSON. */
export function strings(...values: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (const value of values) {
    if (!Array.isArray(value)) continue;
    for (const item of value) if (typeof item === 'string') found.add(item);
  }
  return bounded([...found].sort());
}

const mostText = 16_000;

/**
 * A stranger may register an app with lists of any length, and a store that overflows would blind the watch. Beyond a
 * bound only a count and a fingerprint are kept, so that a change still shows.
 */
function bounded(list: string[]): string[] {
  let length = 0;
  const kept = list.findIndex((item) => (length += item.length) > mostText);
  if (kept === -1) return list;
  const rest = createHash('sha256')
    .update(JSON.stringify(list.slice(kept)))
    .digest('hex');
  return [...list.slice(0, kept), `… and ${list.length - kept} more (${rest.slice(0, 16)})`];
}

const longestName = 2_000;

/** A name as it is, unless nobody could have meant one that long. */
export function nameIn(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, longestName) : '';
}

/** Sorted by key, and no deeper than can be walked. */
export function sortedKeys(value: Raw): Record<string, unknown> {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, shallow(value[key])]));
}

export function toMode(value: unknown): SecurityMode {
  return oneOf(['strict', 'permissive'], value) ?? 'unknown';
}

/** The word of ours that a value is. Its own would be another string in memory for each of 100,000 apps. */
export function oneOf<W extends string>(words: readonly W[], value: unknown): W | null {
  return words.find((word) => word === value) ?? null;
}
