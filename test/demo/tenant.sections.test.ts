import { afterEach, describe, expect, it } from 'vitest';
import {
  startTenant,
  type SimulatedTenant,
  type TenantOptions,
  defaultScopes,
  writeScopes,
} from '../../demo/tenant.ts';
import { call, get, pages, write, type Got } from './client.ts';

const running: SimulatedTenant[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((tenant) => tenant.close()));
});

async function start(options: TenantOptions = {}): Promise<SimulatedTenant> {
  const tenant = await startTenant(options);
  running.push(tenant);
  return tenant;
}

function startWritable(options: TenantOptions = {}): Promise<SimulatedTenant> {
  return start({ scopes: [...defaultScopes, ...writeScopes], ...options });
}

function names(got: Got, key: string): string[] {
  return got.body[key].map((item: { name: string }) => item.name);
}

describe('settings', () => {
  it('keeps what was never set out of the answer, and takes keys away on request', async () => {
    const tenant = await start();
    const read = async (): Promise<Record<string, unknown>> =>
      (await get(tenant, '/api/v2/tenants/settings')).body;
    expect(await read()).not.toHaveProperty('dynamic_client_registration_security_mode');
    expect((await read())['flags']).not.toHaveProperty('enable_dynamic_client_registration');
    tenant.setSettings({
      dynamic_client_registration_security_mode: 'strict',
      flags: { newcomer: 1 },
    });
    expect(await read()).toMatchObject({
      dynamic_client_registration_security_mode: 'strict',
      flags: { newcomer: 1, enable_sso: true },
    });
    tenant.setSettings({ dynamic_client_registration_security_mode: undefined });
    expect(await read()).not.toHaveProperty('dynamic_client_registration_security_mode');
  });

  it('can be patched, with more flags answered than GET has', async () => {
    const tenant = await startWritable();
    const patch = {
      dynamic_client_registration_security_mode: 'permissive',
      flags: { enable_sso: false },
    };
    const { status, body } = await write(tenant, 'PATCH', '/api/v2/tenants/settings', patch);
    expect(status).toBe(200);
    expect(body.flags).toHaveProperty('enforce_client_authentication_on_passwordless_start');
    const got = await get(tenant, '/api/v2/tenants/settings?fields=flags');
    expect(Object.keys(got.body)).toEqual(['flags']);
    expect(got.body.flags.enable_sso).toBe(false);
    expect(got.body.flags).not.toHaveProperty(
      'enforce_client_authentication_on_passwordless_start',
    );
    tenant.state.eligible = false;
    expect((await write(tenant, 'PATCH', '/api/v2/tenants/settings', patch)).status).toBe(400);
  });
});

