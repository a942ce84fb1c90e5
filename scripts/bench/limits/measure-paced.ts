import type { Paced, Spent } from './found.ts';
import type { Plan } from './plans.ts';
import { startProduction } from './production.ts';
import { withWorld, type World } from './world.ts';

export interface PacedCase {
  readonly plan: Plan;
  readonly share: number;
  /** Calls a second that somebody else makes of the first bucket; 0 where we are alone. */
  readonly others: number;
}

/** A run on a tenant that the store knows and that has not changed, once the tenant's buckets are full. */
export function measurePaced(
  file: string,
  latencyMs: number,
  { plan, share, others }: PacedCase,
): Promise<Paced> {
  const { name, apps, buckets } = plan;
  return withWorld(file, { apps, latency: latencyMs }, async (world) => {
    const { tenant } = world;
    await readWhole(world, apps);
    await tenant.ask({ limit: buckets });
    const busy = others > 0 ? await startProduction(tenant.says, others) : null;
    const { calls, wallMs } = await readWhole(world, apps, share);
    const production = (await busy?.stop()) ?? null;
    const { spent } = (await tenant.ask({ spent: true })) as { spent: Omit<Spent, 'bucket'>[] };
    const paired = buckets.flatMap((bucket, at) => (spent[at] ? [{ bucket, ...spent[at] }] : []));
    return { plan: name, share, apps, calls, wallMs, spent: paired, production };
  });
}

/** @throws {Error} unless every app was read */
async function readWhole(world: World, apps: number, rateShare = 1) {
  const run = await world.run({ rateShare });
  if (run.complete && run.apps === apps) return run;
  throw new Error(`of ${apps} apps ${run.apps} were read`);
}
