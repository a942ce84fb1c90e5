import { deflateSync, inflateSync } from 'node:zlib';
import * as z from 'zod';
import { StoreError } from '../../core/errors.ts';
import type { Value } from './item.ts';

/** A write unit is 1 KB: below it, text that a person can read in the console costs the same. */
const readableBytes = 900;

export function deflateJson(value: unknown): Uint8Array {
  return deflateSync(JSON.stringify(value), { level: 9 });
}

/** A JSON value as one attribute: text while small, compressed beyond. */
export function packJson(value: unknown): Value {
  const text = JSON.stringify(value);
  return Buffer.byteLength(text) <= readableBytes ? text : deflateSync(text, { level: 9 });
}

/**
 * Reads what {@link packJson} or {@link deflateJson} wrote. Compressed data carries a checksum.
 * @param what names the item, for the message
 */
export function unpackJson(data: Value | undefined, what: string): unknown {
  try {
    if (typeof data === 'string') return JSON.parse(data);
    if (data instanceof Uint8Array) return JSON.parse(inflateSync(data).toString());
  } catch (error) {
    throw damaged(what, error);
  }
  throw damaged(what, new Error('the item has no data'));
}

/** Stored data that cannot be read is never taken for absent data: that would hide findings. */
export function damaged(what: string, cause: unknown): StoreError {
  return new StoreError(
    `${what} in the store is damaged and cannot be read. Nothing was changed. Restore the table from a backup (or, on a laptop, move the data folder aside to begin anew), then run again.`,
    { cause },
  );
}

/** Why a stored value is not what it must be: a word that this program does not know is a later one's, such as a status. */
export function unreadable(what: string, error: unknown): StoreError {
  const issues = error instanceof z.ZodError ? error.issues : [];
  const isNewer = issues.some(
    ({ code, path }) => code === 'invalid_value' && path.at(-1) !== 'version',
  );
  return isNewer ? newer(what) : damaged(what, error);
}

/** @throws {StoreError} when a stored value has a version that this program does not know */
export function refuseNewer(tenant: string, value: unknown): void {
  if (versionOf(value) > 1) throw newer(`The data of ${tenant}`);
}

function newer(what: string): StoreError {
  return new StoreError(
    `${what} was written by a newer Strictwatch. Upgrade this one, then run again. Nothing was changed.`,
  );
}

function versionOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || !('version' in value)) return 0;
  return typeof value.version === 'number' ? value.version : 0;
}
