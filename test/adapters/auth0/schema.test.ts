import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isObject } from '../../../functions/adapters/auth0/answer.ts';
import type { Raw } from '../../../functions/adapters/auth0/fields.ts';
import { createIntern } from '../../../functions/adapters/auth0/intern.ts';
import {
  toApi,
  toConnection,
  toExtension,
  toGrant,
  toLogin,
} from '../../../functions/adapters/auth0/schema.ts';
import { toApp } from '../../../functions/adapters/auth0/schema-app.ts';
import { toSettings } from '../../../functions/adapters/auth0/schema-settings.ts';
import type { App } from '../../../functions/core/snapshot.ts';

const samples = new URL('../../../../shared/reference/auth0-samples/', import.meta.url);
const required = process.env['STRICTWATCH_REQUIRE_REFERENCE'] === '1';

function app(raw: Raw, id = 'a'): App {
  return toApp(raw, id, createIntern());
}

describe('an app', () => {
  it('with lists and a name nobody could mean is kept small, and a change still shows', () => {
    const callbacks = Array.from({ length: 20_000 }, (_, i) => `https://${i}.example/callback`);
    const huge = app({ callbacks, name: 'n'.repeat(50_000) });
    expect(JSON.stringify(huge).length).toBeLessThan(25_000);
    expect(huge.callbacks.at(-1)).toMatch(/^… and \d+ more \([0-9a-f]{16}\)$/);
    const changed = app({ callbacks: [...callbacks, 'https://zzz.example/'] });
    expect(changed.callbacks).not.toEqual(huge.callbacks);
    expect(app({ callbacks: callbacks.slice(0, 100) }).callbacks).toHaveLength(100);
  });

  it('without anything but its id is unknown in everything', () => {
    expect(app({})).toEqual({
      id: 'a',
      name: '',
      firstParty: null,
      securityMode: 'unknown',
      origin: 'regular',
      grantTypes: [],
      callbacks: [],
      origins: [],
    });
  });

  it.each([
    [
      'third-party, strict',
      { is_first_party: false, third_party_security_mode: 'strict' },
      'strict',
    ],
    [
      'third-party, permissive',
      { is_first_party: false, third_party_security_mode: 'permissive' },
      'permissive',
    ],
    ['third-party, no mode', { is_first_party: false }, 'unknown'],
    [
      'third-party, null mode',
      { is_first_party: false, third_party_security_mode: null },
      'unknown',
    ],
    ['first-party', { is_first_party: true }, null],
    [
      'first-party with a mode',
      { is_first_party: true, third_party_security_mode: 'strict' },
      'strict',
    ],
    ['of unknown party with a mode', { third_party_security_mode: 'permissive' }, 'permissive'],
    ['of unknown party', { is_first_party: 'false' }, 'unknown'],
  ])('%s has its mode', (_what, raw, mode) => {
    const { securityMode, rawSecurityMode } = app(raw);
    expect(securityMode).toBe(mode);
    expect(rawSecurityMode).toBeUndefined();
  });

  it('without a mode is strict by the prefix of its id only if it is third-party', () => {
    expect(app({ is_first_party: false }, 'tpc_1').securityMode).toBe('strict');
    expect(app({ is_first_party: true }, 'tpc_1').securityMode).toBeNull();
    expect(app({ is_first_party: false }, 'xtpc_1').securityMode).toBe('unknown');
  });

  it.each([
    ['with a mode', { third_party_security_mode: 'permissive' }, 'a', false],
    ['with a mode nobody knows', { third_party_security_mode: 'paranoid' }, 'a', false],
    ['with the prefix of strict apps', {}, 'tpc_1', false],
    ['with neither', { third_party_security_mode: null }, 'xtpc_1', null],
    ['with a mode, but said to be first-party', { is_first_party: true }, 'tpc_1', true],
  ])('%s and of unstated party has the party that tells', (_what, raw, id, firstParty) => {
    expect(app(raw, id).firstParty).toBe(firstParty);
  });

  it('of unstated party with the prefix of strict apps is strict', () => {
    expect(app({}, 'tpc_1').securityMode).toBe('strict');
    expect(app({}, 'xtpc_1').securityMode).toBe('unknown');
  });

  it.each([
    ['paranoid', 'paranoid'],
    [7, '7'],
    [{ mode: 'strict' }, '{"mode":"strict"}'],
    ['x'.repeat(500), 'x'.repeat(100)],
  ])('with a mode nobody knows is unknown, and shows it', (mode, shown) => {
    const { securityMode, rawSecurityMode } = app({
      is_first_party: false,
      third_party_security_mode: mode,
    });
    expect(securityMode).toBe('unknown');
    expect(rawSecurityMode).toBe(shown);
  });

  it.each([
    [undefined, 'regular'],
    [null, 'regular'],
    ['dcr', 'dcr'],
    ['cimd', 'cimd'],
    ['scim', 'unknown'],
    [1, 'unknown'],
  ])('of type %j is of origin %s', (external_metadata_type, origin) => {
    expect(app({ external_metadata_type }).origin).toBe(origin);
  });

  it('has lists of texts, sorted, each once', () => {
    const { grantTypes, callbacks, origins } = app({
      grant_types: ['b', 'a', 'b', 7, null],
      callbacks: 'https://a.example',
      allowed_origins: ['https://b.example', 'https://c.example'],
      web_origins: ['https://a.example', 'https://b.example', {}],
    });
    expect(grantTypes).toEqual(['a', 'b']);
    expect(callbacks).toEqual([]);
    expect(origins).toEqual(['https://a.example', 'https://b.example', 'https://c.example']);
  });

  it('has a creation time only if it is one', () => {
    expect(app({ created_at: '2026-09-16T10:00:00+02:00' }).createdAt).toBe(
      '2026-09-16T08:00:00.000Z',
    );
    expect(app({ created_at: 'yesterday' }).createdAt).toBeUndefined();
    expect(app({ created_at: {} }).createdAt).toBeUndefined();
  });

  it('shares what repeats with other apps', () => {
    const intern = createIntern();
    const raw = { grant_types: ['a', 'b'], callbacks: [] };
    const [one, two] = [toApp(raw, '1', intern), toApp({ ...raw }, '2', intern)];
    expect(one.grantTypes).toBe(two.grantTypes);
    expect(one.callbacks).toBe(two.origins);
    expect(Object.isFrozen(one.grantTypes)).toBe(true);
  });

  it('does not fill the memory with what does not repeat', () => {
    const intern = createIntern();
    for (let at = 0; at < 5_000; at += 1) intern.list([`https://${at}.example`]);
    expect(intern.list(['https://4999.example'])).not.toBe(intern.list(['https://4999.example']));
    expect(intern.list(['https://1.example'])).toBe(intern.list(['https://1.example']));
  });
});

