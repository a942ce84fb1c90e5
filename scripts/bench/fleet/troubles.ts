import { luck } from './seeded-random.ts';

/** What is wrong with a tenant, and of how many it is. */
export const troubles = {
  dead: {
    share: 0.01,
    words: 'Auth0 refuses the credentials: each run ends at once, and is not complete',
  },
  hanging: {
    share: 0.01,
    words:
      'Auth0 answers each request just before it is given up: each run reads for as long as it may and is not complete',
  },
  trickle: {
    share: 0.01,
    words:
      'production leaves so little of the rate limit that a run does not get through: the next one goes on, and is complete',
  },
  flood: { share: 0.01, words: '50,000 apps, all of them new in each run' },
  stuck: {
    share: 0.001,
    words:
      'a fault of ours: each run goes on until Lambda ends it, is tried again twice, and ends in the queue of failed runs',
  },
} as const;

export type Trouble = keyof typeof troubles;
export type Kind = 'healthy' | Trouble;

export const troubleNames = Object.keys(troubles) as Trouble[];

/** What happens by chance, to whatever tenant or job; `twice` also where nothing else goes wrong. */
export const accidents = {
  crashed: { share: 0.005, words: 'attempts die half-way' },
  refused: { share: 0.001, words: 'offers of a start are refused by Lambda, and made again' },
  twice: { share: 0.005, words: 'starts are made twice by EventBridge Scheduler, within 10 s' },
} as const;

/** What is neither in the templates nor was measured. */
export const assumed = {
  /** Until Lambda has an environment ready, beside the start of the program, which was measured. */
  coldMs: 500,
  /** For which Lambda keeps an environment that has nothing to do. */
  idleMs: 10 * 60_000,
  /** Spread of the times, as of their logarithm: 5 % of the runs take more than 1.6 times as long. */
  noise: 0.3,
  /** A run on 50,000 apps that are all new. */
  floodMs: 75_000,
  /** How often the time a run may read for a run of `trickle` needs. */
  trickleRuns: 1.5,
  /** For which pulse holds a tenant when it writes to it. Source: docs/decisions/0018-pulse-tells-last.md */
  noteMs: 100,
  /** An invocation that finds its tenant held. */
  busyMs: 200,
  /** Until Scheduler tries a start again that was refused, doubled each time. */
  refusedMs: 1000,
} as const;

/**
 * Tenants of an enterprise, half of them for production. Each has its own bucket.
 * Source: Auth0, rate limit configurations, Enterprise: requests at once, and a second.
 */
export const budgets = [
  { burst: 50, aSecond: 16 },
  { burst: 10, aSecond: 2 },
] as const;

/**
 * What a tenant's bucket makes a run of this many calls wait for, when the bucket is full at first.
 * @param share of it that a run takes
 */
export function budgetMs(
  { burst, aSecond }: (typeof budgets)[number],
  calls: number,
  share: number,
): number {
  return (Math.max(0, calls - burst * share) / (aSecond * share)) * 1000;
}

/** Exactly as many tenants of each kind as its share says, whichever they are. */
export function kindsOf(tenants: readonly string[], seed: string): Map<string, Kind> {
  const byLuck = tenants.toSorted((a, b) => luck(seed, 'kind', a) - luck(seed, 'kind', b));
  const kinds = new Map<string, Kind>();
  for (const trouble of troubleNames) {
    const count = Math.round(troubles[trouble].share * tenants.length);
    for (const tenant of byLuck.splice(0, count)) kinds.set(tenant, trouble);
  }
  for (const tenant of byLuck) kinds.set(tenant, 'healthy');
  return kinds;
}
