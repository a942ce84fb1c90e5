import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sectionScopes } from '../../../functions/core/scopes.ts';
import { sectionNames } from '../../../functions/core/snapshot.ts';
import { failureOf, idsOf, read, valueOf } from './reading.ts';
import { allScopes, inTurn, on, rawApps, startTenant, type ScriptedTenant } from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
});
afterEach(() => server.close());

describe('a whole read', () => {
  it('reads every section of a tenant in P + 9 requests', async () => {
    server.apps = rawApps(250);
    const reading = await read(server);
    expect(sectionNames.filter((name) => !reading.snapshot.sections[name].ok)).toEqual([]);
    expect(idsOf(reading)).toHaveLength(250);
    expect(reading.calls).toBe(3 + 9);
    expect(server.asked).toHaveLength(reading.calls);
    expect(reading.warnings).toEqual([]);
    expect(reading.partial).toBeNull();
    expect(reading.snapshot.takenAt).toBe('2026-11-01T09:00:00.000Z');
  });

  it('asks with GET only, with the token, for nothing but the fields it keeps', async () => {
    await read(server);
    const [token, ...gets] = server.asked;
    expect(token?.form.get('audience')).toBe('https://acme.eu.auth0.com/api/v2/');
    expect(token?.headers['auth0-client']).toBeUndefined();
    expect(new Set(gets.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(new Set(gets.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer synthetic-token']),
    );
    const clients = gets.find(({ path }) => path === '/api/v2/clients');
    expect(Object.fromEntries(clients?.query ?? [])).toEqual({
      take: '100',
      is_global: 'false',
      include_fields: 'true',
      fields:
        'client_id,name,is_first_party,third_party_security_mode,external_metadata_type,global,app_type,token_endpoint_auth_method,grant_types,callbacks,allowed_origins,web_origins,created_at,jwt_configuration,oidc_conformant,addons,cross_origin_authentication,refresh_token,require_pushed_authorization_requests,signed_request_object,oidc_logout,allowed_logout_urls,initiate_login_uri,organization_usage,organization_require_behavior',
    });
    expect(gets.flatMap(({ query }) => query.get('fields')?.split(',') ?? [])).not.toContain(
      'script',
    );
  });

  it('has at most two requests under way', async () => {
    server.apps = rawApps(900);
    server.delayMs = 5;
    await read(server);
    expect(server.mostAtOnce).toBe(2);
  });

  it('asks for the next page of apps before it works on the one it has', async () => {
    server.apps = rawApps(500);
    let created = 0;
    const behind: number[] = [];
    const count = (message: unknown): void => {
      const { path } = (message as { request: { path: string } }).request;
      if (path.startsWith('/api/v2/clients')) created += 1;
    };
    subscribe('undici:request:create', count);
    await read(server, {
      progress: ({ section, pages, waitingMs }) => {
        if (section === 'apps' && waitingMs === 0 && pages < 5) behind.push(created - pages);
      },
    });
    unsubscribe('undici:request:create', count);
    expect(behind).toEqual([1, 1, 1, 1]);
  });

  it('tells its progress page by page', async () => {
    server.apps = rawApps(150);
    const seen: string[] = [];
    await read(server, {
      progress: ({ section, pages, items }) => seen.push(`${section} ${pages} ${items}`),
    });
    expect(seen[0]).toBe('token 0 0');
    expect(seen).toContain('apps 1 100');
    expect(seen).toContain('apps 2 150');
    expect(seen).toContain('settings 1 1');
  });

  it('reads lists longer than a page, and pages the server caps at 50', async () => {
    server.pageSize = 50;
    server.apps = rawApps(120);
    server.grants = items(120, (at) => ({ id: `cgr_${at}`, audience: 'https://api.example' }));
    server.apis = items(120, (at) => ({ identifier: `https://api-${at}.example` }));
    server.connections = items(120, (at) => ({ id: `con_${at}`, name: `c${at}` }));
    const reading = await read(server);
    expect(idsOf(reading)).toHaveLength(120);
    expect(valueOf(reading, 'grants')).toHaveLength(120);
    expect(valueOf(reading, 'apis')).toHaveLength(120);
    expect(valueOf(reading, 'connections')).toHaveLength(120);
  });

  it('lists everything sorted, each once', async () => {
    server.apps = rawApps(3).toReversed();
    server.apis = items(3, (at) => ({ identifier: `https://api-${at}.example` })).toReversed();
    const reading = await read(server);
    expect(idsOf(reading)).toEqual(['app000000', 'app000001', 'app000002']);
    expect(valueOf(reading, 'apis').map(({ identifier }) => identifier)).toEqual([
      'https://api-0.example',
      'https://api-1.example',
      'https://api-2.example',
    ]);
  });

  it('carries no secret it may be sent', async () => {
    const planted = 'synthetic-planted-secret';
    server.apps = rawApps(1, { client_secret: planted, signing_keys: [{ cert: planted }] });
    server.apis = [{ identifier: 'https://a.example', signing_secret: planted }];
    server.connections = [{ id: 'con_1', name: 'db', options: { client_secret: planted } }];
    server.rules = [{ id: 'rul_1', name: 'r', enabled: true, script: planted }];
    server.hooks = [{ id: 'h1', name: 'h', triggerId: 'credentials-exchange', script: planted }];
    server.grants = [{ id: 'cgr_1', audience: 'https://a.example', secret: planted }];
    server.settings = { flags: {}, secret: planted };
    const reading = await read(server);
    expect(valueOf(reading, 'pipeline').hooks).toEqual([
      { id: 'h1', name: 'h', trigger: 'credentials-exchange' },
    ]);
    expect(JSON.stringify(reading)).not.toContain(planted);
    expect(JSON.stringify(reading)).not.toContain('synthetic-token');
  });
});

describe('a section that may not be read', () => {
  it('is known from the token, and not asked for', async () => {
    server.scope = 'read:clients read:tenant_settings read:rules';
    const reading = await read(server);
    expect(failureOf(reading, 'grants')).toEqual({
      cause: 'scope',
      reason:
        'missing scope read:client_grants: add it to the Management API grant of the M2M application',
    });
    expect(failureOf(reading, 'pipeline').reason).toContain('missing scope read:hooks');
    expect(valueOf(reading, 'settings').flags).toEqual({});
    expect(new Set(server.paths())).toEqual(
      new Set(['/oauth/token', '/api/v2/clients', '/api/v2/tenants/settings']),
    );
  });

  it('names every missing scope of the pipeline', async () => {
    server.scope = 'read:clients read:tenant_settings';
    expect(failureOf(await read(server), 'pipeline').reason).toBe(
      'missing scope read:rules, read:hooks: add them to the Management API grant of the M2M application',
    );
  });

  it('is known from a 403 when the token does not say', async () => {
    server.scope = undefined;
    server.script = (asked) => (asked.path === '/api/v2/client-grants' ? scopeRefusal : undefined);
    const reading = await read(server);
    expect(failureOf(reading, 'grants')).toEqual({
      cause: 'scope',
      reason:
        'missing scope read:client_grants: add it to the Management API grant of the M2M application',
    });
    expect(valueOf(reading, 'connections')).toEqual([]);
  });

  it('is refused, not scopeless, when the plan lacks it', async () => {
    const message = 'Please upgrade your subscription <script>';
    server.script = inTurn(on('/api/v2/prompts'), {
      status: 403,
      body: { statusCode: 403, errorCode: 'insufficient_scope', message },
    });
    const { cause, reason } = failureOf(await read(server), 'login');
    expect(cause).toBe('refused');
    expect(reason).toBe(
      'Auth0 answered 403 insufficient_scope: the grant may lack read:prompts, or the plan lacks the feature',
    );
  });

  it('may be scopeless when only the error says so', async () => {
    const body = { error: 'insufficient_scope', error_description: 'needs more' };
    server.script = inTurn(on('/api/v2/client-grants'), { status: 403, body });
    const { cause, reason } = failureOf(await read(server), 'grants');
    expect(cause).toBe('refused');
    expect(reason).toContain('the grant may lack read:client_grants');
  });

  it('shows an error code only if it can be nothing but a code', async () => {
    server.script = inTurn(on('/api/v2/prompts'), {
      status: 400,
      body: { errorCode: 'see <a href="https://evil.example">here</a>', error: 'Bad Request' },
    });
    expect(failureOf(await read(server), 'login').reason).toMatch(/^Auth0 answered 400: check/);
  });

  it.each([
    ['settings', '/api/v2/tenants/settings', [1, 2]],
    ['settings', '/api/v2/tenants/settings', 'settings'],
    ['login', '/api/v2/prompts', null],
    ['grants', '/api/v2/client-grants', { grants: [] }],
    ['apis', '/api/v2/resource-servers', { resource_servers: [] }],
    ['apis', '/api/v2/resource-servers', { resource_servers: [{ identifier: 'a' }], total: 2 }],
  ] as const)('is inconsistent when %s answers something else', async (name, path, body) => {
    server.script = (asked) => (asked.path === path ? { raw: JSON.stringify(body) } : undefined);
    expect(failureOf(await read(server), name).cause).toBe('inconsistent');
  });
});

describe('the pipeline', () => {
  it('holds active Rules and Hooks', async () => {
    server.rules = [
      { id: 'rul_1', name: 'old', enabled: true },
      { id: 'rul_2', name: 'off', enabled: false },
    ];
    expect(valueOf(await read(server), 'pipeline')).toEqual({
      rules: [{ id: 'rul_1', name: 'old' }],
      hooks: [],
      gone: [],
    });
  });

  it.each([404, 410])('is gone where the endpoint answers %i', async (status) => {
    server.script = (asked) =>
      asked.path === '/api/v2/rules' ? { status, body: { statusCode: status } } : undefined;
    expect(valueOf(await read(server), 'pipeline')).toEqual({
      rules: [],
      hooks: [],
      gone: ['rules'],
    });
  });

  it('is gone where it answers 403 after the end of Rules and Hooks, and refused before', async () => {
    server.script = (asked) =>
      /rules|hooks/.test(asked.path) ? { status: 403, body: { statusCode: 403 } } : undefined;
    const before = await read(server, { now: new Date('2026-11-17T23:00:00Z') });
    expect(failureOf(before, 'pipeline').cause).toBe('refused');
    const after = await read(server, { now: new Date('2026-11-18T00:00:00Z') });
    expect(valueOf(after, 'pipeline').gone).toEqual(['hooks', 'rules']);
  });

  it.each([
    ['404 and an HTML page', { status: 404, raw: '<html>no such page</html>' }],
    ['410 and another server’s words', { status: 410, body: { error: 'gone' } }],
    ['403 and an HTML page', { status: 403, raw: '<html>blocked</html>' }],
    ['404 and another status inside', { status: 404, body: { statusCode: 500 } }],
    ['404 and a status in words', { status: 404, body: { statusCode: '404' } }],
  ])('is not gone where it answers %s', async (_what, reply) => {
    server.script = (asked) => (/rules|hooks/.test(asked.path) ? reply : undefined);
    const reading = await read(server, { now: new Date('2026-12-01T00:00:00Z') });
    expect(failureOf(reading, 'pipeline').cause).toBe('refused');
  });

  it('is not gone when a scope is missing, even after the end', async () => {
    server.scope = undefined;
    server.script = (asked) => (asked.path === '/api/v2/hooks' ? scopeRefusal : undefined);
    const reading = await read(server, { now: new Date('2026-12-01T00:00:00Z') });
    expect(failureOf(reading, 'pipeline').reason).toContain('missing scope read:hooks:');
  });
});

describe('the scopes asked for', () => {
  it('are read-only, give no secret, and are those the tests grant', () => {
    const scopes = sectionNames.flatMap((name) => sectionScopes[name].scopes);
    expect(scopes.toSorted()).toEqual(allScopes.split(' ').sort());
    for (const scope of scopes) expect(scope).toMatch(/^read:(?!client_keys|client_credentials)/);
  });
});

const scopeRefusal = {
  status: 403,
  body: {
    statusCode: 403,
    error: 'Forbidden',
    message: 'Insufficient scope, expected any of: read:something',
    errorCode: 'insufficient_scope',
  },
};

function items(
  count: number,
  of: (at: number) => Record<string, unknown>,
): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, at) => of(at));
}
