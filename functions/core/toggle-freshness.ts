import { deadlines, isPast } from './deadlines.ts';
import { moment, plural } from './message.ts';
import type { Rung } from './toggle.ts';

/** The ways to know the toggle that show it; the others only say it. */
export type ProofBasis = Extract<Rung['basis'], 'api-field' | 'log' | 'probe'>;

export const dayMs = 86_400_000;
const deadline = deadlines.strictByDefault;

/** How long each kind of proof counts, and why no longer. */
const freshness = {
  'api-field': { days: 2, why: 'every run reads the field' },
  // Source: Auth0 docs, log data retention, read 2026-08-20: 1 to 30 days, by plan.
  log: { days: 30, why: 'Auth0 keeps no log entry longer' },
  probe: { days: 30, why: 'a probe is one look, and counts no longer than a log entry' },
} as const satisfies Record<ProofBasis, { days: number; why: string }>;

/** Clocks differ; a moment further ahead than this cannot be right. */
const aheadMs = dayMs;

/** Whether a moment cannot be one of the past: it is too far ahead, or none at all. */
export function isAhead(asOf: string, now: Date): boolean {
  // A moment that cannot be read is neither before nor after another.
  return !(Date.parse(asOf) <= now.getTime() + aheadMs);
}

/** Why a proof says nothing now; null when it counts. */
export function silenceOf(basis: ProofBasis, asOf: string, now: Date): string | null {
  const at = Date.parse(asOf);
  const { days, why } = freshness[basis];
  if (isAhead(asOf, now)) return 'it says nothing, because that is no moment of the past';
  if (isPast(deadline, now) && !isPast(deadline, new Date(at))) {
    return `it says nothing any more, because Auth0 announced that it would switch the toggle off on ${deadline.on}`;
  }
  if (now.getTime() - at <= days * dayMs) return null;
  return `it says nothing any more after ${plural(days, 'day')}, because ${why}`;
}

/** When a proof was, as precise as it is worth saying: the field is read by every run, and only its day is news. */
export function proofMoment(basis: Rung['basis'], asOf: string): string {
  return basis === 'log' || basis === 'probe' ? moment(asOf) : asOf.slice(0, 10);
}
