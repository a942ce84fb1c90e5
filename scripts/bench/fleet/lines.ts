import type { Line } from '../line.ts';
import { scenarioIds, scenarioNames, type FleetFound, type ScenarioId } from './found.ts';
import { limitIds, limits, type LimitId, type Sizes } from './limits.ts';
import type { Outcome } from './simulate.ts';

/** A line that is only shown, until it is said to be more. */
type Shown = Pick<Line, 'on' | 'what' | 'unit' | 'measured'> & Partial<Line>;

function line(parts: Shown): Line {
  return { bound: null, floor: null, exact: false, ...parts };
}

export function fleetLines(found: FleetFound): Line[] {
  const on = nameOf(found);
  return [
    ...sizeLines(on, found.sizes, limitIds),
    ...sizeLines(`${on}, ids of 63 characters`, found.longSizes, growWithIds),
    ...scenarioIds.flatMap((id) => scenarioLines(found, id)),
    ...extraLines(found),
    ...costLines(found),
  ];
}

export function nameOf({ tenants, apps }: Pick<FleetFound, 'tenants' | 'apps'>): string {
  return `${tenants.toLocaleString('en-GB')} tenants of ${apps} apps`;
}

/** Seconds of runs for each second that passes: as many run at one time on the average. */
export function meanRunning({ lambda, days }: Outcome): number {
  return lambda.ranMs / 1000 / (days * 86_400);
}

/** As many as ran at one time; where these were all there were and not enough, one more at least. */
export function concurrencyNeeded({ lambda, quota }: Outcome): number {
  return lambda.throttles === 0 ? lambda.peak : quota + 1;
}

const growWithIds: readonly LimitId[] = ['templateBytes', 'policiesOfRole', 'policyCharacters'];

function sizeLines(on: string, sizes: Sizes, ids: readonly LimitId[]): Line[] {
  return ids.map((id) => {
    const { what, unit, most } = limits[id];
    return line({ on, what, unit, measured: sizes[id], bound: most, exact: true });
  });
}

/** Scenarios in which AWS gives what it gives by default, and starts are spread as they are deployed. */
const promised: readonly ScenarioId[] = ['well', 'trouble'];

function scenarioLines(found: FleetFound, id: ScenarioId): Line[] {
  const outcome = found.outcomes[id];
  const on = `${nameOf(found)}, ${scenarioNames[id]}`;
  return promised.includes(id)
    ? [...dueLines(on, outcome), ...promisedLines(on, outcome), placesLine(on, outcome)]
    : shownLines(on, outcome);
}

function dueLines(on: string, { starts, ends, healthy }: Outcome): Line[] {
  return [
    line({ on, what: 'starts that are due', unit: 'runs', measured: starts.due, exact: true }),
    line({ on, what: 'in the queue of failed runs', unit: 'messages', measured: ends.failed }),
    line({
      on,
      what: 'latest start of a healthy tenant after it was due',
      unit: 's',
      measured: healthy.delays.most,
    }),
  ];
}

function promisedLines(on: string, outcome: Outcome): Line[] {
  return shownLines(on, outcome).map((shown) => ({ ...shown, bound: 0, exact: true }));
}

function shownLines(on: string, { healthy }: Outcome): Line[] {
  return [
    line({ on, what: 'hours missed of healthy tenants', unit: 'hours', measured: healthy.missed }),
    line({
      on,
      what: 'longest wait of a healthy tenant for concurrency',
      unit: 's',
      measured: healthy.waited,
    }),
  ];
}

function placesLine(on: string, outcome: Outcome): Line {
  return line({
    on,
    what: 'concurrency needed so that none waits',
    unit: 'concurrent',
    measured: concurrencyNeeded(outcome),
    bound: outcome.quota,
    floor: {
      value: meanRunning(outcome),
      because: 'the seconds of all runs, spread evenly over the day',
    },
  });
}

function extraLines(found: FleetFound): Line[] {
  const what = 'longest that failures of others make a healthy tenant wait for concurrency';
  const { usual, ofNewAccount } = found.extra;
  const named = (id: ScenarioId) => `${nameOf(found)}, ${scenarioNames[id]}`;
  return [
    line({ on: named('trouble'), what, unit: 's', measured: usual.place, bound: 0, exact: true }),
    line({ on: named('newTrouble'), what, unit: 's', measured: ofNewAccount.place }),
  ];
}

function costLines(found: FleetFound): Line[] {
  const { secretsManager, ssm, floor } = found.cost;
  const least = { value: floor, because: 'what is strictly needed, credentials in SSM' };
  const on = nameOf(found);
  return [
    line({
      on,
      what: 'a tenant-month, secrets in Secrets Manager',
      unit: '$',
      measured: secretsManager,
      floor: least,
    }),
    line({ on, what: 'a tenant-month, in SSM', unit: '$', measured: ssm, floor: least }),
  ];
}
