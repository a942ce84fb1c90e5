import type { ServerClock } from './clock.ts';
import { outOfTime, waitTooLong, type Failure } from './reasons.ts';
import type { Timing } from './timing.ts';

/** Spends at most a share of the tenant's rate limit, which its production uses too. */
export interface Pace {
  /**
   * Waits until a call may be made, `pause` at least; a failure when that does not fit into the time left.
   * Pair with `done`. A call without a group, to the token endpoint, does not count.
   */
  turn(
    group: string | null,
    waiting: (ms: number) => void,
    pause?: number,
  ): Promise<Failure | null>;
  /** Ends a call; what its answer says of the rate limit is remembered for the group. */
  done(group: string | null, headers: Headers | null): void;
  /** Nobody calls for so long: Auth0 asked for it. What was known of the group's limit was wrong. */
  hold(group: string | null, ms: number): void;
  /** Wakes whoever waits; their turn then comes at once. */
  stop(): void;
}

export interface PaceOptions {
  readonly share: number;
  readonly timeLeft: () => number;
  readonly clock: ServerClock;
  readonly timing: Timing;
}

/** Auth0's token bucket as last seen. Times are ours, in milliseconds. */
interface Bucket {
  readonly limit: number;
  readonly remaining: number;
  readonly seenAt: number;
  readonly fullAt: number;
  /** Tokens a millisecond; a lower bound. */
  readonly refill: number;
  /** Our calls since, or not yet in what was seen. */
  taken: number;
}

/**
 * Plans differ in which endpoints share a bucket, so each group keeps its own, and one not seen yet goes by the last
 * one seen. Source: Auth0 rate limit configurations by plan (Enterprise: one; Essentials: four).
 */
export function createPace({ share, timeLeft, clock, timing }: PaceOptions): Pace {
  const buckets = new Map<string, Bucket>();
  const stopped = new AbortController();
  let last: Bucket | null = null;
  let heldUntil = -Infinity;
  let inFlight = 0;
  return { turn, done, hold, stop: () => stopped.abort() };

  async function turn(
    group: string | null,
    waiting: (ms: number) => void,
    pause = 0,
  ): Promise<Failure | null> {
    const from = timing.now() + pause;
    while (!stopped.signal.aborted) {
      const wait = Math.max(Math.max(heldUntil, from) - timing.now(), bucketWait(group), 0);
      if (wait + timing.marginMs > timeLeft()) return outOfTime();
      if (wait > timing.longestWaitMs) return waitTooLong(wait);
      if (wait === 0) break;
      waiting(wait);
      await timing.sleep(Math.ceil(wait), stopped.signal);
    }
    take(group);
    return null;
  }

  function bucketWait(group: string | null): number {
    const bucket = bucketOf(group);
    return bucket === null ? 0 : waitFor(bucket, reserveOf(bucket.limit), timing.now());
  }

  function take(group: string | null): void {
    if (group === null) return;
    inFlight += 1;
    const bucket = bucketOf(group);
    if (bucket !== null) bucket.taken += 1;
  }

  function done(group: string | null, headers: Headers | null): void {
    if (group === null) return;
    inFlight -= 1;
    const before = buckets.get(group) ?? null;
    const seen = headers === null ? null : see(headers, before);
    if (seen === null) return;
    buckets.set(group, seen);
    last = seen;
    for (const [other, bucket] of buckets) {
      // The same limit may be the same bucket: believe the lower number until that group's own answer says otherwise.
      if (bucket.limit === seen.limit && bucket.remaining > seen.remaining)
        buckets.set(other, seen);
    }
  }

  function hold(group: string | null, ms: number): void {
    heldUntil = Math.max(heldUntil, timing.now() + ms);
    if (group === null) return;
    buckets.delete(group);
    last = null;
  }

  function bucketOf(group: string | null): Bucket | null {
    return group === null ? null : (buckets.get(group) ?? last);
  }

  function reserveOf(limit: number): number {
    // Of a limit of 1 or 2 nothing would be left to use: then one call a refill is made.
    return Math.max(0, Math.min(limit - 1, Math.ceil(limit * (1 - share))));
  }

  function see(headers: Headers, before: Bucket | null): Bucket | null {
    const limit = count(headers.get('x-ratelimit-limit'));
    const remaining = count(headers.get('x-ratelimit-remaining'));
    if (limit === null || remaining === null || limit < 1) return null;
    const seenAt = timing.now();
    const reset = resetIn(headers, clock);
    // Whole seconds: a nearer reset is only known to be within the next one. Without a reset, a second a token.
    const missing = Math.max(1, limit - remaining);
    const span = reset === null ? missing * 1_000 : Math.max(reset, 1_000);
    const dipped = remaining < reserveOf(limit);
    const known = before?.limit === limit && !dipped ? before.refill : 0;
    const refill = Math.max(known, missing / span);
    return { limit, remaining, seenAt, fullAt: seenAt + span, refill, taken: inFlight };
  }
}

/** Milliseconds until Auth0 says its limit is whole again, or null. */
export function resetIn(headers: Headers, clock: ServerClock): number | null {
  const reset = count(headers.get('x-ratelimit-reset'));
  return reset === null ? null : reset * 1_000 - clock.now();
}

function waitFor(bucket: Bucket, reserve: number, now: number): number {
  // Below the reserve somebody else is spending, or it is no token bucket: let it fill up.
  if (bucket.remaining < reserve && now < bucket.fullAt) return bucket.fullAt - now;
  const refilled = bucket.remaining - bucket.taken + bucket.refill * (now - bucket.seenAt);
  const short = reserve + 1 - Math.min(bucket.limit, refilled);
  return short <= 1e-9 ? 0 : short / bucket.refill;
}

function count(value: string | null): number | null {
  return value !== null && /^\d{1,15}$/.test(value.trim()) ? Number(value) : null;
}
