import { firesOf } from './fires.ts';
import type { Arrival, LambdaCounts } from './lambda.ts';
import { putStarts, type Starts } from './scheduler.ts';
import {
  delaysOf,
  seconds,
  spreadOf,
  staleOf,
  type Delays,
  type Ends,
  type Stale,
} from './tally.ts';
import { createWorld, type Fleet, type Scenario, type World } from './world.ts';

/** What came of a scenario, as JSON. */
export interface Outcome extends Scenario {
  readonly starts: Starts;
  readonly ends: Ends;
  readonly lambda: LambdaCounts;
  /** Of tenants of the kind `healthy`, in this scenario and in all others. */
  readonly healthy: {
    readonly tenants: number;
    /** Moments at which they were due. */
    readonly due: number;
    /** Of them, those no run met that read the tenant whole and began before the next one. */
    readonly missed: number;
    /** Seconds from when a tenant was due until a run began that read it whole. */
    readonly delays: Delays;
    /** Most seconds that a start waited for concurrency. */
    readonly waited: number;
  };
  readonly stale: readonly Stale[];
}

export interface Simulated {
  readonly outcome: Outcome;
  /** Of first attempts on healthy tenants that did not begin at once, by key. */
  readonly arrivals: ReadonlyMap<string, Arrival>;
}

const dayMs = 86_400_000;

/** Lets the scenario happen: the same one comes out the same, each time and everywhere. */
export function simulate(fleet: Fleet, scenario: Scenario): Simulated {
  const world = createWorld(fleet, scenario);
  const starts = putStarts(world);
  world.agenda.run();
  const arrivals = arrivalsOfHealthy(world);
  const waits = [...arrivals.values()].map(({ waitedMs }) => waitedMs);
  return {
    outcome: {
      ...scenario,
      starts,
      ends: world.ends,
      lambda: { ...world.lambda.counts },
      healthy: { ...healthyIn(world), waited: seconds(mostOf(waits)) },
      stale: staleOf(world.found),
    },
    arrivals,
  };
}

function healthyIn({ fleet, scenario, tenants }: World): Omit<Outcome['healthy'], 'waited'> {
  const end = fleet.from + scenario.days * dayMs;
  const healthy = [...tenants.values()].filter(({ id }) => fleet.kinds.get(id) === 'healthy');
  let due = 0;
  let missed = 0;
  const delays: number[] = [];
  for (const tenant of healthy) {
    const dues = firesOf(tenant.schedule, fleet.from, end);
    const met = delaysOf(tenant, dues, Infinity);
    due += dues.length;
    missed += met.missed;
    delays.push(...met.delays);
  }
  return { tenants: healthy.length, due, missed, delays: spreadOf(delays) };
}

function arrivalsOfHealthy({ arrivals, fleet }: World): Map<string, Arrival> {
  return new Map(
    [...arrivals].filter(([key]) => fleet.kinds.get(key.split(' ')[1] ?? '') === 'healthy'),
  );
}

/** Seconds by which the start that suffers most begins later than in the other scenario. */
export function extraSeconds(
  { arrivals }: Simulated,
  { arrivals: before }: Simulated,
  msOf: (arrival: Arrival) => number,
): number {
  const extra = [...arrivals].map(([key, arrival]) => {
    const other = before.get(key);
    return msOf(arrival) - (other ? msOf(other) : 0);
  });
  return seconds(mostOf(extra));
}

function mostOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
