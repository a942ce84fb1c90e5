import { describe, expect, test } from 'vitest';
import { readinessOf, type ReadinessFacts } from '../../../functions/core/readiness/readiness.ts';
import { requirements } from '../../../functions/core/readiness/requirements.ts';
import { Readiness, type Track } from '../../../functions/core/readiness/schema.ts';
import { defaultGrant } from '../../../functions/core/sample.ts';
import type { App } from '../../../functions/core/snapshot.ts';
import { spoken } from '../../../functions/core/readiness/validation.ts';
import type { Intent } from '../../../functions/core/tenant.ts';
import { facts, known, orders, permissive, sections, type Values } from './readiness-samples.ts';

type Parts = Partial<ReadinessFacts> & { readonly apps?: readonly App[] };

function tracks({ apps = [], ...parts }: Parts) {
  const { newApps, dcr } = known(readinessOf(facts(apps, parts)));
  return { newApps, dcr };
}

function item(track: Track, id: string) {
  const found = track.items.find((one) => one.id === id);
  if (!found) throw new Error(`no item ${id} among ${track.items.map((one) => one.id).join(', ')}`);
  return found;
}

function meaning(intent: Partial<Intent>): Pick<ReadinessFacts, 'tenant'> {
  return {
    tenant: { id: 'acme-prod', intent: { newApps: 'strict', dcr: 'strict', ...intent } },
  };
}

const before = { now: new Date('2026-10-22T23:59:59.000Z') };
const on = { toggle: { state: 'on', basis: 'probe', asOf: '2026-10-20T08:00:00.000Z' } } as const;
const nothing = { toggle: { state: 'unknown', basis: 'unknown', asOf: null } } as const;
const expected = {
  toggle: { state: 'expected-off', basis: 'vendor-schedule', asOf: '2026-10-23T00:00:00.000Z' },
} as const;
const declared = {
  toggle: { state: 'off', basis: 'declared', asOf: '2026-11-01T00:00:00.000Z' },
} as const;
const of = (values: Values) => ({ sections: sections(values) });
const userGrant = of({ grants: [defaultGrant({ audience: orders })] });
const clientGrant = of({ grants: [defaultGrant({ audience: orders, subjectType: 'client' })] });
const blocked = [permissive({ grantTypes: ['implicit'], traits: ['addon=samlp'] })];
const rules = of({ pipeline: { rules: [{ id: 'r', name: 'r' }], hooks: [], gone: [] } });

test('the title says what the tenant means, or that it is not known', () => {
  expect(tracks({}).newApps).toMatchObject({ option: 'A', title: 'New apps are strict' });
  expect(tracks(meaning({ newApps: 'permissive' })).newApps.option).toBe('B');
  expect(tracks(meaning({ dcr: 'permissive' })).dcr.option).toBe('B');
  expect(tracks(meaning({ dcr: 'off' })).dcr).toMatchObject({
    option: 'A',
    title: 'No app registers itself',
  });
  const unsaid = tracks({ tenant: { id: 'acme-prod' } });
  expect(unsaid.newApps.title).toContain('not known');
  expect(unsaid.dcr.title).toContain('not known');
});

