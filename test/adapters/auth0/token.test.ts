import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCollect, type Auth0Credentials } from '../../../functions/adapters/auth0/collect.ts';
import { ConfigError, OperatorError, StoreError } from '../../../functions/core/errors.ts';
import { sectionNames } from '../../../functions/core/snapshot.ts';
import { collectAs, failureOf, fakeTime, read, requestFor, secret, valueOf } from './reading.ts';
import { inTurn, on, rawApps, startTenant, type ScriptedTenant } from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
});
afterEach(() => server.close());

const token = '/oauth/token';
const unauthorized = { status: 401, body: { statusCode: 401, error: 'Unauthorized' } };
const denied = {
  status: 401,
  body: { error: 'access_denied', error_description: 'Unauthorized <b>secret detail</b>' },
};

describe('the token', () => {
  it('is kept from run to run, and asked for once', async () => {
    const collect = collectAs();
    await collect(requestFor(server.url));
    const second = await collect(requestFor(server.url));
    expect(server.paths().filter((path) => path === token)).toHaveLength(1);
    expect(second.calls).toBe(9);
    expect(valueOf(second, 'settings').flags).toEqual({});
  });

  it('is asked for while what earlier reads left is still read', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.script = ({ path }) => void (path === token && resolve());
    const request = requestFor(server.url);
    const reading = await createCollect(async () => secret, fakeTime())(request, async () => {
      await promise;
      expect(server.paths()).toEqual([token]);
      return request;
    });
    expect(reading.snapshot.sections.apps.ok).toBe(true);
  });

  it('is not waited for when what earlier reads left cannot be read', async () => {
    server.script = ({ path }) =>
      path === token ? { status: 429, headers: { 'retry-after': '600' } } : undefined;
    const wait = Promise.withResolvers<void>();
    const time = { ...fakeTime(), sleep: hears(wait.resolve) };
    const collecting = createCollect(async () => secret, time)(requestFor(server.url), async () => {
      await wait.promise;
      throw new StoreError('synthetic');
    });
    await expect(collecting).rejects.toThrow(StoreError);
    // Whoever still slept would keep the process, and whoever is woken must not ask before the tenant allows it.
    await expect.poll(() => time.sleep.isAwake()).toBe(true);
    await setTimeout(100);
    expect(server.paths()).toEqual([token]);
  });

  it('that is kept and still good is handed out even when there is no time to wait', async () => {
    const collect = collectAs();
    await collect(requestFor(server.url));
    const reading = await collect(requestFor(server.url, { timeLeft: () => 500 }));
    const { reason } = failureOf(reading, 'apps');
    expect(reason).not.toContain('no access token');
    expect(reading.calls).toBe(0);
  });

  it('is not what lacks when another endpoint asks for too long a wait', async () => {
    const body = { statusCode: 429 };
    const headers = { 'retry-after': '86400' };
    server.script = ({ path }) =>
      path === '/api/v2/clients' ? { status: 429, body, headers } : undefined;
    const reading = await read(server);
    const sections = Object.values(reading.snapshot.sections);
    const reasons = sections.flatMap((section) => (section.ok ? [] : [section.reason]));
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons) expect(reason).toMatch(/^Auth0 asks .*1440 minutes/);
    expect(failureOf(reading, 'apps').cause).toBe('rate-limit');
  });

  it('is not shared between tenants', async () => {
    const other = await startTenant();
    other.tokenText = 'synthetic-other-token';
    const collect = collectAs();
    await collect(requestFor(server.url));
    await collect(requestFor(other.url));
    expect(other.asked.at(-1)?.headers.authorization).toBe('Bearer synthetic-other-token');
    await other.close();
  });

  it.each([
    [401, 'access_denied', 'credentials', '401 access_denied'],
    [403, 'unauthorized_client', 'credentials', '403 unauthorized_client'],
    [400, 'invalid_request', 'refused', '400 invalid_request'],
  ])('that is refused with %i leaves every section unread', async (status, error, cause, shown) => {
    server.script = (asked) =>
      asked.path === token ? { status, body: { error, error_description: 'x' } } : undefined;
    const reading = await read(server);
    for (const name of sectionNames) {
      const failure = failureOf(reading, name);
      expect(failure.cause).toBe(cause);
      expect(failure.reason).toContain(shown);
    }
    expect(reading.calls).toBe(1);
  });

  it('says what to do about wrong credentials, and repeats nothing of the answer', async () => {
    server.script = inTurn(on(token), denied);
    expect(failureOf(await read(server), 'apps').reason).toBe(
      'no access token: Auth0 refused the credentials (401 access_denied): check the client id and secret or key, and that the application is authorised for the Management API',
    );
  });

  it.each([
    ['503', { status: 503, raw: '<html>busy</html>' }, 3, /503/],
    ['429', { status: 429, body: { error: 'too_many_requests' } }, 5, /429/],
    ['a page that is not JSON', { raw: '<html>portal</html>' }, 3, /not JSON/],
    ['an answer without a token', { body: { scope: 'read:clients' } }, 3, /not JSON/],
    ['no answer', { fault: 'hang up' as const }, 3, /could not be reached/],
  ])('that %s keeps back leaves every section unavailable', async (_what, reply, calls, said) => {
    server.script = (asked) => (asked.path === token ? reply : undefined);
    const reading = await read(server);
    for (const name of sectionNames) {
      expect(failureOf(reading, name).cause).toBe('unavailable');
      expect(failureOf(reading, name).reason).toMatch(said);
    }
    expect(reading.calls).toBe(calls);
  });

  it('is asked for again when the endpoint recovers', async () => {
    server.script = inTurn(
      on(token),
      { status: 502 },
      { fault: 'cut', body: { access_token: 'x' } },
    );
    const reading = await read(server);
    expect(valueOf(reading, 'apps')).toEqual([]);
    expect(reading.calls).toBe(3 + 9);
  });

  it('cannot be had where nobody listens', async () => {
    const { url } = server;
    await server.close();
    const reading = await collectAs()(requestFor(url));
    expect(failureOf(reading, 'apps').reason).toContain('could not be reached (ECONNREFUSED)');
    server = await startTenant();
  });

  it('tells its scopes inside when the answer does not', async () => {
    const claims = Buffer.from(JSON.stringify({ scope: 'read:clients' })).toString('base64url');
    server.tokenText = `e30.${claims}.synthetic`;
    server.scope = undefined;
    const reading = await read(server);
    expect(valueOf(reading, 'apps')).toEqual([]);
    expect(failureOf(reading, 'settings').cause).toBe('scope');
  });
});

