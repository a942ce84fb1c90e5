import { isObject } from './answer.ts';
import { text, type Raw } from './fields.ts';
import { inconsistent, type Failure, type Result } from './reasons.ts';

/** What a listing lists, and how one item of it is read. */
export interface Kind<T> {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The property of an answer that holds the items. */
  readonly key: string;
  /** What people call them, for reasons. */
  readonly what: string;
  /** Never empty; null when the item cannot be told from others, which spoils the listing. */
  identify(raw: Raw): string | null;
  /** null for an item that is left out on purpose. */
  read(raw: Raw, id: string): T | null;
  /** Scopes to name when Auth0 refuses, where they are not the section's. */
  readonly scopes?: readonly string[];
}

/** What a listing has gathered; an id is kept for items left out too, so that a page of them is not a repeat. */
export interface Gathered<T> {
  readonly items: Map<string, T>;
  readonly leftOut: Set<string>;
}

/** Far beyond any tenant: a listing that long never ends. */
export const mostPages = 20_000;

export function nothing<T>(): Gathered<T> {
  return { items: new Map(), leftOut: new Set() };
}

export interface Page {
  readonly items: readonly unknown[];
  readonly next: string | null;
  /** null when the answer does not say. */
  readonly total: number | null;
}

/** The page in an answer. An array alone says nothing of further pages, so it is whole only if it cannot have been cut. */
export function pageIn(body: unknown, { key, what }: Kind<unknown>, first: boolean): Result<Page> {
  if (Array.isArray(body)) {
    const cut = body.length > 0 && body.length % 50 === 0;
    if (!first || cut || body.length > 100) {
      return inconsistent(`the list of ${what} came without saying whether there is more of it`);
    }
    return { ok: true, value: { items: body, next: null, total: body.length } };
  }
  const items = isObject(body) ? body[key] : undefined;
  if (!isObject(body) || !Array.isArray(items)) {
    return inconsistent(`the answer was no list of ${what}`);
  }
  const { next, total } = body;
  if (next !== undefined && next !== null && typeof next !== 'string') {
    return inconsistent(`the list of ${what} has a next page that cannot be asked for`);
  }
  return {
    ok: true,
    value: { items, next: text(next), total: typeof total === 'number' ? total : null },
  };
}

/** Adds a page. Answers how many ids were new, or why the page spoils the listing. */
export function gather<T>(
  items: readonly unknown[],
  kind: Kind<T>,
  { items: kept, leftOut }: Gathered<T>,
): Result<number> {
  let fresh = 0;
  for (const raw of items) {
    const id = isObject(raw) ? kind.identify(raw) : null;
    if (id === null || !isObject(raw)) {
      return inconsistent(`one of the ${kind.what} came without an id, so it cannot be judged`);
    }
    if (!kept.has(id) && !leftOut.has(id)) fresh += 1;
    const value = kind.read(raw, id);
    if (value === null) leftOut.add(id);
    else kept.set(id, value);
  }
  return { ok: true, value: fresh };
}

export function endless(what: string): Failure {
  return inconsistent(`the list of ${what} did not end within ${mostPages} pages`);
}

export function short(what: string, listed: number, total: number): Failure {
  return inconsistent(`only ${listed} of ${total} ${what} could be listed`);
}

/** How many different items came, those left out on purpose too. */
export function countOf({ items, leftOut }: Gathered<unknown>): number {
  return items.size + leftOut.size;
}

export function repeated(what: string): Failure {
  return inconsistent(
    `the list of ${what} repeated itself instead of going on, so it is not known to be whole`,
  );
}

/** The kept items, by id. */
export function sortedValues<T>(items: ReadonlyMap<string, T>): T[] {
  return [...items.keys()].sort().map((id) => items.get(id) as T);
}
