import type { ServerClock } from './clock.ts';

/** Auth0's token bucket as last seen. Times are ours, in milliseconds. */
export interface Bucket {
  readonly limit: number;
  readonly remaining: number;
  readonly seenAt: number;
  readonly fullAt: number;
  /** What was said to be left until then, when it was seen. */
  readonly span: number;
  /** Tokens a millisecond, never more than there are: what is not sure is not spent. */
  readonly refill: number;
  /** Our calls since, or perhaps not yet in what was seen. */
  readonly taken: number;
  readonly since: Since;
}

/** Where counting of what came back began: it tells the refill better with each call. */
interface Since {
  /** When the call was sent whose answer told it: the bucket was so no earlier. */
  readonly at: number;
  readonly remaining: number;
  /** Ours since, answered. */
  readonly calls: number;
  /** Tokens that may be counted and yet not have come back. */
  readonly unsure: number;
}

interface Sight {
  readonly share: number;
  readonly clock: ServerClock;
  /** Our clock, in milliseconds, as is the next. */
  readonly now: number;
  readonly askedAt: number;
  /** Other calls of ours that may be of this bucket and are not answered. */
  readonly underWay: number;
  /** How many were answered meanwhile: Auth0 may have come to them after this one. */
  readonly crossed: number;
}

/** What an answer says of the bucket, null when it says nothing; what was learned before of its refill is kept. */
export function see(headers: Headers, before: Bucket | null, sight: Sight): Bucket | null {
  const { share, clock, now, askedAt, underWay, crossed } = sight;
  const limit = limitIn(headers);
  const remaining = count(headers.get('x-ratelimit-remaining'));
  if (limit === null || remaining === null || limit < 1) return null;
  // In whole seconds: a nearer reset is only known to be within the next one.
  const span = Math.max(resetIn(headers, clock) ?? 1_000, 1_000);
  const fullAt = now + span;
  const kept = before?.limit === limit && remaining >= reserveOf(limit, share) ? before : null;
  // Tokens are told cut to whole ones, so one is not sure; but of one that was full, just this call is missing.
  const cut = remaining === limit - 1 ? 0 : 1;
  const here = { at: askedAt, remaining, calls: 0, unsure: underWay + cut };
  const since = kept ? { ...kept.since, calls: kept.since.calls + 1 } : here;
  const refill = Math.max(
    kept?.refill ?? 0,
    (limit - remaining - cut) / (fullAt - askedAt),
    cameBack(since, limit - crossed, fullAt),
    now - since.at < 1_000 ? 0 : cameBack(since, remaining - crossed, now),
  );
  return {
    limit,
    remaining,
    seenAt: now,
    fullAt,
    span,
    refill,
    taken: underWay + crossed,
    // What came back to a full bucket ran over and was not counted, so counting begins anew.
    since: cut === 0 ? here : since,
  };
}

/** Tokens a millisecond, at the least, until so many are left. */
function cameBack({ at, remaining, calls, unsure }: Since, left: number, then: number): number {
  return (left - remaining + calls - unsure) / (then - at);
}

export function limitIn(headers: Headers): number | null {
  return count(headers.get('x-ratelimit-limit'));
}

/** Tokens left to the tenant's production. Of a limit of 1 or 2, no more than lets one call through at a time. */
export function reserveOf(limit: number, share: number): number {
  return Math.max(0, Math.min(limit - 1, Math.ceil(limit * (1 - share))));
}

/** Milliseconds until Auth0 says its limit is whole again, or null. */
export function resetIn(headers: Headers, clock: ServerClock): number | null {
  const reset = count(headers.get('x-ratelimit-reset'));
  return reset === null ? null : reset * 1_000 - clock.now();
}

/** Milliseconds until a call leaves the reserve untouched. */
export function waitFor(bucket: Bucket, share: number, now: number): number {
  const reserve = reserveOf(bucket.limit, share);
  const { remaining, refill, fullAt } = bucket;
  if (now >= fullAt) return 0;
  // Below the reserve somebody else is spending, or it is no token bucket: let it fill up.
  if (remaining < reserve) return fullAt - now;
  const short = reserve + 1 - leftAt(now, bucket);
  // A millionth of a token is a rounding error of this sum.
  if (short < 1e-6) return 0;
  return refill === 0 ? fullAt - now : Math.min(short / refill, fullAt - now);
}

/** The bucket after one more call of ours, which puts off when it is full; one that was full by now begins from there. */
export function taken(bucket: Bucket, now: number): Bucket {
  const { limit, fullAt, refill, span } = bucket;
  const oneBack = refill === 0 ? span : Math.min(span, 1 / refill);
  if (now < fullAt) return { ...bucket, taken: bucket.taken + 1, fullAt: fullAt + oneBack };
  return { ...bucket, remaining: limit, taken: 1, seenAt: now, fullAt: now + oneBack };
}

/**
 * The bucket of a group after the answer to a call of another group that was counted on it. If the limits are the same
 * they may be one bucket, or not: what is less of both holds. What is known of its own refill stays.
 */
export function afterOther(bucket: Bucket, seen: Bucket): Bucket {
  const uncounted = { ...bucket, taken: Math.max(0, bucket.taken - 1) };
  if (bucket.limit !== seen.limit) return uncounted;
  if (leftAt(seen.seenAt, seen) >= leftAt(seen.seenAt, uncounted)) return uncounted;
  return { ...seen, refill: bucket.refill, since: bucket.since };
}

function leftAt(now: number, { limit, remaining, taken, refill, seenAt }: Bucket): number {
  return Math.min(limit, remaining - taken + refill * (now - seenAt));
}

function count(value: string | null): number | null {
  return value !== null && /^\d{1,15}$/.test(value.trim()) ? Number(value) : null;
}
