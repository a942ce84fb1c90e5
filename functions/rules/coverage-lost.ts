import type { Baseline } from '../core/baseline.ts';
import { listedIn } from '../core/breadth.ts';
import { defineRule, type CannotTell, type Observation, type Example } from '../core/rule.ts';
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

/** A section that used to be read, and why it is not now. */
interface Lost {
  readonly name: SectionName;
  readonly cause: Cause;
  readonly reason: string;
  /** Runs in a row that could not read it. */
  readonly failures: number;
}

/**
 * What sections that share a root cause have in common besides the cause: there is one credential, one way to Auth0 and one
 * rate limit a tenant, but each section has a scope of its own, and only the same words tell of the same refusal.
 */
const rootOf: Record<Cause, (lost: Lost) => string> = {
  credentials: ({ cause }) => cause,
  unavailable: ({ cause }) => cause,
  'rate-limit': ({ cause }) => cause,
  time: ({ cause }) => cause,
  refused: ({ cause, reason }) => `${cause} ${reason}`,
  inconsistent: ({ cause, reason }) => `${cause} ${reason}`,
  scope: ({ cause, name }) => `${cause} ${name}`,
};

const lastWeek = '2026-11-16T09:00:00.000Z';

export default defineRule<never>({
  id: 'coverage-lost',
  title: 'Something that used to be read cannot be read any more',
  severity: 'high',
  needs: [],
  docs: {
    why: 'What cannot be read is not judged: its findings stand as they were, and new ones are not seen. Somebody who wants to change a tenant unseen would begin by taking a scope from the watcher. A missing scope, a refused credential or a refusal is reported at once; a rate limit, an outage or an inconsistent listing only when it lasts for two runs. Sections that fail for one reason are one finding, about the first of those that failed last, and it names the others: a dead credential is one alert.',
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
  over: 'it can be read again',
  breadth: ({ evidence }) => [
    `cause ${String(evidence['cause'])}`,
    ...listedIn(evidence['sections'], 'section'),
  ],
  *check({ coverage, baseline }) {
    const lost: Lost[] = [];
    for (const name of sectionNames) {
      const now = coverage[name];
      const known = baseline.coverage[name];
      if (now.ok || !known) continue;
      const { cause, reason } = now;
      const { failures } = known;
      if (cause === 'time') {
        // Whether an earlier loss still stands is not known before the listing has been finished.
        if (failures > 0) yield { cannotTell: reason, subject: name };
        continue;
      }
      if (mayPass.has(cause) && failures < patience) continue;
      lost.push({ name, cause, reason, failures });
    }
    const byRoot = Map.groupBy(lost, (one) => rootOf[one.cause](one));
    for (const together of byRoot.values()) yield* foundIn(together);
  },
});

export function examples(): readonly Example[] {
  return [
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
      undecided: ['apps'],
    },
    {
      when: 'the credential is dead, and nothing can be read',
      given: unreadAll('credentials', coveredSince(lastWeek, 1)),
      finds: ['apps'],
      undecided: without('apps'),
    },
    {
      when: 'the credential is dead, and the scope for apps was lost before',
      given: unreadAll('credentials', { ...coveredSince(lastWeek, 1), ...fails('apps', 6) }),
      finds: ['settings'],
      undecided: without('settings'),
    },
    {
      when: 'Auth0 has been down for two runs, and a section was out of order before',
      given: unreadAll('unavailable', { ...coveredSince(lastWeek, 2), ...fails('apis', 9) }),
      finds: ['apps'],
      undecided: without('apps'),
    },
    {
      when: 'another section falls a run later than the first, for the same reason',
      given: unreadAll('unavailable', { ...coveredSince(lastWeek, 2), ...fails('apps', 1) }),
      finds: ['settings'],
      undecided: without('apps', 'settings'),
    },
    {
      when: 'the scopes for two sections were taken away: each is a cause of its own',
      given: sample({
        unread: { grants: 'scope', logs: 'scope' },
        baseline: { coverage: coveredSince(lastWeek, 1) },
      }),
      finds: ['grants', 'logs'],
    },
    {
      when: 'a firewall refuses two sections in the same words, and a third is throttled',
      given: sample({
        unread: { grants: 'refused', apis: 'refused', logs: 'rate-limit' },
        baseline: { coverage: coveredSince(lastWeek, 2) },
      }),
      finds: ['grants', 'logs'],
      undecided: ['apis'],
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
  ];
}

/**
 * One observation, about the first of the sections that failed last: what was lost for another reason before has told its
 * part, and what falls later is told although the rest is known. The others stay as they are.
 */
function* foundIn(together: readonly Lost[]): Generator<Observation | CannotTell> {
  const [shown] = together.toSorted((a, b) => a.failures - b.failures);
  if (!shown) return;
  const sections = together.map(({ name }) => name);
  const reason = [...new Set(together.map((one) => one.reason))].join('; ');
  const unseen = sections.map((name) => blind[name]);
  yield {
    subject: shown.name,
    message: `${sections.join(', ')} can no longer be read (${reason}); until then nobody watches ${unseen.join('; ')}`,
    evidence: { cause: shown.cause, reason, sections, blind: unseen },
  };
  const cannotTell = `hidden by the finding about ${shown.name}, which has the same root cause`;
  for (const { name } of together.filter((one) => one !== shown))
    yield { cannotTell, subject: name };
}

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

function unreadAll(cause: Cause, coverage: Baseline['coverage']) {
  const unread = Object.fromEntries(sectionNames.map((name) => [name, cause]));
  return sample({ unread, baseline: { coverage } });
}

function fails(name: SectionName, failures: number): Baseline['coverage'] {
  return { [name]: { since: lastWeek, failures } };
}

function without(...names: readonly SectionName[]): SectionName[] {
  return sectionNames.filter((name) => !names.includes(name));
}
