import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../../functions/adapters/auth0/answer.ts';
import { toTraits, traitFields } from '../../../functions/adapters/auth0/app-traits.ts';
import type { Raw } from '../../../functions/adapters/auth0/fields.ts';
import { createIntern } from '../../../functions/adapters/auth0/intern.ts';
import { appFields, toApp } from '../../../functions/adapters/auth0/schema-app.ts';
import { traitNames, traitsOf } from '../../../functions/core/app-traits.ts';
import { appBody } from '../../../demo/tenant/app-body.ts';
import { syntheticSecret } from '../../../demo/tenant.ts';

const reference = new URL('../../../../shared/reference/', import.meta.url);

/** Everything strict mode minds, at once; what looks like a secret is synthetic. */
const everything = {
  jwt_configuration: { alg: 'HS256', secret_encoded: `${syntheticSecret}-JWT` },
  oidc_conformant: false,
  addons: {
    samlp: { audience: 'https://saml.example', signingCert: `${syntheticSecret}-CERT` },
    azure_sb: { namespace: 'bus', sasKeyName: 'key', sasKey: `${syntheticSecret}-SAS` },
    azure_blob: { accountName: 'acme', storageAccessKey: `${syntheticSecret}-BLOB` },
  },
  cross_origin_authentication: true,
  refresh_token: {
    rotation_type: 'non-rotating',
    expiration_type: 'non-expiring',
    infinite_token_lifetime: true,
    infinite_idle_token_lifetime: true,
  },
  require_pushed_authorization_requests: true,
  signed_request_object: { required: true, credentials: [{ id: `${syntheticSecret}-JAR` }] },
  oidc_logout: { backchannel_logout_urls: ['https://app.example/logout'] },
  allowed_logout_urls: ['https://app.example/goodbye'],
  initiate_login_uri: 'https://app.example/login',
  organization_usage: 'require',
  organization_require_behavior: 'pre_login_prompt',
};

const secrets = {
  client_secret: `${syntheticSecret}-CLIENT`,
  signing_keys: [{ cert: `${syntheticSecret}-SIGNING` }],
  encryption_key: { pub: `${syntheticSecret}-ENCRYPTION` },
};

const permissive = { is_first_party: false, third_party_security_mode: 'permissive' };

function app(raw: Raw, id = 'a') {
  return toApp(raw, id, createIntern());
}

