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
import type { Reader } from './reader.ts';
import { inconsistent, offsetCapped, type Result } from './reasons.ts';

/**
 * Lists by page number, for endpoints that have no cursor, until the total is reached. Pages are computed anew for each
 * request, so an item may slip from one to another: a listing short of its total is read once more.
 * Source: Auth0 Management API docs on offset pagination, read 2026-08-20.
 */
export async function listByPage<T>(reader: Reader, kind: Kind<T>): Promise<Result<Gathered<T>>> {
  const first = await listOnce(reader, kind);
  return first.ok || first.cause !== 'inconsistent' ? first : listOnce(reader, kind);
}

async function listOnce<T>(reader: Reader, kind: Kind<T>): Promise<Result<Gathered<T>>> {
  const { what } = kind;
  const gathered = nothing<T>();
  let received = 0;
  let size = 100;
  let expected = 0;
  for (let number = 0; number < mostPages; number += 1) {
    const answer = await reader.get(kind.path, pageQuery(kind, number, size), kind.scopes);
    if (!answer.ok) {
      const capped = number > 0 && answer.status === 400;
      return capped ? offsetCapped(what, countOf(gathered), expected) : answer;
    }
    const page = pageIn(answer.value, kind, number === 0);
    if (!page.ok) return page;
    const { items, total } = page.value;
    if (total === null) return inconsistent(`the list of ${what} came without its total`);
    const added = gather(items, kind, gathered);
    if (!added.ok) return added;
    if (items.length > 0 && added.value === 0) return repeated(what);
    reader.page(gathered.items.size);
    received += items.length;
    expected = total;
    if (received >= total || items.length === 0) {
      const different = countOf(gathered);
      return different < total ? short(what, different, total) : { ok: true, value: gathered };
    }
    // A server that gives fewer than asked for counts its pages by what it gives, or by what it was asked for.
    if (number === 0) size = Math.min(size, items.length);
  }
  return endless(what);
}

function pageQuery({ query }: Kind<unknown>, number: number, size: number): Record<string, string> {
  return { ...query, per_page: String(size), page: String(number), include_totals: 'true' };
}
