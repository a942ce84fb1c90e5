import { createSign, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { ManagementClient } from 'auth0';
import { afterEach, describe, expect, it } from 'vitest';
import { startTenant, type SimulatedTenant, type TenantOptions } from '../../demo/tenant.ts';
import { call, get, type Got } from './client.ts';

const running: SimulatedTenant[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((tenant) => tenant.close()));
});

async function start(options: TenantOptions = {}): Promise<SimulatedTenant> {
  const tenant = await startTenant(options);
  running.push(tenant);
  return tenant;
}

const noGlobal = { globalApp: false } as const;
const threeApps = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

describe('the token endpoint', () => {
  function askToken(tenant: SimulatedTenant, form: Record<string, string>): Promise<Got> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: tenant.clientId,
      audience: `https://${tenant.domain}/api/v2/`,
      ...form,
    });
    return call(`${tenant.url}/oauth/token`, { method: 'POST', body });
  }

  it('gives a day-long bearer token that carries its scope', async () => {
    const tenant = await start({ scopes: ['read:clients', 'read:logs'], clientSecret: 'right' });
    const { status, body } = await askToken(tenant, { client_secret: 'right' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      expires_in: 86_400,
      token_type: 'Bearer',
      scope: 'read:clients read:logs',
    });
    const payload = JSON.parse(
      Buffer.from(body.access_token.split('.')[1], 'base64url').toString('utf8'),
    );
    expect(payload).toMatchObject({ scope: 'read:clients read:logs', gty: 'client-credentials' });
    expect((await get(tenant, '/api/v2/clients', body.access_token)).status).toBe(200);
  });

  it('takes JSON too', async () => {
    const tenant = await start({ clientSecret: 'right' });
    const { status } = await call(`${tenant.url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: tenant.clientId,
        client_secret: 'right',
      }),
    });
    expect(status).toBe(200);
  });

  it.each([{ client_secret: 'wrong' }, { client_secret: 'right', client_id: 'other' }, {}])(
    'refuses wrong credentials %o',
    async (form: Record<string, string>) => {
      const tenant = await start({ clientSecret: 'right' });
      const { status, body } = await askToken(tenant, form);
      expect(status).toBe(401);
      expect(body).toEqual({ error: 'access_denied', error_description: 'Unauthorized' });
    },
  );

  it('refuses the old secret once it was rotated', async () => {
    const tenant = await start({ clientSecret: 'old' });
    const fresh = tenant.rotateSecret();
    expect((await askToken(tenant, { client_secret: 'old' })).status).toBe(401);
    expect((await askToken(tenant, { client_secret: fresh })).status).toBe(200);
  });

  it('refuses an audience it does not serve, when audiences are given', async () => {
    const tenant = await start({ clientSecret: 'right', audiences: ['https://acme/api/v2/'] });
    const wrong = await askToken(tenant, { client_secret: 'right' });
    expect(wrong.status).toBe(403);
    const right = { client_secret: 'right', audience: 'https://acme/api/v2/' };
    expect((await askToken(tenant, right)).status).toBe(200);
  });

  function assertion(
    tenant: SimulatedTenant,
    key: KeyObject,
    claims: Record<string, unknown> = {},
  ): Record<string, string> {
    const now = Math.floor(Date.now() / 1000);
    const encode = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload = {
      iss: tenant.clientId,
      sub: tenant.clientId,
      aud: `https://${tenant.domain}/`,
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      ...claims,
    };
    const signed = `${encode({ alg: 'RS256' })}.${encode(payload)}`;
    const signature = createSign('sha256').update(signed).sign(key, 'base64url');
    return {
      client_assertion: `${signed}.${signature}`,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
  }

  it('takes a client assertion signed by the right key, and no other', async () => {
    const right = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const wrong = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const tenant = await start({ publicKey: right.publicKey });
    const statuses = await Promise.all(
      [
        assertion(tenant, right.privateKey),
        assertion(tenant, wrong.privateKey),
        assertion(tenant, right.privateKey, { exp: 1 }),
        assertion(tenant, right.privateKey, { aud: 'https://elsewhere.example/' }),
        assertion(tenant, right.privateKey, { sub: 'other' }),
        { ...assertion(tenant, right.privateKey), client_assertion: 'no.jwt' },
      ].map(async (form) => (await askToken(tenant, form)).status),
    );
    expect(statuses).toEqual([200, 401, 401, 401, 401, 401]);
  });

  it.each(['RS256', 'ES256', 'PS256'] as const)(
    'serves the real SDK with %s',
    async (algorithm) => {
      const { publicKey, privateKey } =
        algorithm === 'ES256'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('rsa', { modulusLength: 2048 });
      const tenant = await start({ publicKey, apps: threeApps, domain: 'acme.eu.auth0.com' });
      const management = new ManagementClient({
        domain: 'acme.eu.auth0.com',
        clientId: tenant.clientId,
        clientAssertionSigningKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        clientAssertionSigningAlg: algorithm,
        fetch: (url: string | URL | Request, init?: RequestInit) =>
          fetch(
            (url instanceof Request ? url.url : url.toString()).replace(
              'https://acme.eu.auth0.com',
              tenant.url,
            ),
            init,
          ),
      });
      const page = await management.clients.list({ is_global: false });
      expect(page.data.map((app) => app.name)).toEqual(['a', 'b', 'c']);
    },
  );
});

