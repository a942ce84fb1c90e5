import { reserveOf } from '../../../functions/adapters/auth0/bucket.ts';
import type { Bucket } from '../../../demo/tenant/rate-limit.ts';
import type { Paced } from './found.ts';

/** Tokens of a full bucket that may be taken at once: all but what is left to the tenant's production. */
export function roomOf({ burst }: Bucket, share: number): number {
  return burst - reserveOf(burst, share);
}

/**
 * Seconds in which nobody can make more than so many calls without ever touching what is left to production. The bucket is
 * full at first: those it has room for come at once, and each of the others waits for one token to come back.
 * @param others calls a second that somebody else makes of the same bucket
 */
export function leastSeconds(calls: number, bucket: Bucket, share: number, others = 0): number {
  return Math.max(0, calls - roomOf(bucket, share)) / (bucket.perSecond - others);
}

/** Buckets are spent side by side, so the slowest of them is what a run waits for. */
export function leastSecondsOf({ spent, share, production }: Paced): number {
  const times = spent.map(({ bucket, calls }) =>
    leastSeconds(calls - (production?.calls ?? 0), bucket, share, production?.perSecond),
  );
  return Math.max(...times);
}
