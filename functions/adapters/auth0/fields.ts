import type { SecurityMode } from '../../core/snapshot.ts';

/** Lenient readers of an answer's fields: what is not of the expected kind is treated as not there. */

export type Raw = Readonly<Record<string, unknown>>;

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A value given where one of a few words was expected, kept short: it may be anything. */
export function shownValue(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100);
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Sorted, without repeats, strings only: equal lists are then equal as JSON. */
export function strings(...values: readonly unknown[]): string[] {
  const found = new Set<string>();
  for (const value of values) {
    if (!Array.isArray(value)) continue;
    for (const item of value) if (typeof item === 'string') found.add(item);
  }
  return [...found].sort();
}

export function sortedKeys(value: Raw): Record<string, unknown> {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, value[key]]));
}

export function toMode(value: unknown): SecurityMode {
  return value === 'strict' || value === 'permissive' ? value : 'unknown';
}
