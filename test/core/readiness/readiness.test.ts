import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traitNames } from '../../../functions/core/app-traits.ts';
import { mostAppsTold, readinessOf } from '../../../functions/core/readiness/readiness.ts';
import { Readiness, type AppReadiness } from '../../../functions/core/readiness/schema.ts';
import { api, defaultGrant } from '../../../functions/core/sample.ts';
import type { App } from '../../../functions/core/snapshot.ts';
import { isThorough } from '../../thorough.ts';
import { hostileName, hostileText } from '../hostile.ts';
import { facts, known, orders, ownGrant, permissive, sections, told } from './readiness-samples.ts';

const open = api({ identifier: orders, userPolicy: 'allow_all' });

test('a tenant whose apps are not known says so, and nothing else', () => {
  expect(readinessOf(facts(null, { permissiveCount: 3 }))).toEqual({
    known: false,
    reason: expect.stringContaining('not known'),
  });
});

test('a tenant without permissive apps has nothing to tell app by app', () => {
  const empty = known(readinessOf(facts([])));
  expect(empty).toMatchObject({
    counts: { blocked: 0, change: 0, ask: 0 },
    apps: [],
    omitted: 0,
    requirements: [],
  });
  expect(empty.scenarios.map(({ applies }) => applies)).toEqual(['no', 'no', 'no', 'no']);
  expect(Readiness.parse(empty)).toEqual(empty);
});

test('most blocked first, then what changes, then by name and id', () => {
  const apps = [
    permissive({ id: 'ask-b', name: 'A' }),
    permissive({ id: 'ask-a', name: 'A' }),
    permissive({ id: 'change', name: 'Z', traits: ['organizations=allow'] }),
    permissive({ id: 'one', name: 'Z', traits: ['jwt-alg=HS256'] }),
    permissive({ id: 'two', name: 'Z', traits: ['jwt-alg=HS256', 'addon=samlp'] }),
    permissive({ id: 'one-and-change', name: 'Z', traits: ['addon=aws', 'organizations=allow'] }),
  ];
  const readiness = known(readinessOf(facts(apps)));
  expect(readiness.apps.map(({ app }) => app)).toEqual([
    'two',
    'one-and-change',
    'one',
    'change',
    'ask-a',
    'ask-b',
  ]);
  expect(readiness.counts).toEqual({ blocked: 3, change: 1, ask: 2 });
  expect(readiness.apps[0]).toMatchObject({
    key: 'acme-prod/app-permissive/two',
    state: 'blocked',
    unmet: [
      { requirement: 'jwt-alg', detail: 'signed with: "HS256"' },
      { requirement: 'saml-ws-fed', detail: 'addons: "samlp"' },
    ],
  });
});

test('only the demands that apps name are explained, in their order', () => {
  const apps = [permissive({ grantTypes: ['client_credentials'], traits: ['addon=samlp'] })];
  const { requirements } = known(readinessOf(facts(apps)));
  expect(requirements.map(({ id }) => id)).toEqual(['saml-ws-fed', 'legacy-endpoints']);
  expect(requirements[0]).not.toHaveProperty('test');
});

test('apps that were not kept are part of what is left out, and not of the counts', () => {
  const readiness = known(readinessOf(facts([permissive()], { permissiveCount: 41 })));
  expect(readiness).toMatchObject({ counts: { blocked: 0, change: 0, ask: 1 }, omitted: 40 });
  const grants = readiness.newApps.items.find(({ id }) => id === 'validated-grant-types');
  expect(grants).toMatchObject({
    state: 'unknown',
    because: '40 more permissive apps were not looked at.',
  });
});

const count = isThorough ? 100_000 : 20_000;

test(`${count} permissive apps, each with a grant, and 1,000 open APIs`, () => {
  const apps = Array.from({ length: count }, (_, i) =>
    permissive({
      id: `app${i}`,
      name: `App ${i}`,
      grantTypes: i % 1_000 === 0 ? ['implicit'] : ['authorization_code'],
    }),
  );
  const grants = apps.map(({ id }, i) =>
    ownGrant(`https://api${i % 1_000}.example`, { appId: id }),
  );
  const apis = Array.from({ length: 1_000 }, (_, i) =>
    api({ identifier: `https://api${i}.example`, userPolicy: 'allow_all' }),
  );
  const readiness = known(readinessOf(facts(apps, { sections: sections({ grants, apis }) })));
  expect(readiness.counts).toEqual({ blocked: count / 1_000, change: 0.999 * count, ask: 0 });
  expect(readiness.apps).toHaveLength(mostAppsTold);
  expect(readiness.omitted).toBe(count - mostAppsTold);
  const first = readiness.apps.slice(0, count / 1_000);
  expect(first.every(({ state }) => state === 'blocked')).toBe(true);
  expect(readiness.apps[0]?.blast.implicitApis?.apis).toHaveLength(20);
  expect(readiness.apps[0]?.blast.implicitApis?.more).toBe(980 - 1);
  expect(JSON.stringify(readiness).length).toBeLessThan(3_000_000);
});

