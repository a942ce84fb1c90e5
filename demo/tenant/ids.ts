const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Characters that look random, are the same in every run, and differ for each number of a kind. */
export function idOf(kind: string, number: number, length: number): string {
  const salt = hashOf(kind);
  // Two streams: with the number alone in 32 bits, kinds of 100,000 ids each would share some.
  let byKind = salt;
  let byNumber = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  let id = '';
  while (id.length < length) {
    byKind = (byKind + 0x6d2b79f5) >>> 0;
    byNumber = (byNumber + 0x85ebca6b) >>> 0;
    id += alphabet[((mix(byKind) ^ mix(byNumber)) >>> 0) % 62];
  }
  return id;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}

function mix(state: number): number {
  let value = Math.imul(state ^ (state >>> 15), state | 1);
  value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
  return (value ^ (value >>> 14)) >>> 0;
}

/**
 * Strict apps: `tpc_` and 22 characters; every other app 32 characters. Source: recorded answers of
 * POST /api/v2/clients, 2026-05 and 2026-07.
 */
export function appId(strict: boolean, kind: string, number: number): string {
  return strict ? `tpc_${idOf(kind, number, 22)}` : idOf(kind, number, 32);
}

/** Stands in every secret the simulator gives out, so that a test can look for one anywhere. */
export const syntheticSecret = 'SYNTHETIC-SECRET';