describe('the traits of an app', () => {
  it.each<[string, Raw, string[]]>([
    ['HS256', { jwt_configuration: { alg: 'HS256' } }, ['jwt-alg=HS256']],
    ['PS256', { jwt_configuration: { alg: 'PS256' } }, ['jwt-alg=PS256']],
    ['RS256', { jwt_configuration: { alg: 'RS256' } }, []],
    ['no algorithm', { jwt_configuration: { lifetime_in_seconds: 36_000 } }, []],
    ['not OIDC conformant', { oidc_conformant: false }, ['not-oidc-conformant']],
    ['OIDC conformant', { oidc_conformant: true }, []],
    ['addons', { addons: { wsfed: {}, samlp: { a: 1 } } }, ['addon=samlp', 'addon=wsfed']],
    ['addons that are none', { addons: { samlp: null, wsfed: false, box: [] } }, []],
    [
      'cross-origin authentication',
      { cross_origin_authentication: true },
      ['cross-origin-authentication'],
    ],
    [
      'refresh tokens that last',
      { refresh_token: everything.refresh_token },
      ['refresh-token-never-expires', 'refresh-token-never-idle', 'refresh-token-not-rotated'],
    ],
    [
      'refresh tokens as a strict app has them',
      {
        refresh_token: {
          rotation_type: 'rotating',
          expiration_type: 'expiring',
          infinite_token_lifetime: true,
          infinite_idle_token_lifetime: false,
        },
      },
      [],
    ],
    [
      'PAR and JAR',
      {
        require_pushed_authorization_requests: true,
        signed_request_object: { required: true },
      },
      ['pushed-authorization-requests', 'signed-request-object'],
    ],
    [
      'PAR and JAR that nobody must use',
      {
        require_pushed_authorization_requests: false,
        signed_request_object: { required: false },
      },
      [],
    ],
    ['back-channel logout', { oidc_logout: everything.oidc_logout }, ['oidc-logout']],
    ['back-channel logout to nowhere', { oidc_logout: { backchannel_logout_urls: [''] } }, []],
    ['logout URLs', { allowed_logout_urls: ['https://a.example'] }, ['logout-urls']],
    ['no logout URLs', { allowed_logout_urls: [] }, []],
    ['a login URI', { initiate_login_uri: 'https://a.example' }, ['initiate-login-uri']],
    ['an empty login URI', { initiate_login_uri: '' }, []],
    ['organisations', { organization_usage: 'allow' }, ['organizations=allow']],
    [
      'organisations it prompts for',
      { organization_usage: 'require', organization_require_behavior: 'pre_login_prompt' },
      ['organizations=require, pre_login_prompt'],
    ],
    [
      'no organisations',
      { organization_usage: 'deny', organization_require_behavior: 'no_prompt' },
      [],
    ],
  ])('with %s', (_what, raw, traits) => {
    expect(toTraits(raw)).toEqual(traits);
  });

  it('are of all names there are, each read from what is asked for', () => {
    const found = toTraits(everything);
    expect(traitNames.filter((name) => traitsOf({ traits: found }, name).length === 0)).toEqual([]);
    expect(Object.keys(everything).sort()).toEqual([...traitFields].sort());
    expect(found).toEqual(found.toSorted());
    expect(traitsOf({ traits: found }, 'addon')).toEqual(['azure_blob', 'azure_sb', 'samlp']);
    expect(traitsOf({ traits: found }, 'logout-urls')).toEqual(['']);
  });

  it('are none where Auth0 left a field out, or gave it as nothing', () => {
    expect(toTraits({})).toEqual([]);
    expect(toTraits(Object.fromEntries(traitFields.map((name) => [name, null])))).toEqual([]);
  });

  it('of values of the wrong kind are none, and nothing crashes', () => {
    const field = fc.constantFrom(...traitFields);
    const keys = fc.constantFrom('alg', 'required', 'expiration_type', 'backchannel_logout_urls');
    const value = fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything()));
    fc.assert(
      fc.property(fc.dictionary(field, value), (raw) => {
        const found = toTraits(raw);
        expect(found).toEqual([...new Set(found)].sort());
        for (const trait of found) expect(trait.length).toBeLessThan(150);
        const name = (trait: string): string => trait.split('=')[0] ?? '';
        expect(traitNames).toEqual(expect.arrayContaining(found.map(name)));
      }),
      { numRuns: 500 },
    );
    const wrong = [1, 'true', [], [{}], { a: 1 }];
    for (const value of wrong) {
      const given = traitFields.filter((name) => name !== 'addons' && !isText(name));
      expect(toTraits(Object.fromEntries(given.map((name) => [name, value])))).toEqual([]);
    }
  });

  it('are short and bounded, however much a stranger writes', () => {
    const addons = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, at) => [`${at}${'x'.repeat(1_000)}`, {}]),
    );
    const alg = 'A'.repeat(50_000);
    const found = toTraits({ addons, jwt_configuration: { alg }, organization_usage: alg });
    expect(JSON.stringify(found).length).toBeLessThan(20_000);
    expect(found).toContainEqual(expect.stringMatching(/^… and \d+ more \([0-9a-f]{16}\)$/));
    expect(toTraits({ jwt_configuration: { alg } })[0]).toHaveLength('jwt-alg='.length + 100);
  });
});

