import type { JobName } from '../../../functions/core/deployment.ts';
import { wholeProcessor } from '../../cost/model.ts';
import type { Measured, Units } from '../../cost/units.ts';

/** Milliseconds a run takes on Lambda, from its cold start on, while nothing is wrong. */
export interface Times {
  readonly watchMs: number;
  readonly reportMs: number;
  /** The report of all tenants. */
  readonly fleetReportMs: number;
  readonly pulseMs: number;
}

export interface TimesInput {
  /** Apps of each tenant: a size that was measured. */
  readonly apps: number;
  readonly tenants: number;
  /** Megabytes of each function. */
  readonly memory: Readonly<Record<JobName, number>>;
}

/** Tenants whose posture the report of all gathers at once; see functions/jobs/fleet-report.ts. */
const gatheredAtOnce = 4;

/** What was measured on a whole processor takes longer on a part of one. */
export function timesOf(measured: Measured, { apps, tenants, memory }: TimesInput): Times {
  const size = measured.tenants.find((one) => one.apps === apps);
  const largestCell = measured.pulses.at(-1);
  if (!size || !largestCell) throw new Error(`a tenant of ${apps} apps was not measured`);
  const reportMs = onLambda(size.report, memory.report);
  return {
    watchMs: onLambda(size.unchanged, memory.watch),
    reportMs,
    fleetReportMs: (tenants / gatheredAtOnce) * reportMs,
    pulseMs: onLambda(largestCell.pulse, memory.pulse),
  };
}

function onLambda({ wallMs, cpuMs }: Units, memory: number): number {
  return wallMs + cpuMs * (Math.max(1, wholeProcessor / memory) - 1);
}
