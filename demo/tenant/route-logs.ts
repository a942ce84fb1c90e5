import { invalidLogId, refuse, Refusal, type Answer } from './answer.ts';
import { readOffset, selection } from './listing.ts';
import { retainedLogs } from './log-entries.ts';
import { parseLogQuery } from './log-query.ts';
import { flag, knownOnly } from './query.ts';
import type { ApiCall, Route } from './route.ts';
import type { TenantState } from './state.ts';
import type { LogBody } from './wire.ts';

const searchParameters = [
  'q',
  'page',
  'per_page',
  'sort',
  'fields',
  'include_fields',
  'include_totals',
  'take',
];

export const logRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v2\/logs$/,
    scopes: ['read:logs', 'read:logs_users'],
    parameters: null,
    answer: (call) => (call.query.has('from') ? followLogs(call) : searchLogs(call)),
  },
];

function searchLogs({ state, query }: ApiCall): Answer {
  knownOnly(query, searchParameters);
  const { start, limit } = readOffset(query);
  const text = query.get('q') ?? '';
  const test = text === '' ? (): boolean => true : parseLogQuery(text);
  const found = retainedLogs(state)
    .filter(test)
    .toSorted(orderOf(query.get('sort') ?? 'date:-1'));
  const logs = found.slice(start, start + limit).map(selection(query));
  if (flag(query, 'include_totals') !== true) return { status: 200, body: logs };
  return { status: 200, body: { start, limit, length: logs.length, total: found.length, logs } };
}

function orderOf(sort: string): (a: LogBody, b: LogBody) => number {
  const direction = /^date:(-?1)$/.exec(sort)?.[1];
  if (direction === undefined) {
    return refuse(400, `Query validation error: cannot sort by ${sort}.`, 'invalid_query_string');
  }
  return (a, b) => Number(direction) * (order(a.date, b.date) || order(a.log_id, b.log_id));
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By log_id and not by time; every parameter but `from` and `take` is ignored. Source: Auth0 docs, retrieve logs. */
function followLogs({ state, query, origin }: ApiCall): Answer {
  const from = query.get('from') ?? '';
  const isLost = state.lostCursors !== 'forgiven' && isGone(state, from);
  if (isLost && state.lostCursors === 'refused') throw new Refusal(invalidLogId);
  const take = Math.min(100, Math.max(1, Number(query.get('take') ?? 50) || 50));
  const logs = isLost
    ? []
    : retainedLogs(state)
        .filter((entry) => entry.log_id > from)
        .slice(0, take);
  const next = logs.at(-1)?.log_id ?? from;
  const address = `${origin}/api/v2/logs?${new URLSearchParams({ from: next, take: String(take) }).toString()}`;
  return { status: 200, body: logs, headers: { link: `<${address}>; rel="next"` } };
}

/** Whether the entry a reader goes on from is older than the tenant keeps its logs. */
function isGone(state: TenantState, id: string): boolean {
  return !retainedLogs(state).some(({ log_id }) => log_id === id);
}
