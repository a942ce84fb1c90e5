import { listedIn, othersIn, othersOf } from '../core/breadth.ts';
import { unsafeCallbacks } from '../core/callbacks.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { app, sample } from '../core/sample.ts';
import { identityUnknown, isThirdParty, type App } from '../core/snapshot.ts';
import { appCreatedUnsafe, appUpdated } from '../core/trace.ts';
import { appFacts, nameOf } from '../core/wording.ts';

/** Enough to act on; an app may hold hundreds of callbacks, and the count says so. */
const shown = 20;

export default defineRule({
  id: 'app-callback-unsafe',
  title: 'Third-party app with a callback that others can receive',
  severity: 'medium',
  needs: ['apps'],
  docs: {
    why: 'After sign-in the browser carries the authorization code to the callback, so whoever receives a callback receives the code. A wildcard matches hosts nobody reviewed, plain http can be read and changed on the way, and a bare custom scheme can be claimed by any app on the phone. Strict apps are held to exact addresses by Auth0; permissive ones are not.',
    fix: [
      'Ask the partner for the exact https address it uses, without wildcards.',
      'Set only those: `auth0 api patch "clients/CLIENT_ID" --data \'{"callbacks":["https://partner.example/callback"]}\'`.',
      'For a native app, use a claimed https link, or a scheme in reverse-domain form with a path, such as `com.example.app:/callback`.',
      'Plain http stays only for `localhost`, `127.0.0.1` and `[::1]` in native apps.',
    ],
    see: [
      'https://datatracker.ietf.org/doc/html/rfc9700#section-2.1',
      'https://datatracker.ietf.org/doc/html/rfc8252#section-7',
      'https://auth0.com/docs/get-started/applications/third-party-applications/security-controls#restricted-client-configuration',
    ],
  },
  controls: [
    { framework: 'OAuth 2.1 draft', id: 'Differences from OAuth 2.0' },
    { framework: 'RFC 9700', id: 'section 2.1' },
    { framework: 'OWASP ASVS 5.0', id: '10.4.1' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: 'no unsafe callback is left',
  breadth: ({ evidence }) => [
    ...listedIn(evidence['callbacks'], 'callback', 'callback'),
    ...othersIn(evidence, 'unsafe callbacks'),
  ],
  traces: ({ subject }) => [appUpdated('callbacks', subject), appCreatedUnsafe(subject)],
  *check({ apps, likeness, digest }) {
    for (const app of apps) {
      if (app.firstParty === null) yield { subject: app.id, cannotTell: identityUnknown };
      if (!isThirdParty(app)) continue;
      const unsafe = unsafeCallbacks(app.callbacks);
      if (unsafe.length === 0) continue;
      yield {
        subject: app.id,
        message: `third-party ${nameOf(app)} has callbacks that others can receive: ${unsafe.length}`,
        evidence: {
          ...appFacts(app),
          ...likeness(app),
          count: unsafe.length,
          callbacks: unsafe.slice(0, shown),
          ...othersOf(
            unsafe.slice(shown).map(({ callback }) => callback),
            digest,
          ),
        },
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    example('a callback has a wildcard', 'https://*.partner.example/callback', ['partner']),
    example('a callback is plain http', 'http://partner.example/callback', ['partner']),
    example('a callback is a custom scheme and nothing more', 'myapp://', ['partner']),
    example('a callback is a script', 'javascript:alert(1)', ['partner']),
    example('a callback is an exact https address', 'https://partner.example/callback', []),
    example('a callback is plain http to the same machine', 'http://127.0.0.1:8080/callback', []),
    example('a callback is a custom scheme with a path', 'com.example.app:/callback', []),
    example('a callback is no address at all', 'callback', []),
    {
      when: 'an app with such a callback is named like an older one, which the finding then says',
      given: sample({
        apps: [
          app({ id: 'older', name: 'Portal', createdAt: '2026-01-01T00:00:00.000Z' }),
          partnerWith('http://partner.example/callback', {
            name: 'PortaI',
            createdAt: '2026-11-01T00:00:00.000Z',
          }),
        ],
      }),
      finds: ['partner'],
    },
    {
      when: 'Auth0 did not say whose app it is',
      given: sample({ apps: [partnerWith('https://*.own.example', { firstParty: null })] }),
      finds: [],
      undecided: ['partner'],
    },
    {
      when: 'the callback with a wildcard is one of a first-party app',
      given: sample({ apps: [partnerWith('https://*.own.example', { firstParty: true })] }),
      finds: [],
    },
  ];
}

function example(when: string, callback: string, finds: readonly string[]) {
  return { when, given: sample({ apps: [partnerWith(callback)] }), finds };
}

function partnerWith(callback: string, parts: Partial<App> = {}): App {
  return app({ id: 'partner', callbacks: ['https://partner.example/ok', callback], ...parts });
}
