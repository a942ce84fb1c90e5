import { afterEach, describe, expect, it } from 'vitest';
import {
  startTenant,
  type SimulatedTenant,
  type TenantOptions,
  defaultScopes,
  writeScopes,
  type Actor,
} from '../../demo/tenant.ts';
import { generateApps } from '../../demo/tenant/generate.ts';
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

const noGlobal = { globalApp: false } as const;
const threeApps = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

describe('listing apps', () => {
  const many = { ...noGlobal, apps: generateApps({ count: 1200 }) };

  it('by offset: bare, or with totals', async () => {
    const tenant = await start({ ...noGlobal, apps: threeApps });
    const bare = await get(tenant, '/api/v2/clients?page=1&per_page=2');
    expect(bare.body.map((app: { name: string }) => app.name)).toEqual(['c']);
    const whole = await get(tenant, '/api/v2/clients?page=0&per_page=2&include_totals=true');
    expect(whole.body).toMatchObject({ start: 0, limit: 2, total: 3 });
    expect(names(whole, 'clients')).toEqual(['a', 'b']);
  });

  it('by offset up to 1,000, and not beyond', async () => {
    const tenant = await start(many);
    expect((await get(tenant, '/api/v2/clients?page=9&per_page=100')).body).toHaveLength(100);
    const { status, body } = await get(tenant, '/api/v2/clients?page=10&per_page=100');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      message: 'Requesting page exceeds the allowed maximum of 1000 records',
      errorCode: 'invalid_paging',
    });
  });

  it('by offset as far as it is told to', async () => {
    const tenant = await start({ ...many, appOffsetCap: 1100 });
    expect((await get(tenant, '/api/v2/clients?page=10&per_page=100')).body).toHaveLength(100);
    expect((await get(tenant, '/api/v2/clients?page=11&per_page=100')).status).toBe(400);
  });

  it('by checkpoint to the end, each app once, without a next on the last page', async () => {
    const tenant = await start(many);
    const answered = await pages(tenant, '/api/v2/clients', 100);
    expect(answered).toHaveLength(12);
    const ids = answered.flatMap(({ clients }) =>
      clients.map((app: { client_id: string }) => app.client_id),
    );
    expect(new Set(ids).size).toBe(1200);
    expect(answered.at(-1)).not.toHaveProperty('next');
    expect(answered[0]).not.toHaveProperty('total');
  });

  it('computes no more apps than a page needs', async () => {
    let made = 0;
    const source = generateApps({ count: 100_000 });
    const make = (n: number): ReturnType<typeof source.make> => {
      made += 1;
      return source.make(n);
    };
    const tenant = await start({ ...noGlobal, apps: { count: source.count, make } });
    const { body } = await get(tenant, '/api/v2/clients?take=100');
    await get(tenant, `/api/v2/clients?take=100&from=${body.next}`);
    expect(made).toBe(202);
  });

  it.each([
    ['per_page=101', 'invalid_query_string'],
    ['take=101', 'invalid_query_string'],
    ['take=0', 'invalid_query_string'],
    ['take=abc', 'invalid_query_string'],
    ['is_first_party=maybe', 'invalid_query_string'],
    ['third_party_security_mode=strict', 'invalid_query_string'],
    ['take=10&from=garbage', 'invalid_cursor'],
  ])('refuses %s', async (query, errorCode) => {
    const { status, body } = await get(await start(), `/api/v2/clients?${query}`);
    expect(status).toBe(400);
    expect(body.errorCode).toBe(errorCode);
  });

  it('refuses a cursor of another listing, and one older than a day', async () => {
    const tenant = await start({ apps: threeApps });
    const { body } = await get(tenant, '/api/v2/clients?take=1');
    expect((await get(tenant, `/api/v2/connections?take=1&from=${body.next}`)).status).toBe(400);
    tenant.setClockOffset(23.9 * 3_600_000);
    expect((await get(tenant, `/api/v2/clients?take=1&from=${body.next}`)).status).toBe(200);
    tenant.setClockOffset(24.1 * 3_600_000);
    expect((await get(tenant, `/api/v2/clients?take=1&from=${body.next}`)).status).toBe(400);
  });

  it('filters, and the global client is among them unless left out', async () => {
    const tenant = await start({
      apps: [{ name: 'ours' }, { name: 'theirs', is_first_party: false, app_type: 'spa' }],
    });
    const found = async (query: string): Promise<string[]> =>
      names(await get(tenant, `/api/v2/clients?include_totals=true&${query}`), 'clients');
    expect(await found('')).toEqual(['All Applications', 'ours', 'theirs']);
    expect(await found('is_global=false')).toEqual(['ours', 'theirs']);
    expect(await found('is_global=true')).toEqual(['All Applications']);
    expect(await found('is_first_party=false')).toEqual(['theirs']);
    expect(await found('app_type=spa,native')).toEqual(['theirs']);
  });

  it('gives only the fields asked for, or all but those', async () => {
    const tenant = await start({ ...noGlobal, apps: [{ name: 'a' }] });
    const only = await get(
      tenant,
      '/api/v2/clients?take=1&fields=client_id,name&include_fields=true',
    );
    expect(Object.keys(only.body.clients[0]).sort()).toEqual(['client_id', 'name']);
    const rest = await get(
      tenant,
      '/api/v2/clients?take=1&fields=client_secret&include_fields=false',
    );
    expect(rest.body.clients[0]).not.toHaveProperty('client_secret');
    expect(rest.body.clients[0]).toHaveProperty('grant_types');
  });

  it('goes on in order while apps come and go', async () => {
    const tenant = await start({ ...noGlobal, apps: [...threeApps, { name: 'd' }, { name: 'e' }] });
    const [first, , third] = tenant.apps();
    tenant.onRequest((nth, { pathname }) => {
      if (nth !== 2 || pathname !== '/api/v2/clients') return;
      tenant.deleteApp(first?.client_id ?? '');
      tenant.deleteApp(third?.client_id ?? '');
      tenant.createApp({ name: 'early' }, null, 'first');
      tenant.createApp({ name: 'late' });
    });
    const answered = await pages(tenant, '/api/v2/clients', 2);
    const seen = answered.flatMap(({ clients }) =>
      clients.map((app: { name: string }) => app.name),
    );
    expect(seen).toEqual(['a', 'b', 'd', 'e', 'late']);
  });

  it('counts anew after a change', async () => {
    const tenant = await start({ ...noGlobal, apps: threeApps });
    const count = async (): Promise<number> =>
      (await get(tenant, '/api/v2/clients?include_totals=true')).body.total;
    expect(await count()).toBe(3);
    tenant.createApp({ name: 'd' });
    expect(await count()).toBe(4);
    tenant.deleteApp(tenant.apps()[0]?.client_id ?? '');
    expect(await count()).toBe(3);
  });

  it('finds a computed app by its id', async () => {
    const tenant = await start(many);
    const { body } = await get(tenant, '/api/v2/clients?page=8&per_page=100');
    const { client_id: id, name } = body[99];
    expect((await get(tenant, `/api/v2/clients/${id}`)).body.name).toBe(name);
    tenant.deleteApp(id);
    expect((await get(tenant, `/api/v2/clients/${id}`)).status).toBe(404);
    expect(tenant.apps()).toHaveLength(1199);
  });
});

