import { afterOther, limitIn, see, taken, waitFor, type Bucket } from './bucket.ts';
import type { ServerClock } from './clock.ts';
import { outOfTime, waitsTooLong, waitTooLong, type Failure } from './reasons.ts';
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
  /**
   * Ends a call; what its answer says of the rate limit is remembered for the group.
   * @param askedAt milliseconds of the clock before the call was sent
   */
  done(group: string | null, headers: Headers | null, askedAt: number): void;
  /**
   * Nobody calls for so long: Auth0 asked for it. What was known of the group's limit was wrong. Only the token
   * endpoint goes on when another was held, since it has a limit of its own.
   */
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

/** One that is not answered. */
interface Call {
  readonly group: string;
  /** Limits that calls answered since it began were of. */
  readonly crossedBy: (number | null)[];
}

/**
 * Plans differ in which endpoints share a bucket, so each group keeps its own, and one not seen yet goes by the last
 * one seen. Source: Auth0 rate limit configurations by plan (Enterprise: one; Essentials: four).
 */
export function createPace({ share, timeLeft, clock, timing }: PaceOptions): Pace {
  const buckets = new Map<string, Bucket>();
  const stopped = new AbortController();
  /** Null while nobody waits: an answer then has nobody to tell. */
  let news: AbortController | null = null;
  let last: Bucket | null = null;
  const heldUntil = { token: -Infinity, api: -Infinity };
  let heldMs = 0;
  const underWay: Call[] = [];
  return { turn, done, hold, stop };

  async function turn(
    group: string | null,
    waiting: (ms: number) => void,
    pause = 0,
  ): Promise<Failure | null> {
    const from = timing.now() + pause;
    while (!stopped.signal.aborted) {
      const held = heldFor(group);
      const wait = Math.max(held, from - timing.now(), bucketWait(group), 0);
      if (wait + timing.marginMs > timeLeft()) return outOfTime();
      if (wait > timing.longestWaitMs) return waitTooLong(wait);
      if (held > 0 && heldMs > timing.longestWaitMs) return waitsTooLong(heldMs);
      if (wait === 0) break;
      waiting(wait);
      news ??= new AbortController();
      await timing.sleep(Math.ceil(wait), news.signal);
    }
    take(group);
    return null;
  }

  function heldFor(group: string | null): number {
    const until = group === null ? heldUntil.token : Math.max(heldUntil.token, heldUntil.api);
    return until - timing.now();
  }

  function bucketWait(group: string | null): number {
    const bucket = bucketOf(group);
    return bucket === null ? 0 : waitFor(bucket, share, timing.now());
  }

  function take(group: string | null): void {
    if (group === null) return;
    underWay.push({ group, crossedBy: [] });
    for (const [other, bucket] of buckets) {
      if (isAlike(group, bucket.limit)) buckets.set(other, taken(bucket, timing.now()));
    }
    if (last !== null) last = taken(last, timing.now());
  }

  function done(group: string | null, headers: Headers | null, askedAt: number): void {
    if (group === null) return;
    const limit = headers && limitIn(headers);
    // A call without an answer may have been of this limit.
    const crossed = endCall(group, limit).filter((other) => (other ?? limit) === limit).length;
    const alike = underWay.filter((other) => isAlike(other.group, limit));
    const beside = { underWay: alike.length, crossed };
    const before = buckets.get(group) ?? null;
    const sight = { share, clock, now: timing.now(), askedAt, ...beside };
    const seen = headers && see(headers, before, sight);
    if (seen === null) return;
    for (const [other, bucket] of buckets) {
      if (isAlike(group, bucket.limit)) buckets.set(other, afterOther(bucket, seen));
    }
    buckets.set(group, seen);
    last = seen;
    wake();
  }

  function stop(): void {
    stopped.abort();
    wake();
  }

  /** Whoever waits looks again: an answer may say that there is more, or less, than was thought. */
  function wake(): void {
    news?.abort();
    news = null;
  }

  /** Limits that calls answered meanwhile were of; null of one that was not. Calls of one group come one after another. */
  function endCall(group: string, limit: number | null): readonly (number | null)[] {
    const at = underWay.findIndex((call) => call.group === group);
    const [ended] = underWay.splice(at, 1);
    for (const { crossedBy } of underWay) crossedBy.push(limit);
    return ended?.crossedBy ?? [];
  }

  /** A group not heard of may have any limit. */
  function isAlike(group: string, limit: number | null): boolean {
    const bucket = buckets.get(group);
    return bucket === undefined || bucket.limit === limit;
  }

  function hold(group: string | null, ms: number): void {
    const what = group === null ? 'token' : 'api';
    const begins = Math.max(heldUntil.token, heldUntil.api, timing.now());
    const ends = timing.now() + ms;
    // Two who are told to wait at once wait once.
    heldMs += Math.max(0, ends - begins);
    heldUntil[what] = Math.max(heldUntil[what], ends);
    if (group === null) return;
    buckets.delete(group);
    last = null;
  }

  function bucketOf(group: string | null): Bucket | null {
    return group === null ? null : (buckets.get(group) ?? last);
  }
}
