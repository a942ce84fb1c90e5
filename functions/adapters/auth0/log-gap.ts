import type { LogGap, LogPosition } from '../../core/log-entry.ts';
import type { ReadRequest } from '../../core/ports.ts';

const hourMs = 3_600_000;
export const dayMs: number = 24 * hourMs;

/** What no plan deletes sooner than. Source: Auth0 docs, log data retention, read 2026-08-20. */
const shortestLifeMs = dayMs;

/** A tenant with no entry at all says nothing of how long it keeps them; a day's schedule may be late by this. */
const emptyLifeMs = 36 * hourMs;

/**
 * What may be lost because nobody read for longer than the logs live. Nothing is while an entry from before is still
 * there: all later ones are then, too.
 * @param oldest ISO 8601 of the oldest entry, asked for in this run when the last one was a day ago
 */
export function retentionGap(
  { tenant, now }: ReadRequest,
  { caughtUpAt }: LogPosition,
  oldest: string | null,
): LogGap | null {
  if (oldest !== null && oldest <= caughtUpAt) return null;
  const stated = tenant.logRetentionDays;
  const shown = oldest === null ? emptyLifeMs : shortestLifeMs;
  const lives = stated === undefined ? shown : stated * dayMs;
  if (now.getTime() - Date.parse(caughtUpAt) <= lives) return null;
  const reason = 'nobody read the logs for longer than they are kept, so entries may be gone';
  return { from: caughtUpAt, to: oldest ?? now.toISOString(), reason };
}

/** What Auth0's search does not give, beyond its newest results. */
export function cutGap(from: string, to: string): LogGap {
  const reason = 'there are more entries of watched operations than Auth0 gives by search';
  return { from: from < to ? from : to, to, reason };
}

/** One gap for both. */
export function widest(one: LogGap | null, other: LogGap | null): LogGap | null {
  if (one === null || other === null) return one ?? other;
  return {
    from: one.from < other.from ? one.from : other.from,
    to: one.to > other.to ? one.to : other.to,
    reason: `${one.reason}; ${other.reason}`,
  };
}

/** From when on a search reads again what was read in order: entries may come late, and clocks differ. */
export function anHourBefore(...moments: readonly (string | null)[]): string {
  const times = moments.flatMap((at) => (at === null ? [] : [Date.parse(at)]));
  return new Date(Math.min(...times) - hourMs).toISOString();
}
