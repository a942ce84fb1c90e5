import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** A scripted Auth0 tenant on loopback. Its data are synthetic; each request can be answered by a script first. */

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  /** Sent as it is, in place of a JSON body. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection off in the middle of the body, or without any answer. */
  readonly fault?: 'cut' | 'hang up';
  /** Real milliseconds, in place of the tenant's own. */
  readonly delayMs?: number;
}

/** Answers a request, or leaves it to the tenant's own behaviour. */
export type Script = (asked: Asked, server: ScriptedTenant) => Reply | undefined;

export type RawItem = Record<string, unknown>;

export interface ScriptedTenant {
  readonly url: string;
  readonly asked: Asked[];
  apps: RawItem[];
  grants: RawItem[];
  apis: RawItem[];
  connections: RawItem[];
  rules: RawItem[];
  hooks: RawItem[];
  /** By rising log_id. A search finds all of them. */
  logs: RawItem[];
  settings: unknown;
  prompts: unknown;
  scope: string | undefined;
  tokenText: string;
  pageSize: number;
  script: Script;
  /** Headers on every answer, such as a Date of another clock. */
  headers: () => Record<string, string>;
  /** Real milliseconds before each answer. */
  delayMs: number;
  /** Most requests under way at once so far. */
  mostAtOnce: number;
  paths(): string[];
  close(): Promise<void>;
}

export const allScopes =
  'read:clients read:tenant_settings read:client_grants read:resource_servers read:connections read:prompts read:rules read:hooks read:logs';

export async function startTenant(): Promise<ScriptedTenant> {
  let underWay = 0;
  const http = createServer((request, response) => {
    underWay += 1;
    tenant.mostAtOnce = Math.max(tenant.mostAtOnce, underWay);
    response.on('close', () => (underWay -= 1));
    void serve(tenant, request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const tenant: ScriptedTenant = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked: [],
    apps: [],
    grants: [],
    apis: [],
    connections: [],
    rules: [],
    hooks: [],
    logs: [],
    settings: { flags: {} },
    prompts: { universal_login_experience: 'new', identifier_first: false },
    scope: allScopes,
    tokenText: 'synthetic-token',
    pageSize: 100,
    script: () => undefined,
    headers: () => ({}),
    delayMs: 0,
    mostAtOnce: 0,
    paths: () => tenant.asked.map(({ path }) => path),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return tenant;
}

/** Synthetic apps as the Management API writes them. */
export function rawApps(count: number, parts: RawItem = {}): RawItem[] {
  return Array.from({ length: count }, (_, at) => ({
    client_id: `app${String(at).padStart(6, '0')}`,
    name: `App ${at}`,
    is_first_party: false,
    third_party_security_mode: 'permissive',
    grant_types: ['refresh_token', 'authorization_code'],
    callbacks: [`https://partner-${at}.example/callback`],
    ...parts,
  }));
}

/** Answers with each reply in turn where `matches`; when they are used up, the tenant answers. */
export function inTurn(matches: (asked: Asked) => boolean, ...replies: Reply[]): Script {
  const left = [...replies];
  return (asked) => (matches(asked) ? left.shift() : undefined);
}

export function on(path: string, cursor?: string): (asked: Asked) => boolean {
  return (asked) =>
    asked.path === path && (cursor === undefined || asked.query.get('from') === cursor);
}

async function serve(
  tenant: ScriptedTenant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', tenant.url);
  const form = new URLSearchParams(await readText(request));
  const asked: Asked = {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    form,
  };
  tenant.asked.push(asked);
  const reply = tenant.script(asked, tenant) ?? answer(tenant, asked);
  const delayMs = reply.delayMs ?? tenant.delayMs;
  if (delayMs > 0) await sleep(delayMs);
  send(response, tenant, reply);
}

function send(response: ServerResponse, tenant: ScriptedTenant, reply: Reply): void {
  if (reply.fault === 'hang up') return void response.destroy();
  const text = reply.raw ?? JSON.stringify(reply.body ?? {});
  const headers = { 'content-type': 'application/json', ...tenant.headers(), ...reply.headers };
  const cut = reply.fault === 'cut';
  response.writeHead(reply.status ?? 200, {
    ...headers,
    'content-length': String(Buffer.byteLength(text)),
  });
  if (!cut) return void response.end(text);
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

function answer(tenant: ScriptedTenant, { path, query }: Asked): Reply {
  if (path === '/oauth/token') {
    const { tokenText: access_token, scope } = tenant;
    return { body: { access_token, expires_in: 86_400, token_type: 'Bearer', scope } };
  }
  if (path === '/api/v2/clients') return { body: byCursor(tenant, tenant.apps, 'clients', query) };
  if (path.startsWith('/api/v2/clients/')) return one(tenant, decodeURIComponent(path.slice(16)));
  if (path === '/api/v2/tenants/settings') return { body: tenant.settings };
  if (path === '/api/v2/prompts') return { body: tenant.prompts };
  if (path === '/api/v2/client-grants') {
    return { body: byCursor(tenant, tenant.grants, 'client_grants', query) };
  }
  if (path === '/api/v2/connections') {
    return { body: byCursor(tenant, tenant.connections, 'connections', query) };
  }
  if (path === '/api/v2/resource-servers') {
    return { body: byPage(tenant, tenant.apis, 'resource_servers', query) };
  }
  if (path === '/api/v2/rules') return { body: byPage(tenant, tenant.rules, 'rules', query) };
  if (path === '/api/v2/hooks') return { body: byPage(tenant, tenant.hooks, 'hooks', query) };
  if (path === '/api/v2/logs') return { body: logsFor(tenant, query) };
  return { status: 404, body: { statusCode: 404, error: 'Not Found', message: 'Not Found' } };
}

function one({ apps }: ScriptedTenant, id: string): Reply {
  const app = apps.find(({ client_id }) => client_id === id);
  const missing = { statusCode: 404, error: 'Not Found', errorCode: 'inexistent_client' };
  return app ? { body: { client_id: id } } : { status: 404, body: missing };
}

function logsFor({ logs }: ScriptedTenant, query: URLSearchParams): unknown {
  const from = query.get('from');
  if (from !== null) {
    return logs.filter(({ log_id }) => String(log_id) > from).slice(0, Number(query.get('take')));
  }
  const size = Number(query.get('per_page'));
  const start = Number(query.get('page')) * size;
  const sorted = logs.toSorted((a, b) => String(a['date']).localeCompare(String(b['date'])));
  if (query.get('sort') === 'date:-1') sorted.reverse();
  return sorted.slice(start, start + size);
}

function byCursor(
  { pageSize }: ScriptedTenant,
  items: RawItem[],
  key: string,
  query: URLSearchParams,
): unknown {
  const size = Math.min(pageSize, Number(query.get('take') ?? 50));
  const start = Number(query.get('from')?.slice(1) ?? 0);
  const end = start + size;
  return { [key]: items.slice(start, end), ...(end < items.length && { next: `c${end}` }) };
}

function byPage(
  { pageSize }: ScriptedTenant,
  items: RawItem[],
  key: string,
  query: URLSearchParams,
): unknown {
  const limit = Math.min(pageSize, Number(query.get('per_page') ?? 50));
  const start = Number(query.get('page') ?? 0) * limit;
  return { start, limit, total: items.length, [key]: items.slice(start, start + limit) };
}
