import type { LogEntry } from '../../core/log-entry.ts';
import { isObject } from './answer.ts';
import type { Keeping } from './log-actor.ts';
import { dateOf, logIdOf, toLogEntry } from './log-entry.ts';
import type { Reader } from './reader.ts';
import { inconsistent, type Result } from './reasons.ts';

/** Pages of 100: Auth0 gives no more than 1,000 results of one search. Source: Auth0 docs, retrieve logs. */
const mostPages = 10;
const pageSize = 100;

export interface Found {
  /** What is watched, in the order it was found. */
  readonly entries: readonly LogEntry[];
  /** Set when there may be more than Auth0 gives: ISO 8601 of the oldest entry it gave. */
  readonly cutAt: string | null;
}

interface Search {
  readonly query: string;
  /** ISO 8601; no page is asked for beyond it. */
  readonly since: string | null;
  readonly keeping: Keeping;
  /** Ends the search before its end. */
  readonly isEnough?: (entries: readonly LogEntry[]) => boolean;
}

/**
 * Newest first, back to `since`. The moment is not put into the query, so that the search ends where an entry shows
 * that it may, whatever Auth0 takes a date in a query for.
 */
export async function searchLogs(reader: Reader, search: Search): Promise<Result<Found>> {
  const { query, since, keeping, isEnough = () => false } = search;
  const entries: LogEntry[] = [];
  let oldest: string | null = null;
  for (let number = 0; number < mostPages; number += 1) {
    const page = await searchPage(reader, {
      q: query,
      sort: 'date:-1',
      per_page: String(pageSize),
      page: String(number),
    });
    if (!page.ok) return page;
    for (const raw of page.value) {
      const at = dateOf(raw);
      if (at !== null && (oldest === null || at < oldest)) oldest = at;
      const entry = at !== null && since !== null && at < since ? null : toLogEntry(raw, keeping);
      if (entry !== null) entries.push(entry);
    }
    reader.page(entries.length);
    // A server may give half of what was asked for: only a page that is neither full nor half full is surely the last.
    const isLast = page.value.length % (pageSize / 2) !== 0 || page.value.length === 0;
    const isBack = since !== null && oldest !== null && oldest < since;
    if (isLast || isBack || isEnough(entries)) return { ok: true, value: { entries, cutAt: null } };
  }
  return { ok: true, value: { entries, cutAt: oldest } };
}

/** An entry as far as it says where the logs begin or end. */
export interface Mark {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}

/** The first or the last entry by date of all that the tenant has; null when it has none. */
export async function edgeOfLogs(
  reader: Reader,
  edge: 'oldest' | 'newest',
): Promise<Result<Mark | null>> {
  const sort = edge === 'oldest' ? 'date:1' : 'date:-1';
  const page = await searchPage(reader, { sort, per_page: '1', page: '0' });
  if (!page.ok) return page;
  reader.page(page.value.length);
  const [raw] = page.value;
  if (raw === undefined) return { ok: true, value: null };
  const [id, at] = [logIdOf(raw), dateOf(raw)];
  if (id === null || at === null) {
    return inconsistent(`the ${edge} log entry came without an id or a date to go by`);
  }
  return { ok: true, value: { id, at } };
}

async function searchPage(
  reader: Reader,
  query: Readonly<Record<string, string>>,
): Promise<Result<readonly unknown[]>> {
  const answer = await reader.get('logs', query);
  if (!answer.ok) return answer;
  const { value } = answer;
  const list = isObject(value) ? value['logs'] : value;
  return Array.isArray(list) ? { ok: true, value: list } : notLogs();
}

export function notLogs(): ReturnType<typeof inconsistent> {
  return inconsistent('the answer was no list of log entries');
}
