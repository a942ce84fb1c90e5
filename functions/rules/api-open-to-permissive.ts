import { doublings } from '../core/breadth.ts';
import { quoted } from '../core/quoted.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { api, app, sample } from '../core/sample.ts';
import { identityUnknown, isIdentityUnknown, isThirdParty } from '../core/snapshot.ts';
import { apiOpened } from '../core/trace.ts';

const partner = app({ id: 'partner', securityMode: 'permissive' });
const orders = api({ identifier: 'https://orders.example', userPolicy: 'allow_all' });

/** Policies that keep a permissive app out unless it was given a grant. */
const closed: ReadonlySet<string> = new Set(['require_client_grant', 'deny_all']);

/** Enough to start with; the count says how many there are. */
const shown = 5;

export default defineRule({
  id: 'api-open-to-permissive',
  title: 'API that every permissive third-party app can call for its users',
  severity: 'medium',
  grades: {
    unclear: { severity: 'low', when: 'the access policy of the API is one we do not know' },
  },
  needs: ['apis', 'apps'],
  docs: {
    why: 'Strict apps need a grant for each API. Permissive ones follow the access policy of the API, and `allow_all`, the policy an API has when nobody chose one, gives any of them any scope the user may have. One careless or hostile partner then reaches APIs that nobody meant for partners. Auth0 APIs (system APIs) are left out, since their policy cannot be changed.',
    fix: [
      'List which apps call this API for users, first-party ones included: the policy binds them too.',
      'Give each a grant: `auth0 api post "client-grants" --data \'{"client_id":"CLIENT_ID","audience":"API_IDENTIFIER","scope":["read:items"],"subject_type":"user"}\'`.',
      'Then close the API: `auth0 api patch "resource-servers/API_ID" --data \'{"subject_type_authorization":{"user":{"policy":"require_client_grant"}}}\'`.',
      'Where a permissive app has no need of the API, that is all; otherwise plan its strict replacement.',
    ],
    see: [
      'https://auth0.com/docs/get-started/apis/api-access-policies-for-applications',
      'https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants',
      'https://datatracker.ietf.org/doc/html/rfc9700#section-2.3',
    ],
  },
  controls: [
    { framework: 'RFC 9700', id: 'section 2.3' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.11' },
    { framework: 'NIST SP 800-53 r5', id: 'AC-3' },
    { framework: 'NIST SP 800-53 r5', id: 'AC-6' },
    { framework: 'SOC 2', id: 'CC6.3' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.5.15' },
  ],
  over: 'the API is no longer open to every permissive third-party app',
  // Not which apps: each of them is a finding of its own.
  breadth: ({ evidence }) => [
    `user access policy ${String(evidence['userPolicy'])}`,
    ...doublings(evidence['permissiveApps'], 'permissive third-party apps'),
  ],
  traces: ({ subject }) => [apiOpened(subject)],
  *check({ apis, apps }) {
    const permissive = apps.filter((app) => isThirdParty(app) && app.securityMode === 'permissive');
    if (permissive.length === 0) {
      if (apps.some(isIdentityUnknown)) yield { cannotTell: identityUnknown };
      return;
    }
    for (const api of apis) {
      if (api.system || closed.has(api.userPolicy)) continue;
      yield {
        subject: api.identifier,
        message: `API ${quoted(api.name)} (user access policy ${api.userPolicy}) is open to permissive third-party apps: ${permissive.length}`,
        evidence: {
          userPolicy: api.userPolicy,
          permissiveApps: permissive.length,
          someOfThem: permissive.slice(0, shown).map(({ id }) => id),
        },
        ...(api.userPolicy !== 'allow_all' && { grade: 'unclear' }),
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'an API allows all apps and a permissive third-party app exists',
      given: sample({ apis: [orders], apps: [partner] }),
      finds: [orders.identifier],
    },
    {
      when: 'the policy of an API is one we do not know',
      given: sample({ apis: [{ ...orders, userPolicy: 'allow_some' }], apps: [partner] }),
      finds: [orders.identifier],
      at: 'low',
    },
    {
      when: 'the only third-party app is strict',
      given: sample({ apis: [orders], apps: [app({ id: 'strict' })] }),
      finds: [],
    },
    {
      when: 'the only permissive app is not known to be a third party',
      given: sample({ apis: [orders], apps: [{ ...partner, firstParty: null }] }),
      finds: [],
      unknown: true,
    },
    {
      when: 'the mode of the only third-party app cannot be told',
      given: sample({ apis: [orders], apps: [{ ...partner, securityMode: 'unknown' }] }),
      finds: [],
      unknown: true,
    },
    {
      when: 'a permissive app exists beside one that cannot be told',
      given: sample({
        apis: [orders],
        apps: [partner, { ...partner, id: 'other', securityMode: 'unknown' }],
      }),
      finds: [orders.identifier],
    },
    {
      when: 'the API requires a grant',
      given: sample({ apis: [api({ identifier: orders.identifier })], apps: [partner] }),
      finds: [],
    },
    {
      when: 'the API lets no app in',
      given: sample({ apis: [{ ...orders, userPolicy: 'deny_all' }], apps: [partner] }),
      finds: [],
    },
    {
      when: 'the open API is one of Auth0 itself',
      given: sample({ apis: [{ ...orders, system: true }], apps: [partner] }),
      finds: [],
    },
  ];
}
