/** A token bucket such as Auth0's. Source: Auth0 docs, rate-limit-configurations. */
export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
  /** Seconds until `x-ratelimit-reset`; when left out, until the bucket is full again. */
  readonly resetAfter?: number;
  /** Seconds a 429 puts into `Retry-After`; Auth0 does not always send one. */
  readonly retryAfter?: number;
  /** What it counts, such as `clients`: first words of paths under /api/v2/. When left out, all that no other counts. */
  readonly of?: readonly string[];
}

export interface RateLimit {
  readonly bucket: Bucket | null;
  level: number;
  /** Milliseconds of the machine's clock when the level was last worked out. */
  at: number;
  /** Calls it let through and calls it refused, and the least that was left after one. */
  readonly spent: { calls: number; refused: number; lowest: number };
}

export interface Taken {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a tenant without a bucket says of itself: Enterprise production. Source: as above. */
const unlimited: Bucket = { burst: 50, perSecond: 16 };

/** One for each bucket, full. What none of them counts has no limit. */
export function rateLimitsOf(buckets: readonly Bucket[], now: number): readonly RateLimit[] {
  return [...buckets, null].map((bucket) => {
    const level = bucket?.burst ?? Infinity;
    return { bucket, level, at: now, spent: { calls: 0, refused: 0, lowest: level } };
  });
}

/** The one that counts calls of a path. */
export function limitOf(limits: readonly RateLimit[], pathname: string): RateLimit {
  const [, word = ''] = /^\/api\/v2\/([^/]+)/.exec(pathname) ?? [];
  const own = limits.find(({ bucket }) => bucket?.of?.includes(word));
  const limit = own ?? limits.find(({ bucket }) => bucket?.of === undefined);
  if (!limit) throw new Error('rate limits end with one that counts everything');
  return limit;
}

/**
 * Takes one call from the bucket if there is one.
 * @param serverNow what the server's clock says, for the header only
 */
export function take(limit: RateLimit, now: number, serverNow: number): Taken {
  const { bucket, spent } = limit;
  if (bucket === null) {
    spent.calls += 1;
    return { allowed: true, headers: headersOf(unlimited, unlimited.burst - 1, serverNow) };
  }
  limit.level = Math.min(bucket.burst, limit.level + ((now - limit.at) / 1000) * bucket.perSecond);
  limit.at = now;
  const allowed = limit.level >= 1;
  if (allowed) limit.level -= 1;
  spent[allowed ? 'calls' : 'refused'] += 1;
  spent.lowest = Math.min(spent.lowest, limit.level);
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