describe('option A of new apps', () => {
  test.each<[string, Parts, Track['items'][number]['state'], RegExp]>([
    ['test-app', {}, 'unknown', /not counted/],
    ['test-app', { strictByOrigin: { dcr: 2 } }, 'not-done', /registered/],
    ['test-app', { strictByOrigin: { regular: 2 } }, 'done', /2\. Whether they were tested/],
    ['default-permissions', {}, 'not-done', /none/],
    ['default-permissions', userGrant, 'done', /users of APIs: 1/],
    ['default-permissions', clientGrant, 'done', /others: 1/],
    ['default-permissions', of({ grants: undefined }), 'unknown', /read:client_grants/],
    ['validated-grant-types', {}, 'not-needed', /no permissive app/],
    ['validated-grant-types', { apps: [permissive()] }, 'done', /Nothing/],
    ['validated-grant-types', { apps: blocked }, 'not-done', /\(1 app\)/],
    ['validated-grant-types', { apps: [permissive({ grantTypes: [] })] }, 'unknown', /asked/],
    ['validated-pkce', { apps: [permissive()] }, 'unknown', /PKCE\? \(1 app\)/],
    ['validated-no-oidc', { apps: [permissive()] }, 'unknown', /openid/],
    ['validated-no-legacy', { apps: [permissive()] }, 'unknown', /login page/],
    [
      'validated-no-legacy',
      of({ login: { experience: 'classic', identifierFirst: false } }),
      'not-done',
      /Classic Login/,
    ],
    ['validated-no-legacy', of({ login: undefined }), 'unknown', /read:prompts/],
    ['validated-no-rules', {}, 'done', /Nothing/],
    ['validated-no-rules', rules, 'not-done', /active Rules/i],
    ['validated-no-rules', of({ pipeline: undefined }), 'unknown', /read:rules/],
    ['validated-nothing-else', { apps: blocked }, 'not-done', /SAML/],
    ['validated-nothing-else', { apps: [permissive()] }, 'done', /Nothing/],
    ['callers', {}, 'unknown', /not known/],
    ['callers', { callersOnDefault: null }, 'unknown', /not known/],
    ['callers', { callersOnDefault: 2 }, 'not-done', /^2 callers/],
    ['callers', { callersOnDefault: 0 }, 'done', /in what was read/],
    ['toggle-off', {}, 'done', /shown by log as of 2026-11-20/],
    ['toggle-off', declared, 'done', /declared as of 2026-11-01/],
    ['toggle-off', on, 'not-done', /shown by probe as of 2026-10-20; .* would be off/],
    ['toggle-off', { ...on, ...before }, 'not-done', /switches it off on 2026-10-23/],
    ['toggle-off', expected, 'unknown', /no proof/],
    ['toggle-off', nothing, 'unknown', /no proof/],
  ])('%s, %j: %s', (id, parts, state, because) => {
    const found = item(tracks(parts).newApps, id);
    expect(found.state).toBe(state);
    expect(found.because).toMatch(because);
  });

  test('what is not done says what to do, and what is done does not', () => {
    const all = [{ apps: blocked }, { ...on, ...rules, callersOnDefault: 1, strictByOrigin: {} }];
    const items = all.flatMap((parts) => tracks(parts).newApps.items);
    const nexts = (state: string) =>
      items.filter((one) => one.state === state).map(({ next }) => next?.words ?? 'nothing');
    expect(nexts('not-done').length).toBeGreaterThan(5);
    expect(nexts('not-done')).not.toContain('nothing');
    expect(new Set(nexts('done'))).toEqual(new Set(['nothing']));
  });
});

describe('option B of new apps', () => {
  test.each<[string, Parts, Track['items'][number]['state'], RegExp]>([
    ['eligible', { apps: [permissive()] }, 'done', /1/],
    ['eligible', {}, 'unknown', /2026-04-23/],
    ['callers', { callersOnDefault: 1 }, 'not-done', /^1 caller did/],
    ['callers', {}, 'unknown', /not known/],
    ['tested', {}, 'unknown', /not to be seen/],
    ['toggle-on', {}, 'not-needed', /2026-10-23/],
    ['toggle-on', { ...on, ...before }, 'not-needed', /before 2026-10-23/],
    ['toggle-on', before, 'not-done', /off already/],
    ['toggle-on', { ...nothing, ...before }, 'not-needed', /Nothing is to be done/],
  ])('%s, %j: %s', (id, parts, state, because) => {
    const found = item(tracks({ ...parts, ...meaning({ newApps: 'permissive' }) }).newApps, id);
    expect(found.state).toBe(state);
    expect(found.because).toMatch(because);
  });

  test('callers are told to say permissive, as callers of option A are to say strict', () => {
    const words = (newApps: Intent['newApps']) =>
      item(tracks({ callersOnDefault: 1, ...meaning({ newApps }) }).newApps, 'callers').next?.words;
    expect(words('permissive')).toContain('"third_party_security_mode": "permissive"');
    expect(words('strict')).toContain('"third_party_security_mode": "strict"');
  });
});