describe('settings', () => {
  it('without flags have DCR off and its mode unset', () => {
    expect(toSettings({ default_audience: '' })).toEqual({
      dcr: { enabled: false, mode: 'unset' },
      flags: {},
      defaultAudience: null,
      cimdSupported: false,
      resourceParameterProfile: null,
      other: {},
    });
  });

  it.each([
    [undefined, false],
    [null, false],
    [false, false],
    [true, true],
    ['yes', true],
  ])('with the DCR flag %j have DCR %j', (enable_dynamic_client_registration, enabled) => {
    const read = toSettings({ flags: { enable_dynamic_client_registration } });
    expect(read?.dcr.enabled).toBe(enabled);
  });

  it.each([
    [null, { mode: 'unset' }],
    ['strict', { mode: 'strict' }],
    ['permissive', { mode: 'permissive' }],
    ['lenient', { mode: 'unknown', rawMode: 'lenient' }],
    ['', { mode: 'unknown', rawMode: '' }],
  ])('with the mode %j read it as %j', (mode, expected) => {
    const read = toSettings({ dynamic_client_registration_security_mode: mode });
    expect(read?.dcr).toEqual({ enabled: false, ...expected });
  });

  it('keep every flag, sorted, and of the rest only what is named', () => {
    const read = toSettings({
      flags: { never_seen_before: { a: 1 }, enable_sso: true },
      friendly_name: 'Acme',
      secret_thing: 'x',
    });
    expect(Object.keys(read?.flags ?? {})).toEqual(['enable_sso', 'never_seen_before']);
    expect(read?.other).toEqual({ friendly_name: 'Acme' });
  });

  it.each([[null], [[]], ['settings'], [7], [{}], [{ error: 'maintenance' }]])(
    'of %j are none',
    (raw) => {
      expect(toSettings(raw)).toBeNull();
      expect(toLogin(raw)).toBeNull();
    },
  );
});

