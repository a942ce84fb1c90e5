import type * as z from 'zod';
import { emptyMemory, type StoredLogs } from '../../core/log-memory.ts';
import { canonicalJson } from './fingerprint.ts';
import { numberOf, textOf, type Item, type Value } from './item.ts';
import { logParts, logsKey, prefixes, type LogPart } from './keys.ts';
import { putFenced, type Fenced } from './mutable.ts';
import { damaged, packJson, refuseNewer, unpackJson } from './pack.ts';
import { logRecords, type LogRecords } from './schemas-logs.ts';
import type { Table } from './table.ts';

/** What is stored of the logs, with the revisions that writes depend on. */
export interface LogsState {
  readonly logs: StoredLogs;
  readonly revs: Readonly<Partial<Record<LogPart, number>>>;
}

/** DynamoDB takes 400 KB an item. */
const mostBytes = 300 * 1024;

/** What is stored of the logs among these items of a tenant. @throws {StoreError} when it is damaged or newer */
export function readLogs(tenant: string, items: ReadonlyMap<string, Item>): LogsState {
  const read = <P extends LogPart>(part: P, schema: z.ZodType<LogRecords[P]>) => {
    const item = items.get(logsKey(tenant, part).item);
    return item ? readRecord(tenant, item, schema) : none[part];
  };
  const { memory } = read('MEMORY', logRecords.MEMORY);
  const { registrations } = read('REGISTRATIONS', logRecords.REGISTRATIONS);
  const { position, apiField, readAt } = read('POSITION', logRecords.POSITION);
  const toggle = { ...memory.toggle, apiField };
  return {
    logs: {
      position,
      memory: { ...memory, toggle, registrations },
      ...(readAt && { readAt }),
    },
    revs: revsOf(tenant, items),
  };
}

export async function queryLogs(table: Table, tenant: string): Promise<StoredLogs> {
  const items = new Map<string, Item>();
  for await (const page of table.pages({ tenant, prefix: prefixes.logs }))
    for (const item of page) items.set(textOf(item, 'item'), item);
  return readLogs(tenant, items).logs;
}

/**
 * Writes what differs from what is stored, the position last: a run that dies before it reads the same entries again.
 * Lists that others can make long are cut to fit, so that no flood keeps a run from ending.
 */
export async function writeLogs(
  fenced: Fenced,
  tenant: string,
  before: LogsState,
  logs: StoredLogs,
): Promise<LogsState> {
  const stored = recordsOf(before.logs);
  const next = recordsOf(logs);
  const revs = { ...before.revs };
  for (const part of logParts) {
    if (canonicalJson(next[part]) === canonicalJson(stored[part])) continue;
    const data = packFitting(next, part);
    revs[part] = await putFenced(fenced, logsKey(tenant, part), revs[part] ?? 0, { data });
  }
  return { logs, revs };
}

function recordsOf({ position, memory, readAt }: StoredLogs): LogRecords {
  const { registrations, ...rest } = memory;
  const { apiField, ...toggle } = memory.toggle;
  return {
    MEMORY: { version: 1, memory: { ...rest, toggle } },
    REGISTRATIONS: { version: 1, registrations },
    POSITION: { version: 1, position, apiField, ...(readAt && { readAt }) },
  };
}

const none = recordsOf({ position: null, memory: emptyMemory });

function readRecord<T>(tenant: string, item: Item, schema: z.ZodType<T>): T {
  const what = `The item ${textOf(item, 'item')} of ${tenant}`;
  const value = unpackJson(item['data'], what);
  refuseNewer(tenant, value);
  const record = schema.safeParse(value);
  if (!record.success) throw damaged(what, record.error);
  return record.data;
}

function revsOf(tenant: string, items: ReadonlyMap<string, Item>): LogsState['revs'] {
  const revs: Partial<Record<LogPart, number>> = {};
  for (const part of logParts) revs[part] = numberOf(items.get(logsKey(tenant, part).item), 'rev');
  return revs;
}

function packFitting(records: LogRecords, part: LogPart): Value {
  const data = packJson(records[part]);
  if (!(data instanceof Uint8Array) || data.length <= mostBytes) return data;
  const cut = withoutHalf(records, part);
  return cut === null ? data : packFitting(cut, part);
}

/** Half of the list that takes most is left out; null where there is nothing to leave out. */
function withoutHalf(records: LogRecords, part: LogPart): LogRecords | null {
  const { MEMORY, REGISTRATIONS } = records;
  if (part === 'REGISTRATIONS') {
    const registrations = firstHalf(REGISTRATIONS.registrations);
    if (REGISTRATIONS.registrations.length === 0) return null;
    return { ...records, REGISTRATIONS: { ...REGISTRATIONS, registrations } };
  }
  const { memory } = MEMORY;
  const size = (list: Cuttable) => JSON.stringify(memory[list]).length;
  const [longest = 'callers'] = cuttable.toSorted((a, b) => size(b) - size(a));
  if (part !== 'MEMORY' || memory[longest].length === 0) return null;
  const half =
    longest === 'handled' ? lastHalf(memory.handled) : firstHalf<unknown>(memory[longest]);
  return { ...records, MEMORY: { ...MEMORY, memory: { ...memory, [longest]: half } } };
}

/** What else there is in a memory is bounded in number, and short. */
const cuttable = ['callers', 'awaited', 'handled', 'recent'] as const;
type Cuttable = (typeof cuttable)[number];

/** What matters most comes first in every list but `handled`. */
function firstHalf<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, Math.floor(list.length / 2));
}

function lastHalf<T>(list: readonly T[]): readonly T[] {
  return list.slice(Math.ceil(list.length / 2));
}
