import { listedIn } from '../core/breadth.ts';
import { lostRuns } from '../core/coverage.ts';
import {
  defineRule,
  type CannotTell,
  type Example,
  type Monitor,
  type Observation,
} from '../core/rule.ts';
import { coveredOver, sample, type Unread } from '../core/sample.ts';
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

/** A section that used to be read, and why it is not now. */
interface Lost {
  readonly name: SectionName;
  readonly cause: Cause;
  readonly reason: string;
  /** For how many runs, as `lostRuns` has it. */
  readonly runs: number;
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
    why: 'What cannot be read is not judged: its findings stand as they were, and new ones are not seen. Somebody who wants to change a tenant unseen would begin by taking a scope from the watcher. A missing scope, a refused credential or a refusal is reported at once; a rate limit, an outage or an inconsistent listing only when it lasts for two runs. Sections that fail for one reason are one finding, about the first of those that were lost last, and it names the others: a dead credential is one alert. Suppressing it hides the section it is about and no other; accepting it covers all that it names, until one of them is read.',
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
  *check({ coverage, baseline, monitor }) {
    const lost: Lost[] = [];
    for (const name of sectionNames) {
      const now = coverage[name];
      const known = baseline.coverage[name];
      if (now.ok || !known) continue;
      const runs = lostRuns(known);
      if (runs === 0) continue;
      const { cause, reason } = now;
      // Whether an earlier loss still stands is not known before the listing has been finished.
      if (cause === 'time') yield { cannotTell: reason, subject: name };
      else lost.push({ name, cause, reason, runs });
    }
    const together = Map.groupBy(lost, (one) =>
      JSON.stringify([rootOf[one.cause](one), monitor.quiet.get(one.name)]),
    );
    for (const some of together.values()) yield* foundIn(some);
  },
});

export function examples(): readonly Example[] {
  return [
    example('the scope for grants was taken away', [{ grants: 'scope' }], ['grants']),
    example('the credential is refused', [{ apps: 'credentials' }], ['apps']),
    example('Auth0 refuses to answer', [{ settings: 'refused' }], ['settings']),
    example(
      'the listing contradicts itself in a second run',
      [{ apps: 'inconsistent' }, { apps: 'inconsistent' }],
      ['apps'],
    ),
    example(
      'Auth0 does not answer in a second run',
      [{ apps: 'unavailable' }, { apps: 'unavailable' }],
      ['apps'],
    ),
    example(
      'the rate limit is hit in a third run',
      [{ apis: 'rate-limit' }, { apis: 'rate-limit' }, { apis: 'rate-limit' }],
      ['apis'],
    ),
    example('the rate limit is hit once', [{ apis: 'rate-limit' }], []),
    example('Auth0 does not answer once', [{ apps: 'unavailable' }], []),
    example('the listing contradicts itself once', [{ apps: 'inconsistent' }], []),
    example('time ran out: the next invocation goes on', [{ apps: 'time' }], []),
    example(
      'time ran out before it showed that an earlier loss is over',
      [{ apps: 'scope' }, { apps: 'time' }],
      [],
      ['apps'],
    ),
    example(
      'the credential is dead, and nothing can be read',
      [all('credentials')],
      ['apps'],
      without('apps'),
    ),
    example(
      'the credential is dead, and the scope for apps was lost before',
      [{ apps: 'scope' }, all('credentials')],
      ['settings'],
      without('settings'),
    ),
    example(
      'Auth0 has been down for two runs, and a section was out of order before',
      [{ apis: 'refused' }, all('unavailable'), all('unavailable')],
      ['apps'],
      without('apps'),
    ),
    example(
      'another section fails for the first time, for the reason of those that are lost',
      [{ ...all('unavailable'), apps: 'time' }, all('unavailable')],
      ['settings'],
      without('apps', 'settings'),
    ),
    example(
      'and in the run after',
      [{ ...all('unavailable'), apps: 'time' }, all('unavailable'), all('unavailable')],
      ['apps'],
      without('apps'),
    ),
    example(
      'a section was refused when another failed for the first time, and now both fail for one reason',
      [
        { grants: 'refused', pipeline: 'unavailable' },
        { grants: 'unavailable', pipeline: 'unavailable' },
      ],
      ['pipeline'],
      ['grants'],
    ),
    example(
      'the scopes for two sections were taken away: each is a cause of its own',
      [{ grants: 'scope', logs: 'scope' }],
      ['grants', 'logs'],
    ),
    example(
      'a firewall refuses two sections in the same words, and a third is throttled',
      [{ logs: 'rate-limit' }, { grants: 'refused', apis: 'refused', logs: 'rate-limit' }],
      ['grants', 'logs'],
      ['apis'],
    ),
    example(
      'the credential is dead, and the finding about apps is suppressed: it hides that section only',
      [all('credentials')],
      ['apps', 'settings'],
      without('apps', 'settings'),
      new Map([['apps', 'apps']]),
    ),
    example(
      'the credential is dead, which was accepted but for the logs',
      [all('credentials')],
      ['apps', 'logs'],
      without('apps', 'logs'),
      new Map(without('logs').map((name) => [name, 'apps'])),
    ),
    example('everything is read', [{}], []),
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
  const [shown] = together.toSorted((a, b) => a.runs - b.runs);
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

/** @param runs what each run could not read, and why; the last is the one that is judged */
function example(
  when: string,
  runs: readonly Unread[],
  finds: readonly string[],
  undecided: readonly string[] = [],
  quiet: Monitor['quiet'] = new Map(),
): Example {
  const given = sample({
    unread: runs.at(-1) ?? {},
    baseline: { coverage: coveredOver(lastWeek, runs) },
    monitor: { quiet },
  });
  return { when, given, finds, undecided };
}

function all(cause: Cause): Unread {
  return Object.fromEntries(sectionNames.map((name) => [name, cause]));
}

function without(...names: readonly SectionName[]): SectionName[] {
  return sectionNames.filter((name) => !names.includes(name));
}