describe('access to the API', () => {
  it('answers 401 without a token, with a made-up one, and with one it gave but no longer takes', async () => {
    const tenant = await start();
    const token = tenant.token();
    expect((await call(`${tenant.url}/api/v2/clients`)).status).toBe(401);
    expect((await get(tenant, '/api/v2/clients', 'made.up')).status).toBe(401);
    expect((await get(tenant, '/api/v2/clients', token)).status).toBe(200);
    tenant.expireTokens();
    const { status, body } = await get(tenant, '/api/v2/clients', token);
    expect(status).toBe(401);
    expect(body).toMatchObject({ statusCode: 401, error: 'Unauthorized' });
  });

  it('answers 401 after a day', async () => {
    const tenant = await start();
    const token = tenant.token();
    tenant.setClockOffset(86_401_000);
    expect((await get(tenant, '/api/v2/clients', token)).status).toBe(401);
  });

  it('answers 403 with the scope it wants, and a token keeps the scopes it was given', async () => {
    const tenant = await start();
    const before = tenant.token();
    tenant.revokeScope('read:logs');
    expect((await get(tenant, '/api/v2/logs', before)).status).toBe(200);
    const { status, body } = await get(tenant, '/api/v2/tenants/settings', tenant.token([]));
    expect(status).toBe(403);
    expect(body).toEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: 'Insufficient scope, expected any of: read:tenant_settings',
      errorCode: 'insufficient_scope',
    });
    expect((await get(tenant, '/api/v2/logs')).status).toBe(403);
    tenant.grantScope('read:logs');
    expect((await get(tenant, '/api/v2/logs')).status).toBe(200);
  });

  it('shows a summary to read:client_summary, and secrets only as asked for', async () => {
    const tenant = await start({ ...noGlobal, apps: [{ name: 'a' }], showSecrets: false });
    const seen = async (...scopes: string[]): Promise<string[]> => {
      const { body } = await get(tenant, '/api/v2/clients', tenant.token(scopes));
      return Object.keys(body[0]).sort();
    };
    expect(await seen('read:client_summary')).toEqual(['app_type', 'client_id', 'name']);
    expect(await seen('read:clients')).not.toContain('client_secret');
    expect(await seen('read:clients', 'read:client_keys')).toContain('client_secret');
  });

  it('answers 404 for what it does not have', async () => {
    const tenant = await start();
    expect((await get(tenant, '/api/v2/nothing')).status).toBe(404);
    expect((await get(tenant, '/api/v2/clients%3Ftake=100')).status).toBe(404);
    const { status, body } = await get(tenant, '/api/v2/clients/missing');
    expect(status).toBe(404);
    expect(body.errorCode).toBe('inexistent_client');
  });
});

