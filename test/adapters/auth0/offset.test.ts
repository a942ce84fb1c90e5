import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listByCursor } from '../../../functions/adapters/auth0/checkpoint.ts';
import { mostPages, type Kind } from '../../../functions/adapters/auth0/list.ts';
import { listByPage } from '../../../functions/adapters/auth0/offset.ts';
import type { Reader } from '../../../functions/adapters/auth0/reader.ts';
import { failureOf, idsOf, read, valueOf } from './reading.ts';
import {
  rawApps,
  startTenant,
  type Asked,
  type RawItem,
  type Reply,
  type ScriptedTenant,
} from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
});
afterEach(() => server.close());

const clients = '/api/v2/clients';

interface Offset {
  readonly items: RawItem[];
  readonly key?: string;
  /** The most it gives at once, whatever it is asked for. */
  readonly most?: number;
  /** Whether pages are counted by what was asked for, even where less is given. */
  readonly byAsked?: boolean;
  /** Past so many records it answers 400. */
  readonly cap?: number;
}

/** A server that has never heard of `take` and `from`. */
function byOffset({ query }: Asked, options: Offset): Reply {
  const { items, key = 'clients', most = 100, byAsked = false, cap = Infinity } = options;
  const asked = Number(query.get('per_page') ?? 50);
  const limit = Math.min(asked, most);
  const start = Number(query.get('page') ?? 0) * (byAsked ? asked : limit);
  if (start + limit > cap) {
    return { status: 400, body: { statusCode: 400, errorCode: 'invalid_paging' } };
  }
  const page = items.slice(start, start + limit);
  if (query.get('include_totals') !== 'true' && query.has('include_totals')) return { body: page };
  return { body: { start, limit, total: items.length, [key]: page } };
}

function appsByOffset(options: Partial<Offset> = {}): void {
  server.script = (asked) =>
    asked.path === clients ? byOffset(asked, { items: server.apps, ...options }) : undefined;
}

describe('a server that knows no cursors', () => {
  it.each([
    ['and gives 100 at once', {}],
    ['and gives 50 at once', { most: 50 }],
    ['and gives 50 at once, but counts by what was asked', { most: 50, byAsked: true }],
  ])('%s is listed whole, by page number', async (_what, options) => {
    server.apps = rawApps(250);
    appsByOffset(options);
    const reading = await read(server);
    expect(idsOf(reading)).toHaveLength(250);
    const last = server.asked.findLast(({ path }) => path === clients);
    expect(last?.query.get('include_totals')).toBe('true');
    expect(last?.query.get('fields')).toContain('third_party_security_mode');
  });

  it.each([
    ['grants', 'client-grants', 'client_grants'],
    ['connections', 'connections', 'connections'],
  ] as const)('is listed whole for %s too', async (section, path, key) => {
    const items = Array.from({ length: 120 }, (_, at) => ({ id: `i${at}` }));
    server.script = (asked) =>
      asked.path === `/api/v2/${path}` ? byOffset(asked, { items, key }) : undefined;
    expect(valueOf(await read(server), section)).toHaveLength(120);
  });

  it('is listed in one request when it has no more than that', async () => {
    server.apps = rawApps(30);
    appsByOffset();
    const reading = await read(server);
    expect(idsOf(reading)).toHaveLength(30);
    expect(reading.calls).toBe(1 + 9);
  });

  it('and no page numbers either is not whole', async () => {
    server.apps = rawApps(250);
    server.script = ({ path }) =>
      path === clients ? { body: { total: 250, clients: server.apps.slice(0, 50) } } : undefined;
    expect(failureOf(await read(server), 'apps').cause).toBe('inconsistent');
  });

  it('and lacks what its total promises is not whole', async () => {
    server.apps = rawApps(250);
    server.script = (asked) => {
      if (asked.path !== clients) return undefined;
      const { body } = byOffset(asked, { items: server.apps });
      return { body: { ...(body as RawItem), total: 260 } };
    };
    const { cause, reason } = failureOf(await read(server), 'apps');
    expect(cause).toBe('inconsistent');
    expect(reason).toContain('only 250 of 260 apps');
  });

  it('and gives no more than 1,000 is not whole, and says so', async () => {
    server.apps = rawApps(1_100);
    appsByOffset({ cap: 1_000 });
    const { cause, reason } = failureOf(await read(server), 'apps');
    expect(cause).toBe('refused');
    expect(reason).toBe(
      'only 1000 of 1100 apps could be listed: the server only pages by offset and caps at 1,000 records',
    );
  });

  it.each([
    ['refuses them', { status: 400, body: { statusCode: 400, errorCode: 'invalid_query_string' } }],
    ['answers with a bare array that may be cut', { raw: JSON.stringify(rawApps(50)) }],
  ])('and %s is listed by page number', async (_what, reply) => {
    server.apps = rawApps(120);
    server.script = (asked) => {
      if (asked.path !== clients) return undefined;
      return asked.query.has('take') ? reply : byOffset(asked, { items: server.apps });
    };
    expect(idsOf(await read(server))).toHaveLength(120);
  });
});

it('a listing by cursor whose last page promises more is made again, and then not believed', async () => {
  server.apps = rawApps(150);
  server.script = ({ path, query }) =>
    path === clients && query.get('from') === 'c100'
      ? { body: { clients: server.apps.slice(100), total: 151 } }
      : undefined;
  const { cause, reason } = failureOf(await read(server), 'apps');
  expect(cause).toBe('inconsistent');
  expect(reason).toContain('only 150 of 151 apps');
});

describe('a listing that never ends', () => {
  const kind: Kind<true> = {
    path: 'clients',
    query: {},
    key: 'clients',
    what: 'apps',
    identify: (raw) => String(raw['id']),
    read: () => true,
  };

  function endlessReader(): Reader & { asked(): number } {
    let asked = 0;
    return {
      asked: () => asked,
      lacks: async () => null,
      page: () => undefined,
      answer: () => Promise.reject(new Error('not asked for in this test')),
      get: async () => {
        if ((asked += 1) > 3 * mostPages) throw new Error('asked without end');
        const body = { clients: [{ id: asked }], next: `n${asked}`, total: 1e12 };
        return { ok: true, value: body };
      },
    };
  }

  it('is given up by cursor', async () => {
    const reader = endlessReader();
    const listed = await listByCursor(reader, kind);
    expect(listed.ok || listed.failure.reason).toContain('did not end within 20000 pages');
    expect(reader.asked()).toBeLessThanOrEqual(2 * (mostPages + 1));
  });

  it('is given up by page number', async () => {
    const listed = await listByPage(endlessReader(), kind);
    expect(listed.ok || listed.reason).toContain('did not end within 20000 pages');
  });
});
