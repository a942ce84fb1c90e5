import { describe, expect, test } from 'vitest';
import { requirements } from '../../../functions/core/readiness/requirements.ts';
import { api, defaultGrant } from '../../../functions/core/sample.ts';
import {
  orders,
  ownGrant,
  placeOf,
  sections,
  system,
  told,
  type AppParts,
  type Values,
} from './readiness-samples.ts';

/** An app, in a tenant that differs from the quiet one by these sections. */
interface Case {
  readonly app?: AppParts;
  readonly tenant?: Values;
}

/** Apps for which the demand is shown unmet or the question is put, apps it means nothing to, and those nobody can tell of. */
interface Cases {
  readonly hits: readonly Case[];
  readonly misses: readonly Case[];
  readonly untold?: readonly Case[];
  /** What the detail of each hit must hold, in their order. */
  readonly shows?: readonly string[];
}

const machine = { grantTypes: ['client_credentials'] };
const cut = '… and 7 more (0123456789abcdef)';
const open = { apis: [api({ identifier: orders, userPolicy: 'allow_all' })] };
const rule = { id: 'rul_1', name: 'add roles' };
const exchange = { id: 'hok_1', name: 'add claims', trigger: 'credentials-exchange' };
const trait = (...traits: string[]): Case => ({ app: { traits } });
const ofUsers: Cases = { hits: [{}, { app: { grantTypes: [] } }], misses: [{ app: machine }] };