describe('what would stop', () => {
  test('grants, APIs without one, tokens, organisations and connections', () => {
    const one = told(
      { traits: ['organizations=require'] },
      {
        apis: [open, api({ identifier: 'https://closed.example' })],
        grants: [
          ownGrant('https://a.example', { scopes: ['read:a'] }),
          ownGrant('https://b.example', { allScopes: true, scopes: ['read:b'] }),
          { ...ownGrant('https://c.example'), appId: 'another' },
        ],
      },
    );
    expect(one.blast).toEqual({
      grants: [
        { audience: 'https://a.example', scopes: ['read:a'], allScopes: false },
        { audience: 'https://b.example', scopes: ['read:b'], allScopes: true },
      ],
      implicitApis: { apis: [orders], more: 0 },
      refreshTokens: true,
      organizations: 'require',
      connections: { domain: 1, total: 2 },
    });
  });

  test('an app with a grant of its own, or default permissions, reaches no API without', () => {
    const grants = [ownGrant(orders), defaultGrant({ audience: 'https://b.example' })];
    const apis = [open, api({ identifier: 'https://b.example', userPolicy: 'allow_all' })];
    expect(told({}, { apis, grants }).blast.implicitApis).toEqual({ apis: [], more: 0 });
  });

  test('an app that signs nobody in reaches none without a grant, and has no tokens to lose', () => {
    const { blast } = told({ grantTypes: ['client_credentials'] }, { apis: [open] });
    expect(blast).toMatchObject({
      implicitApis: { apis: [], more: 0 },
      refreshTokens: false,
      organizations: null,
    });
  });
});

describe('scenarios', () => {
  test.each([
    ['the authorization code flow', {}, [1]],
    ['only the implicit grant', { grantTypes: ['implicit'] }, []],
    ['backchannel logout, which comes with ID tokens', { traits: ['oidc-logout'] }, [1, 2]],
    ['registered itself', { origin: 'dcr' }, [3]],
    ['came from a metadata document', { origin: 'cimd' }, [3]],
  ] as const)('an app with: %s', (_, parts, expected) => {
    expect(told(parts).scenarios).toEqual(expected);
  });

  test('Classic Login concerns apps that sign users in', () => {
    const classic = { login: { experience: 'classic', identifierFirst: false } } as const;
    expect(told({}, classic).scenarios).toEqual([1, 4]);
    expect(told({ grantTypes: ['client_credentials'] }, classic).scenarios).toEqual([]);
  });

  const applies = (...args: Parameters<typeof facts>) =>
    known(readinessOf(facts(...args))).scenarios.map((one) => one.applies);

  test.each([
    ['an app of a partner', [permissive()], {}, ['yes', 'unknown', 'no', 'unknown']],
    [
      'apps that were not kept',
      [],
      { permissiveCount: 2 },
      ['unknown', 'unknown', 'no', 'unknown'],
    ],
    [
      'registration is on',
      [],
      { dcr: { enabled: true, mode: 'strict', effective: 'strict' } },
      ['no', 'no', 'yes', 'no'],
    ],
    [
      'registration was never read',
      [],
      { dcr: { enabled: null, mode: 'unknown', effective: 'unknown' } },
      ['no', 'no', 'unknown', 'no'],
    ],
    ['strict registered apps', [], { thirdPartyByOrigin: { dcr: 2 } }, ['no', 'no', 'yes', 'no']],
    [
      'apps of an origin not known',
      [],
      { thirdPartyByOrigin: { unknown: 1 } },
      ['no', 'no', 'unknown', 'no'],
    ],
    [
      'login never read',
      [],
      { sections: sections({ login: undefined }) },
      ['no', 'no', 'no', 'unknown'],
    ],
    [
      'Classic Login',
      [],
      { sections: sections({ login: { experience: 'classic', identifierFirst: false } }) },
      ['no', 'no', 'no', 'yes'],
    ],
    [
      'an app that shows OIDC, and only an implicit grant',
      [permissive({ grantTypes: ['implicit'], traits: ['oidc-logout'] })],
      {},
      ['no', 'yes', 'no', 'unknown'],
    ],
  ] as const)('of a tenant: %s', (_, apps, parts, expected) => {
    expect(applies(apps, parts)).toEqual(expected);
  });
});

