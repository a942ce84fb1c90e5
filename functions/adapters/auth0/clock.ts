/** Auth0's clock as heard from its Date headers. Ours may be far off; its deadlines are in its own time. */
export interface ServerClock {
  hear(headers: Headers): void;
  /** Milliseconds since the epoch on Auth0's clock, at most a second and a round trip behind it. */
  now(): number;
  /** Says that this machine's clock is off by more than a token or a finding can bear, or null. */
  complaint(): string | null;
}

const toleratedMs = 5 * 60_000;

export function createServerClock(now: () => number): ServerClock {
  let offset: number | null = null;
  return { hear, now: () => now() + (offset ?? 0), complaint };

  function hear(headers: Headers): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(date)) return;
    // Date is cut to the second and arrives late: every sample is at or below the truth, so the highest is best.
    offset = Math.max(offset ?? -Infinity, date - now());
  }

  function complaint(): string | null {
    if (offset === null || Math.abs(offset) <= toleratedMs) return null;
    const minutes = Math.round(Math.abs(offset) / 60_000);
    const where = offset > 0 ? 'behind' : 'ahead of';
    return `this machine's clock is ${minutes} minutes ${where} Auth0's: set it (NTP), or times in findings will be wrong`;
  }
}