describe('creating and changing apps', () => {
  const thirdParty = { name: 'theirs', is_first_party: false };

  it.each([
    ['on', 'permissive', /^[0-9A-Za-z]{32}$/],
    ['off', 'strict', /^tpc_[0-9A-Za-z]{22}$/],
  ] as const)('without a mode and the toggle %s makes it %s', async (toggle, mode, id) => {
    const tenant = await startWritable({ toggle });
    const { status, body } = await write(tenant, 'POST', '/api/v2/clients', thirdParty);
    expect(status).toBe(201);
    expect(body.third_party_security_mode).toBe(mode);
    expect(body.client_id).toMatch(id);
  });

  it('does what the mode says whatever the toggle is, if the customer may', async () => {
    const tenant = await startWritable({ toggle: 'on' });
    const make = async (mode: string): Promise<Got> =>
      write(tenant, 'POST', '/api/v2/clients', { ...thirdParty, third_party_security_mode: mode });
    expect((await make('strict')).body.third_party_security_mode).toBe('strict');
    tenant.setToggle('off');
    expect((await make('permissive')).body.third_party_security_mode).toBe('permissive');
    tenant.state.eligible = false;
    expect((await make('permissive')).status).toBe(400);
    tenant.setToggle('on');
    const omitted = await write(tenant, 'POST', '/api/v2/clients', thirdParty);
    expect(omitted.body.third_party_security_mode).toBe('strict');
  });

  it.each([
    {},
    { name: 'x', third_party_security_mode: 'strict' },
    { ...thirdParty, third_party_security_mode: 'lenient' },
    { ...thirdParty, third_party_security_mode: 'strict', grant_types: ['implicit'] },
  ])('refuses %o', async (body) => {
    const tenant = await startWritable();
    const answer = await write(tenant, 'POST', '/api/v2/clients', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errorCode).toBe('invalid_body');
    expect(tenant.state.logs).toEqual([]);
  });

  it('logs the request as sent and the answer without its secret', async () => {
    const tenant = await startWritable({
      toggle: 'on',
      clock: () => new Date('2026-10-01T08:00:00Z'),
    });
    const { body: app } = await write(tenant, 'POST', '/api/v2/clients', thirdParty);
    const { body: logs } = await get(tenant, '/api/v2/logs?q=type:sapi');
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({
      type: 'sapi',
      description: 'Create a client',
      date: '2026-10-01T08:00:00.000Z',
      client_id: tenant.clientId,
      user_id: '',
      details: {
        request: { method: 'post', path: '/api/v2/clients' },
        response: { statusCode: 201 },
      },
    });
    expect(logs[0].details.request.body).toEqual(thirdParty);
    expect(logs[0].details.response.body).toMatchObject({
      client_id: app.client_id,
      client_secret: 'REDACTED',
      third_party_security_mode: 'permissive',
      created_at: '2026-10-01T08:00:00.000Z',
    });
    expect(JSON.stringify(logs)).not.toContain('SYNTHETIC-SECRET');
  });

  it('names the person behind a change made in the Dashboard', async () => {
    const actor: Actor = {
      clientId: 'dashboard',
      clientName: '',
      ip: '203.0.113.10',
      userAgent: 'Mozilla/5.0',
      user: { id: 'auth0|1', name: 'Ada', email: 'ada@example.com' },
      channel: 'https://manage.auth0.com/',
    };
    const tenant = await start();
    tenant.setSettings({ dynamic_client_registration_security_mode: 'strict' }, actor);
    const [entry] = (await get(tenant, '/api/v2/logs?q=description:"Update tenant settings"')).body;
    expect(entry.user_id).toBe('auth0|1');
    expect(entry.details.request.auth.user.email).toBe('ada@example.com');
    expect(entry.details.response.body.dynamic_client_registration_security_mode).toBe('strict');
  });

  it('lets nobody change mode or party, and lets the rest be changed', async () => {
    const tenant = await startWritable({ toggle: 'on' });
    const { client_id: id } = tenant.createApp(thirdParty);
    const path = `/api/v2/clients/${id}`;
    const mode = await write(tenant, 'PATCH', path, { third_party_security_mode: 'strict' });
    const party = await write(tenant, 'PATCH', path, { is_first_party: true });
    expect([mode.status, party.status]).toEqual([400, 400]);
    const same = { third_party_security_mode: 'permissive', name: 'renamed' };
    expect((await write(tenant, 'PATCH', path, same)).body.name).toBe('renamed');
    expect((await get(tenant, path)).body.name).toBe('renamed');
    expect((await write(tenant, 'PATCH', '/api/v2/clients/none', {})).status).toBe(404);
  });

  it('deletes an app with its grants', async () => {
    const tenant = await startWritable();
    const { client_id: id } = tenant.createApp(thirdParty);
    tenant.addGrant({ client_id: id, audience: 'https://orders.example.com' });
    expect((await write(tenant, 'DELETE', `/api/v2/clients/${id}`)).status).toBe(204);
    expect((await get(tenant, `/api/v2/clients/${id}`)).status).toBe(404);
    expect((await get(tenant, '/api/v2/client-grants')).body).toEqual([]);
    expect(tenant.state.logs.at(-1)?.description).toBe('Delete a client');
  });
});

