import { expect, test } from 'vitest';
import { fleetPart } from '../../scripts/bench/fleet.ts';
import {
  scenarioIds,
  scenarioNames,
  scenarios,
  type FleetFound,
} from '../../scripts/bench/fleet/found.ts';
import { limitIds, limits } from '../../scripts/bench/fleet/limits.ts';
import type { Outcome } from '../../scripts/bench/fleet/simulate.ts';
import { holds, type Line } from '../../scripts/bench/line.ts';

const outcome: Omit<Outcome, keyof (typeof scenarios)['well']> = {
  starts: { due: 24_000, twice: 120, busiestSecond: 9 },
  ends: { complete: 23_000, incomplete: 600, busy: 50, heldByPulse: 2, done: 1700, failed: 24 },
  lambda: {
    invocations: 26_000,
    coldStarts: 2100,
    errors: 190,
    throttles: 0,
    peak: 35,
    ranMs: 864_000_000,
  },
  healthy: {
    tenants: 959,
    due: 23_016,
    missed: 0,
    delays: { half: 440, most99: 890, most: 960 },
    waited: 0,
  },
  stale: [{ kind: 'dead', tenants: 10, firstMinutes: 93, lastMinutes: 108 }],
};

const sizes = Object.fromEntries(
  limitIds.map((id, i) => [id, i + 1]),
) as unknown as FleetFound['sizes'];

function outcomesOf(parts: Partial<Outcome> = {}): FleetFound['outcomes'] {
  return Object.fromEntries(
    scenarioIds.map((id) => [id, { ...scenarios[id], ...outcome, ...parts }]),
  ) as unknown as FleetFound['outcomes'];
}

/** What a simulation might have found, all of it within its bounds. Synthetic. */
const found: FleetFound = {
  tenants: 1000,
  apps: 100,
  seed: 'one',
  watch: {
    expression: 'rate(1 hour)',
    windowMinutes: 15,
    retries: 2,
    patienceMinutes: 60,
    timeoutSeconds: 900,
    memory: 512,
  },
  timesOn: '2026-11-23',
  times: { watchMs: 1800, reportMs: 300, fleetReportMs: 70_000, pulseMs: 5000 },
  measuredMs: 784,
  calls: 11,
  readMs: 840_000,
  sizes,
  longSizes: sizes,
  outcomes: outcomesOf(),
  extra: { usual: { place: 0, begin: 0.5 }, ofNewAccount: { place: 2611, begin: 2611.5 } },
  cost: { secretsManager: 0.427, ssm: 0.024, floor: 0.003 },
};

function lineOf(what: string, on: string, of: FleetFound = found): Line {
  const line = fleetPart.lines(of).find((one) => one.what === what && one.on.endsWith(on));
  if (!line) throw new Error(`there is no line of ${what}, ${on}`);
  return line;
}

test('what was found is within its bounds, and each limit of AWS is one', () => {
  const lines = fleetPart.lines(found);
  expect(lines.filter((line) => !holds(line))).toEqual([]);
  for (const [i, id] of limitIds.entries()) {
    const expected = { measured: i + 1, bound: limits[id].most, exact: true };
    expect(lineOf(limits[id].what, 'of 100 apps')).toMatchObject(expected);
  }
});

test('no two lines are the same figure', () => {
  const keys = fleetPart.lines(found).map(({ on, what }) => `${on}: ${what}`);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each<[string, string, Partial<FleetFound>]>([
  [
    'an hour that is missed',
    'hours missed of healthy tenants',
    { outcomes: outcomesOf({ healthy: { ...outcome.healthy, missed: 1 } }) },
  ],
  [
    'a wait for concurrency',
    'longest wait of a healthy tenant for concurrency',
    { outcomes: outcomesOf({ healthy: { ...outcome.healthy, waited: 0.1 } }) },
  ],
  [
    'a wait on another',
    'longest that failures of others make a healthy tenant wait for concurrency',
    { extra: { ...found.extra, usual: { place: 1, begin: 1 } } },
  ],
  [
    'more concurrency than there is',
    'concurrency needed so that none waits',
    { outcomes: outcomesOf({ lambda: { ...outcome.lambda, peak: 1000, throttles: 1 } }) },
  ],
])('%s is above its bound', (_, what, parts) => {
  expect(holds(lineOf(what, 'with failures'))).toBe(true);
  expect(holds(lineOf(what, 'with failures', { ...found, ...parts }))).toBe(false);
});

test('beside the places stands the least there can be', () => {
  const line = lineOf('concurrency needed so that none waits', 'all well');
  expect(line).toMatchObject({ measured: 35, bound: 1000, floor: { value: 10 } });
});

test('the page tells every scenario, kind and source, and no figure that is none', () => {
  const page = fleetPart.page(found);
  expect(page).toMatch(/^## A thousand tenants\n\n/);
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  for (const id of scenarioIds) expect(page).toContain(`| ${scenarioNames[id]} `);
  for (const id of limitIds) expect(page).toContain(`<${limits[id].source}>`);
  expect(page).toContain('with failures: 10 dead after 93 to 108 minutes');
  expect(page).toContain('| 35 of 1,000 ');
  expect(page).toContain('10 while all is well, 10 with failures');
  expect(page).toContain('$0.0240 a month with its credentials in SSM, $0.427 with a secret');
  expect(page).toContain('1,000 tenants take about 13 minutes');
});