describe('a token refused in the middle of a run', () => {
  it('is replaced once, with credentials read again, and the run goes on', async () => {
    server.apps = rawApps(250);
    const given: Auth0Credentials[] = [secret, { ...secret, clientSecret: 'synthetic-rotated' }];
    server.script = inTurn(on('/api/v2/clients', 'c100'), unauthorized);
    const reading = await collectAs(async () => given.shift() ?? secret)(requestFor(server.url));
    expect(valueOf(reading, 'apps')).toHaveLength(250);
    const secrets = server.asked
      .filter(({ path }) => path === token)
      .map(({ form }) => form.get('client_secret'));
    expect(secrets).toEqual(['synthetic-secret', 'synthetic-rotated']);
    expect(reading.calls).toBe(3 + 9 + 2);
  });

  it('and refused again leaves what is unread to the credentials', async () => {
    server.apps = rawApps(250);
    server.script = ({ path, query }) =>
      path === '/api/v2/clients' && query.get('from') === 'c100' ? unauthorized : undefined;
    const reading = await read(server);
    expect(failureOf(reading, 'apps').cause).toBe('credentials');
    expect(failureOf(reading, 'apps').reason).toContain('401');
    expect(server.paths().filter((path) => path === token)).toHaveLength(2);
  });

  it('stops every section, without asking for more', async () => {
    server.script = ({ path }) => (path === token ? undefined : unauthorized);
    const reading = await read(server);
    for (const name of sectionNames) expect(failureOf(reading, name).cause).toBe('credentials');
    expect(reading.calls).toBeLessThanOrEqual(2 + 4);
  });

  it('takes the refusal of new credentials as it is', async () => {
    let tokens = 0;
    server.script = ({ path }) => {
      if (path !== token) return unauthorized;
      return (tokens += 1) > 1 ? denied : undefined;
    };
    expect(failureOf(await read(server), 'apps').reason).toContain('401 access_denied');
  });
});

