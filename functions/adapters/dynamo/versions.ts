import { isDeepStrictEqual } from 'node:util';
import { keptDays } from '../../core/kept-days.ts';
import { fingerprint } from './fingerprint.ts';
import { keyOf, numberOf, textOf, type Item, type Value } from './item.ts';
import { versionKey, versionsUntil } from './keys.ts';
import { damaged, packJson, unpackJson } from './pack.ts';
import { inParallel } from './parallel.ts';
import type { Range, Table } from './table.ts';

/**
 * Documents with a history: apps and sections. A version is never changed once written, only closed:
 * it gets `validTo`, and expires some time after. Versions of one document follow each other in the
 * order they were written, whatever the clock said: the newest written holds.
 */
export interface Version {
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly value: unknown;
}

/** A document to store: `versions` is what its keys begin with, a null value closes it. */
export interface Document {
  readonly versions: string;
  readonly value: unknown;
  /** False when the document was never stored, which saves looking for an earlier version. */
  readonly known: boolean;
}

export interface Times {
  /** Where the document has a version from then or later, what is written now begins just after it. */
  readonly validFrom: string;
  /** Epoch seconds at which a version closed now is dropped. */
  readonly expires: number;
}

/** How long a version that no longer holds is kept. */
export const keptMs = keptDays * 24 * 3600_000;

const partBytes = 300 * 1024;
const width = 16;

/**
 * Stores the documents as holding from `validFrom` on, and closes what held before. Safe to repeat: one
 * that is already stored as it is now is left alone.
 * @returns the latest time from which any of them holds; empty when there is none
 */
export async function writeVersions(
  table: Table,
  tenant: string,
  documents: readonly Document[],
  { validFrom, expires }: Times,
): Promise<string> {
  const plans = await inParallel(documents, width, async (document) => {
    if (!document.known) return { from: validFrom, document, close: [] };
    return plan(table, tenant, document, validFrom);
  });
  const added = plans.flatMap(({ document, from }) =>
    document ? versionItems(tenant, document.versions, from, document.value) : [],
  );
  await table.putMany(added);
  const closed = plans.flatMap(({ close, from }) => close.map((key) => ({ key, validTo: from })));
  await inParallel(closed, width, async ({ key, validTo }) => {
    const text = 'SET #validTo = :validTo, #expires = :expires';
    const change = { text, values: { validTo, expires } };
    await table.update(key, change, { text: 'attribute_exists(#item)' });
  });
  return plans.reduce((latest, { from }) => (from > latest ? from : latest), '');
}

/** What to write of a document, what to close, and from when: all that is open but the version that holds. */
async function plan(table: Table, tenant: string, document: Document, validFrom: string) {
  const { version, items } = await newest(table, { tenant, prefix: document.versions });
  const open = items.filter((item) => item['validTo'] === undefined);
  const same =
    version !== null &&
    version.validTo === null &&
    document.value !== null &&
    isDeepStrictEqual(version.value, JSON.parse(JSON.stringify(document.value)));
  if (same) {
    const outdated = open.filter((item) => textOf(item, 'from') < version.validFrom);
    return { from: version.validFrom, document: null, close: outdated.map(keyOf) };
  }
  return {
    from: timeAfter(items, validFrom),
    document: document.value === null ? null : document,
    close: open.map(keyOf),
  };
}

/** The given time, or the first at which a version can follow these. */
function timeAfter(items: readonly Item[], validFrom: string): string {
  const times = items.flatMap((item) => {
    const [from, validTo] = ['from', 'validTo'].map((name) => Date.parse(textOf(item, name)) || 0);
    return [(from ?? 0) + 1, validTo ?? 0];
  });
  return new Date(Math.max(Date.parse(validFrom), ...times)).toISOString();
}

/** The newest version with this fingerprint, or null. */
export async function versionWith(
  table: Table,
  tenant: string,
  versions: string,
  print: string,
): Promise<Version | null> {
  const items: Item[] = [];
  const range = { tenant, prefix: versions, descending: true, pageSize: 4 };
  for await (const page of table.pages(range)) {
    items.push(...page);
    for (const version of wholeVersions(items))
      if (fingerprint(version.value) === print) return version;
  }
  return null;
}

/** The version that held at a moment, or null. @param at ISO 8601 with milliseconds */
export async function versionAt(
  table: Table,
  tenant: string,
  versions: string,
  at: string,
): Promise<Version | null> {
  const between = { from: versions, to: versionsUntil(versions, at) };
  const { version } = await newest(table, { tenant, between });
  const isOver = version?.validTo !== null && version !== null && version.validTo <= at;
  return isOver ? null : version;
}

/** Reads back from the end until a version is whole: a crash may have left one that is not. */
async function newest(table: Table, range: Range) {
  const items: Item[] = [];
  for await (const page of table.pages({ ...range, descending: true, pageSize: 4 })) {
    items.push(...page);
    const version = [...wholeVersions(items)][0];
    if (version) return { version, items };
  }
  return { version: null, items };
}

/** Whole versions among the items of one document, in the items' order. */
export function* wholeVersions(items: readonly Item[]): Generator<Version> {
  const byStart = Map.groupBy(items, (item) => textOf(item, 'from'));
  for (const parts of byStart.values()) {
    const count = numberOf(parts[0], 'parts');
    if (parts.length < count) continue;
    const inOrder = parts.toSorted((a, b) => (textOf(a, 'item') < textOf(b, 'item') ? -1 : 1));
    yield readVersion(inOrder.slice(0, count));
  }
}

function readVersion(parts: readonly Item[]): Version {
  const [first] = parts;
  const what = first ? textOf(first, 'item') : 'A version';
  return {
    validFrom: first ? textOf(first, 'from') : '',
    validTo: first && first['validTo'] !== undefined ? textOf(first, 'validTo') : null,
    value: unpackJson(joined(parts, what), what),
  };
}

function joined(parts: readonly Item[], what: string): Value | undefined {
  const data = parts.map((part) => part['data']);
  if (data.length === 1) return data[0];
  return Buffer.concat(
    data.map((part) => {
      if (part instanceof Uint8Array) return part;
      throw damaged(what, new Error('a part is missing its data'));
    }),
  );
}

function versionItems(tenant: string, versions: string, from: string, value: unknown): Item[] {
  const parts = inParts(value);
  return parts.map((data, part) => ({
    ...versionKey(tenant, versions, from, part),
    from,
    parts: parts.length,
    data,
  }));
}

function inParts(value: unknown): Value[] {
  const packed = packJson(value);
  if (!(packed instanceof Uint8Array) || packed.length <= partBytes) return [packed];
  const parts: Value[] = [];
  for (let at = 0; at < packed.length; at += partBytes)
    parts.push(packed.subarray(at, at + partBytes));
  return parts;
}

/** The prefix a version's keys share with all other versions of its document. */
export function documentOf(item: Item): string {
  return textOf(item, 'item').split('#', 2).join('#');
}
