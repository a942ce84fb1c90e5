import { gather, nothing, pageIn, repeated, type Kind } from './list.ts';
import type { Reader } from './reader.ts';
import { inconsistent, type Result } from './reasons.ts';

/**
 * Lists by page number, for endpoints that have no cursor, until the total is reached. Pages are computed anew for each
 * request, so an item may slip from one to another: a listing short of its total is read once more.
 * Source: Auth0 Management API docs on offset pagination, read 2026-08-20.
 */
export async function listByPage<T>(
  reader: Reader,
  kind: Kind<T>,
): Promise<Result<ReadonlyMap<string, T>>> {
  const first = await listOnce(reader, kind);
  return first.ok || first.cause !== 'inconsistent' ? first : listOnce(reader, kind);
}

async function listOnce<T>(reader: Reader, kind: Kind<T>): Promise<Result<ReadonlyMap<string, T>>> {
  const gathered = nothing<T>();
  let received = 0;
  for (let number = 0; ; number += 1) {
    const query = { ...kind.query, per_page: '100', page: String(number), include_totals: 'true' };
    const answer = await reader.get(kind.path, query, kind.scopes);
    if (!answer.ok) return answer;
    const page = pageIn(answer.value, kind, number === 0);
    if (!page.ok) return page;
    const { items, total } = page.value;
    if (total === null) return inconsistent(`the list of ${kind.what} came without its total`);
    const added = gather(items, kind, gathered);
    if (!added.ok) return added;
    if (items.length > 0 && added.value === 0) return repeated(kind.what);
    reader.page(gathered.items.size);
    received += items.length;
    if (received < total && items.length > 0) continue;
    const different = gathered.items.size + gathered.leftOut.size;
    if (different >= total) return { ok: true, value: gathered.items };
    return inconsistent(`only ${different} of ${total} ${kind.what} could be listed`);
  }
}
