import { expect, test } from 'vitest';
import { appBase } from '../../functions/core/baseline.ts';
import { evaluate } from '../../functions/core/evaluate.ts';
import type { AnyRule, Observation } from '../../functions/core/rule.ts';
import * as sample from '../../functions/core/sample.ts';
import apiOpenToPermissive from '../../functions/rules/api-open-to-permissive.ts';
import appCallbackUnsafe from '../../functions/rules/app-callback-unsafe.ts';
import appIdentityChanged from '../../functions/rules/app-identity-changed.ts';
import appModeUnknown from '../../functions/rules/app-mode-unknown.ts';
import appPermissive from '../../functions/rules/app-permissive.ts';
import appWidened from '../../functions/rules/app-widened.ts';
import coverageLost from '../../functions/rules/coverage-lost.ts';
import dcrModeChanged from '../../functions/rules/dcr-mode-changed.ts';
import dcrPermissive from '../../functions/rules/dcr-permissive.ts';
import defaultPermissionsWidened from '../../functions/rules/default-permissions-widened.ts';
import flagUnknown from '../../functions/rules/flag-unknown.ts';
import pipelineBlocksStrict from '../../functions/rules/pipeline-blocks-strict.ts';
import settingsDrift from '../../functions/rules/settings-drift.ts';

/** What people are shown of an observation: the examples only say what it is about. */
function seen(rule: AnyRule, parts: sample.SampleParts): Observation[] {
  const given = sample.sample(parts);
  const [verdict] = evaluate([rule], sample.judgedOf(given));
  expect.assert(verdict?.status === 'evaluated');
  return [...verdict.observations];
}

const partner = sample.app({ id: 'abc', name: 'Partner', securityMode: 'permissive' });

function many(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `n${i}`);
}

test('app-permissive says what was seen; who created the app is said by the logs', () => {
  const createdAt = '2026-11-01T00:00:00.000Z';
  expect(seen(appPermissive, { apps: [{ ...partner, createdAt }] })).toEqual([
    {
      subject: 'abc',
      message: 'third-party app "Partner" is in permissive mode',
      evidence: {
        name: 'Partner',
        origin: 'regular',
        createdAt,
        securityMode: 'permissive',
      },
    },
  ]);
});

test('app-permissive names an app without a name by its id', () => {
  const [observation] = seen(appPermissive, { apps: [{ ...partner, name: '' }] });
  expect(observation?.message).toBe('third-party app without a name (abc) is in permissive mode');
});

test('app-permissive leaves the text of the tenant as it is', () => {
  const name = '<!channel> *x* =1+1\n"';
  const [observation] = seen(appPermissive, { apps: [{ ...partner, name }] });
  expect(observation?.evidence['name']).toBe(name);
  // But for its quotes, in which it stands.
  expect(observation?.message).toContain(`"${name.replace('"', "'")}"`);
});

test('app-mode-unknown keeps the answer', () => {
  const app = { ...partner, securityMode: 'unknown', rawSecurityMode: 'paranoid' } as const;
  expect(seen(appModeUnknown, { apps: [app] })[0]?.evidence).toMatchObject({
    answered: 'paranoid',
  });
});

test('app-identity-changed says what it was and what it is', () => {
  const base = appBase({ ...partner, securityMode: 'strict' }, []);
  expect(seen(appIdentityChanged, { apps: [partner], appBases: { abc: base } })[0]).toMatchObject({
    message:
      'app "Partner" was third-party, strict and is third-party, permissive, which Auth0 does not allow',
    evidence: { before: 'third-party, strict', after: 'third-party, permissive' },
  });
});

test('app-widened lists what was gained, by kind', () => {
  const base = appBase({ ...partner, origins: [] }, []);
  const app = { ...partner, origins: ['https://b.example'] };
  const grants = [sample.grant({ audience: 'https://a.example', appId: 'abc', allScopes: true })];
  expect(seen(appWidened, { apps: [app], grants, appBases: { abc: base } })[0]).toMatchObject({
    message: 'third-party app "Partner" gained since it was accepted: origins, API access',
    evidence: {
      gained: { origins: ['https://b.example'], apis: ['https://a.example every scope (user)'] },
    },
  });
});

test('app-callback-unsafe shows twenty callbacks, and counts all', () => {
  const callbacks = many(25).map((scheme) => `${scheme}://`);
  const [observation] = seen(appCallbackUnsafe, { apps: [{ ...partner, callbacks }] });
  expect(observation?.message).toMatch(/: 25$/);
  expect(observation?.evidence).toMatchObject({ count: 25 });
  expect(observation?.evidence['callbacks']).toHaveLength(20);
});

test('api-open-to-permissive names five apps, and counts all', () => {
  const apps = many(7).map((id) => ({ ...partner, id }));
  const apis = [
    sample.api({ identifier: 'https://a.example', name: 'A', userPolicy: 'allow_all' }),
  ];
  expect(seen(apiOpenToPermissive, { apps, apis })[0]).toMatchObject({
    message: 'API "A" (user access policy allow_all) is open to permissive third-party apps: 7',
    evidence: { permissiveApps: 7, someOfThem: many(5) },
  });
});

