import { listedIn } from '../core/breadth.ts';
import { deadlines } from '../core/deadlines.ts';
import type { Caller } from '../core/log-memory.ts';
import { relianceFacts, relianceInWords } from '../core/reliance.ts';
import { callerDays } from '../core/remember-callers.ts';
import { defineRule, type Example } from '../core/rule.ts';
import { sample } from '../core/sample.ts';

const pipeline = caller('pipeline', '2026-11-20T09:00:00.000Z');

export default defineRule({
  id: 'creation-relies-on-default',
  title: 'Caller that creates third-party apps without saying their security mode',
  severity: 'medium',
  needs: ['logs'],
  docs: {
    why: `A request that creates a third-party app and names no mode gets what the tenant has for default, and that changes on ${deadlines.strictByDefault.on}: from then on the app is strict, where it was permissive before. A strict app needs PKCE and a grant for each API, so a pipeline that nobody touched would make apps that fail, or, where the toggle is still on, apps that are open. The tenant logs show the request and who sent it; a caller is reported until it says the mode, or for ${callerDays} days after it last did not.`,
    fix: [
      'Find the owner of the caller: the finding names the machine-to-machine app or the person, the address and the tool.',
      'Decide which mode its apps need; strict, unless the partner cannot work with it yet.',
      'Say it in the request: `"is_first_party": false, "third_party_security_mode": "strict"` in `POST /api/v2/clients`, `auth0 apps create --is-first-party=false --third-party-security-mode strict` with the Auth0 CLI.',
      'Test with one app of this caller that the partner can sign in and reach its APIs in that mode.',
      'Let it create an app: the finding ends when the logs show that the mode was said.',
    ],
    see: [
      'https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-to-enhanced-security-third-party-applications',
      'https://auth0.com/docs/get-started/applications/third-party-applications/configure-third-party-applications',
    ],
  },
  controls: [
    { framework: 'OWASP ASVS 5.0', id: '10.4.6' },
    { framework: 'NIST SP 800-53 r5', id: 'CM-6' },
    { framework: 'SOC 2', id: 'CC8.1' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.9' },
  ],
  over: `the caller has said the mode since, or made no app without it for ${callerDays} days`,
  // It goes on creating apps, from one address and another; what kind, and with what, is what was accepted.
  breadth: ({ evidence }) => [
    ...listedIn(evidence['created'], 'creates apps', 'mode'),
    ...listedIn([evidence['caller']], 'creates with', 'tool'),
  ],
  *check({ past, now }) {
    const oldest = now.getTime() - callerDays * 86_400_000;
    for (const caller of past.callers) {
      const newest = Date.parse(caller.apps[0]?.at ?? '');
      const stated = Date.parse(caller.stated ?? '');
      if (!(newest >= oldest) || stated >= newest) continue;
      yield {
        subject: caller.id,
        message: relianceInWords(caller, now),
        evidence: relianceFacts(caller),
      };
    }
  },
});

export function examples(): readonly Example[] {
  return [
    example('a pipeline created an app without a mode', [pipeline], ['pipeline']),
    example('it said the mode before, and then did not', [said('2026-11-19')], ['pipeline']),
    example(
      'two callers do so',
      [pipeline, { ...pipeline, id: 'auth0|ann', kind: 'user' }],
      ['pipeline', 'auth0|ann'],
    ),
    example('it has said the mode since', [said('2026-11-21')], []),
    example('it did so last more than 90 days ago', [caller('old', '2026-08-25T08:59:00Z')], []),
    example('it did so last 90 days ago', [caller('old', '2026-08-25T09:00:00Z')], ['old']),
    example('nobody created an app without a mode', [], []),
  ];
}

function caller(id: string, at: string): Caller {
  return {
    id,
    kind: 'app',
    name: 'Partner onboarding',
    ip: '203.0.113.7',
    userAgent: 'Go-http-client/1.1',
    tool: null,
    apps: [{ id: 'partner', name: 'Partner', at, mode: 'strict', logId: 'log1' }],
    more: 0,
    stated: null,
  };
}

function said(day: string): Caller {
  return { ...pipeline, stated: `${day}T09:00:00.000Z` };
}

function example(when: string, callers: readonly Caller[], finds: readonly string[]) {
  return { when, given: sample({ past: { callers } }), finds };
}
