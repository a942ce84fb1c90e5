import { bundled } from '../build.ts';
import type { BenchOptions } from '../part.ts';
import type { LimitsFound, Paced } from './found.ts';
import { measurePaced, type PacedCase } from './measure-paced.ts';
import { measureResumed } from './measure-resumed.ts';
import { enterprise, essentials, free, nonProduction, type Plan } from './plans.ts';

/** So that a plan's bucket is what a run waits for, and not the wire: Enterprise lets a call through every 63 ms. */
const latencyMs = 20;

const resumed = { apps: 20_000, latencyMs, limitMs: 2_500 };

export async function measureLimits({ progress }: BenchOptions): Promise<LimitsFound> {
  const file = await bundled('scripts/bench/limits/watch-limited.ts');
  const paced: Paced[] = [];
  for (const cases of pacedCases()) {
    progress(`limits: ${[...new Set(cases.map(({ plan }) => plan.name))].join('; ')}`);
    paced.push(...(await Promise.all(cases.map((one) => measurePaced(file, latencyMs, one)))));
  }
  progress(`limits: ${resumed.apps} apps in several invocations`);
  const { limitMs } = resumed;
  const times = { latencyMs, limitMs, ...(await productTimes()) };
  return { ...times, paced, resumed: await measureResumed(file, resumed) };
}

/** A run of few calls leaves the processors idle while it waits for its bucket, so some go side by side. */
export function pacedCases(): PacedCase[][] {
  const alone = (plan: Plan): PacedCase[] =>
    plan.shares.map((share) => ({ plan, share, others: 0 }));
  const half = (nonProduction.buckets[0]?.perSecond ?? 0) / 2;
  const beside = { plan: nonProduction, share: 0.5, others: half };
  return [
    ...alone(enterprise).map((one) => [one]),
    [...alone(nonProduction), beside],
    [...alone(essentials), ...alone(free)],
  ];
}

/** On demand, so that pages can be made from what was measured without the SDK. */
async function productTimes(): Promise<Pick<LimitsFound, 'marginMs' | 'readMs'>> {
  const { timeToRead } = await import('../../../functions/adapters/live.ts');
  const { realTime } = await import('../../../functions/adapters/auth0/timing.ts');
  const { jobSettings } = await import('../../../infra/job-settings.ts');
  const { marginMs } = realTime;
  const readMs = timeToRead(() => jobSettings.watch.timeout * 60_000)() - marginMs;
  return { marginMs, readMs };
}
