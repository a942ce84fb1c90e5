import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toLogEntries, toLogEntry } from '../../../functions/adapters/auth0/log-entry.ts';
import type { LogEntry } from '../../../functions/core/log-entry.ts';
import { rawEntry, thirdParty, type Parts } from './log-raw.ts';
import { tenantAt } from './reading.ts';
import { casesOf } from '../../thorough.ts';

const tenant = tenantAt('http://127.0.0.1');

function entry(parts: Parts = {}): LogEntry {
  const read = toLogEntry(rawEntry(parts), tenant);
  if (read === null) throw new Error('the entry was dropped');
  return read;
}

function creation(parts: Parts): LogEntry['creation'] {
  return entry(parts).creation;
}

it('a creation tells who made what, how, and what came of it', () => {
  expect(entry({ answer: { client_id: 'abc', third_party_security_mode: 'permissive' } })).toEqual({
    id: 'log1',
    at: '2026-11-01T08:00:00.000Z',
    operation: 'app-created',
    actor: {
      kind: 'app',
      id: 'caller',
      name: 'Deployer',
      email: null,
      ip: '203.0.113.1',
      userAgent: 'curl/8.5.0',
      tool: 'curl',
      channel: 'api',
    },
    app: 'abc',
    appName: 'Partner',
    creation: {
      firstParty: false,
      asked: 'unstated',
      answered: 'permissive',
      callbacks: ['https://partner.example/callback'],
    },
  });
});

describe('what an entry is about', () => {
  const rows: [string, Parts, Partial<LogEntry>][] = [
    [
      'a creation, whatever its description',
      { description: 'Anlegen' },
      { operation: 'app-created' },
    ],
    [
      'a path with a slash and a query',
      { path: '/api/v2/clients/?x=1' },
      { operation: 'app-created' },
    ],
    ['a method in capitals', { method: 'POST' }, { operation: 'app-created' }],
    [
      'a registration by its path',
      { path: '/oidc/register', description: '' },
      { operation: 'app-registered' },
    ],
    [
      'a registration by its description, wherever its path leads',
      { path: '/u/register', description: 'Dynamic client registration' },
      { operation: 'app-registered' },
    ],
    [
      'a registration without any details',
      { description: 'Dynamic client registration', top: { details: undefined } },
      { operation: 'app-registered' },
    ],
    [
      'a CIMD registration, which somebody asked for through the API',
      { path: '/api/v2/clients/cimd/register', description: '?' },
      { operation: 'app-registered' },
    ],
    [
      'an update, by the id in its path',
      { method: 'patch', path: '/api/v2/clients/x%2Fy', status: 200, answer: {} },
      { operation: 'app-updated', app: 'x/y' },
    ],
    [
      'a deletion of an app that is gone',
      { method: 'delete', path: '/api/v2/clients/gone', status: 204, body: {}, answer: {} },
      { operation: 'app-deleted', app: 'gone' },
    ],
    [
      'an id that cannot be decoded',
      { method: 'delete', path: '/api/v2/clients/%E0%A4%A', body: {}, answer: {} },
      { operation: 'app-deleted', app: '%E0%A4%A' },
    ],
    [
      'settings, as far as they were set to something plain',
      {
        method: 'patch',
        path: '/api/v2/tenants/settings',
        body: {
          dynamic_client_registration_security_mode: 'strict',
          flags: { a: true },
          list: [1],
        },
        answer: { other: 1 },
      },
      {
        operation: 'settings-updated',
        settings: { dynamic_client_registration_security_mode: 'strict', 'flags.a': true },
      },
    ],
    [
      'a grant of an app',
      {
        path: '/api/v2/client-grants',
        body: { client_id: 'a', audience: 'https://a' },
        answer: {},
      },
      { operation: 'grant-changed', app: 'a', audience: 'https://a' },
    ],
    [
      'a default grant',
      {
        method: 'patch',
        path: '/api/v2/client-grants/cgr_1',
        body: {},
        answer: { default_for: 'd', audience: 'https://a' },
      },
      { operation: 'grant-changed', defaultFor: 'd', audience: 'https://a' },
    ],
    [
      'an API, by its identifier',
      {
        method: 'patch',
        path: '/api/v2/resource-servers/1',
        body: {},
        answer: { identifier: 'https://api.example' },
      },
      { operation: 'api-updated', api: 'https://api.example' },
    ],
    [
      'an API whose identifier is not said, by what is in the path',
      { method: 'put', path: '/api/v2/resource-servers/id1', body: {}, answer: {} },
      { operation: 'api-updated', api: 'id1' },
    ],
    [
      'a deprecation notice that mentions third-party apps',
      {
        top: {
          type: 'depnote',
          description: 'Third Party default',
          details: { feature: { name: 'F' } },
        },
      },
      { operation: 'deprecation-notice', notice: 'F' },
    ],
    [
      'a notice whose feature mentions them, without a name',
      { top: { type: 'depnote', description: 'D', details: { feature: { id: 'third-party-x' } } } },
      { operation: 'deprecation-notice', notice: 'D' },
    ],
  ];

  it.each(rows)('%s', (_what, parts, expected) => {
    expect(entry(parts)).toMatchObject(expected);
  });

  it.each([
    ['a refused request', { status: 403 }],
    ['a failed operation', { top: { type: 'fapi' } }],
    ['reading secrets', { method: 'get', description: 'Get clients' }],
    [
      'a new secret',
      { path: '/api/v2/clients/a/rotate-secret', description: 'Rotate a client secret' },
    ],
    ['another notice', { top: { type: 'depnote', description: 'Legacy', details: {} } }],
    ['a name of Object.prototype', { path: '/x', description: 'constructor' }],
    ['no date', { date: undefined }],
    ['a date that is none', { date: 'yesterday' }],
    ['a date before 1970', { date: -1 }],
    ['a date in an empty object', { date: {} }],
    ['no log_id', { top: { log_id: undefined } }],
    ['an empty log_id', { id: '' }],
    ['a log_id of another kind', { top: { log_id: { $oid: 'x' } } }],
    ['an endless log_id', { id: 'x'.repeat(201) }],
  ] as [string, Parts][])('%s is nothing', (_what, parts) => {
    expect(toLogEntry(rawEntry(parts), tenant)).toBeNull();
  });
});

