import type { Linked } from '../../core/ports.ts';
import type { RunRecord } from '../../core/run.ts';
import { wholeDigest } from './fingerprint.ts';
import { keyOf, textOf, type Item } from './item.ts';
import { lastKey, prefixes, runsUntil } from './keys.ts';
import { damaged, unpackJson } from './pack.ts';
import { StoredRun } from './schemas.ts';
import type { Table } from './table.ts';

/** Newest first. */
export async function readRuns(
  table: Table,
  tenant: string,
  limit: number,
  until?: string,
): Promise<RunRecord[]> {
  const runs: RunRecord[] = [];
  if (limit <= 0) return runs;
  const range =
    until === undefined
      ? { tenant, prefix: prefixes.runs }
      : { tenant, between: { from: prefixes.runs, to: runsUntil(new Date(until).toISOString()) } };
  for await (const page of table.pages({ ...range, descending: true, pageSize: limit })) {
    runs.push(...page.map(readPlaced));
    if (runs.length >= limit) break;
  }
  return runs.slice(0, limit);
}

/** All there are, in the order of their starts. */
export async function* readRecords(table: Table, tenant: string): AsyncGenerator<Linked> {
  for await (const page of table.pages({ tenant, prefix: prefixes.runs }))
    for (const item of page) yield linkedOf(item);
}

export async function readLast(table: Table, tenant: string): Promise<Linked | null> {
  const item = await table.get(lastKey(tenant));
  return item ? linkedOf(item) : null;
}

/** A record with its hash, from the item it is stored in. */
export function linkedOf(item: Item): Linked {
  const run = readRun(item);
  const linked = { run, hash: wholeDigest(run) };
  return isMisplaced(item, run) ? { ...linked, isMisplaced: true } : linked;
}

/** @throws {StoreError} when the record is not where it was put: what it says would count for another time or tenant */
function readPlaced(item: Item): RunRecord {
  const run = readRun(item);
  if (!isMisplaced(item, run)) return run;
  const what = `The run record ${textOf(item, 'item')}`;
  throw damaged(what, new Error(`it is of ${run.tenant}, ${run.startedAt}`));
}

/** The key says whose a record is, and when, to whoever reads it; its hash covers only what is in it. */
function isMisplaced(item: Item, { tenant, startedAt }: RunRecord): boolean {
  const { tenant: partition, item: key } = keyOf(item);
  if (partition !== tenant) return true;
  return key.startsWith(prefixes.runs) && !key.startsWith(`${prefixes.runs}${startedAt}#`);
}

function readRun(item: Item): RunRecord {
  const what = `The run record ${textOf(item, 'item')}`;
  const read = StoredRun.safeParse(unpackJson(item['data'], what));
  if (!read.success) throw damaged(what, read.error);
  return read.data as unknown as RunRecord;
}