describe('traits are kept', () => {
  it.each([
    ['permissive', permissive, true],
    ['of an unknown mode', { ...permissive, third_party_security_mode: 'lenient' }, true],
    ['without a mode', { is_first_party: false }, true],
    ['strict', { is_first_party: false, third_party_security_mode: 'strict' }, false],
    ['first-party', { is_first_party: true }, false],
    ['first-party with a mode', { ...permissive, is_first_party: true }, false],
    ['of nobody known', {}, false],
  ])('of an app %s: %s', (_what, raw, kept) => {
    const { traits, ...rest } = app({ ...raw, ...everything });
    expect(traits).toEqual(kept ? toTraits(everything) : undefined);
    expect(rest).toEqual(app(raw));
    expect(JSON.stringify(app({ ...raw, ...everything })).includes('"traits"')).toBe(kept);
  });

  it('not where there are none: such an app is stored as before', () => {
    expect(app({ ...permissive, oidc_conformant: true })).toEqual(app(permissive));
    expect(app(permissive).traits).toBeUndefined();
  });

  it('once for all apps that have the same', () => {
    const intern = createIntern();
    const [one, two] = ['1', '2'].map((id) =>
      toApp({ ...permissive, ...structuredClone(everything) }, id, intern),
    );
    expect(one?.traits).toBe(two?.traits);
    expect(Object.isFrozen(one?.traits)).toBe(true);
  });

  it('without any secret', () => {
    const read = JSON.stringify(app({ ...permissive, ...everything, ...secrets }));
    expect(read).toContain('addon=azure_sb');
    expect(read).not.toContain(syntheticSecret);
    expect(read).not.toMatch(/saml\.example|storageAccessKey|sasKey|goodbye/);
  });
});

describe('what is asked for', () => {
  const asked: readonly string[] = [...appFields, ...traitFields];

  it('holds no secret, no page of HTML, and nothing twice', () => {
    const never = [
      'client_secret',
      'signing_keys',
      'encryption_key',
      'client_authentication_methods',
      'custom_login_page',
    ];
    expect(asked.filter((name) => never.includes(name))).toEqual([]);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it.skipIf(!existsSync(reference))(
    'is in the published schema, readable with read:clients',
    () => {
      const { Client, description } = published();
      expect(traitFields.filter((name) => !Object.hasOwn(Client, name))).toEqual([]);
      const locked = description.slice(description.lastIndexOf('can only be retrieved'));
      expect(locked).toContain('`client_authentication_methods`');
      expect(asked.filter((name) => locked.includes(`\`${name}\``))).toEqual([]);
    },
  );
});

describe.skipIf(!existsSync(reference))('recorded answers', () => {
  it('of a permissive app by default, a public one, have none', () => {
    const raw = recorded('client-create-permissive-by-default');
    expect(app(raw).traits).toBeUndefined();
  });

  it('of a strict app would have only what strict allows, and keep nothing', () => {
    const raw = recorded('client-get-strict');
    expect(toTraits(raw)).toEqual(['refresh-token-not-rotated']);
    expect(app(raw).traits).toBeUndefined();
  });
});

it('the simulated tenant answers a permissive app of today with lasting refresh tokens', () => {
  const birth = { kind: 'test', number: 1, tenantName: 'acme', at: null };
  expect(app(appBody(permissive, birth)).traits).toEqual([
    'refresh-token-never-expires',
    'refresh-token-never-idle',
    'refresh-token-not-rotated',
  ]);
  expect(app(appBody({ ...permissive, app_type: 'spa' }, birth)).traits).toBeUndefined();
});

/** Fields for which a text is of the right kind. */
function isText(name: string): boolean {
  return name === 'initiate_login_uri' || name === 'organization_usage';
}

function published(): { Client: Raw; description: string } {
  const api = JSON.parse(readFileSync(new URL('auth0-openapi.json', reference), 'utf8')) as {
    paths: { '/clients': { get: { description: string } } };
    components: { schemas: { Client: { properties: Raw } } };
  };
  return {
    Client: api.components.schemas.Client.properties,
    description: api.paths['/clients'].get.description,
  };
}

function recorded(name: string): Raw {
  const url = new URL(`auth0-samples/${name}.json`, reference);
  const sample: unknown = JSON.parse(readFileSync(url, 'utf8'));
  const body = isObject(sample) && isObject(sample['response']) ? sample['response']['body'] : null;
  if (!isObject(body)) throw new Error(`${name} holds no recorded body`);
  return body;
}