it.each([
  ['text', '2026-11-01T08:00:00.000Z'],
  ['text of another zone', '2026-11-01T09:00:00+01:00'],
  ['an object of MongoDB', { $date: '2026-11-01T08:00:00Z' }],
  ['an object with a number', { $date: { $numberLong: '1793520000000' } }],
  ['milliseconds', 1_793_520_000_000],
])('a date may be %s', (_what, date) => {
  expect(entry({ date }).at).toBe('2026-11-01T08:00:00.000Z');
});

describe('a creation', () => {
  const asked: [string, unknown, string, boolean | null][] = [
    ['names its mode', { ...thirdParty, third_party_security_mode: 'strict' }, 'strict', false],
    ['names none', thirdParty, 'unstated', false],
    ['names null', { ...thirdParty, third_party_security_mode: null }, 'unstated', false],
    [
      'names one that is unknown',
      { ...thirdParty, third_party_security_mode: 7 },
      'unknown',
      false,
    ],
    ['is JSON', JSON.stringify(thirdParty), 'unstated', false],
    ['says nothing of its party', { name: 'n' }, 'unstated', true],
    ['says something else of its party', { name: 'n', is_first_party: 'no' }, 'unstated', null],
    ['is absent', undefined, 'unknown', null],
    ['is null', null, 'unknown', null],
    ['is empty', {}, 'unknown', null],
    ['is no text', '', 'unknown', null],
    ['is a list', [thirdParty], 'unknown', null],
    ['is cut JSON', '{"name":"x","is_first_party":false', 'unknown', null],
    ['is JSON over 1 MB', JSON.stringify({ ...thirdParty, x: 'x'.repeat(1e6) }), 'unknown', null],
    ['is an object over 1 MB', { ...thirdParty, x: 'x'.repeat(2e6) }, 'unstated', false],
  ];

  it.each(asked)('whose request %s', (_what, body, mode, firstParty) => {
    const details = { ...(rawEntry()['details'] as object), request: { ...request(), body } };
    expect(creation({ top: { details } })).toMatchObject({ asked: mode, firstParty });
  });

  function request(): object {
    return { method: 'post', path: '/api/v2/clients' };
  }

  it.each([
    ['permissive', { client_id: 'a', third_party_security_mode: 'permissive' }, 'permissive'],
    ['strict by its id', { client_id: 'tpc_a' }, 'strict'],
    ['unknown', { client_id: 'a' }, 'unknown'],
    ['a mode nobody knows', { client_id: 'tpc_a', third_party_security_mode: 'x' }, 'unknown'],
    ['JSON', '{"client_id":"tpc_a"}', 'strict'],
    ['cut short', '{"client_id":"tpc_', 'unknown'],
    ['absent', null, 'unknown'],
  ])('whose answer is %s', (_what, answer, answered) => {
    expect(creation({ answer })).toMatchObject({ answered });
  });

  it('without an answer has no app, and the name that was asked for', () => {
    const read = entry({ answer: null });
    expect(read).not.toHaveProperty('app');
    expect(read.appName).toBe('Partner');
  });

  it('by registration is third-party, whatever it says, with the names of RFC 7591', () => {
    const body = { client_name: 'Bot', redirect_uris: ['cursor://x/cb'], is_first_party: true };
    const read = entry({ path: '/oidc/register', body, answer: { client_id: 'a' } });
    expect(read).toMatchObject({ appName: 'Bot', app: 'a' });
    expect(read.creation).toMatchObject({ firstParty: false, callbacks: ['cursor://x/cb'] });
  });

  it('is bounded, whatever a stranger registers', () => {
    const redirect_uris = Array.from(
      { length: 5_000 },
      (_, at) => `https://${at}.example/callback`,
    );
    const read = entry({
      path: '/oidc/register',
      body: { client_name: 'n'.repeat(1e6), redirect_uris },
      answer: { client_id: 'i'.repeat(1e6) },
      request: { userAgent: 'u'.repeat(1e6), ip: '1'.repeat(1e6) },
    });
    expect(JSON.stringify(read).length).toBeLessThan(25_000);
  });
});

