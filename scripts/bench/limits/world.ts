import { runOnce, serve, type Served } from '../processes.ts';
import type { Invocation } from './found.ts';
import type { Limits } from './watch-limited.ts';

/** A simulated tenant and a store, each in a process of its own. */
export interface World {
  readonly tenant: Served;
  /** The next run, an hour after the one before, as a process of its own. */
  run(limits?: Partial<Limits>): Promise<Invocation>;
}

const anHour = 3_600_000;

/** @param file the bundle that runs */
export async function withWorld<T>(
  file: string,
  tenantFlags: Readonly<Record<string, number>>,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const flags = Object.entries(tenantFlags).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const tenant = await serve('demo/serve-tenant.ts', flags);
  try {
    return await withStore(file, tenant, work);
  } finally {
    await tenant.stop();
  }
}

/** A store of its own for a tenant that is there. */
export async function withStore<T>(
  file: string,
  tenant: Served,
  work: (world: World) => Promise<T>,
): Promise<T> {
  const store = await serve('scripts/bench/serve-store.ts');
  let next = Date.parse('2026-11-01T09:00:00Z');
  try {
    return await work({
      tenant,
      run(limits = {}) {
        const now = new Date(next).toISOString();
        next += anHour;
        const given = { now, rateShare: 1, limitMs: null, ...limits };
        return runOnce<Invocation>(file, { ...tenant.says, ...store.says, ...given });
      },
    });
  } finally {
    await store.stop();
  }
}
