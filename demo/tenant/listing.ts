import { invalidCursor, Refusal, refuse, type Answer } from './answer.ts';
import { pageAt, pageFrom, total, type Collection, type Filter } from './collection.ts';
import { flag, integer, list } from './query.ts';
import { selectFields, type JsonObject } from './wire.ts';

// Source: Auth0 docs, main/docs/api/management/v2.mdx, "up to approximately 1,000 items".
export const offsetCap = 1000;
const cursorLifetime = 24 * 3600 * 1000;

export interface Listed<T> {
  /** The key the items come under, and what a cursor is good for. */
  readonly name: string;
  readonly collection: Collection<T>;
  readonly filter: Filter<T>;
  readonly checkpoint: boolean;
  /** How many items can be reached by offset; 1,000 when left out. */
  readonly offsetCap?: number;
  readonly now: number;
  readonly show?: (value: T) => JsonObject;
}

/** One page: by cursor when `from` or `take` is given and the endpoint knows them, else by offset. */
export function answerPage<T extends JsonObject>(
  query: URLSearchParams,
  listed: Listed<T>,
): Answer {
  const show = listed.show ?? ((value: T): JsonObject => value);
  const select = selection(query);
  const shown = (page: readonly T[]): JsonObject[] => page.map((value) => select(show(value)));
  if (listed.checkpoint && (query.has('from') || query.has('take'))) {
    return { status: 200, body: byCursor(query, listed, shown) };
  }
  return { status: 200, body: byOffset(query, listed, shown) };
}

type Shown<T> = (page: readonly T[]) => JsonObject[];

function byCursor<T>(query: URLSearchParams, listed: Listed<T>, shown: Shown<T>): JsonObject {
  const take = integer(query, 'take', { min: 1, max: 100, otherwise: 50 });
  const cursor = query.get('from');
  const from = cursor === null ? undefined : readCursor(cursor, listed.name, listed.now);
  const { page, next } = pageFrom(listed.collection, listed.filter, from, take);
  const rest = next === null ? {} : { next: writeCursor(listed.name, next, listed.now) };
  return { [listed.name]: shown(page), ...rest };
}

function byOffset<T>(
  query: URLSearchParams,
  listed: Listed<T>,
  shown: Shown<T>,
): JsonObject | JsonObject[] {
  const { start, limit } = readOffset(query, listed.offsetCap);
  const items = shown(pageAt(listed.collection, listed.filter, start, limit));
  if (flag(query, 'include_totals') !== true) return items;
  return { start, limit, total: total(listed.collection, listed.filter), [listed.name]: items };
}

export function readOffset(
  query: URLSearchParams,
  cap = offsetCap,
): { start: number; limit: number } {
  const limit = integer(query, 'per_page', { min: 0, max: 100, otherwise: 50 });
  const page = integer(query, 'page', { min: 0, max: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  const start = page * limit;
  if (start + limit > cap) {
    const message = `Requesting page exceeds the allowed maximum of ${cap} records`;
    return refuse(400, message, 'invalid_paging');
  }
  return { start, limit };
}

export function selection(query: URLSearchParams): (body: JsonObject) => JsonObject {
  const fields = list(query, 'fields');
  if (fields === null) return (body) => body;
  const keep = flag(query, 'include_fields') ?? true;
  return (body) => selectFields(body, fields, keep);
}

function writeCursor(name: string, position: number, now: number): string {
  return Buffer.from(JSON.stringify([name, position, now])).toString('base64url');
}

function readCursor(cursor: string, name: string, now: number): number {
  const [kind, position, issued] = decode(cursor);
  const good = kind === name && Number.isInteger(position) && now - Number(issued) < cursorLifetime;
  if (!good) throw new Refusal(invalidCursor);
  return Number(position);
}

function decode(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    throw new Refusal(invalidCursor);
  }
}
