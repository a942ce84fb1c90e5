import type { Bucket } from '../../../demo/tenant/rate-limit.ts';
import { roomOf } from './least-time.ts';

interface Setting {
  /** None where nothing limits. */
  readonly buckets: readonly Bucket[];
  readonly share: number;
  /** Of one page, which is asked for when the one before has come. */
  readonly roundTripMs: number;
}

const appsPerPage = 100;

/** How many apps can be listed in so many milliseconds: as the wire lets them through, or the bucket that counts apps. */
export function appsWithin(ms: number, { buckets, share, roundTripMs }: Setting): number {
  const bucket =
    buckets.find(({ of }) => of?.includes('clients')) ?? buckets.find(({ of }) => of === undefined);
  const byWire = Math.floor(ms / roundTripMs);
  const byBucket = bucket
    ? Math.floor(roomOf(bucket, share) + (ms / 1000) * bucket.perSecond)
    : Infinity;
  return appsPerPage * Math.min(byWire, byBucket);
}