describe('registration', () => {
  const dcr = (
    enabled: boolean | null,
    mode: string,
    effective: ReadinessFacts['dcr']['effective'],
  ) => ({ dcr: { enabled, mode, effective } });
  const unset = dcr(true, 'unset', 'permissive');
  const unclear = dcr(true, 'unset', 'unknown');
  const unread = dcr(null, 'unknown', 'unknown');
  const strict = dcr(true, 'strict', 'strict');
  const loose = dcr(true, 'permissive', 'permissive');
  const off = dcr(false, 'unset', 'permissive');

  test.each<[Intent['dcr'], string, Parts, Track['items'][number]['state'], RegExp]>([
    ['strict', 'default-permissions', { ...strict, ...userGrant }, 'done', /1/],
    ['strict', 'default-permissions', { ...off, ...userGrant }, 'done', /1/],
    ['strict', 'default-permissions', { ...strict, ...clientGrant }, 'not-done', /for users/],
    ['strict', 'default-permissions', strict, 'not-done', /reach no API/],
    ['strict', 'default-permissions', off, 'not-needed', /off/],
    [
      'strict',
      'default-permissions',
      { ...strict, ...of({ grants: undefined }) },
      'unknown',
      /read:client_grants/,
    ],
    ['strict', 'mode-strict', strict, 'done', /strict/],
    ['strict', 'mode-strict', dcr(false, 'strict', 'strict'), 'done', /strict/],
    ['strict', 'mode-strict', off, 'not-needed', /off\. Its mode is unset/],
    ['strict', 'mode-strict', unset, 'not-done', /unset, so apps are permissive/],
    ['strict', 'mode-strict', loose, 'not-done', /permissive/],
    ['strict', 'mode-strict', unclear, 'unknown', /never set/],
    ['strict', 'mode-strict', unread, 'unknown', /not known/],
    ['strict', 'test-registration', strict, 'unknown', /not counted/],
    ['strict', 'test-registration', { ...strict, strictByOrigin: {} }, 'not-done', /None/],
    ['strict', 'test-registration', { ...strict, strictByOrigin: { dcr: 3 } }, 'done', /3/],
    ['strict', 'test-registration', off, 'not-needed', /off/],
    ['strict', 'tokens', strict, 'unknown', /not read/],
    ['strict', 'tokens', off, 'not-needed', /off/],
    ['off', 'registration-off', off, 'done', /off/],
    ['off', 'registration-off', strict, 'not-done', /anybody/],
    ['off', 'registration-off', unread, 'unknown', /read:tenant_settings/],
    ['permissive', 'mode-permissive', loose, 'done', /read as permissive/],
    ['permissive', 'mode-permissive', unset, 'done', /never set/],
    ['permissive', 'mode-permissive', strict, 'not-done', /strict/],
    ['permissive', 'mode-permissive', off, 'not-needed', /off/],
    ['permissive', 'mode-permissive', unclear, 'unknown', /never set/],
    ['permissive', 'mode-permissive', unread, 'unknown', /not known/],
  ])('meant %s: %s, %j: %s', (intent, id, parts, state, because) => {
    const found = item(tracks({ ...parts, ...meaning({ dcr: intent }) }).dcr, id);
    expect(found.state).toBe(state);
    expect(found.because).toMatch(because);
  });

  test('default permissions come before the mode', () => {
    const ids = tracks(strict).dcr.items.map(({ id }) => id);
    expect(ids.indexOf('default-permissions')).toBeLessThan(ids.indexOf('mode-strict'));
  });
});

test('each track of every intent is what the schema says', () => {
  for (const newApps of ['strict', 'permissive'] as const) {
    for (const dcr of ['off', 'strict', 'permissive'] as const) {
      const readiness = readinessOf(facts(blocked, meaning({ newApps, dcr })));
      expect(Readiness.parse(readiness)).toEqual(readiness);
    }
  }
});

test('every requirement a check names is one there is', () => {
  const ids = new Set(requirements.map(({ id }) => id));
  expect([...spoken.difference(ids)]).toEqual([]);
});