describe('grants, APIs, connections, rules', () => {
  const audience = 'https://orders.example.com';

  it('lists grants by cursor and by filter; a default grant has no client_id', async () => {
    const tenant = await startWritable({ apis: [{ identifier: audience }] });
    const { client_id: id } = tenant.createApp({ name: 'a' });
    const own = await write(tenant, 'POST', '/api/v2/client-grants', {
      client_id: id,
      audience,
      scope: [],
    });
    const shared = { default_for: 'third_party_clients', audience, subject_type: 'user' };
    const preset = await write(tenant, 'POST', '/api/v2/client-grants', {
      ...shared,
      scope: ['read'],
    });
    expect([own.status, preset.status]).toEqual([201, 201]);
    expect(own.body.subject_type).toBe('client');
    expect(preset.body).not.toHaveProperty('client_id');
    const found = async (query: string): Promise<string[]> => {
      const { body } = await get(tenant, `/api/v2/client-grants?take=50&${query}`);
      return body.client_grants.map((grant: { id: string }) => grant.id);
    };
    expect(await found('')).toEqual([own.body.id, preset.body.id]);
    expect(await found('default_for=third_party_clients')).toEqual([preset.body.id]);
    expect(await found('subject_type=user')).toEqual([preset.body.id]);
    expect(await found(`client_id=${id}`)).toEqual([own.body.id]);
    expect(await pages(tenant, '/api/v2/client-grants', 1)).toHaveLength(2);
    expect(
      (await write(tenant, 'POST', '/api/v2/client-grants', { ...shared, scope: [] })).status,
    ).toBe(409);
    expect((await write(tenant, 'DELETE', `/api/v2/client-grants/${own.body.id}`)).status).toBe(
      204,
    );
    expect(await found('')).toEqual([preset.body.id]);
  });

  it.each([
    [{ audience }, 400],
    [{ audience, client_id: 'a', default_for: 'third_party_clients' }, 400],
    [{ audience: 'https://none.example.com', client_id: 'a' }, 404],
    [
      { audience: 'https://simulated.eu.auth0.com/api/v2/', default_for: 'third_party_clients' },
      400,
    ],
  ])('refuses the grant %o with %i', async (body, status) => {
    const tenant = await startWritable({ apis: [{ identifier: audience }] });
    expect((await write(tenant, 'POST', '/api/v2/client-grants', body)).status).toBe(status);
  });

  it('lists APIs by offset only, the system API first', async () => {
    const tenant = await start({ apis: [{ identifier: audience }] });
    tenant.setApiPolicy(audience, { user: 'require_client_grant' });
    const { body } = await get(
      tenant,
      '/api/v2/resource-servers?page=0&per_page=100&include_totals=true',
    );
    expect(body).toMatchObject({ start: 0, limit: 100, total: 2 });
    expect(body.resource_servers[0].is_system).toBe(true);
    expect(body.resource_servers[1].subject_type_authorization.user.policy).toBe(
      'require_client_grant',
    );
    expect((await get(tenant, '/api/v2/resource-servers?take=50')).status).toBe(400);
    expect(() => tenant.setApiPolicy('https://none', {})).toThrow('no API');
  });

  it('lists connections, with the fields asked for', async () => {
    const tenant = await start();
    const query = 'take=100&fields=id,name,strategy,is_domain_connection&include_fields=true';
    const { body } = await get(tenant, `/api/v2/connections?${query}`);
    expect(Object.keys(body)).toEqual(['connections']);
    expect(Object.keys(body.connections[0]).sort()).toEqual([
      'id',
      'is_domain_connection',
      'name',
      'strategy',
    ]);
  });

  it.each([403, 404, 410] as const)(
    'answers %i for Rules and Hooks past their end',
    async (status) => {
      const tenant = await start({ rules: status, hooks: status });
      expect((await get(tenant, '/api/v2/rules')).status).toBe(status);
      expect((await get(tenant, '/api/v2/hooks')).status).toBe(status);
    },
  );

  it('lists Rules and Hooks while they exist', async () => {
    const rule = {
      id: 'rul_1',
      name: 'on',
      enabled: true,
      script: '',
      order: 1,
      stage: 'login_success',
    };
    const tenant = await start({
      rules: [rule, { ...rule, id: 'rul_2', name: 'off', enabled: false }],
      hooks: [{ id: '1', name: 'cc', enabled: true, triggerId: 'credentials-exchange' }],
    });
    const rules = await get(tenant, '/api/v2/rules?enabled=true&include_totals=true');
    expect(names(rules, 'rules')).toEqual(['on']);
    expect((await get(tenant, '/api/v2/rules')).body).toHaveLength(2);
    expect((await get(tenant, '/api/v2/hooks?triggerId=post-change-password')).body).toEqual([]);
    expect((await get(tenant, '/api/v2/hooks')).body).toHaveLength(1);
  });

  it('has /migrations only where it is given', async () => {
    expect((await get(await start(), '/api/v2/migrations')).status).toBe(404);
    const tenant = await start({ migrations: { some_toggle: true } });
    expect((await get(tenant, '/api/v2/migrations')).body).toEqual({
      flags: { some_toggle: true },
    });
  });
});