describe('the rest', () => {
  it('reads a grant, whose subject type is client when it is left out', () => {
    expect(toGrant({ id: 'cgr_1', client_id: 'a', audience: 'x', scope: ['b', 'a'] })).toEqual({
      id: 'cgr_1',
      appId: 'a',
      defaultFor: null,
      audience: 'x',
      scopes: ['a', 'b'],
      allScopes: false,
      subjectType: 'client',
    });
    expect(toGrant({ allow_all_scopes: true, subject_type: 'user' })).toMatchObject({
      allScopes: true,
      subjectType: 'user',
      appId: null,
    });
  });

  it('reads an API, with Auth0’s defaults where it says nothing', () => {
    expect(toApi({ identifier: 'x', name: 'X', is_system: true })).toEqual({
      identifier: 'x',
      name: 'X',
      system: true,
      userPolicy: 'allow_all',
      clientPolicy: 'require_client_grant',
    });
    const policies = { user: { policy: 'something_new' }, client: { policy: 'deny_all' } };
    expect(toApi({ subject_type_authorization: policies })).toMatchObject({
      userPolicy: 'something_new',
      clientPolicy: 'deny_all',
    });
  });

  it('reads connections, login and extensions', () => {
    expect(
      toConnection({ id: 'con_1', name: 'db', strategy: 'auth0', is_domain_connection: true }),
    ).toEqual({ id: 'con_1', name: 'db', strategy: 'auth0', domain: true });
    expect(toLogin({ universal_login_experience: 'new', identifier_first: true })).toEqual({
      experience: 'new',
      identifierFirst: true,
    });
    expect(toLogin({ universal_login_experience: 'newer' })?.experience).toBe('unknown');
    expect(toExtension({ id: 'h', name: 'hook', triggerId: 'send-phone-message' })).toEqual({
      id: 'h',
      name: 'hook',
      trigger: 'send-phone-message',
    });
  });
});

it.runIf(required)('the reference material is there', () => {
  expect(existsSync(samples)).toBe(true);
});

describe.skipIf(!existsSync(samples))(
  'recorded answers (../shared/reference/auth0-samples)',
  () => {
    it('of a strict app', () => {
      expect(app(bodyOf('client-get-strict'), 'tpc_vbc2Y77hGZfbhkSi7y3gTh')).toEqual({
        id: 'tpc_vbc2Y77hGZfbhkSi7y3gTh',
        name: 'Acceptance Test - 3P Client - TestAccClient_ThirdPartySecurityMode',
        firstParty: false,
        securityMode: 'strict',
        origin: 'regular',
        appType: 'regular_web',
        authMethod: 'client_secret_post',
        grantTypes: ['authorization_code'],
        callbacks: ['https://example.com/callback'],
        origins: [],
      });
    });

    it.each([
      ['client-create-permissive-by-default', false, 'permissive', 'regular'],
      ['client-create-first-party', true, null, 'regular'],
      ['client-create-strict', false, 'strict', 'regular'],
      ['client-cimd-get', false, 'strict', 'cimd'],
    ])('of %s', (name, firstParty, securityMode, origin) => {
      const raw = bodyOf(name);
      const read = app(raw, String(raw['client_id']));
      expect(read).toMatchObject({ firstParty, securityMode, origin });
      expect(JSON.stringify(read)).not.toMatch(/REDACTED|secret_encoded|signing/);
    });

    it('of a page of first-party apps', () => {
      const { clients } = bodyOf('clients-list-page-raw') as { clients: Raw[] };
      const read = clients.map((raw) => app(raw, String(raw['client_id'])));
      expect(read.map(({ firstParty, securityMode }) => [firstParty, securityMode])).toEqual([
        [true, null],
        [true, null],
      ]);
    });

    it.each([
      ['tenant-settings-dcr-mode-absent', { enabled: false, mode: 'unset' }],
      ['tenant-settings-dcr-permissive', { enabled: true, mode: 'permissive' }],
      ['tenant-settings-dcr-strict', { enabled: true, mode: 'strict' }],
    ])('of %s', (name, dcr) => {
      const raw = bodyOf(name);
      const read = toSettings(raw);
      expect(read?.dcr).toEqual(dcr);
      expect(read?.flags).toEqual(raw['flags']);
      expect(read?.resourceParameterProfile).toBe('audience');
    });

    it('of a default grant', () => {
      expect(toGrant(bodyOf('client-grant-default-for-get'))).toMatchObject({
        id: 'cgr_XB6ZHmjNC4RXBCpg',
        appId: null,
        defaultFor: 'third_party_clients',
        scopes: ['read:data'],
        subjectType: 'client',
      });
    });

    it('of the Management API as an API', () => {
      const { resource_servers } = bodyOf('resource-servers-list') as { resource_servers: Raw[] };
      expect(resource_servers.map(toApi)).toEqual([
        {
          identifier: 'https://auth0-deploy-cli-e2e.us.auth0.com/api/v2/',
          name: 'Auth0 Management API',
          system: true,
          userPolicy: 'allow_all',
          clientPolicy: 'require_client_grant',
        },
      ]);
    });

    it('of prompts and a rule', () => {
      expect(toLogin(bodyOf('prompts-get'))).toEqual({ experience: 'new', identifierFirst: false });
      expect(toExtension(bodyOf('rule-get'))).toEqual({
        id: 'rul_MZb3AutLa4QMC8iZ',
        name: 'acceptance-test-TestAccRule',
      });
    });
  },
);

function bodyOf(name: string): Raw {
  const sample: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8'));
  const body = isObject(sample) && isObject(sample['response']) ? sample['response']['body'] : null;
  if (!isObject(body)) throw new Error(`${name} holds no recorded body`);
  return body;
}
