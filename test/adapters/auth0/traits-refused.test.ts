import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appFields } from '../../../functions/adapters/auth0/schema-app.ts';
import { startTenant as startSimulated } from '../../../demo/tenant.ts';
import { call } from '../../demo/client.ts';
import { failureOf, idsOf, read } from './reading.ts';
import { rawApps, startTenant, type Asked, type Reply, type ScriptedTenant } from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
  server.apps = rawApps(250);
});
afterEach(() => server.close());

const message = 'You cannot read the following fields: addons';
const refusal: Reply = { status: 403, body: { statusCode: 403, error: 'Forbidden', message } };

function isForTraits({ path, query }: Asked): boolean {
  return path === '/api/v2/clients' && query.get('fields')?.includes('addons') === true;
}

function listings(): Asked[] {
  return server.asked.filter(({ path }) => path === '/api/v2/clients');
}

describe('a tenant that refuses what readiness needs', () => {
  beforeEach(() => {
    server.script = (asked) => (isForTraits(asked) ? refusal : undefined);
  });

  it('is read all the same, asked for what it gave before, and says so', async () => {
    const reading = await read(server);
    expect(idsOf(reading)).toHaveLength(250);
    expect(
      listings()
        .slice(1)
        .map(({ query }) => query.get('fields')),
    ).toEqual(Array.from({ length: 3 }, () => appFields.join(',')));
    expect(reading.warnings).toEqual([expect.stringContaining('readiness knows less')]);
    expect(listings()).toHaveLength(1 + 3);
  });

  it('is listed on from where an earlier run stopped', async () => {
    const resume = { cursor: 'c100', takenAt: '2026-11-01T08:00:00.000Z', apps: [] };
    const reading = await read(server, { resume });
    expect(reading.snapshot.takenAt).toBe(resume.takenAt);
    expect(listings().map(({ query }) => query.get('from'))).toEqual([
      'c100',
      null,
      'c100',
      'c200',
    ]);
  });

  it('has its deletions confirmed as ever', async () => {
    const knownApps = new Set(['gone', ...server.apps.map(({ client_id }) => String(client_id))]);
    expect(idsOf(await read(server, { knownApps }))).toHaveLength(250);
    expect(server.paths()).toContain('/api/v2/clients/gone');
  });
});

it.each<[string, Reply, string]>([
  [
    'lacks the scope',
    {
      status: 403,
      body: {
        statusCode: 403,
        errorCode: 'insufficient_scope',
        message: 'Insufficient scope, expected any of: read:clients',
      },
    },
    'scope',
  ],
  ['is told no such thing', { status: 404, body: { statusCode: 404 } }, 'refused'],
])('a token that %s is not tried twice', async (_what, reply, cause) => {
  server.script = ({ path }) => (path === '/api/v2/clients' ? reply : undefined);
  expect(failureOf(await read(server), 'apps').cause).toBe(cause);
  expect(listings()).toHaveLength(1);
});

it('a refusal in the middle of the list is not about what was asked for', async () => {
  server.script = (asked) => (asked.query.get('from') === 'c100' ? refusal : undefined);
  expect(failureOf(await read(server), 'apps').cause).toBe('refused');
  expect(listings().map(({ query }) => query.get('from'))).toEqual([null, 'c100', null, 'c100']);
});

it('a tenant that refuses everything is unread, and nothing is said of readiness', async () => {
  server.script = ({ path }) => (path === '/api/v2/clients' ? refusal : undefined);
  const reading = await read(server);
  expect(failureOf(reading, 'apps').cause).toBe('refused');
  expect(reading.warnings).toEqual([]);
  expect(listings()).toHaveLength(2);
});

it('the simulated tenant refuses a secret asked for by name, unless the token may read it', async () => {
  const tenant = await startSimulated({ apps: [{ name: 'a' }] });
  const get = (fields: string, scope: string, query = '') =>
    call(`${tenant.url}/api/v2/clients?take=1&fields=${fields}${query}`, {
      headers: { authorization: `Bearer ${tenant.token([scope])}` },
    });
  const refused = await get('name,client_secret', 'read:clients');
  expect(refused.status).toBe(403);
  expect(refused.body.message).toBe('You cannot read the following fields: client_secret');
  expect((await get('client_authentication_methods', 'read:clients')).status).toBe(403);
  expect((await get('client_secret', 'read:client_keys')).status).toBe(200);
  expect((await get('client_secret', 'read:clients', '&include_fields=false')).status).toBe(200);
  expect((await get('name,addons,refresh_token', 'read:clients')).status).toBe(200);
  await tenant.close();
});

it('a page with secrets that cannot be read leaves none of them in the reason', async () => {
  const secret = 'SYNTHETIC-SAS-KEY';
  server.apps = rawApps(3, { addons: { azure_sb: { sasKey: secret } } });
  server.script = ({ path }) =>
    path === '/api/v2/clients' ? { fault: 'cut', body: { clients: server.apps } } : undefined;
  const cut = await read(server);
  expect(failureOf(cut, 'apps').reason).toContain('not JSON');
  expect(JSON.stringify(cut)).not.toContain(secret);
  server.script = ({ path }) =>
    path === '/api/v2/clients'
      ? { body: { clients: [{ ...server.apps[0], client_id: '' }] } }
      : undefined;
  const nameless = await read(server);
  expect(failureOf(nameless, 'apps').cause).toBe('inconsistent');
  expect(JSON.stringify(nameless)).not.toContain(secret);
});