describe('logs', () => {
  async function logged(count: number): Promise<SimulatedTenant> {
    const tenant = await start();
    for (let n = 1; n <= count; n += 1) {
      const date = `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
      tenant.addLog({
        date,
        description: n % 2 ? 'Create a client' : 'Update a client',
        client_id: `c${n}`,
      });
    }
    return tenant;
  }

  async function found(tenant: SimulatedTenant, q: string): Promise<string[]> {
    const { body } = await get(tenant, `/api/v2/logs?q=${encodeURIComponent(q)}&sort=date:1`);
    return body.map((entry: { client_id: string }) => entry.client_id);
  }

  it('can be searched, newest first unless asked otherwise', async () => {
    const tenant = await logged(4);
    const newest = await get(tenant, '/api/v2/logs?sort=date:-1&per_page=1');
    expect(newest.body.map((entry: { client_id: string }) => entry.client_id)).toEqual(['c4']);
    expect(await found(tenant, 'type:sapi AND description:"Create a client"')).toEqual([
      'c1',
      'c3',
    ]);
    expect(await found(tenant, 'client_id:c1 OR client_id:(c2 OR "c4")')).toEqual([
      'c1',
      'c2',
      'c4',
    ]);
    expect(await found(tenant, 'type:sapi AND NOT (client_id:c1 OR client_id:c2)')).toEqual([
      'c3',
      'c4',
    ]);
    expect(await found(tenant, 'date:[2026-11-02 TO 2026-11-03T00:00:00.000Z]')).toEqual([
      'c2',
      'c3',
    ]);
    expect(await found(tenant, 'date:{2026-11-02T00:00:00.000Z TO *]')).toEqual(['c3', 'c4']);
  });

  it.each([
    'details.response.statusCode:201',
    'type:',
    'type:sapi AND',
    '(type:sapi',
    'type:sapi)',
    'sapi',
  ])('refuses the query %s', async (q) => {
    const { status } = await get(await start(), `/api/v2/logs?q=${encodeURIComponent(q)}`);
    expect(status).toBe(400);
  });

  it('can be searched no further than 1,000 entries', async () => {
    const { status, body } = await get(await start(), '/api/v2/logs?page=10&per_page=100');
    expect(status).toBe(400);
    expect(body.errorCode).toBe('invalid_paging');
  });

  it('can be followed from an entry, which ignores everything else asked', async () => {
    const tenant = await logged(5);
    const first = tenant.state.logs[0]?.log_id;
    const query = `from=${first}&take=3&q=type:none&sort=bad&include_totals=true`;
    const { body, headers } = await get(tenant, `/api/v2/logs?${query}`);
    expect(body.map((entry: { client_id: string }) => entry.client_id)).toEqual(['c2', 'c3', 'c4']);
    const next = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? '';
    const token = { headers: { authorization: `Bearer ${tenant.token()}` } };
    const rest = await call(next, token);
    expect(rest.body).toHaveLength(1);
    const last = /^<([^>]+)>/.exec(rest.headers.get('link') ?? '')?.[1] ?? '';
    const end = await call(last, token);
    expect(end.body).toEqual([]);
    expect(end.headers.get('link')).toBe(rest.headers.get('link'));
    tenant.addLog({ client_id: 'late', date: '2026-01-01T00:00:00.000Z' });
    expect((await call(last, token)).body).toHaveLength(1);
  });

  it('forgets entries past retention', async () => {
    const tenant = await logged(5);
    tenant.setClock(() => new Date('2026-11-05T12:00:00Z'));
    tenant.state.logRetentionDays = 2;
    expect(await found(tenant, 'type:sapi')).toEqual(['c4', 'c5']);
  });

  it.each([
    ['forgiven', 200, 2],
    ['refused', 404, null],
    ['silent', 200, 0],
  ] as const)('followed from an entry past retention are %s', async (lostCursors, status, left) => {
    const tenant = await logged(5);
    const first = tenant.state.logs[0]?.log_id;
    tenant.setClock(() => new Date('2026-11-05T12:00:00Z'));
    Object.assign(tenant.state, { logRetentionDays: 2, lostCursors });
    const { body, ...answer } = await get(tenant, `/api/v2/logs?from=${first}&take=10`);
    expect(answer.status).toBe(status);
    expect(Array.isArray(body) ? body.length : null).toBe(left);
    const last = tenant.state.logs[4]?.log_id;
    expect((await get(tenant, `/api/v2/logs?from=${last}&take=10`)).body).toEqual([]);
  });
});
