import type { LogEntry, LogGap, LogPosition } from '../../core/log-entry.ts';
import type { ReadRequest } from '../../core/ports.ts';
import { followLogs } from './log-follow.ts';
import { anHourBefore, cutGap, dayMs } from './log-gap.ts';
import { edgeOfLogs, searchLogs, type Mark } from './log-search.ts';
import { watchedQuery } from './log-watched.ts';
import type { Reader } from './reader.ts';
import type { Result } from './reasons.ts';

/** What was read of the logs, and where it ended. */
export interface Stretch {
  readonly entries: readonly LogEntry[];
  readonly cursor: string | null;
  /** ISO 8601. */
  readonly newest: string | null;
  readonly gap: LogGap | null;
}

/** In order from the cursor; by search where that does not lead to the end. */
export async function readOn(
  reader: Reader,
  request: ReadRequest,
  position: LogPosition,
  askedOldest: boolean,
): Promise<Result<Stretch>> {
  const { cursor, newest, caughtUpAt } = position;
  const since = anHourBefore(newest, caughtUpAt);
  if (cursor === null) return bySearch(reader, request, since);
  const followed = await followLogs(reader, cursor, request.tenant);
  if (!followed.ok) {
    // What Auth0 says to a cursor older than its logs is not documented.
    const isRefused = [400, 404, 410].includes(followed.status ?? 0);
    return isRefused ? bySearch(reader, request, since) : followed;
  }
  const { entries, isCaughtUp } = followed.value;
  const reached = followed.value.newest;
  if (!isCaughtUp) {
    // Not from where the order led to: what follows there may be older, and one date ahead of the rest proves nothing.
    const rest = await bySearch(reader, request, since);
    if (!rest.ok) return rest;
    return { ok: true, value: { ...rest.value, entries: [...entries, ...rest.value.entries] } };
  }
  // A run that has just asked for the oldest entry leaves this to the next one, if that is soon.
  const mayAsk = !askedOldest || request.now.getTime() - Date.parse(caughtUpAt) >= dayMs;
  if (reached === null && mayAsk && isQuiet(request.now, newest)) {
    const there = await edgeOfLogs(reader, 'newest');
    if (!there.ok) return there;
    const isSilent = there.value !== null && newest !== null && there.value.at > newest;
    if (isSilent) return fillIn(reader, request, there.value, since);
  }
  const value = {
    entries,
    cursor: followed.value.cursor,
    newest: later(newest, reached),
    gap: null,
  };
  return { ok: true, value };
}

/** Begins again at the newest entry, and fills in by search what lies before it. */
export async function bySearch(
  reader: Reader,
  request: ReadRequest,
  since: string,
): Promise<Result<Stretch>> {
  const newest = await edgeOfLogs(reader, 'newest');
  if (!newest.ok) return newest;
  if (newest.value !== null) return fillIn(reader, request, newest.value, since);
  return { ok: true, value: { entries: [], cursor: null, newest: null, gap: null } };
}

/**
 * @param since ISO 8601; everything there still is when null
 * @param from where a gap begins that no search fills
 */
export async function fillIn(
  reader: Reader,
  { tenant }: ReadRequest,
  { id, at }: Mark,
  since: string | null,
  from: string | null = since,
): Promise<Result<Stretch>> {
  const found = await searchLogs(reader, { query: watchedQuery, since, keeping: tenant });
  if (!found.ok) return found;
  const { entries, cutAt } = found.value;
  const gap = cutAt === null ? null : cutGap(from ?? cutAt, cutAt);
  return { ok: true, value: { entries, cursor: id, newest: at, gap } };
}

/** A cursor that Auth0 no longer knows might be answered with nothing, as the end of the logs is. */
function isQuiet(now: Date, newest: string | null): boolean {
  return newest !== null && now.getTime() - Date.parse(newest) > dayMs;
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