describe('rate limits', () => {
  it('are told on every API answer, refusals included', async () => {
    const tenant = await start();
    for (const got of [
      await get(tenant, '/api/v2/clients'),
      await get(tenant, '/api/v2/logs', 'no'),
    ]) {
      expect(Number(got.headers.get('x-ratelimit-limit'))).toBeGreaterThan(0);
      expect(got.headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/);
      const ahead = Number(got.headers.get('x-ratelimit-reset')) - Date.now() / 1000;
      expect(ahead).toBeGreaterThan(-1);
      expect(ahead).toBeLessThan(60);
    }
  });

  it('turn into real 429s when the bucket is empty, and pass as it fills', async () => {
    const tenant = await start({ rateLimit: { burst: 3, perSecond: 2, retryAfter: 2 } });
    const got = [];
    for (let n = 0; n < 4; n += 1) got.push(await get(tenant, '/api/v2/prompts'));
    expect(got.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(got.map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual([
      '2',
      '1',
      '0',
      '0',
    ]);
    expect(got[3]?.headers.get('retry-after')).toBe('2');
    expect(got[3]?.body).toMatchObject({ statusCode: 429, errorCode: 'too_many_requests' });
    await new Promise((resolve) => {
      setTimeout(resolve, 700);
    });
    expect((await get(tenant, '/api/v2/prompts')).status).toBe(200);
  });

  it('say the reset they were given, by a clock that may be off', async () => {
    const hour = 3600;
    const tenant = await start({
      rateLimit: { burst: 3, perSecond: 1, resetAfter: 30 },
      clockOffsetMs: hour * 1000,
    });
    const { headers } = await get(tenant, '/api/v2/prompts');
    const ahead = Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000;
    expect(ahead).toBeGreaterThan(hour + 28);
    expect(ahead).toBeLessThan(hour + 32);
    const date = Date.parse(headers.get('date') ?? '') - Date.now();
    expect(Math.abs(date / 1000 - hour)).toBeLessThan(3);
  });
});

describe('rate limits of several endpoints', () => {
  it('are spent each by its own calls, can be replaced, and say what was spent', async () => {
    const tenant = await start({ rateLimit: { burst: 1, perSecond: 0.01, of: ['clients'] } });
    const statuses = async (...paths: string[]): Promise<number[]> => {
      const got = [];
      for (const path of paths) got.push((await get(tenant, `/api/v2/${path}`)).status);
      return got;
    };
    expect(await statuses('clients', 'prompts', 'prompts', 'clients/x')).toEqual([
      200, 200, 200, 429,
    ]);
    expect(tenant.rateLimits()[0]?.spent).toMatchObject({ calls: 1, refused: 1 });
    expect(tenant.rateLimits()[0]?.spent.lowest).toBeLessThan(0.1);
    tenant.setRateLimit({ burst: 2, perSecond: 0.01 });
    expect(await statuses('clients', 'prompts', 'clients')).toEqual([200, 200, 429]);
    tenant.setRateLimit();
    expect(await statuses('clients', 'clients', 'clients')).toEqual([200, 200, 200]);
  });
});

describe('what a test can see', () => {
  it('every request with its token id, and never the token', async () => {
    const tenant = await start();
    const token = tenant.token();
    await get(tenant, '/api/v2/clients?take=1', token);
    await get(tenant, '/api/v2/clients?take=2', token);
    await get(tenant, '/api/v2/prompts', 'unknown');
    expect(tenant.requests).toMatchObject([
      { method: 'GET', path: '/api/v2/clients?take=1', nth: 1 },
      { method: 'GET', path: '/api/v2/clients?take=2', nth: 2 },
      { method: 'GET', path: '/api/v2/prompts', nth: 1, tokenId: null },
    ]);
    expect(tenant.requests[0]?.tokenId).toMatch(/^\w{24}$/);
    expect(tenant.requests[1]?.tokenId).toBe(tenant.requests[0]?.tokenId);
    expect(JSON.stringify(tenant.requests)).not.toContain(token);
    tenant.reset();
    expect(tenant.requests).toEqual([]);
    await get(tenant, '/api/v2/clients');
    expect(tenant.requests).toMatchObject([{ nth: 1 }]);
  });

  it('only the newest requests, but all are counted', async () => {
    const tenant = await start({ recordRequests: 2 });
    for (const path of ['clients', 'prompts', 'logs']) await get(tenant, `/api/v2/${path}`);
    expect(tenant.requests.map(({ path }) => path)).toEqual(['/api/v2/prompts', '/api/v2/logs']);
    expect(tenant.requestCount()).toBe(3);
  });

  it('the round trip it asked for', async () => {
    const tenant = await start({ latencyMs: 60 });
    const began = performance.now();
    await get(tenant, '/api/v2/prompts');
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });
});