test('dcr-permissive says why the customer can create permissive apps', () => {
  const settings = sample.settings({ dcr: { enabled: true, mode: 'unset' } });
  const eligible = { since: '2026-05-01T00:00:00.000Z', because: 'the permissive app abc exists' };
  expect(seen(dcrPermissive, { settings, baseline: { eligible } })[0]?.evidence).toEqual({
    mode: 'unset',
    effective: 'permissive',
    eligible: 'the permissive app abc exists',
  });
});

test('dcr-mode-changed says in which direction, with before and after', () => {
  const before = { enabled: true, mode: 'strict' } as const;
  const after = { enabled: true, mode: 'permissive' } as const;
  const parts = { settings: sample.settings({ dcr: after }), baseline: { dcr: before } };
  expect(seen(dcrModeChanged, parts)[0]).toMatchObject({
    message: 'dynamic client registration was changed: mode loosened from strict to permissive',
    evidence: { comparedWith: 'accepted', before, after },
  });
});

test('dcr-mode-changed says when it compares with intent', () => {
  const dcr = { enabled: true, mode: 'strict' } as const;
  const parts = { settings: sample.settings({ dcr }), intent: { dcr: 'permissive' } } as const;
  expect(seen(dcrModeChanged, parts)[0]).toMatchObject({
    message:
      'dynamic client registration is strict, although this tenant means it to be permissive',
    evidence: { comparedWith: 'intent', before: 'permissive', after: dcr },
  });
});

test('default-permissions-widened lists what was gained', () => {
  const audience = 'https://a.example';
  const grants = [sample.defaultGrant({ audience, scopes: ['write:a', 'read:a'] })];
  expect(seen(defaultPermissionsWidened, { grants, baseline: { defaultGrants: [] } })).toEqual([
    {
      subject: audience,
      message: 'third-party apps gained default permissions on https://a.example',
      evidence: { gained: [`${audience} read:a (user)`, `${audience} write:a (user)`] },
    },
  ]);
});

test('pipeline-blocks-strict names twenty, counts all, and gives the day', () => {
  const rules = many(21).map((name) => ({ id: name, name }));
  const pipeline = { rules, hooks: [], gone: [] };
  expect(
    seen(pipelineBlocksStrict, { pipeline, now: '2026-11-17T00:00:00.000Z' })[0],
  ).toMatchObject({
    message: 'active rules make strict third-party apps fail, until Auth0 ends them on 2026-11-18',
    evidence: { count: 21, names: many(20), endsOn: '2026-11-18' },
  });
  expect(seen(pipelineBlocksStrict, { pipeline })[0]?.message).toBe(
    'active rules make strict third-party apps fail, although Auth0 announced their end for 2026-11-18',
  );
});

test('settings-drift gives both values', () => {
  const settings = sample.settings({ defaultAudience: 'https://a.example' });
  const baseline = { settings: { default_audience: null } };
  expect(seen(settingsDrift, { settings, baseline })).toEqual([
    {
      subject: 'default_audience',
      message: 'setting default_audience is "https://a.example"; accepted was null',
      evidence: { before: null, after: 'https://a.example' },
    },
  ]);
});

test('flag-unknown gives the value', () => {
  const settings = sample.settings({ flags: { some_switch: { on: true } } });
  expect(seen(flagUnknown, { settings, baseline: { flags: [] } })).toEqual([
    {
      subject: 'flags.some_switch',
      message: 'the tenant settings hold a flag never seen before: some_switch',
      evidence: { value: { on: true } },
    },
  ]);
});

test('coverage-lost says why, and what nobody watches meanwhile', () => {
  const coverage = sample.coveredSince('2026-11-01T00:00:00.000Z', 1);
  expect(seen(coverageLost, { unread: { grants: 'scope' }, baseline: { coverage } })).toEqual([
    {
      subject: 'grants',
      message:
        'grants can no longer be read (not readable (scope)); until then nobody watches what third-party apps are granted, by default and one by one',
      evidence: {
        cause: 'scope',
        reason: 'not readable (scope)',
        sections: ['grants'],
        blind: ['what third-party apps are granted, by default and one by one'],
      },
    },
  ]);
});

test('coverage-lost names all sections that one cause took away, and each reason once', () => {
  const coverage = sample.coveredSince('2026-11-01T00:00:00.000Z', 2);
  const given = sample.sample({ baseline: { coverage } });
  const why = (reason: string) => ({ ok: false, cause: 'unavailable', reason }) as const;
  const [apps, apis] = [why('Auth0 answered 503'), why('no answer in time')];
  const sections = { ...given.sections, apps, settings: apps, apis };
  const [verdict] = evaluate([coverageLost], sample.judgedOf({ ...given, sections }));
  const blind = [
    'new, permissive and changed third-party apps',
    'dynamic registration and every other tenant setting',
    'APIs that are open to permissive apps',
  ];
  const reason = 'Auth0 answered 503; no answer in time';
  const hidden = 'hidden by the finding about apps, which has the same root cause';
  expect(verdict).toEqual({
    rule: 'coverage-lost',
    status: 'evaluated',
    observations: [
      {
        subject: 'apps',
        message: `apps, settings, apis can no longer be read (${reason}); until then nobody watches ${blind.join('; ')}`,
        evidence: {
          cause: 'unavailable',
          reason,
          sections: ['apps', 'settings', 'apis'],
          blind,
        },
      },
    ],
    undecided: ['settings', 'apis'].map((subject) => ({ subject, reason: hidden })),
  });
});