describe('settings', () => {
  function settings(body: unknown): LogEntry['settings'] {
    return entry({ method: 'patch', path: '/api/v2/tenants/settings', body, answer: {} }).settings;
  }

  it('are bounded in number, name and length', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`s${at}`, at]));
    expect(Object.keys(settings({ flags: many }) ?? {})).toHaveLength(100);
    expect(settings({ a: 'x'.repeat(999), ['k'.repeat(201)]: 1 })).toEqual({ a: 'x'.repeat(200) });
  });

  it('hold no secret, and nothing deeper than one level', () => {
    const body = {
      a: null,
      b: { c: { d: 1 }, e: [1], f: 2 },
      api_key: 'planted',
      smtp: { password: 'planted', accessToken: 'planted' },
      change_password: { enabled: true },
    };
    expect(settings(body)).toEqual({ a: null, 'b.f': 2, 'change_password.enabled': true });
  });

  it('are none when the request is not known', () => {
    expect(settings(null)).toEqual({});
  });
});

describe('the actor', () => {
  const person = { user_id: 'auth0|1', name: 'Ann', email: 'ann@example.com' };
  const auth = { user: person };

  it('is a person where one is signed in, in the Dashboard', () => {
    const request = { auth, channel: 'https://manage.auth0.com/', ip: '203.0.113.9' };
    expect(entry({ request }).actor).toMatchObject({
      kind: 'user',
      id: 'auth0|1',
      name: 'Ann',
      email: 'ann@example.com',
      ip: '203.0.113.9',
      channel: 'dashboard',
    });
  });

  it.each([
    ['a person of whom only the id is said', { user_id: 'auth0|1' }, {}, 'user', 'auth0|1', null],
    ['a text', 'caller@clients', {}, 'app', 'caller', 'Deployer'],
    ['missing', undefined, {}, 'app', 'caller', 'Deployer'],
    ['missing, with a person above', undefined, { user_id: 'u', user_name: 'U' }, 'user', 'u', 'U'],
    ['a machine', {}, { user_id: 'm2m@clients', client_id: '' }, 'app', 'm2m', 'Deployer'],
    ['a person called so', { user_id: 'auth0|a@clients' }, {}, 'user', 'auth0|a@clients', null],
    ['nobody', {}, { client_id: '', client_name: '' }, 'unknown', null, null],
    ['of another kind', { user_id: 7 }, { client_id: 7 }, 'unknown', null, null],
  ])('is told where the user is %s', (_what, user, top, kind, id, name) => {
    const { actor } = entry({ request: { auth: { user } }, top });
    expect(actor).toMatchObject({ kind, id, name });
  });

  it('of a registration is anyone, whatever the entry says', () => {
    const { actor } = entry({ path: '/oidc/register', request: { auth } });
    expect(actor).toMatchObject({ kind: 'anyone', id: null, name: null, channel: 'dcr' });
  });

  it('of a CIMD registration is who asked for it', () => {
    const { actor } = entry({ path: '/api/v2/clients/cimd/register' });
    expect(actor).toMatchObject({ kind: 'app', id: 'caller', channel: 'api' });
  });

  it.each([
    ['https://manage.auth0.com.evil.example/', 'api'],
    ['https://manage.auth0.com', 'dashboard'],
    [7, 'api'],
  ])('came by %s', (channel, expected) => {
    expect(entry({ request: { channel } }).actor.channel).toBe(expected);
  });

  it.each([
    [
      'Terraform-Provider-Auth0/1.52.0 (Go-Auth0-SDK/1.45.0; Terraform-SDK/2.38.1; Terraform/1.15.0)',
      'Terraform provider',
    ],
    ['Go-Auth0-SDK/v3; Terraform-SDK/1.0.0; Terraform/0.12', 'Terraform provider'],
    ['Go-Auth0/1.45.0', 'go-auth0'],
    ['deploy-cli/8.44.0 (node.js/24.1.0)', 'Auth0 Deploy CLI'],
    ['Auth0 CLI/1.20.0', 'Auth0 CLI'],
    ['node.js/24.1.0', 'Node.js (such as node-auth0)'],
    ['node', 'Node.js (such as node-auth0)'],
    ['Python/3.13.1', 'Python (such as auth0-python)'],
    ['curl/8.5.0', 'curl'],
    ['Mozilla/5.0 (Macintosh) Chrome/95', 'browser'],
    ['mine, like curl/8.5.0', null],
    ['', null],
  ])('used %s: %s', (userAgent, tool) => {
    expect(entry({ request: { userAgent } }).actor.tool).toBe(tool);
  });

  describe('with hashed personal data', () => {
    const hashing = tenantAt('http://127.0.0.1', { personalData: 'hashed' });

    function actorOf(parts: Parts, of = hashing): LogEntry['actor'] | undefined {
      return toLogEntry(rawEntry(parts), of)?.actor;
    }

    it('shows no person, and the same hash each time in one tenant alone', () => {
      const actor = actorOf({ request: { auth } });
      for (const key of ['id', 'name', 'email', 'ip'] as const) {
        expect(actor?.[key]).toMatch(/^hashed:[0-9a-f]{16}$/);
      }
      expect(JSON.stringify(actor)).not.toMatch(/Ann|auth0\|1|203\.0/);
      expect(actorOf({ id: 'other', request: { auth } })?.id).toBe(actor?.id);
      const elsewhere = tenantAt('http://127.0.0.1', { id: 'acme-test', personalData: 'hashed' });
      expect(actorOf({ request: { auth } }, elsewhere)?.id).not.toBe(actor?.id);
    });

    it('shows apps, which are no persons', () => {
      const actor = actorOf({});
      expect(actor).toMatchObject({ id: 'caller', name: 'Deployer' });
      expect(actor?.ip).toMatch(/^hashed:/);
    });
  });
});