/** A new demand is listed here, or a test below fails. */
const cases: Readonly<Record<string, Cases>> = {
  'grant-types': {
    hits: [{ app: { grantTypes: ['authorization_code', 'implicit', 'password'] } }],
    shows: ['configured: "implicit", "password"'],
    misses: [
      {},
      { app: machine },
      { app: { grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'] } },
    ],
    untold: [{ app: { grantTypes: [] } }, { app: { grantTypes: ['authorization_code', cut] } }],
  },
  'client-credentials-public': {
    hits: [{ app: { ...machine, authMethod: 'none' } }],
    misses: [
      { app: machine },
      { app: { authMethod: 'none' } },
      { app: { ...machine, authMethod: undefined } },
    ],
  },
  'client-credentials-registered': {
    hits: [{ app: { ...machine, origin: 'dcr' } }, { app: { ...machine, origin: 'cimd' } }],
    shows: ['registered by: "dcr"', 'registered by: "cimd"'],
    misses: [{ app: machine }, { app: { origin: 'dcr' } }],
    untold: [{ app: { ...machine, origin: 'unknown' } }],
  },
  'app-type': {
    hits: [{ app: { appType: 'sso_integration' } }],
    shows: ['type: "sso_integration"'],
    misses: ['regular_web', 'spa', 'native', 'non_interactive'].map((appType) => ({
      app: { appType },
    })),
    untold: [{ app: { appType: undefined } }],
  },
  'jwt-alg': {
    hits: [trait('jwt-alg=HS256')],
    shows: ['"HS256"'],
    misses: [{}, trait('jwt-alg=RS256')],
    untold: [trait('addon=samlp', cut)],
  },
  'exact-callbacks': {
    hits: [{ app: { callbacks: ['https://a.example/', 'https://*.evil.example/'] } }],
    shows: ['callbacks: "https://*.evil.example/"'],
    misses: [{}, { app: { callbacks: [] } }, { app: { origins: ['https://*.evil.example'] } }],
    untold: [{ app: { callbacks: ['https://a.example/', cut] } }],
  },
  'exact-origins': {
    hits: [{ app: { origins: ['https://*.evil.example', cut] } }],
    shows: ['origins: "https://*.evil.example"'],
    misses: [{}, { app: { callbacks: ['https://*.evil.example/'] } }],
  },
  'oidc-conformant': { hits: [trait('not-oidc-conformant')], misses: [{}] },
  'saml-ws-fed': {
    hits: [trait('addon=samlp'), trait('addon=aws', 'addon=wsfed')],
    shows: ['addons: "samlp"', 'addons: "wsfed"'],
    misses: [{}, trait('addon=aws')],
  },
  addons: {
    hits: [trait('addon=aws', 'addon=samlp')],
    shows: ['addons: "aws"'],
    misses: [{}, trait('addon=samlp', 'addon=wsfed')],
  },
  'cross-origin-authentication': { hits: [trait('cross-origin-authentication')], misses: [{}] },
  'backchannel-logout': { hits: [trait('oidc-logout')], misses: [{}] },
  'pushed-authorization-requests': {
    hits: [trait('pushed-authorization-requests')],
    misses: [{}],
  },
  'signed-request-object': { hits: [trait('signed-request-object')], misses: [{}] },
  'system-apis': {
    hits: [{ tenant: { grants: [ownGrant(system, { subjectType: 'user' })] } }],
    shows: [`grants for users to: "${system}"`],
    misses: [
      { app: machine, tenant: { grants: [ownGrant(system, { subjectType: 'client' })] } },
      { tenant: { grants: [ownGrant(orders)] } },
      { tenant: { grants: [{ ...ownGrant(system), appId: 'another' }] } },
      { tenant: { grants: [], apis: undefined } },
    ],
    untold: [
      { tenant: { grants: undefined } },
      { tenant: { grants: [ownGrant(orders)], apis: undefined } },
      { tenant: { grants: [ownGrant(system, { subjectType: 'agent' })] } },
    ],
  },
  'universal-login': {
    hits: [{ tenant: { login: { experience: 'classic', identifierFirst: false } } }],
    shows: ['the tenant uses Classic Login'],
    misses: [
      {},
      { app: machine, tenant: { login: { experience: 'classic', identifierFirst: false } } },
    ],
    untold: [
      { tenant: { login: undefined } },
      { tenant: { login: { experience: 'unknown', identifierFirst: false } } },
    ],
  },
  'no-active-rules': {
    hits: [{ tenant: { pipeline: { rules: [rule], hooks: [], gone: [] } } }],
    shows: ['active Rules in the tenant: 1'],
    misses: [
      {},
      { tenant: { pipeline: { rules: [], hooks: [exchange], gone: ['rules'] } } },
      { app: machine, tenant: { pipeline: { rules: [rule], hooks: [], gone: [] } } },
    ],
    untold: [{ tenant: { pipeline: undefined } }],
  },
  'no-active-hooks': {
    hits: [{ app: machine, tenant: { pipeline: { rules: [], hooks: [exchange], gone: [] } } }],
    misses: [
      { tenant: { pipeline: { rules: [], hooks: [exchange], gone: [] } } },
      {
        app: machine,
        tenant: { pipeline: { rules: [rule], hooks: [{ ...exchange, trigger: 'x' }], gone: [] } },
      },
    ],
    untold: [{ app: machine, tenant: { pipeline: undefined } }],
  },
  'domain-connection': {
    hits: [
      { tenant: { connections: [] } },
      { tenant: { connections: [{ id: 'c', name: 'c', strategy: 'waad', domain: false }] } },
    ],
    shows: ['connections: 0, none', 'connections: 1, none'],
    misses: [{}, { app: machine, tenant: { connections: [] } }],
    untold: [{ tenant: { connections: undefined } }],
  },
  'refresh-tokens-expire': {
    hits: [
      trait('refresh-token-never-expires'),
      trait('refresh-token-never-expires', 'refresh-token-never-idle'),
    ],
    shows: ['never expire', 'never expire; may lie idle for ever'],
    misses: [
      {},
      { app: { grantTypes: ['authorization_code'], traits: ['refresh-token-never-expires'] } },
    ],
  },
  'refresh-tokens-rotate': {
    hits: [
      { app: { appType: 'spa', traits: ['refresh-token-not-rotated'] } },
      { app: { appType: 'native', traits: ['refresh-token-not-rotated'] } },
    ],
    misses: [
      { app: { appType: 'spa' } },
      { app: { appType: 'regular_web', traits: ['refresh-token-not-rotated'] } },
      { app: { appType: undefined } },
    ],
    untold: [{ app: { appType: undefined, traits: ['refresh-token-not-rotated'] } }],
  },
  organizations: {
    hits: [trait('organizations=require, pre_login_prompt')],
    shows: ['"require, pre_login_prompt"'],
    misses: [{}],
  },
  'client-grants': {
    hits: [
      { tenant: open },
      { tenant: { ...open, grants: [ownGrant(orders, { subjectType: 'client' })] } },
      { tenant: { ...open, grants: [defaultGrant({ audience: orders, subjectType: 'client' })] } },
    ],
    shows: [`without a grant it may call: "${orders}"`, orders, orders],
    misses: [
      {},
      { app: machine, tenant: open },
      { tenant: { ...open, grants: [ownGrant(orders)] } },
      { tenant: { ...open, grants: [defaultGrant({ audience: orders })] } },
      { tenant: { apis: [api({ identifier: system, system: true, userPolicy: 'allow_all' })] } },
      { tenant: { apis: [api({ identifier: orders, userPolicy: 'deny_all' })] } },
      { tenant: { grants: undefined } },
    ],
    untold: [
      { tenant: { apis: undefined } },
      { tenant: { ...open, grants: undefined } },
      { tenant: { apis: [api({ identifier: orders, userPolicy: 'ask_me' })] } },
    ],
  },
  oidc: ofUsers,
  pkce: ofUsers,
  userinfo: ofUsers,
  logout: ofUsers,
  'initiated-login': { hits: [trait('initiate-login-uri')], misses: [{}] },
  'login-page': ofUsers,
  'authorize-parameters': ofUsers,
  'system-apis-for-users': ofUsers,
  mtls: {
    hits: [{ app: { authMethod: undefined } }],
    misses: [{}, { app: { authMethod: 'none' } }],
  },
  'refresh-mfa': { hits: [{}], misses: [{ app: { grantTypes: ['authorization_code'] } }] },
  'legacy-endpoints': { hits: [{}, { app: machine }], misses: [] },
};

test('every demand has an app that does not meet it and one that does, and nothing else is listed', () => {
  expect(Object.keys(cases).sort()).toEqual(requirements.map(({ id }) => id).sort());
  const bare = requirements.filter(({ id, test }) => {
    const { hits = [], misses = [] } = cases[id] ?? {};
    return hits.length === 0 || (test !== undefined && misses.length === 0);
  });
  expect(bare).toEqual([]);
});

describe.each(requirements)('$id', ({ id, kind }) => {
  const { hits = [], misses = [], untold = [], shows = [] } = cases[id] ?? {};
  const place = kind === 'ask' ? 'asked' : 'unmet';

  test.each(hits)(`${place}: %j`, ({ app = {}, tenant }) => {
    expect(placeOf(told(app, tenant), id)).toBe(place);
  });

  test.skipIf(misses.length === 0).each(misses)('met: %j', ({ app = {}, tenant }) => {
    expect(placeOf(told(app, tenant), id)).toBe('met');
  });

  test.skipIf(untold.length === 0).each(untold)(
    'asked, with the reason: %j',
    ({ app = {}, tenant }) => {
      const one = told(app, tenant);
      expect(placeOf(one, id)).toBe('asked');
      expect(one.hints).toContainEqual({ requirement: id, detail: expect.stringMatching(/\w{3}/) });
    },
  );

  test.skipIf(shows.length === 0).each(shows.map((text, index) => [text, index] as const))(
    'says %s',
    (text, index) => {
      const { app = {}, tenant } = hits[index] ?? {};
      const unmet = told(app, tenant).unmet.find(({ requirement }) => requirement === id);
      expect(unmet?.detail).toContain(text);
    },
  );
});

test.each(requirements)('$id has its words, its source at Auth0 and a day', (one) => {
  expect(one.title.length).toBeGreaterThan(10);
  expect(one.fix).toMatch(/\.$/);
  expect(one.source).toMatch(/^https:\/\/auth0\.com\/docs\/[a-z0-9/#-]+$/);
  expect(one.since).toMatch(/^2026-0[4-7]-\d\d$/);
});

test('ids are unique', () => {
  expect(new Set(requirements.map(({ id }) => id)).size).toBe(requirements.length);
});

test('the quiet app has nothing in its way, and is still asked about', () => {
  const one = told({});
  expect(one).toMatchObject({ state: 'ask', unmet: [] });
  expect(one).not.toHaveProperty('hints');
  expect(one.asks).toEqual(expect.arrayContaining(['oidc', 'pkce', 'userinfo', 'logout']));
});

test.each([
  ['logout', { traits: ['logout-urls'] }, 'logout URLs are set'],
  ['pkce', { grantTypes: ['implicit'] }, 'a grant without PKCE is configured: "implicit"'],
])('what is seen is a hint to %s', (requirement, app, detail) => {
  expect(told(app).hints).toContainEqual({ requirement, detail });
});

test('a tenant of which nothing but apps was read: nothing is fine, nothing is refused', () => {
  const values = Object.fromEntries(Object.keys(sections()).map((name) => [name, undefined]));
  const one = told({ grantTypes: ['authorization_code', 'client_credentials'] }, values);
  expect(one).toMatchObject({ state: 'ask', unmet: [] });
  expect(one.asks).toEqual(
    expect.arrayContaining([
      'system-apis',
      'universal-login',
      'no-active-rules',
      'no-active-hooks',
      'domain-connection',
      'client-grants',
    ]),
  );
  expect(one.blast).toMatchObject({ grants: null, implicitApis: null, connections: null });
  expect(one.hints?.find(({ requirement }) => requirement === 'universal-login')?.detail).toContain(
    'read:prompts',
  );
});

test('lists stay readable however long they are', () => {
  const callbacks = Array.from(
    { length: 40 },
    (_, i) => `https://*.${'x'.repeat(300)}${i}.example`,
  );
  const [unmet] = told({ callbacks }).unmet;
  expect(unmet?.detail).toMatch(/ and 35 more$/);
  expect(unmet?.detail.length).toBeLessThan(600);
});

test('an API of Auth0 that lets all apps in for users is a hint, and no demand', () => {
  const open = { apis: [api({ identifier: system, system: true, userPolicy: 'allow_all' })] };
  const one = told({}, open);
  expect(one.unmet).toEqual([]);
  expect(one.hints).toContainEqual({
    requirement: 'system-apis-for-users',
    detail: `without a grant it may call: "${system}"`,
  });
});
