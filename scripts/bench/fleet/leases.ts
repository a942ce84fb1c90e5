import { leaseMs } from '../../../functions/adapters/dynamo/lease.ts';
import type { JobName } from '../../../functions/core/deployment.ts';

/** Who holds which tenant: one at a time. */
export interface Leases {
  /** null when it was free and is now held; else the job that holds it. */
  take(tenant: string, job: JobName): JobName | null;
  release(tenant: string): void;
  /** A run that was killed lets go after a while, counted from when it last showed that it lived. */
  abandon(tenant: string): void;
}

interface Held {
  readonly job: JobName;
  readonly until: number;
}

export function createLeases(now: () => number): Leases {
  const held = new Map<string, Held>();
  return {
    take(tenant, job) {
      const holder = held.get(tenant);
      if (holder && holder.until > now()) return holder.job;
      held.set(tenant, { job, until: Infinity });
      return null;
    },
    release: (tenant) => void held.delete(tenant),
    abandon(tenant) {
      const holder = held.get(tenant);
      // Taken to have renewed it just before it died: it cannot hold a tenant for longer.
      if (holder) held.set(tenant, { ...holder, until: now() + leaseMs });
    },
  };
}
