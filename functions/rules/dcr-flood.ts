import { doublings } from '../core/breadth.ts';
import { burstFacts, burstInWords, clustersOf, registeredLately } from '../core/dcr-cluster.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { app, sample } from '../core/sample.ts';

const flood = { perHour: 3, perDay: 6 };

export default defineRule({
  id: 'dcr-flood',
  title: 'Burst of dynamically registered apps',
  severity: 'high',
  needs: ['apps'],
  docs: {
    why: 'Registration is open: anyone can create apps without a token, and a script creates thousands. A burst of look-alike apps is how somebody prepares many consent pages with a trusted name, or fills the tenant until its limit of apps is reached. Apps are alike when their name, the domain of their callbacks and their way of signing in are, with digits, random parts, punctuation and look-alike letters folded; what a script varies beyond that is counted with `any`. By default a burst is 15 alike within an hour, or 50 of any kind within a day (`dcrFlood` of the tenant). The finding ends by itself 24 hours later. Apps count from their creation, as the app or the log tells, else from when they were first seen; of the latter the newest 2,000 are kept.',
    fix: [
      'Look at the names, callbacks and addresses the finding gives, and decide whether this is a partner, an agent platform or a stranger.',
      'If it is a stranger, stop it at the door: restrict `/oidc/register` with a tenant access control list, or switch registration off: `auth0 api patch "tenants/settings" --data \'{"flags":{"enable_dynamic_client_registration":false}}\'`.',
      'Delete the apps, those of which the finding gives ids first: `auth0 apps delete CLIENT_ID`; list the rest by `external_metadata_type` `dcr` and creation time.',
      'Search the logs for sign-ins and consents with these apps, and revoke the grants users gave them.',
      'If the burst is what your partners do every day, set `dcrFlood.perHour` and `dcrFlood.perDay` of the tenant above it.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/dynamic-client-registration',
      'https://datatracker.ietf.org/doc/html/rfc7591#section-5',
    ],
  },
  controls: [
    { framework: 'OWASP ASVS 5.0', id: '10.4.7' },
    { framework: 'NIST SP 800-53 r5', id: 'SI-4' },
    { framework: 'NIST SP 800-53 r5', id: 'SC-5' },
    { framework: 'SOC 2', id: 'CC7.2' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.16' },
  ],
  over: 'what was registered within the last 24 hours is no burst',
  // Its apps and addresses change with every run of the same burst; its size says whether it goes on.
  breadth: ({ evidence }) => doublings(evidence['count'], 'apps'),
  *check({ apps, past, flood, now }) {
    const registered = registeredLately(apps, past.registrations, now);
    if (registered.length >= flood.perDay) {
      yield {
        subject: 'any',
        message: burstInWords('apps', registered),
        evidence: burstFacts(registered),
      };
    }
    for (const { subject, registrations, withinAnHour } of clustersOf(registered)) {
      if (withinAnHour < flood.perHour) continue;
      yield {
        subject,
        message: burstInWords('look-alike apps', registrations),
        evidence: burstFacts(registrations),
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'three apps alike are registered within an hour, and three are a burst',
      given: sample({ apps: names('Free Gift 1', 'free-gift 22', 'FREE GIFT'), flood }),
      finds: ['freegift-partner-example-1k6mfrt'],
    },
    {
      when: 'one of three is gone again, and only remembered',
      given: sample({
        apps: names('Free Gift 1', 'Free Gift 2'),
        past: {
          registrations: [
            {
              app: 'gone',
              at: '2026-11-23T08:40:00.000Z',
              name: 'Free Gift 3',
              hosts: ['partner.example'],
              traits: 'unknown: authorization_code, refresh_token',
            },
          ],
        },
        flood,
      }),
      finds: ['freegift-partner-example-1k6mfrt'],
    },
    {
      when: 'six apps of any kind are registered within a day, and six are a burst',
      given: sample({ apps: names('Ant', 'Bee', 'Cat', 'Dog', 'Eel', 'Fox'), flood }),
      finds: ['any'],
    },
    {
      when: 'two apps alike are registered within an hour',
      given: sample({ apps: names('Free Gift 1', 'Free Gift 2'), flood }),
      finds: [],
    },
    {
      when: 'five apps that are not alike are registered within a day',
      given: sample({ apps: names('Ant', 'Bee', 'Cat', 'Dog', 'Eel'), flood }),
      finds: [],
    },
    {
      when: 'apps alike were created otherwise',
      given: sample({
        apps: names('Gift 1', 'Gift 2', 'Gift 3').map((one) => ({ ...one, origin: 'regular' })),
        flood,
      }),
      finds: [],
    },
    {
      when: 'a burst is over for a day',
      given: sample({
        apps: names('Gift 1', 'Gift 2', 'Gift 3'),
        flood,
        now: '2026-11-24T08:30:00.000Z',
      }),
      finds: [],
    },
  ];
}

function names(...all: readonly string[]) {
  const createdAt = '2026-11-23T08:30:00.000Z';
  return all.map((name, at) => app({ id: `app${at}`, name, origin: 'dcr', createdAt }));
}