describe('dynamic registration', () => {
  const registration = {
    client_name: 'Newcomer',
    redirect_uris: ['https://newcomer.example.net/callback'],
    grant_types: ['authorization_code', 'implicit', 'client_credentials'],
  };
  const on = { flags: { enable_dynamic_client_registration: true } };

  function register(tenant: SimulatedTenant, body: unknown = registration): Promise<Got> {
    return call(`${tenant.url}/oidc/register`, { method: 'POST', body: JSON.stringify(body) });
  }

  it('is closed until it is turned on, and needs no token', async () => {
    const tenant = await start();
    expect((await register(tenant)).status).toBe(404);
    tenant.setSettings(on);
    expect((await register(tenant)).status).toBe(201);
    expect((await register(tenant, { client_name: 'x' })).status).toBe(400);
    expect((await call(`${tenant.url}/oidc/register`, { method: 'POST', body: '{' })).status).toBe(
      400,
    );
  });

  it.each([
    [undefined, true, 'permissive'],
    [undefined, false, 'strict'],
    ['strict', true, 'strict'],
    ['permissive', true, 'permissive'],
  ] as const)('with mode %s on a tenant eligible: %s makes it %s', async (mode, eligible, made) => {
    const tenant = await start({ eligible });
    tenant.setSettings({ ...on, dynamic_client_registration_security_mode: mode });
    const { body } = await register(tenant);
    expect(tenant.app(body.client_id)).toMatchObject({
      name: 'Newcomer',
      is_first_party: false,
      third_party_security_mode: made,
      callbacks: registration.redirect_uris,
      external_metadata_type: 'dcr',
      external_metadata_created_by: 'client',
      grant_types: made === 'strict' ? ['authorization_code'] : registration.grant_types,
    });
    expect(body.client_id.startsWith('tpc_')).toBe(made === 'strict');
  });

  it('is logged under its own description', async () => {
    const tenant = await start({ settings: on });
    const { body } = await register(tenant);
    const [entry] = (await get(tenant, '/api/v2/logs?q=description:"Dynamic client registration"'))
      .body;
    expect(entry.details.request.body).toEqual(registration);
    expect(entry.details.response.body.client_id).toBe(body.client_id);
    expect(JSON.stringify(entry)).not.toContain('SYNTHETIC-SECRET');
  });
});
