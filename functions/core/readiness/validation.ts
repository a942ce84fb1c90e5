import { plural } from '../message.ts';
import { sentence } from '../sentence.ts';
import {
  done,
  notDone,
  notLookedAt,
  notNeeded,
  unknown,
  type Item,
  type Judgement,
} from './checklist.ts';
import type { Ground } from './ground.ts';
import type { Judged } from './judge-app.ts';
import type { ReadinessFacts } from './readiness.ts';
import type { TenantFact } from './requirement.ts';
import { datedJudgement } from './stale.ts';
import { requirements } from './requirements.ts';

/** How many apps do not meet each requirement, and of how many it must be asked. */
export interface Tally {
  readonly unmet: Map<string, number>;
  readonly asked: Map<string, number>;
  /** Permissive apps that were not looked at. */
  readonly left: number;
  readonly judged: number;
}

export function emptyTally(judged: number, left: number): Tally {
  return { unmet: new Map(), asked: new Map(), left, judged };
}

export function addTo({ unmet, asked }: Tally, judged: Judged): void {
  for (const { requirement } of judged.unmet) add(unmet, requirement);
  for (const requirement of judged.asks) add(asked, requirement);
}

function add(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

interface Check {
  readonly id: string;
  readonly title: string;
  /** Requirements of single apps. */
  readonly of: readonly string[];
  /** What makes every strict app fail, those to come too. */
  readonly tenant: readonly TenantFact[];
  /** Some of them are about traits, which prove nothing where they are missing. */
  readonly hasTraits?: true;
}

/** Source: Auth0 migration guide, "Validate compatibility". */
const named: readonly Check[] = [
  {
    id: 'grant-types',
    title: 'Apps need no grant types but the three of strict mode',
    of: ['grant-types', 'client-credentials-public', 'client-credentials-registered'],
    tenant: [],
  },
  { id: 'pkce', title: 'Apps use PKCE', of: ['pkce'], tenant: [] },
  { id: 'no-oidc', title: 'Apps need no OIDC', of: ['oidc', 'userinfo'], tenant: [] },
  {
    id: 'no-legacy',
    title: 'Apps need neither Classic Login nor legacy endpoints',
    of: ['login-page', 'legacy-endpoints'],
    tenant: ['classic-login'],
  },
  {
    id: 'no-rules',
    title: 'No Rule or credentials-exchange Hook is active',
    of: [],
    tenant: ['active-rules', 'active-hooks'],
  },
];

/** Ids of the requirements of which a check of its own tells; a test holds that each exists. */
export const spoken: ReadonlySet<string> = new Set([
  ...named.flatMap(({ of }) => of),
  'universal-login',
  'no-active-rules',
  'no-active-hooks',
]);

const checks: readonly Check[] = [
  ...named,
  {
    id: 'nothing-else',
    title: 'Nothing else that can be seen keeps apps from being strict',
    of: requirements
      .filter(({ id, kind }) => kind === 'block' && !spoken.has(id))
      .map(({ id }) => id),
    tenant: [],
    hasTraits: true,
  },
];

/** The part of the checklist that says whether the apps there are could be strict. */
export function validationItems(
  tally: Tally,
  ground: Ground,
  { stale = {}, isPast = false }: Pick<ReadinessFacts, 'stale' | 'isPast'> = {},
): Item[] {
  return checks.map(({ id, title, of, tenant, hasTraits }) => {
    const answers = tenant.map((fact) => ground.tenant[fact]);
    const judged = judge(of, tally, answers);
    const read = hasTraits ? seenOnly(judged, isPast) : judged;
    return {
      id: `validated-${id}`,
      title,
      ...(of.length > 0 ? datedJudgement(read, ['apps'], stale) : read),
    };
  });
}

/** An app without traits may be one that was stored before they were read: then none of them says anything. */
function seenOnly(judged: Judgement, isPast: boolean): Judgement {
  if (judged.state !== 'done') return judged;
  return isPast
    ? unknown(
        'Nothing in the way was found, but of apps stored by then not all of these settings need have been read.',
      )
    : done(
        'Nothing in the way was found in what Auth0 said of the apps; what it left out was not checked.',
      );
}

function judge(
  of: readonly string[],
  tally: Tally,
  tenant: readonly Ground['tenant'][TenantFact][],
): Judgement {
  const held = tenant.flatMap((answer) => (answer.holds ? [answer.detail] : []));
  const unmet = counted(of, tally.unmet).map((one) => `not met: ${one}`);
  if (held.length + unmet.length > 0) {
    return notDone(
      sentence([...held, ...unmet].join('; ')),
      'Settle it with the owners of the apps named below, or in the tenant, before new apps are strict.',
    );
  }
  const unread = tenant.find(({ holds }) => holds === null);
  if (unread?.holds === null) return unknown(sentence(unread.because));
  const asked = counted(of, tally.asked);
  if (asked.length > 0) return unknown(sentence(`to be asked: ${asked.join('; ')}`));
  if (of.length > 0 && tally.left > 0) {
    return unknown(notLookedAt(tally.left));
  }
  if (of.length > 0 && tally.judged === 0) {
    return notNeeded('There is no permissive app that would have to be strict one day.');
  }
  return done('Nothing in the way was found.');
}

const titles = new Map(requirements.map(({ id, title }) => [id, title]));

function counted(of: readonly string[], counts: ReadonlyMap<string, number>): string[] {
  return of.flatMap((id) => {
    const count = counts.get(id);
    return count === undefined ? [] : [`${titles.get(id)} (${plural(count, 'app')})`];
  });
}
