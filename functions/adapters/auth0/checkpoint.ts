import { setImmediate } from 'node:timers/promises';
import {
  countOf,
  endless,
  gather,
  mostPages,
  nothing,
  pageIn,
  repeated,
  short,
  type Gathered,
  type Kind,
} from './list.ts';
import { listByPage } from './offset.ts';
import type { Reader } from './reader.ts';
import { inconsistent, type Failure, type Result } from './reasons.ts';

/** Where a listing is: the page to ask for next (null for the first) and what came before it. */
export interface Place<T> {
  readonly cursor: string | null;
  readonly gathered: Gathered<T>;
}

/** A listing that ended: whole, at its last page, or stopped on the way. */
export type Listed<T> =
  | { readonly ok: true; readonly place: Place<T> }
  | { readonly ok: false; readonly failure: Failure; readonly place: Place<T> };

const mostEmptyPages = 5;

/**
 * Lists by cursor from a place to the end. A listing that goes wrong after its first page is started again once: a
 * cursor may expire, and each page is reached only through the one before. A server that knows no cursors is listed by
 * page number.
 */
export async function listByCursor<T>(
  reader: Reader,
  kind: Kind<T>,
  from: Place<T> = beginning(),
): Promise<Listed<T>> {
  const first = await listFrom(reader, kind, from);
  if (first.ok || !isWorthAnother(first.failure, first.place)) return first;
  // A cursor kept from an earlier invocation may simply be too old: that is not yet a listing that went wrong.
  const stale = from.cursor !== null && first.place.cursor === from.cursor;
  return stale ? listByCursor(reader, kind) : listFrom(reader, kind, beginning());
}

function beginning<T>(): Place<T> {
  return { cursor: null, gathered: nothing() };
}

function isWorthAnother({ cause, status }: Failure, { cursor }: Place<unknown>): boolean {
  if (cursor === null) return false;
  if (cause === 'inconsistent' || cause === 'unavailable') return true;
  return cause === 'refused' && status !== undefined && status >= 400;
}

async function listFrom<T>(reader: Reader, kind: Kind<T>, from: Place<T>): Promise<Listed<T>> {
  const listed = await listOnce(reader, kind, from);
  if (listed !== 'no cursors') return listed;
  const paged = await listByPage(reader, kind);
  if (!paged.ok) return { ok: false, failure: paged, place: beginning() };
  return { ok: true, place: { cursor: null, gathered: paged.value } };
}

async function listOnce<T>(
  reader: Reader,
  kind: Kind<T>,
  from: Place<T>,
): Promise<Listed<T> | 'no cursors'> {
  const { gathered } = from;
  let { cursor } = from;
  const seen = new Set<string>();
  let doubted: string | null = null;
  let emptyPages = 0;
  let pages = 0;
  let coming = ask(reader, kind, cursor);
  for (;;) {
    const at = cursor;
    const stopped = (failure: Failure): Listed<T> => ({
      ok: false,
      failure,
      place: { cursor: at, gathered },
    });
    const answer = await coming;
    const page = answer.ok ? pageIn(answer.value, kind, cursor === null) : answer;
    if (!page.ok) {
      return cursor === null && isOffsetAnswer(answer) ? 'no cursors' : stopped(page);
    }
    const { items, next, total } = page.value;
    // An empty page may be an end, or one that failed to come: a second look at it tells.
    if (items.length === 0 && cursor !== doubted) {
      doubted = cursor;
      coming = ask(reader, kind, cursor);
      continue;
    }
    if ((pages += 1) > mostPages) return stopped(endless(kind.what));
    if (next !== null && (next === cursor || seen.has(next))) return stopped(repeated(kind.what));
    if (next !== null) {
      seen.add(next);
      coming = ask(reader, kind, next);
      await sent();
    }
    emptyPages = items.length === 0 ? emptyPages + 1 : 0;
    const resumed = from.cursor !== null && cursor === from.cursor;
    const failure = take(items, kind, gathered, resumed, emptyPages);
    reader.page(gathered.items.size);
    if (failure) {
      await coming;
      return stopped(failure);
    }
    if (next === null) {
      const listed = countOf(gathered);
      if (total === null || listed >= total) return { ok: true, place: { cursor, gathered } };
      return cursor === null ? 'no cursors' : stopped(short(kind.what, listed, total));
    }
    cursor = next;
  }
}

/** To `take` and `from`, only a server that does not know them answers with a list that has no further page, or 400. */
function isOffsetAnswer(answer: Result<unknown>): boolean {
  return answer.ok ? Array.isArray(answer.value) : answer.status === 400;
}

function take<T>(
  items: readonly unknown[],
  kind: Kind<T>,
  gathered: Gathered<T>,
  resumed: boolean,
  emptyPages: number,
): Failure | null {
  const added = gather(items, kind, gathered);
  if (!added.ok) return added;
  // A listing that is gone on with may ask for its last page once more.
  const stuck = items.length > 0 && added.value === 0 && !resumed;
  if (stuck) return repeated(kind.what);
  if (emptyPages < mostEmptyPages) return null;
  return inconsistent(`the list of ${kind.what} went on with nothing but empty pages`);
}

function ask<T>(reader: Reader, kind: Kind<T>, cursor: string | null): Promise<Result<unknown>> {
  const from = cursor === null ? {} : { from: cursor };
  return reader.get(kind.path, { ...kind.query, take: '100', ...from }, kind.scopes);
}

/**
 * Lets the next request leave before this page is worked on, so that the work costs no time on the wire. A connection
 * that was just used takes a request only in the turn after the next one of the event loop.
 * Source: undici, lib/dispatcher/client-h1.js, "wait a full event loop cycle to reuse this socket"
 */
async function sent(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