describe('credentials', () => {
  it('replaced since the process started are read again', async () => {
    let current: Auth0Credentials = secret;
    server.script = ({ path, form }) => {
      if (path !== token || form.get('client_secret') === 'synthetic-new') return undefined;
      // A lifetime of nothing: the next run has to ask again.
      const body = { access_token: 't', expires_in: 0, scope: server.scope };
      return current === secret ? { body } : denied;
    };
    const collect = collectAs(async () => current);
    await collect(requestFor(server.url));
    current = { ...secret, clientSecret: 'synthetic-new' };
    const reading = await collect(requestFor(server.url));
    expect(valueOf(reading, 'apps')).toEqual([]);
  });

  it('that cannot be read are told in an operator’s words only', async () => {
    const operator = await collectAs(() => {
      throw new OperatorError('the secret acme is empty: put the credentials in it');
    })(requestFor(server.url));
    expect(failureOf(operator, 'apps')).toEqual({
      cause: 'credentials',
      reason:
        'no access token: the credentials could not be read: the secret acme is empty: put the credentials in it',
    });
    const other = await collectAs(() => {
      throw new RangeError('holds synthetic-secret');
    })(requestFor(server.url));
    expect(failureOf(other, 'apps').reason).toContain('could not be read: RangeError');
    expect(other.calls).toBe(0);
  });

  it('that the configuration does not give are an error of the configuration', async () => {
    const collect = collectAs(() => {
      throw new ConfigError('AUTH0_CLIENT_ID is not set');
    });
    await expect(collect(requestFor(server.url))).rejects.toThrow('AUTH0_CLIENT_ID is not set');
  });

  it.each(['pkcs1', 'pkcs8'] as const)('may be a private key in %s', async (type) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type, format: 'pem' }).toString();
    const reading = await collectAs({ clientId: 'monitor', privateKey: pem })(
      requestFor(server.url),
    );
    expect(valueOf(reading, 'apps')).toEqual([]);
    const assertion = server.asked[0]?.form.get('client_assertion') ?? '';
    const [header, claims, signature] = assertion.split('.');
    const signed = Buffer.from(`${header}.${claims}`);
    const bytes = Buffer.from(signature ?? '', 'base64url');
    expect(verify('RSA-SHA256', signed, createPublicKey(privateKey), bytes)).toBe(true);
    const said = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()) as { aud: string };
    expect(said.aud).toBe('https://acme.eu.auth0.com/');
  });

  it('may be a key for another algorithm', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const reading = await collectAs({ clientId: 'monitor', privateKey: pem, alg: 'ES256' })(
      requestFor(server.url),
    );
    expect(valueOf(reading, 'apps')).toEqual([]);
  });

  it.each([
    ['no key at all', 'synthetic-nonsense', 'RS256'],
    ['a key that does not fit', ecKey(), 'RS256'],
  ])('that are %s fail without a request', async (_what, privateKey, alg) => {
    const reading = await collectAs({ clientId: 'monitor', privateKey, alg })(
      requestFor(server.url),
    );
    expect(failureOf(reading, 'apps').cause).toBe('credentials');
    expect(failureOf(reading, 'apps').reason).toContain('unencrypted PEM private key');
    expect(JSON.stringify(reading)).not.toContain('synthetic-nonsense');
    expect(reading.calls).toBe(0);
  });
});

describe('a clock that is far off', () => {
  it.each([
    [12, 'behind'],
    [-12, 'ahead of'],
  ])('by %i minutes is a warning', async (minutes, where) => {
    server.headers = () => ({ date: new Date(Date.now() + minutes * 60_000).toUTCString() });
    const reading = await read(server);
    expect(reading.warnings).toEqual([
      `this machine's clock is 12 minutes ${where} Auth0's: set it (NTP), or times in findings will be wrong`,
    ]);
  });

  it('is none within five minutes', async () => {
    server.headers = () => ({ date: new Date(Date.now() + 4 * 60_000).toUTCString() });
    expect((await read(server)).warnings).toEqual([]);
  });

  it('is named where it spoils a signed assertion, and only there', async () => {
    const date = new Date(Date.now() + 12 * 60_000).toUTCString();
    server.script = (asked) =>
      asked.path === token ? { ...denied, headers: { date } } : undefined;
    const signed = await collectAs(
      { clientId: 'monitor', privateKey: rsaKey() },
      fakeTime(),
    )(requestFor(server.url));
    expect(failureOf(signed, 'apps').reason).toContain("clock is 12 minutes behind Auth0's");
    expect(signed.warnings).toHaveLength(1);
    expect(failureOf(await read(server), 'apps').reason).not.toContain('clock');
  });
});

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function ecKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Sleeps until it is woken, and tells that it does. */
function hears(asleep: () => void) {
  let isAwake = false;
  async function sleep(_ms: number, signal: AbortSignal): Promise<void> {
    const woken = once(signal, 'abort');
    asleep();
    await woken;
    isAwake = true;
  }
  return Object.assign(sleep, { isAwake: () => isAwake });
}
