import type { JobName } from '../../functions/core/deployment.ts';
import type { Kind } from '../../scripts/bench/fleet/troubles.ts';
import type { DeployedFunction, DeployedSchedule } from '../../scripts/bench/fleet/deployed.ts';
import type { Fleet, Scenario } from '../../scripts/bench/fleet/world.ts';

/** A Monday. */
export const from = Date.UTC(2026, 10, 30);

export const allWell: Scenario = { quota: 1000, hasTrouble: false, isSpread: true, days: 1 };
export const withTrouble: Scenario = { ...allWell, hasTrouble: true };

export function functionOf(
  job: JobName,
  parts: Partial<DeployedFunction> = {},
  cell = 0,
): DeployedFunction {
  return {
    name: `strictwatch-${job}-${cell + 1}`,
    job,
    memory: 512,
    timeoutMs: 900_000,
    retries: 2,
    patienceMs: 3_600_000,
    ...parts,
  };
}

/** Tenants of the given kinds, spread over cells, each with the schedules that are deployed for it. Synthetic. */
export function smallFleet(
  kinds: readonly Kind[],
  { cells = 1, seed = 'test', windowMinutes = 15 } = {},
): Fleet {
  const schedules = kinds.flatMap((_, i) => {
    const cell = i % cells;
    const tenant = idOf(i);
    return [
      scheduleOf('watch', { cell, tenant, windowMs: windowMinutes * 60_000 }),
      scheduleOf('report', { cell, tenant, expression: 'cron(0 7 ? * MON *)' }),
    ];
  });
  const pulses = Array.from({ length: cells }, (_, cell) =>
    scheduleOf('pulse', { cell, expression: 'rate(15 minutes)', windowMs: 3 * 60_000 }),
  );
  return {
    schedules: [...schedules, ...pulses],
    kinds: new Map(kinds.map((kind, i) => [idOf(i), kind])),
    from,
    seed,
    times: { watchMs: 1800, reportMs: 300, fleetReportMs: 9000, pulseMs: 5000 },
    calls: 11,
    rateShare: 0.5,
    readMs: 840_000,
  };
}

function idOf(index: number): string {
  return `tenant-${index}`;
}

function scheduleOf(job: JobName, parts: Partial<DeployedSchedule>): DeployedSchedule {
  return {
    cell: 0,
    function: functionOf(job, {}, parts.cell),
    tenant: null,
    expression: 'rate(1 hour)',
    timeZone: 'UTC',
    windowMs: 900_000,
    retries: 10,
    patienceMs: 3_600_000,
    ...parts,
  };
}
