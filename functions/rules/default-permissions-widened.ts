import { grantedScopes, isDefaultGrant } from '../core/baseline.ts';
import { gainedAccess } from '../core/gained.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { defaultGrant, grant, sample } from '../core/sample.ts';
import type { Grant } from '../core/snapshot.ts';
import { defaultGrantOf } from '../core/trace.ts';
import { acceptIt } from '../core/wording.ts';

const orders = 'https://orders.example';
const reading = defaultGrant({ audience: orders, scopes: ['read:orders'] });
const everything = defaultGrant({ audience: orders, allScopes: true });

export default defineRule({
  id: 'default-permissions-widened',
  title: 'Default permissions of third-party apps were widened',
  severity: 'high',
  drift: true,
  needs: ['grants'],
  docs: {
    why: 'Default permissions apply to every third-party app that has no grant of its own for the API, those that strangers register included. One scope added here is a scope given to all of them at once. We compare with the accepted defaults, per API and for users and machines apart; taking scopes away is never reported.',
    fix: [
      'Ask whoever the finding names. Where it names nobody, search the tenant logs for "Create client grant" and "Update client grant" since the last run, to learn who widened it.',
      'Take back what was not meant: `auth0 api patch "client-grants/GRANT_ID" --data \'{"scope":["read:items"]}\'`, or `auth0 api delete "client-grants/GRANT_ID"` for an API that should have no defaults.',
      'Where a single partner needs more, give that app a grant of its own: it takes precedence over the defaults.',
      `If it was meant for all of them, ${acceptIt}`,
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants#default-permissions-for-third-party-applications',
      'https://datatracker.ietf.org/doc/html/rfc9700#section-2.3',
    ],
  },
  controls: [
    { framework: 'RFC 9700', id: 'section 2.3' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.11' },
    { framework: 'NIST SP 800-53 r5', id: 'AC-6' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-3' },
    { framework: 'SOC 2', id: 'CC6.3' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.5.15' },
  ],
  over: 'the defaults give no more than was accepted',
  traces: ({ subject }) => [defaultGrantOf(subject)],
  *check({ grants, baseline }) {
    if (!baseline.defaultGrants) return;
    const accepted = baseline.defaultGrants.flatMap(grantedScopes);
    const byApi = Map.groupBy(grants.filter(isDefaultGrant), ({ audience }) => audience);
    for (const [audience, held] of byApi) {
      const gained = gainedAccess(accepted, held.flatMap(grantedScopes));
      if (gained.length === 0) continue;
      yield {
        subject: audience,
        message: `third-party apps gained default permissions on ${audience}`,
        evidence: { gained: gained.sort() },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    example('an API got default permissions', [], [reading], [orders]),
    example(
      'a scope was added',
      [reading],
      [{ ...reading, scopes: ['read:orders', 'write:orders'] }],
      [orders],
    ),
    example('every scope was given', [reading], [everything], [orders]),
    example(
      'machines got what users had',
      [reading],
      [reading, { ...reading, id: 'cgr_2', subjectType: 'client' }],
      [orders],
    ),
    example('nothing changed', [reading], [reading], []),
    example('every scope was narrowed to one', [everything], [reading], []),
    example('the last scope was taken away', [reading], [{ ...reading, scopes: [] }], []),
    example('the defaults were removed', [reading], [], []),
    example(
      'a single app got a grant of its own',
      [],
      [grant({ audience: orders, appId: 'partner', scopes: ['read:orders'] })],
      [],
    ),
    {
      when: 'nothing was accepted yet',
      given: sample({ grants: [everything] }),
      finds: [],
    },
  ];
}

function example(
  when: string,
  accepted: readonly Grant[],
  grants: readonly Grant[],
  finds: readonly string[],
) {
  return { when, given: sample({ grants, baseline: { defaultGrants: accepted } }), finds };
}
