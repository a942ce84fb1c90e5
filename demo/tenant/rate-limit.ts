/** A token bucket such as Auth0's. Source: Auth0 docs, rate-limit-configurations. */
export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
  /** Seconds until `x-ratelimit-reset`; when left out, until the bucket is full again. */
  readonly resetAfter?: number;
  /** Seconds a 429 puts into `Retry-After`; Auth0 does not always send one. */
  readonly retryAfter?: number;
}

export interface RateLimit {
  readonly bucket: Bucket | null;
  level: number;
  /** Milliseconds of the machine's clock when the level was last worked out. */
  at: number;
}

export interface Taken {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a tenant without a bucket says of itself: Enterprise production. Source: as above. */
const unlimited: Bucket = { burst: 50, perSecond: 16 };

export function rateLimitOf(bucket: Bucket | null, now: number): RateLimit {
  return { bucket, level: bucket?.burst ?? 0, at: now };
}

/**
 * Takes one call from the bucket if there is one.
 * @param serverNow what the server's clock says, for the header only
 */
export function take(limit: RateLimit, now: number, serverNow: number): Taken {
  const { bucket } = limit;
  if (bucket === null) {
    return { allowed: true, headers: headersOf(unlimited, unlimited.burst - 1, serverNow) };
  }
  limit.level = Math.min(bucket.burst, limit.level + ((now - limit.at) / 1000) * bucket.perSecond);
  limit.at = now;
  const allowed = limit.level >= 1;
  if (allowed) limit.level -= 1;
  const headers = headersOf(bucket, limit.level, serverNow);
  if (allowed || bucket.retryAfter === undefined) return { allowed, headers };
  return { allowed, headers: { ...headers, 'retry-after': String(bucket.retryAfter) } };
}

function headersOf(bucket: Bucket, level: number, serverNow: number): Record<string, string> {
  const seconds = bucket.resetAfter ?? (bucket.burst - level) / bucket.perSecond;
  return {
    'x-ratelimit-limit': String(bucket.burst),
    'x-ratelimit-remaining': String(Math.max(0, Math.floor(level))),
    'x-ratelimit-reset': String(Math.ceil(serverNow / 1000 + seconds)),
  };
}