describe('many entries', () => {
  it('come each once, by time and then by id', () => {
    const raw = [
      rawEntry({ id: 'b', date: '2026-11-01T08:00:00.000Z' }),
      rawEntry({ id: 'c', date: '2026-11-01T07:00:00.000Z' }),
      null,
      rawEntry({ id: 'b' }),
      rawEntry({ id: 'a', date: '2026-11-01T08:00:00.000Z' }),
    ];
    expect(toLogEntries(raw, tenant).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
  });

  it('of a tenant that is probed leave out what a probe did, and nothing that leads anywhere', () => {
    const probed = tenantAt('http://127.0.0.1', { toggle: { probeEveryDays: 7 } });
    const name = 'strictwatch-probe-7d3f8a10-0000-4000-8000-000000000000';
    const raw = [
      rawEntry({ id: 'probe', body: { name, is_first_party: false }, answer: { client_id: 'a' } }),
      rawEntry({ id: 'not', body: { ...thirdParty, name }, answer: { client_id: 'b' } }),
      rawEntry({ id: 'nor', body: { name: `${name}!` }, answer: { client_id: 'c' } }),
    ];
    expect(toLogEntries(raw, probed).map(({ id }) => id)).toEqual(['nor', 'not']);
    expect(toLogEntries(raw, tenant)).toHaveLength(3);
  });

  it('may be anything, and keep no token', () => {
    const broken = fc.object({
      key: fc.constantFrom(
        'details',
        'request',
        'response',
        'body',
        'auth',
        'user',
        'path',
        'method',
        'log_id',
        'date',
        'data',
        'type',
        'description',
        'flags',
      ),
      values: [
        fc.constantFrom(
          'post',
          '/api/v2/clients',
          '/oidc/register',
          '2026-11-01',
          'depnote',
          '{',
          '\ud800',
          '__proto__',
        ),
        fc.integer(),
        fc.constant(null),
      ],
      maxDepth: 5,
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(broken, fc.anything())), (raw) => {
        for (const { at } of toLogEntries(raw, tenant)) expect(Date.parse(at)).not.toBeNaN();
      }),
      { numRuns: casesOf(500) },
    );
    const planted = { jti: 'planted-token' };
    const request = { auth: { credentials: planted }, headers: { authorization: 'planted-token' } };
    const answer = {
      client_id: 'a',
      client_secret: 'planted-token',
      signing_keys: ['planted-token'],
    };
    expect(JSON.stringify(entry({ request, answer }))).not.toContain('planted');
  });
});

