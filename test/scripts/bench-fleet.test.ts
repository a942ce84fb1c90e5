import { describe, expect, test } from 'vitest';
import {
  assumed,
  budgetMs,
  kindsOf,
  troubles,
  type Kind,
} from '../../scripts/bench/fleet/troubles.ts';
import { firesOf } from '../../scripts/bench/fleet/fires.ts';
import { luck, noise } from '../../scripts/bench/fleet/seeded-random.ts';
import { invocationOf } from '../../scripts/bench/fleet/jobs.ts';
import { nextOffer } from '../../scripts/bench/fleet/scheduler.ts';
import { extraSeconds, simulate } from '../../scripts/bench/fleet/simulate.ts';
import { delaysOf, spreadOf } from '../../scripts/bench/fleet/tally.ts';
import { readOf, tenantState } from '../../scripts/bench/fleet/tenant.ts';
import { timesOf } from '../../scripts/bench/fleet/times.ts';
import { createWorld } from '../../scripts/bench/fleet/world.ts';
import { readMeasured } from '../../scripts/cost/read-measured.ts';
import { allWell, from, smallFleet, withTrouble } from './bench-fleet-sample.ts';

const hourMs = 3_600_000;

describe('a small fleet', () => {
  test('of healthy tenants is read whole every hour, a window late at most', () => {
    const { outcome } = simulate(smallFleet(['healthy', 'healthy'], { windowMinutes: 5 }), allWell);
    expect(outcome.healthy).toMatchObject({ tenants: 2, due: 48, missed: 0, waited: 0 });
    expect(outcome.healthy.delays.most).toBeLessThanOrEqual(300.5);
    expect(outcome.healthy.delays.most).toBeGreaterThan(200);
    expect(outcome.starts.due).toBe(2 * 24 + 2 + 96);
    expect(outcome.stale).toEqual([]);
  });

  test('whose starts are not spread begins the moment it is due, but for cold starts', () => {
    const fleet = smallFleet(['healthy', 'healthy', 'healthy']);
    const { outcome } = simulate(fleet, { ...allWell, isSpread: false });
    expect(outcome.healthy.delays.most).toBe(0.5);
    expect(outcome.lambda.peak).toBeGreaterThanOrEqual(4);
  });

  test('waits where there is no place', () => {
    const fleet = smallFleet(['healthy', 'healthy', 'healthy']);
    const { outcome } = simulate(fleet, { ...allWell, isSpread: false, quota: 1 });
    expect(outcome.healthy.waited).toBeGreaterThan(1);
    expect(outcome.healthy.missed).toBe(0);
  });

  test('waits for longer where others hang and there is one place, and begins later by that', () => {
    const fleet = smallFleet(['healthy', 'hanging'], { windowMinutes: 1 });
    const [well, trouble] = [allWell, withTrouble].map((scenario) =>
      simulate(fleet, { ...scenario, quota: 1 }),
    );
    const extra = extraSeconds(trouble!, well!, ({ waitedMs }) => waitedMs);
    expect(extra).toBeGreaterThan(600);
    expect(extra).toBeLessThanOrEqual(trouble!.outcome.healthy.waited);
    expect(extraSeconds(well!, well!, ({ waitedMs }) => waitedMs)).toBe(0);
  });

  test.each<[Kind, Partial<ReturnType<typeof endsOf>>]>([
    ['dead', { complete: 0, incomplete: 24, failed: 0 }],
    ['hanging', { complete: 0, incomplete: 24, failed: 0 }],
    ['trickle', { complete: 12, incomplete: 12, failed: 0 }],
    ['flood', { complete: 24, incomplete: 0, failed: 0 }],
    ['stuck', { complete: 0, incomplete: 0, failed: 24 }],
  ])('with a tenant that is %s ends as it must', (kind, expected) => {
    expect(endsOf(kind)).toMatchObject(expected);
  });

  test.each<[Kind, boolean]>([
    ['dead', true],
    ['hanging', true],
    ['stuck', true],
    ['trickle', false],
    ['flood', false],
    ['healthy', false],
  ])('has pulse call a tenant that is %s stale: %s', (kind, isStale) => {
    const { stale } = simulate(smallFleet([kind], { seed: quietSeed }), withTrouble).outcome;
    const found = stale.map((one) => [one.kind, one.tenants]);
    expect(found).toEqual(isStale ? [[kind, 1]] : []);
    for (const { firstMinutes } of stale) {
      // Last read up to an hour before, and stale two and a half hours after that.
      expect(firstMinutes).toBeGreaterThanOrEqual(90);
      expect(firstMinutes).toBeLessThanOrEqual(90 + 15 + 18);
    }
  });
});

