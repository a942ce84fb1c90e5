import type { Bucket } from '../../../demo/tenant/rate-limit.ts';

export interface Plan {
  readonly name: string;
  readonly buckets: readonly Bucket[];
  /** So many that a run takes between ten and forty seconds. */
  readonly apps: number;
  readonly shares: readonly number[];
}

/** The Management API's. Source: Auth0 docs, rate-limit-configurations, read 2026-08-20. */
export const enterprise: Plan = {
  name: 'Enterprise',
  buckets: [{ burst: 50, perSecond: 16 }],
  apps: 24_000,
  shares: [0.5, 1],
};

export const nonProduction: Plan = {
  name: 'Enterprise, non-production',
  buckets: [{ burst: 10, perSecond: 2 }],
  apps: 3_000,
  shares: [0.5, 1],
};

export const essentials: Plan = {
  name: 'Essentials, Professional',
  buckets: [
    { burst: 5, perSecond: 100 / 60, of: ['clients'] },
    { burst: 10, perSecond: 100 / 60, of: ['logs'] },
    { burst: 5, perSecond: 50 / 60, of: ['connections'] },
    { burst: 10, perSecond: 150 / 60 },
  ],
  apps: 6_000,
  shares: [0.5, 1],
};

export const free: Plan = {
  name: 'Free',
  buckets: [{ burst: 2, perSecond: 2 }],
  apps: 500,
  shares: [0.5],
};
