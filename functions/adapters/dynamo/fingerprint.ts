import { hash } from 'node:crypto';
import { StoreError } from '../../core/errors.ts';

/** Auth0's own values nest less than ten levels; a stack takes some thousands. */
const deepest = 500;

/**
 * JSON with sorted keys: equal values have equal text, whoever built them.
 * @throws {StoreError} when the value is nested so deeply that it cannot be stored either
 */
export function canonicalJson(value: unknown): string {
  if (isSorted(value, 0)) return JSON.stringify(value) ?? 'null';
  const sorted = sortedCopy(value, 0);
  return sorted === unsortable ? jsonOf(value, 0) : JSON.stringify(sorted);
}

/**
 * Whether all keys are in order already, as those of apps are: this runs over every app and finding of every run, is
 * what a run spends most of its own time on, and Node's own JSON takes a third of the time of ours.
 */
function isSorted(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= deepest) throw tooDeep();
  if (Array.isArray(value)) return value.every((item) => isSorted(item, depth + 1));
  const fields = value as Readonly<Record<string, unknown>>;
  let last = '';
  for (const name of Object.keys(fields)) {
    if (name < last || !isSorted(fields[name], depth + 1)) return false;
    last = name;
  }
  return true;
}

const unsortable = Symbol('a value with keys that no object holds in order');

/** Of the words of a finding, for the same reason. */
function sortedCopy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) throw tooDeep();
  if (Array.isArray(value)) {
    const items = value.map((item) => sortedCopy(item, depth + 1));
    return items.includes(unsortable) ? unsortable : items;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(fields).sort()) {
    // An object puts numbers first, and takes this name for its prototype.
    if (/^\d|^__proto__$/.test(name)) return unsortable;
    const field = sortedCopy(fields[name], depth + 1);
    if (field === unsortable) return unsortable;
    copy[name] = field;
  }
  return copy;
}

/** What is sorted by no object: slow, and seldom. */
function jsonOf(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (depth >= deepest) throw tooDeep();
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text && ','}${jsonOf(item ?? null, depth + 1)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(fields).sort()) {
    const field = fields[name];
    if (field === undefined) continue;
    text += `${text && ','}${JSON.stringify(name)}:${jsonOf(field, depth + 1)}`;
  }
  return `{${text}}`;
}

function tooDeep(): StoreError {
  return new StoreError(
    `A value of the tenant is nested more than ${deepest} levels deep and cannot be stored. Nothing of it was written. Look for it among what was changed last in the tenant.`,
  );
}

/** 48 bits of the SHA-256 of a JSON value: enough to see a change, small enough to keep for every app. */
export function fingerprint(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'base64url').slice(0, 8);
}

/** 132 bits of it: enough also where somebody tries texts until one has the hash of another. */
export function digest(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'base64url').slice(0, 22);
}

/** All 256 bits of it, hex: for what others keep, to hold it against the value later. */
export function wholeDigest(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
