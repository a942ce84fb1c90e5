import { isDeepStrictEqual } from 'node:util';
import { fingerprint } from './fingerprint.ts';
import { keyOf, numberOf, textOf, type Item, type Value } from './item.ts';
import { versionKey } from './keys.ts';
import { damaged, packJson, unpackJson } from './pack.ts';
import { inParallel } from './parallel.ts';
import type { Table } from './table.ts';

/**
 * Documents with a history: apps and sections. A version is never changed once written, only closed:
 * it gets `validTo`, and expires some time after.
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
  readonly validFrom: string;
  /** Epoch seconds at which a version closed now is dropped. */
  readonly expires: number;
}

/** How long a version that no longer holds is kept. */
export const keptMs = 400 * 24 * 3600_000;

const partBytes = 300 * 1024;
const width = 16;

/**
 * Stores the documents as holding from `validFrom`, and closes what held before. Safe to repeat: one
 * that is already stored as it is now is left alone.
 */
export async function writeVersions(
  table: Table,
  tenant: string,
  documents: readonly Document[],
  { validFrom, expires }: Times,
): Promise<void> {
  const plans = await inParallel(documents, width, async (document) => {
    return document.known ? plan(table, tenant, document) : { document, close: [] };
  });
  const added = plans.flatMap(({ document }) =>
    document ? versionItems(tenant, document.versions, validFrom, document.value) : [],
  );
  await table.putMany(added);
  const replaced = new Set(added.map((item) => item['item']));
  const closed = plans.flatMap(({ close }) => close).filter(({ item }) => !replaced.has(item));
  await inParallel(closed, width, async (key) => {
    const validTo = { text: 'SET #validTo = :validTo, #expires = :expires' };
    const values = { validTo: validFrom, expires };
    await table.update(key, { ...validTo, values }, { text: 'attribute_exists(#item)' });
  });
}

/** What is stored of a document: its newest whole version, and the keys of all that are still open. */
async function plan(table: Table, tenant: string, document: Document) {
  const { version, items } = await newest(table, tenant, document.versions);
  const open = items.filter((item) => item['validTo'] === undefined);
  const same =
    version !== null &&
    version.validTo === null &&
    document.value !== null &&
    isDeepStrictEqual(version.value, JSON.parse(JSON.stringify(document.value)));
  const outdated = same ? open.filter((item) => textOf(item, 'from') < version.validFrom) : open;
  return {
    document: same || document.value === null ? null : document,
    close: outdated.map(keyOf),
  };
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

/** Reads back from the end until a version is whole: a crash may have left one that is not. */
async function newest(table: Table, tenant: string, versions: string) {
  const items: Item[] = [];
  const range = { tenant, prefix: versions, descending: true, pageSize: 4 };
  for await (const page of table.pages(range)) {
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
