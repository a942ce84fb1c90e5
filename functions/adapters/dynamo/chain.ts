import type { Link, RunRecord } from '../../core/run.ts';
import { keyOf, numberOf, type Item } from './item.ts';
import { lastKey, runKey } from './keys.ts';
import { putFenced } from './mutable.ts';
import { packJson } from './pack.ts';
import { linkedOf } from './runs.ts';
import type { Writer } from './save.ts';
import type { State } from './state.ts';

type ChainState = Pick<State, 'last' | 'copied' | 'latest' | 'stored'>;

/**
 * Stores a run record, linked to the one before it. Keys of records follow their starts, which may go back, and there are
 * no transactions: one item that holds the last record whole is where a chain grows, and can grow only once. A run that
 * dies before it copied that record to its place among the others is made good by the next one; one that did not notes so
 * as it gives its lease back, which costs nothing.
 */
export async function appendRecord(
  writer: Writer,
  state: ChainState,
  run: RunRecord,
): Promise<Pick<State, 'last' | 'copied'>> {
  const { table, tenant, expires, fence } = writer;
  const { last } = state;
  const before = numberOf(last, 'rev');
  if (last && state.copied !== before) await table.put(copyOf(last));
  const fields = { data: packJson({ ...run, link: linkOf(state, run, isoOf(expires)) }) };
  const copied = await putFenced(writer, lastKey(tenant), before, fields);
  const item = { ...lastKey(tenant), ...fields, rev: copied, fence };
  await table.put(copyOf(item));
  return { last: item, copied };
}

/** The record of the item in its place among the others, where it expires. */
function copyOf(last: Item): Item {
  const { tenant } = keyOf(last);
  const { startedAt, link } = linkedOf(last).run;
  const key = runKey(tenant, startedAt, numberOf(last, 'fence'));
  const expires = Math.floor(Date.parse(link?.until ?? startedAt) / 1000);
  return { ...key, expires, data: last['data'] ?? '' };
}

/** @param until ISO 8601, when the record expires: within its hash, so that none can be said to have expired that has not */
function linkOf({ last, latest, stored }: ChainState, run: RunRecord, until: string): Link {
  const before = last && linkedOf(last);
  const link = before?.run.link;
  const since = link?.heldAt ?? before?.run.startedAt ?? '';
  const heldAt = [latest, stored, since].reduce((a, b) => (a > b ? a : b));
  return {
    sequence: (link?.sequence ?? 0) + 1,
    previous: before?.hash ?? null,
    until,
    ...(link?.until !== undefined && { previousUntil: link.until }),
    ...(heldAt > run.startedAt && { heldAt }),
  };
}

function isoOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}