test.each([
  ['pulse', 'heldByPulse'],
  ['watch', 'busy'],
] as const)('a run that finds its tenant held by %s ends, and says so', (holder, end) => {
  const world = createWorld(smallFleet(['healthy']), allWell);
  const [schedule] = world.fleet.schedules;
  world.leases.take('tenant-0', holder);
  world.lambda.invoke(invocationOf(world, { schedule: schedule!, due: from, copy: 0 }));
  world.agenda.run();
  expect(world.ends).toEqual({ ...nothingEnded, [end]: 1 });
  expect(world.lambda.counts).toMatchObject({ invocations: 1, errors: 0 });
});

test('a run that finds its tenant held for a moment waits for it', () => {
  const world = createWorld(smallFleet(['healthy']), allWell);
  const [schedule] = world.fleet.schedules;
  world.leases.take('tenant-0', 'pulse');
  world.lambda.invoke(invocationOf(world, { schedule: schedule!, due: from, copy: 0 }));
  world.agenda.at(from + assumed.coldMs + assumed.busyMs, () => world.leases.release('tenant-0'));
  world.agenda.run();
  expect(world.ends).toEqual({ ...nothingEnded, complete: 1 });
  expect(world.lambda.counts).toMatchObject({ invocations: 1, errors: 0 });
});

const nothingEnded = { complete: 0, incomplete: 0, busy: 0, heldByPulse: 0, done: 0, failed: 0 };

/** With it no accident happens to a single tenant in a day. */
const quietSeed = 'quiet 10';

function endsOf(kind: Kind) {
  const { starts, ends, lambda } = simulate(
    smallFleet([kind], { seed: quietSeed }),
    withTrouble,
  ).outcome;
  expect([starts.twice, lambda.errors]).toEqual([0, kind === 'stuck' ? 72 : 0]);
  return ends;
}

describe('what is due', () => {
  test('by a rate, from the beginning on', () => {
    const schedule = { expression: 'rate(20 minutes)', timeZone: 'UTC' };
    const fires = firesOf(schedule, from, from + hourMs).map((moment) => (moment - from) / 60_000);
    expect(fires).toEqual([0, 20, 40]);
  });

  test('by a calendar, in its time zone, the first moment included and the last not', () => {
    const at = (timeZone: string) =>
      firesOf({ expression: 'cron(0 7 ? * MON *)', timeZone }, from, from + 8 * 24 * hourMs).map(
        (moment) => (moment - from) / hourMs,
      );
    expect(at('UTC')).toEqual([7, 175]);
    expect(at('Europe/Vienna')).toEqual([6, 174]);
    const midnight = { expression: 'cron(0 0 * * ? *)', timeZone: 'UTC' };
    expect(firesOf(midnight, from, from + 24 * hourMs)).toEqual([from]);
  });

  test('is met by the first whole run before the next, and else missed', () => {
    const dues = [0, 100, 200];
    const met = (...complete: number[]) => delaysOf({ complete }, dues, Infinity);
    expect(met(10, 120, 230)).toEqual({ delays: [10, 20, 30], missed: 0 });
    expect(met(120, 130, 10, 900)).toEqual({ delays: [10, 20, 700], missed: 0 });
    expect(met(120)).toEqual({ delays: [20], missed: 2 });
    expect(met(100)).toEqual({ delays: [0], missed: 2 });
    expect(met()).toEqual({ delays: [], missed: 3 });
  });
});

