import { defineRule, type Example } from '../core/rule.ts';
import { app, sample } from '../core/sample.ts';
import { identityUnknown, isIdentityUnknown, isThirdParty } from '../core/snapshot.ts';
import { appCreated } from '../core/trace.ts';
import { appFacts, nameOf } from '../core/wording.ts';

const partner = app({ id: 'partner', securityMode: 'permissive' });
const registered = app({ id: 'registered', securityMode: 'permissive', origin: 'dcr' });

export default defineRule({
  id: 'app-permissive',
  title: 'Third-party app in permissive mode',
  severity: 'high',
  grades: {
    intended: {
      severity: 'low',
      when: 'the intent of the tenant is permissive for the way the app was created',
    },
  },
  needs: ['apps'],
  docs: {
    why: 'A permissive third-party app may use the implicit grant, sign users in without PKCE and call any API whose access policy is open. Auth0 fixes the mode when the app is created, so it never becomes safer by itself. The Dashboard cannot create such an app: a pipeline, a script or dynamic registration did, and will do so again.',
    fix: [
      'Find who created it: the finding says so where the logs tell. Else look in the tenant logs for the event "Create a client" or "Dynamic client registration" whose answer holds this client_id, and note the caller.',
      'Make that caller say the mode: `POST /api/v2/clients` with `"is_first_party": false, "third_party_security_mode": "strict"`.',
      'Create a strict replacement, give it a client grant for each API it needs, and hand its new client_id (it starts with `tpc_`) to the partner. Refresh tokens and consents do not move with it.',
      'When the partner has moved, delete the old app: `auth0 apps delete CLIENT_ID`.',
      'Until then, limit what it reaches: set the user access policy of the APIs it does not need to `require_client_grant`.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode',
      'https://auth0.com/docs/get-started/applications/third-party-applications/security-controls',
      'https://datatracker.ietf.org/doc/html/rfc9700#section-2.1.1',
    ],
  },
  controls: [
    { framework: 'OAuth 2.1 draft', id: 'Differences from OAuth 2.0' },
    { framework: 'RFC 9700', id: 'section 2.1.1' },
    { framework: 'RFC 9700', id: 'section 2.1.2' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.4' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.6' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-7' },
    { framework: 'SOC 2', id: 'CC6.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'Auth0 no longer calls it a permissive third-party app',
  // The app is its client_id, and its mode is for good: a new name gives it nothing.
  breadth: () => [],
  traces: ({ subject }) => [appCreated(subject)],
  *check({ apps, intent, likeness }) {
    for (const app of apps) {
      if (isIdentityUnknown(app)) yield { subject: app.id, cannotTell: identityUnknown };
      if (!isThirdParty(app) || app.securityMode !== 'permissive') continue;
      const meant = app.origin === 'dcr' ? intent.dcr : intent.newApps;
      yield {
        subject: app.id,
        message: `third-party ${nameOf(app)} is in permissive mode`,
        evidence: { ...appFacts(app), ...likeness(app), securityMode: 'permissive' },
        ...(meant === 'permissive' && { grade: 'intended' }),
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'a third-party app is permissive',
      given: sample({ apps: [partner, app({ id: 'strict' })] }),
      finds: ['partner'],
    },
    {
      when: 'a permissive app has no name',
      given: sample({ apps: [{ ...partner, name: '' }] }),
      finds: ['partner'],
    },
    {
      when: 'the tenant means to create permissive apps',
      given: sample({ apps: [partner], intent: { newApps: 'permissive' } }),
      finds: ['partner'],
      at: 'low',
    },
    {
      when: 'a permissive app came by dynamic registration, and only apps created otherwise may be permissive',
      given: sample({ apps: [registered], intent: { newApps: 'permissive' } }),
      finds: ['registered'],
    },
    {
      when: 'the tenant means dynamic registration to make permissive apps',
      given: sample({ apps: [registered], intent: { dcr: 'permissive' } }),
      finds: ['registered'],
      at: 'low',
    },
    {
      when: 'a permissive app has the name of an app of yours, which the finding then says',
      given: sample({
        apps: [
          app({ id: 'own', name: 'Portal', firstParty: true }),
          { ...partner, name: 'Portal' },
        ],
      }),
      finds: ['partner'],
    },
    {
      when: 'a third-party app is strict',
      given: sample({ apps: [app({ id: 'strict' })] }),
      finds: [],
    },
    {
      when: 'a first-party app has no mode',
      given: sample({ apps: [app({ id: 'own', firstParty: true })] }),
      finds: [],
    },
    {
      when: 'Auth0 did not say whose app it is',
      given: sample({ apps: [{ ...partner, firstParty: null }] }),
      finds: [],
      undecided: ['partner'],
    },
    {
      when: 'the mode cannot be told: what was found before stays',
      given: sample({ apps: [{ ...partner, securityMode: 'unknown' }] }),
      finds: [],
      undecided: ['partner'],
    },
  ];
}
