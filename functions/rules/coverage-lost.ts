import { defineRule } from '../core/rule.ts';
import { coveredSince, sample } from '../core/sample.ts';
import { sectionNames, type Cause, type SectionName } from '../core/snapshot.ts';

/** What nobody watches while a section cannot be read. */
const blind: Record<SectionName, string> = {
  apps: 'new, permissive and changed third-party apps',
  settings: 'dynamic registration and every other tenant setting',
  grants: 'what third-party apps are granted, by default and one by one',
  apis: 'APIs that are open to permissive apps',
  connections: 'which connections third-party apps can use',
  login: 'which login pages third-party apps would use',
  pipeline: 'Rules and Hooks that make strict apps fail',
  logs: 'who created or changed what, callers that rely on the default, and what the toggle was then',
};

/** Causes that may pass by themselves: one bad minute at Auth0 must not page anybody. */
const mayPass: ReadonlySet<Cause> = new Set(['rate-limit', 'unavailable', 'inconsistent']);
const patience = 2;

const lastWeek = '2026-11-16T09:00:00.000Z';

export default defineRule<never>({
  id: 'coverage-lost',
  title: 'Something that used to be read cannot be read any more',
  severity: 'high',
  needs: [],
  docs: {
    why: 'What cannot be read is not judged: its findings stand as they were, and new ones are not seen. Somebody who wants to change a tenant unseen would begin by taking a scope from the watcher. A missing scope, a refused credential or a refusal is reported at once; a rate limit, an outage or an inconsistent listing only when it lasts for two runs.',
    fix: [
      'Ask `npx strictwatch doctor --tenant ID`, or where it is deployed `npx strictwatch invoke --tenant ID --dry-run`: it names the credential, the missing scope or the refusal.',
      'For a missing scope, open the machine-to-machine app of Strictwatch in the Dashboard under APIs > Auth0 Management API and authorise the named `read:` scope again.',
      'For a refused credential, put the current one where the configuration points to, and check that the app was not deleted or blocked.',
      'Search the tenant logs for who removed it; if nobody meant to, treat it as an attempt to blind the watch.',
      'For a rate limit, find what uses up the Management API of the tenant, or let the watch run less often.',
    ],
    see: [
      'https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens',
      'https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations',
    ],
  },
  controls: [
    { framework: 'NIST SP 800-53 r5', id: 'CA-7' },
    { framework: 'NIST SP 800-53 r5', id: 'SI-4' },
    { framework: 'SOC 2', id: 'CC7.2' },
    { framework: 'ISO/IEC 27001:2022', id: 'A.8.16' },
  ],
  examples: [
    example('the scope for grants was taken away', 'grants', 'scope', 1, ['grants']),
    example('the credential is refused', 'apps', 'credentials', 1, ['apps']),
    example('Auth0 refuses to answer', 'settings', 'refused', 1, ['settings']),
    example('the listing contradicts itself in a second run', 'apps', 'inconsistent', 2, ['apps']),
    example('Auth0 does not answer in a second run', 'apps', 'unavailable', 2, ['apps']),
    example('the rate limit is hit in a third run', 'apis', 'rate-limit', 3, ['apis']),
    example('the rate limit is hit once', 'apis', 'rate-limit', 1, []),
    example('Auth0 does not answer once', 'apps', 'unavailable', 1, []),
    example('the listing contradicts itself once', 'apps', 'inconsistent', 1, []),
    example('time ran out: the next invocation goes on', 'apps', 'time', 0, []),
    {
      ...example(
        'time ran out before it showed that an earlier loss is over',
        'apps',
        'time',
        1,
        [],
      ),
      unknown: true,
    },
    {
      when: 'everything is read',
      given: sample({ baseline: { coverage: coveredSince(lastWeek) } }),
      finds: [],
    },
    {
      when: 'a section was never readable',
      given: sample({ unread: { login: 'scope' } }),
      finds: [],
    },
  ],
  *check({ coverage, baseline }) {
    for (const name of sectionNames) {
      const now = coverage[name];
      const known = baseline.coverage[name];
      if (now.ok || !known) continue;
      if (now.cause === 'time') {
        // Whether an earlier loss still stands is not known before the listing has been finished.
        if (known.failures > 0) yield { cannotTell: now.reason };
        continue;
      }
      if (mayPass.has(now.cause) && known.failures < patience) continue;
      yield {
        subject: name,
        message: `${name} can no longer be read (${now.reason}); until then nobody watches ${blind[name]}`,
        evidence: { cause: now.cause, reason: now.reason, blind: blind[name] },
      };
    }
  },
});

function example(
  when: string,
  section: SectionName,
  cause: Cause,
  failures: number,
  finds: readonly string[],
) {
  const coverage = coveredSince(lastWeek, failures);
  return { when, given: sample({ unread: { [section]: cause }, baseline: { coverage } }), finds };
}
