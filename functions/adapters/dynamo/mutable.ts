import { StoreError } from '../../core/errors.ts';
import { isConditionFailure } from './failures.ts';
import { keyOf, numberOf, type Item, type Key, type Value } from './item.ts';
import type { Table } from './table.ts';

/** What items that more than one run may write are guarded by. */
export interface Fenced {
  readonly table: Table;
  readonly fence: number;
}

/**
 * Writes an item that was at `rev` when it was read (0: was not there) and returns its new revision.
 * @throws {StoreError} when another run has written it since, or a later run holds the tenant
 */
export async function putFenced(
  { table, fence }: Fenced,
  key: Key,
  rev: number,
  fields: Readonly<Record<string, Value>>,
): Promise<number> {
  const item: Item = { ...key, ...fields, rev: rev + 1, fence };
  try {
    await table.put(item, unchangedSince(rev, fence));
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    const found = await table.get(key);
    // A retry whose first attempt went through finds what it wrote: no two runs share a fence.
    if (numberOf(found, 'fence') !== fence || numberOf(found, 'rev') !== rev + 1)
      throw overtaken(key, error);
  }
  return rev + 1;
}

/** Removes an item read before, unless another run has written it since. */
export async function removeFenced({ table, fence }: Fenced, item: Item): Promise<void> {
  const key = keyOf(item);
  try {
    await table.remove(key, {
      text: `attribute_not_exists(#item) OR (${unchanged})`,
      values: { rev: numberOf(item, 'rev'), fence },
    });
  } catch (error) {
    throw isConditionFailure(error) ? overtaken(key, error) : error;
  }
}

const unchanged = '#rev = :rev AND #fence <= :fence';

function unchangedSince(rev: number, fence: number) {
  if (rev === 0) return { text: 'attribute_not_exists(#item)' };
  return { text: unchanged, values: { rev, fence } };
}

function overtaken({ tenant, item }: Key, cause: unknown): StoreError {
  return new StoreError(
    `Another run took over ${tenant} and wrote ${item} meanwhile. This run writes nothing more; the next one goes on from what is stored.`,
    { cause },
  );
}
