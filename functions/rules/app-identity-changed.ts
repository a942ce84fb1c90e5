import { appBase, type AppBase } from '../core/baseline.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { app, sample } from '../core/sample.ts';
import { identityUnknown, isIdentityUnknown, type App } from '../core/snapshot.ts';
import { appUpdated } from '../core/trace.ts';
import { appFacts, identityOf, nameOf } from '../core/wording.ts';

const strict = app({ id: 'partner' });
const permissive = app({ id: 'partner', securityMode: 'permissive' });
const firstParty = app({ id: 'partner', firstParty: true });

export default defineRule({
  id: 'app-identity-changed',
  title: 'Party or security mode of an app is not what it was',
  severity: 'critical',
  drift: true,
  needs: ['apps'],
  docs: {
    why: 'Auth0 sets the party and the security mode of an app when it is created and refuses to change them afterwards. A difference therefore means that something we all rely on no longer holds: Auth0 changed the app, our record was altered, or the tenant behind the domain is another one. Until it is explained, no other statement about this app can be trusted.',
    fix: [
      'Read the app now, `auth0 api get "clients/CLIENT_ID"`, and compare `is_first_party` and `third_party_security_mode` with the finding.',
      'Check that the configured domain still belongs to the tenant you mean, and that nobody restored or replaced it.',
      'Search the tenant logs for this client_id (events "Update a client", "Delete a client", "Create a client") since the last run that found it unchanged.',
      'Take away what it can reach while you look: delete its client grants and block its connections.',
      'Ask Auth0 support how an immutable property changed; keep the finding as evidence.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/first-party-and-third-party-applications',
      'https://auth0.com/docs/get-started/applications/third-party-applications/security-controls',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CM-3' },
    { framework: 'NIST SP 800-53 r5', id: 'SI-4' },
    { framework: 'SOC 2', id: 'CC7.2' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.16' },
  ],
  over: 'its party and security mode are as accepted again',
  traces: ({ subject }) => [
    appUpdated('third_party_security_mode', subject),
    appUpdated('is_first_party', subject),
  ],
  *check({ apps, appBases }) {
    for (const app of apps) {
      const base = appBases.get(app.id);
      if (base && isIdentityUnknown(app)) yield { subject: app.id, cannotTell: identityUnknown };
      if (!base || !(isOtherParty(base, app) || isOtherMode(base, app))) continue;
      const before = identityOf(base);
      const after = identityOf(app);
      yield {
        subject: app.id,
        message: `${nameOf(app)} was ${before} and is ${after}, which Auth0 does not allow`,
        evidence: { ...appFacts(app), before, after },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    example('a strict app is permissive now', strict, permissive, ['partner']),
    example('a third-party app is first-party now', permissive, firstParty, ['partner']),
    example('only the callbacks changed', { ...strict, callbacks: [] }, strict, []),
    {
      ...example('the mode cannot be told now', strict, { ...strict, securityMode: 'unknown' }, []),
      undecided: ['partner'],
    },
    {
      when: 'the mode of a new app cannot be told',
      given: sample({ apps: [{ ...strict, securityMode: 'unknown' }] }),
      finds: [],
    },
    example('the mode could not be told then', { ...strict, securityMode: 'unknown' }, strict, []),
    {
      ...example('Auth0 does not say whose app it is', strict, { ...strict, firstParty: null }, []),
      undecided: ['partner'],
    },
    example('Auth0 did not say whose app it was', { ...strict, firstParty: null }, strict, []),
    { when: 'an app is new', given: sample({ apps: [permissive] }), finds: [] },
  ];
}

function isOtherParty(base: AppBase, app: App): boolean {
  return base.firstParty !== null && app.firstParty !== null && base.firstParty !== app.firstParty;
}

/** A first-party app has no mode; losing or gaining one is a change of party, seen above. */
function isOtherMode(base: AppBase, app: App): boolean {
  return (
    isKnown(base.securityMode) &&
    isKnown(app.securityMode) &&
    base.securityMode !== app.securityMode
  );
}

function isKnown(mode: App['securityMode']): boolean {
  return mode === 'strict' || mode === 'permissive';
}

function example(when: string, before: App, after: App, finds: readonly string[]) {
  const appBases = { partner: appBase(before, []) };
  return { when, given: sample({ apps: [after], appBases }), finds };
}
