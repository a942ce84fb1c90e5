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
  /** Our calls since, or not yet in what was seen. */
  readonly taken: number;
  /** Where counting of what came back began: it tells the refill better with each call. */
  readonly since: { readonly at: number; readonly remaining: number; readonly calls: number };
}

interface Sight {
  readonly share: number;
  readonly clock: ServerClock;
  /** Our clock, in milliseconds. */
  readonly now: number;
}

/** What an answer says of the bucket, null when it says nothing; what was learned before of its refill is kept. */
export function see(
  headers: Headers,
  before: Bucket | null,
  { share, clock, now }: Sight,
): Bucket | null {
  const limit = count(headers.get('x-ratelimit-limit'));
  const remaining = count(headers.get('x-ratelimit-remaining'));
  if (limit === null || remaining === null || limit < 1) return null;
  // In whole seconds: a nearer reset is only known to be within the next one.
  const span = Math.max(resetIn(headers, clock) ?? 1_000, 1_000);
  const kept = before?.limit === limit && remaining >= reserveOf(limit, share) ? before : null;
  const since = kept
    ? { ...kept.since, calls: kept.since.calls + 1 }
    : { at: now, remaining, calls: 0 };
  // Tokens are told cut to whole ones, so one of each difference is not sure.
  const told = Math.max(0, limit - remaining - 1) / span;
  const passed = now - since.at;
  const cameBack = remaining - since.remaining + since.calls - 1;
  const counted = passed < 1_000 ? 0 : cameBack / passed;
  const refill = Math.max(kept?.refill ?? 0, told, counted);
  return { limit, remaining, seenAt: now, fullAt: now + span, span, refill, taken: 0, since };
}

/** What is left to the tenant's production. Of a limit of 1 or 2, no more than lets one call through at a time. */
function reserveOf(limit: number, share: number): number {
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
  const { limit, remaining, taken, refill, seenAt, fullAt } = bucket;
  if (now >= fullAt) return 0;
  // Below the reserve somebody else is spending, or it is no token bucket: let it fill up.
  if (remaining < reserve) return fullAt - now;
  const there = Math.min(limit, remaining - taken + refill * (now - seenAt));
  const short = reserve + 1 - there;
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

function count(value: string | null): number | null {
  return value !== null && /^\d{1,15}$/.test(value.trim()) ? Number(value) : null;
}