test('why the login is not known is said', () => {
  const parts = { sections: sections({ login: undefined }) };
  const { scenarios } = known(readinessOf(facts([permissive()], parts)));
  expect(scenarios[3]?.because).toContain('read:prompts');
  const read = known(readinessOf(facts([permissive()])));
  expect(read.scenarios[3]?.because).toContain('login page of its own');
});

const rank = { ask: 0, change: 1, blocked: 2 } as const satisfies Record<
  AppReadiness['state'],
  number
>;

const anyApp: fc.Arbitrary<App> = fc
  .record({
    name: hostileName,
    origin: fc.constantFrom('regular', 'dcr', 'cimd', 'unknown'),
    appType: fc.option(fc.constantFrom('spa', 'native', 'regular_web', 'other'), {
      nil: undefined,
    }),
    authMethod: fc.option(fc.constantFrom('none', 'client_secret_post'), { nil: undefined }),
    grantTypes: fc.subarray([
      'authorization_code',
      'client_credentials',
      'implicit',
      'refresh_token',
    ]),
    callbacks: fc.array(hostileText, { maxLength: 3 }),
    origins: fc.array(hostileText, { maxLength: 2 }),
    traits: fc.array(
      fc.oneof(
        fc.constantFrom(...traitNames, 'addon=samlp', 'jwt-alg=HS256'),
        hostileText.map((text) => `addon=${text}`),
      ),
      { maxLength: 4 },
    ),
  })
  .map(permissive);

/** Sections of a tenant, any of them never read. */
const anySections = fc.record({
  apis: fc.constantFrom(undefined, [], [open]),
  grants: fc.constantFrom(undefined, [], [ownGrant(orders)], [defaultGrant({ audience: orders })]),
  connections: fc.constantFrom(undefined, []),
  login: fc.constantFrom(undefined, { experience: 'classic' as const, identifierFirst: false }),
  pipeline: fc.constantFrom(undefined, { rules: [{ id: 'r', name: 'r' }], hooks: [], gone: [] }),
});

const blockers: readonly ((app: App) => App)[] = [
  (app) => ({ ...app, grantTypes: [...app.grantTypes, 'password'] }),
  (app) => ({ ...app, callbacks: [...app.callbacks, 'https://*.example'] }),
  (app) => ({ ...app, origins: [...app.origins, 'https://*.example'] }),
  (app) => ({ ...app, appType: 'sso_integration' }),
  ...[
    'jwt-alg=HS384',
    'addon=wsfed',
    'addon=aws',
    'oidc-logout',
    'cross-origin-authentication',
  ].map((trait) => (app: App) => ({ ...app, traits: [...(app.traits ?? []), trait] })),
];

test('adding a blocker never makes an app readier, and takes none away', () => {
  fc.assert(
    fc.property(anyApp, anySections, fc.constantFrom(...blockers), (before, values, worsen) => {
      const was = told(before, values);
      const is = told(worsen(before), values);
      expect(is.state).toBe('blocked');
      expect(rank[is.state]).toBeGreaterThanOrEqual(rank[was.state]);
      const blocksOf = (one: AppReadiness) => one.unmet.map(({ requirement }) => requirement);
      const lost = blocksOf(was).filter((id) => !blocksOf(is).includes(id));
      // A type none of the four is neither spa nor native, whose tokens rotate.
      expect(lost.filter((id) => id !== 'refresh-tokens-rotate')).toEqual([]);
    }),
  );
});

test('whatever a tenant holds, the schema takes it', () => {
  fc.assert(
    fc.property(fc.array(anyApp, { maxLength: 3 }), anySections, (apps, values) => {
      const readiness = readinessOf(facts(apps, { sections: sections(values) }));
      expect(Readiness.parse(readiness)).toEqual(readiness);
    }),
  );
});
