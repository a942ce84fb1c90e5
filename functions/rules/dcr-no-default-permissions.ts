import { isDefaultGrant } from '../core/baseline.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { defaultGrant, grant, sample, settings } from '../core/sample.ts';
import { dcrWithoutAccessEnds, dcrWithoutAccessTraces } from '../core/trace.ts';
import { whyDcrUnknown } from '../core/wording.ts';

const orders = 'https://orders.example';
const strict = settings({ dcr: { enabled: true, mode: 'strict' } });
const permissive = settings({ dcr: { enabled: true, mode: 'permissive' } });

export default defineRule({
  id: 'dcr-no-default-permissions',
  title: 'Registered apps can reach no API',
  severity: 'medium',
  needs: ['settings', 'grants'],
  docs: {
    why: 'A strict app reaches an API only through a grant, and nobody can give a grant to an app that registers itself a second before it is used. Default permissions for third-party apps are the only way, and only those for user access help: a registered app cannot use client credentials. Without them, switching registration to strict breaks every app that registers, and the pressure is to switch back to permissive.',
    fix: [
      'List the APIs that registered apps need, and for each the fewest scopes.',
      'Add default permissions to each: `auth0 api post "client-grants" --data \'{"default_for":"third_party_clients","audience":"https://api.example.com","scope":["read:items"],"subject_type":"user"}\'`, or in the Dashboard under Applications > APIs > Settings.',
      'Register a test app, get a token for the API with it, then delete it.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants#default-permissions-for-third-party-applications',
      'https://auth0.com/docs/get-started/applications/dynamic-client-registration',
    ],
  },
  controls: [
    { framework: 'OWASP ASVS 5.0', id: '10.4.11' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
  ],
  over: 'registered apps are no longer left without an API',
  traces: dcrWithoutAccessTraces,
  ends: dcrWithoutAccessEnds,
  *check({ settings: { dcr }, grants, intent }) {
    if (!dcr.enabled) return;
    const defaults = grants.filter(isDefaultGrant);
    if (defaults.some(({ subjectType }) => subjectType === 'user')) return;
    if (dcr.mode === 'unknown' && intent.dcr !== 'strict') {
      yield { cannotTell: whyDcrUnknown(dcr) };
      return;
    }
    if (dcr.mode !== 'strict' && intent.dcr !== 'strict') return;
    yield {
      subject: 'dcr',
      message:
        'apps that register dynamically can reach no API: no default permissions for users exist',
      evidence: { mode: dcr.mode, intent: intent.dcr, otherDefaultGrants: defaults.length },
    };
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'registration is strict and there are no default permissions',
      given: sample({ settings: strict }),
      finds: ['dcr'],
    },
    {
      when: 'registration is strict and the default permissions are for client credentials only',
      given: sample({
        settings: strict,
        grants: [defaultGrant({ audience: orders, subjectType: 'client' })],
      }),
      finds: ['dcr'],
    },
    {
      when: 'registration is strict and only a single app holds a grant',
      given: sample({ settings: strict, grants: [grant({ audience: orders, appId: 'partner' })] }),
      finds: ['dcr'],
    },
    {
      when: 'registration is still permissive, and the tenant means it to become strict',
      given: sample({ settings: permissive }),
      finds: ['dcr'],
    },
    {
      when: 'registration is strict, although the tenant means it to be permissive',
      given: sample({ settings: strict, intent: { dcr: 'permissive' } }),
      finds: ['dcr'],
    },
    {
      when: 'registration is strict and an API has default permissions for users',
      given: sample({ settings: strict, grants: [defaultGrant({ audience: orders })] }),
      finds: [],
    },
    {
      when: 'registration is permissive, as the tenant means it to be',
      given: sample({ settings: permissive, intent: { dcr: 'permissive' } }),
      finds: [],
    },
    {
      when: 'the mode cannot be told, and the tenant does not mean it to be strict',
      given: sample({
        settings: settings({ dcr: { enabled: true, mode: 'unknown' } }),
        intent: { dcr: 'permissive' },
      }),
      finds: [],
      unknown: true,
    },
    {
      when: 'the mode cannot be told, and the tenant means it to be strict',
      given: sample({ settings: settings({ dcr: { enabled: true, mode: 'unknown' } }) }),
      finds: ['dcr'],
    },
    {
      when: 'registration is off',
      given: sample(),
      finds: [],
    },
  ];
}
