import type { Words } from '../../core/ports.ts';
import { textOf, type Item, type Key } from './item.ts';
import { prefixes, wordsKey } from './keys.ts';
import { damaged, packJson, unpackJson } from './pack.ts';
import { chunks } from './parallel.ts';
import { StoredWords } from './schemas.ts';
import type { Table } from './table.ts';

/** Stores what findings say, by rowKey. */
export async function writeWords(
  table: Table,
  tenant: string,
  words: ReadonlyMap<string, Words>,
): Promise<void> {
  // The map may make its values as they are asked for, which 100,000 at once would be too many of.
  for (const some of chunks([...words.keys()], 500))
    await table.putMany(some.flatMap((row) => itemOf(tenant, row, words.get(row))));
}

function itemOf(tenant: string, row: string, words: Words | undefined): Item[] {
  if (!words) return [];
  const { message, evidence } = words;
  return [{ ...keyOfRow(tenant, row), data: packJson({ message, evidence }) }];
}

/** Words of the given rows; a row whose words were never stored is left out. */
export async function readWords(
  table: Table,
  tenant: string,
  rows: readonly string[],
): Promise<Map<string, Words>> {
  const keys = [...new Set(rows)].map((row) => keyOfRow(tenant, row));
  return byRow(tenant, rows, await table.getMany(keys));
}

/** Words of all findings of a tenant, read as a range: a tenth of the cost of asking for each. */
export async function readAllWords(
  table: Table,
  tenant: string,
  rows: readonly string[],
): Promise<Map<string, Words>> {
  const items: Item[] = [];
  for await (const page of table.pages({ tenant, prefix: prefixes.words })) items.push(...page);
  return byRow(tenant, rows, items);
}

function byRow(tenant: string, rows: readonly string[], items: readonly Item[]) {
  const stored = new Map(items.map((item) => [textOf(item, 'item'), item]));
  const words = new Map<string, Words>();
  for (const row of rows) {
    const item = stored.get(keyOfRow(tenant, row).item);
    if (item) words.set(row, readItem(item));
  }
  return words;
}

function readItem(item: Item): Words {
  const what = `The finding text ${textOf(item, 'item')}`;
  const read = StoredWords.safeParse(unpackJson(item['data'], what));
  if (!read.success) throw damaged(what, read.error);
  return read.data;
}

/** A rowKey is a rule id, which has no space, and a subject, which may. */
function keyOfRow(tenant: string, row: string): Key {
  const space = row.indexOf(' ');
  return wordsKey(tenant, row.slice(0, space), row.slice(space + 1));
}