test('a start that Lambda refuses is offered again, as often and for as long as is deployed', () => {
  const schedule = { retries: 3, patienceMs: 10_000 };
  expect(nextOffer(schedule, { tries: 0, since: 0 }, 0)).toBe(1000);
  expect(nextOffer(schedule, { tries: 2, since: 0 }, 3000)).toBe(7000);
  expect(nextOffer({ ...schedule, patienceMs: 99_000 }, { tries: 3, since: 0 }, 7000)).toBeNull();
  expect(nextOffer({ ...schedule, retries: 9 }, { tries: 3, since: 0 }, 7000)).toBeNull();
  expect(nextOffer({ ...schedule, retries: 9 }, { tries: 1, since: 5000 }, 13_000)).toBe(15_000);
});

test('delays are told in seconds', () => {
  const delays = Array.from({ length: 200 }, (_, i) => (200 - i) * 1000);
  expect(spreadOf(delays)).toEqual({ half: 100, most99: 198, most: 200 });
  expect(spreadOf([])).toEqual({ half: 0, most99: 0, most: 0 });
});

test('as many tenants are of each kind as it says', () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `tenant-${i}`);
  const counts = Map.groupBy(kindsOf(ids, 'one').values(), (kind) => kind);
  for (const [kind, { share }] of Object.entries(troubles)) {
    expect(counts.get(kind as Kind)).toHaveLength(1000 * share);
  }
  expect(counts.get('healthy')).toHaveLength(959);
  expect([...kindsOf(ids, 'two')]).not.toEqual([...kindsOf(ids, 'one')]);
});

test('luck is even and the same for the same key, noise is mostly near 1', () => {
  const keys = Array.from({ length: 10_000 }, (_, i) => i);
  const mean = keys.reduce((sum, key) => sum + luck('a', key), 0) / keys.length;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(keys.filter((key) => luck('a', key) < 0.01).length).toBeGreaterThan(70);
  expect(keys.filter((key) => luck('a', key) < 0.01).length).toBeLessThan(130);
  expect([luck('a', 1), luck('a', 1)]).toEqual([luck('a', 1), luck('a', 1)]);
  const slow = keys.filter((key) => noise(0.3, 'a', key) > Math.exp(0.3 * 1.645));
  expect(slow.length / keys.length).toBeCloseTo(0.05, 2);
});

test('a budget that is full at first makes a run wait for what is beyond its share', () => {
  expect(budgetMs({ burst: 10, aSecond: 2 }, 11, 0.5)).toBe(6000);
  expect(budgetMs({ burst: 50, aSecond: 16 }, 11, 0.5)).toBe(0);
});

test('tenants have one budget or the other, and a run on a healthy one waits for it', () => {
  const fleet = smallFleet([]);
  const states = Array.from({ length: 40 }, (_, i) => tenantState(`${i}`, 'healthy', fleet));
  expect(new Set(states.map((state) => Math.round(state.budgetMs)))).toEqual(new Set([0, 6600]));
  for (const state of states) {
    const { ms, fails } = readOf(state, 'key', fleet);
    expect(ms).toBeCloseTo(1800 * noise(0.3, fleet.seed, 'key') + state.budgetMs, 6);
    expect(fails).toBe(false);
  }
});

test('times are those measured, longer on a part of a processor', () => {
  const memory = { watch: 1769, report: 512, pulse: 3538 };
  const measured = readMeasured();
  const times = timesOf(measured, { apps: 100, tenants: 40, memory });
  const { unchanged, report } = measured.tenants.find(({ apps }) => apps === 100)!;
  expect(times.watchMs).toBe(unchanged.wallMs);
  expect(times.pulseMs).toBe(measured.pulses.at(-1)?.pulse.wallMs);
  expect(times.reportMs).toBeCloseTo(report.wallMs + report.cpuMs * (1769 / 512 - 1), 6);
  expect(times.fleetReportMs).toBeCloseTo(10 * times.reportMs, 6);
  expect(() => timesOf(measured, { apps: 7, tenants: 1, memory })).toThrow('not measured');
});