const samples = new URL('../../../../shared/reference/auth0-samples/', import.meta.url);

function sample(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8')) as Record<
    string,
    unknown
  >;
}

describe.skipIf(!existsSync(samples))(
  'recorded entries (../shared/reference/auth0-samples)',
  () => {
    it('of a creation in the Dashboard, as a stream delivers it', () => {
      const [read] = toLogEntries([sample('log-create-client-first-party')], tenant);
      expect(read).toMatchObject({
        id: '90020211103020611966106762909211229137199648175879618642',
        at: '2021-11-03T02:06:06.888Z',
        operation: 'app-created',
        app: 'OjVPkOH645QsMFPitAEmQOx2J7NcAYCZ',
        appName: 'My Test App',
        actor: {
          kind: 'user',
          id: 'auth0|6181ce2b0f293a006d158194',
          email: 'admin@example.com',
          channel: 'dashboard',
          tool: 'browser',
        },
        creation: { firstParty: true, asked: 'unstated', answered: 'unknown' },
      });
      expect(JSON.stringify(read)).not.toMatch(/REDACTED|08eb25a1/);
    });

    it('of something else, in the envelope of EventBridge, tell nothing', () => {
      const { detail } = sample('log-eventbridge-envelope-sapi');
      expect(toLogEntries([detail], tenant)).toEqual([]);
    });
  },
);

it('a registration is one by its description, although its path is that of a creation', () => {
  const { operation, actor } = entry({ description: 'Dynamic client registration' });
  expect([operation, actor.kind, actor.id]).toEqual(['app-registered', 'anyone', null]);
});

it.each([undefined, null, '', 'created', 302])(
  'an entry whose status is %j says who, and not what was answered',
  (statusCode) => {
    const raw = rawEntry();
    const body = { client_id: 'abc', third_party_security_mode: 'permissive' };
    const response = { body, ...(statusCode !== undefined && { statusCode }) };
    const details = { ...(raw['details'] as object), response };
    const read = toLogEntry({ ...raw, details }, tenant);
    expect(read).toMatchObject({ operation: 'app-created', app: 'abc', actor: { id: 'caller' } });
    expect(read?.creation).toMatchObject({ asked: 'unstated', answered: 'unknown' });
  },
);
