import { appBase, grantedScopes, grantsByApp } from '../core/baseline.ts';
import { gainsOf, nameGains } from '../core/gained.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { app, grant, sample } from '../core/sample.ts';
import { identityUnknown, isThirdParty, type App } from '../core/snapshot.ts';
import { gainTraces } from '../core/trace.ts';
import { acceptIt, appFacts, nameOf } from '../core/wording.ts';

const partner = app({ id: 'partner' });
const base = appBase(partner, []);
const access = grant({ audience: 'https://a.example', appId: 'partner', scopes: ['read:orders'] });
const finds = ['partner'];

export default defineRule({
  id: 'app-widened',
  title: 'Third-party app gained grant types, callbacks, origins or API access',
  severity: 'medium',
  drift: true,
  needs: ['apps', 'grants'],
  docs: {
    why: 'A partner is reviewed once, for what it asked for then. Each later grant type, callback, origin or API scope widens what a stolen secret or a hostile partner can do, and nobody is asked again. We compare with what was accepted; losing something is never reported.',
    fix: [
      'Compare each gained item in the evidence with the request or ticket that asked for it.',
      'Take back what nobody asked for: `auth0 api patch "clients/CLIENT_ID" --data \'{"grant_types":[…],"callbacks":[…]}\'`, and `auth0 api delete "client-grants/GRANT_ID"` for API access.',
      'Ask whoever the finding names. Where it names nobody, search the tenant logs for "Update a client" and "Create client grant" with this client_id, to learn who widened it and by which tool.',
      `Where the change was asked for, ${acceptIt}`,
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants',
      'https://auth0.com/docs/get-started/applications/third-party-applications/security-controls',
      'https://datatracker.ietf.org/doc/html/rfc9700#section-2.3',
    ],
  },
  controls: [
    { framework: 'RFC 9700', id: 'section 2.3' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.4' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.11' },
    { framework: 'NIST SP 800-53 r5', id: 'AC-6' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-3' },
    { framework: 'SOC 2', id: 'CC8.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.32' },
  ],
  over: 'what it had gained was taken back',
  traces: gainTraces,
  *check({ apps, grants, appBases }) {
    const apis = grantsByApp(grants);
    for (const app of apps) {
      const base = appBases.get(app.id);
      if (base && app.firstParty === null) yield { subject: app.id, cannotTell: identityUnknown };
      if (!base || !isThirdParty(app)) continue;
      const gained = gainsOf(base, appBase(app, apis.get(app.id) ?? []));
      if (Object.keys(gained).length === 0) continue;
      yield {
        subject: app.id,
        message: `third-party ${nameOf(app)} gained since it was accepted: ${nameGains(gained)}`,
        evidence: { ...appFacts(app), gained },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    example('it gained a grant type', { grantTypes: [...partner.grantTypes, 'implicit'] }, finds),
    example('it gained a callback, and lost one', { callbacks: ['https://b.example/cb'] }, finds),
    example('it gained an origin', { origins: ['https://b.example'] }, finds),
    {
      when: 'it gained a grant for an API',
      given: sample({ apps: [partner], grants: [access], appBases: { partner: base } }),
      finds,
    },
    example('it lost its callbacks', { callbacks: [] }, []),
    {
      when: 'its mode changed, which another rule finds, and its access to the API is the accepted one',
      given: sample({
        apps: [{ ...partner, securityMode: 'permissive' }],
        grants: [access],
        appBases: { partner: { ...base, apis: grantedScopes(access) } },
      }),
      finds: [],
    },
    {
      when: 'another app gained the grant',
      given: sample({
        apps: [partner, app({ id: 'other' })],
        grants: [{ ...access, appId: 'other' }],
        appBases: { partner: base },
      }),
      finds: [],
    },
    {
      ...example(
        'Auth0 does not say whose app it is, which gained an origin',
        { firstParty: null, origins: ['https://b.example'] },
        [],
      ),
      undecided: finds,
    },
    {
      when: 'Auth0 does not say whose app it is, which is as accepted',
      given: sample({ apps: [{ ...partner, firstParty: null }] }),
      finds: [],
    },
    example(
      'a first-party app gained an origin',
      { firstParty: true, origins: ['https://b.example'] },
      [],
    ),
  ];
}

/** One app, accepted as `partner`, as it is now. */
function example(when: string, now: Partial<App>, finds: readonly string[]) {
  return {
    when,
    given: sample({ apps: [{ ...partner, ...now }], appBases: { partner: base } }),
    finds,
  };
}
