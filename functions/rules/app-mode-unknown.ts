import { defineRule, type Example } from '../core/rule.ts';
import { app, sample } from '../core/sample.ts';
import { appCreated } from '../core/trace.ts';
import { appFacts, nameOf } from '../core/wording.ts';

const modeless = app({ id: 'modeless', securityMode: 'unknown' });

export default defineRule({
  id: 'app-mode-unknown',
  title: 'Third-party app whose security mode cannot be told',
  severity: 'medium',
  needs: ['apps'],
  docs: {
    why: 'Auth0 answers a mode for every third-party app. Where it answers none, or one we do not know, the app may be as open as a permissive one. We do not guess: it is neither counted as strict nor as permissive until somebody has looked.',
    fix: [
      'Read the app by hand: `auth0 api get "clients/CLIENT_ID"`, and look at `is_first_party` and `third_party_security_mode`.',
      'If the answer holds a mode that Auth0 has introduced since, update Strictwatch.',
      'If it holds none, ask Auth0 support which mode applies to this app, and treat it as permissive meanwhile.',
      'If the app is no longer used, delete it: `auth0 apps delete CLIENT_ID`.',
    ],
    see: [
      'https://auth0.com/docs/get-started/applications/third-party-applications',
      'https://auth0.com/docs/get-started/applications/first-party-and-third-party-applications',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CM-8' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'its security mode is known now',
  breadth: ({ evidence }) => [`mode ${JSON.stringify(evidence['answered'])}`],
  traces: ({ subject }) => [appCreated(subject)],
  *check({ apps, likeness }) {
    for (const app of apps) {
      if (app.firstParty === true || app.securityMode !== 'unknown') continue;
      yield {
        subject: app.id,
        message: `the security mode of ${nameOf(app)} cannot be told`,
        evidence: {
          ...appFacts(app),
          ...likeness(app),
          firstParty: app.firstParty,
          answered: app.rawSecurityMode ?? null,
        },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    {
      when: 'Auth0 answered no mode for a third-party app',
      given: sample({ apps: [modeless, app({ id: 'strict' })] }),
      finds: ['modeless'],
    },
    {
      when: 'Auth0 answered a mode we do not know',
      given: sample({ apps: [{ ...modeless, rawSecurityMode: 'paranoid' }] }),
      finds: ['modeless'],
    },
    {
      when: 'Auth0 said neither the mode nor whose app it is',
      given: sample({ apps: [{ ...modeless, firstParty: null }] }),
      finds: ['modeless'],
    },
    {
      when: 'its name is a known one in other letters, which the finding then says',
      given: sample({ apps: [{ ...modeless, name: '\u0421laude' }] }),
      finds: ['modeless'],
    },
    {
      when: 'the modes of all third-party apps are known',
      given: sample({
        apps: [app({ id: 'strict' }), app({ id: 'permissive', securityMode: 'permissive' })],
      }),
      finds: [],
    },
    {
      when: 'a first-party app has a mode we do not know: modes mean nothing there',
      given: sample({ apps: [{ ...modeless, firstParty: true }] }),
      finds: [],
    },
  ];
}
