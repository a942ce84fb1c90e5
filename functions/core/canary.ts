import { longestWait } from './due.ts';
import { moment } from './message.ts';
import { rowKey, type FindingRow, type Head, type Known } from './ports.ts';
import type { CanaryWatch } from './rule.ts';
import type { Tenant } from './tenant.ts';
import { wallClock } from './wall-clock.ts';

/** Id of the rule, and its one subject. */
export const canaryId = 'canary';

/** Id of the rule that finds that none arrives. */
export const overdueRule = 'canary-overdue';

/** What a run decides about the canary. */
export interface CanaryState {
  /** The day (YYYY-MM-DD) it is of, in the tenant's time zone, while it is under way; null when none is. */
  readonly due: string | null;
  /** What the head keeps of it. */
  readonly kept: Pick<Head, 'canarySince' | 'canaryArrived'>;
}

function hasCanary({ canary, rules }: Pick<Tenant, 'canary' | 'rules'>): boolean {
  return canary && rules[canaryId] !== 'off';
}

/**
 * A canary is due on each day on which none has arrived, and stays so until it has: when it stands and every channel
 * has accepted that. A day is one of the calendar, so that no clock change makes or swallows one.
 */
export function canaryOf(
  { head, findings }: Pick<Known, 'head' | 'findings'>,
  tenant: Pick<Tenant, 'canary' | 'rules' | 'schedule'>,
  now: Date,
): CanaryState {
  if (!hasCanary(tenant)) return { due: null, kept: {} };
  const dayOf = (at: Date) => wallClock(at, tenant.schedule.timeZone).toISOString().slice(0, 10);
  const { canarySince = now.toISOString(), canaryArrived } = head ?? {};
  const since = { canarySince };
  const row = findings.get(rowKey(canaryId, canaryId));
  if (row && hasArrived(row)) {
    return { due: null, kept: { ...since, canaryArrived: now.toISOString() } };
  }
  const kept = { ...since, ...(canaryArrived && { canaryArrived }) };
  if (row && row.life.status !== 'resolved') {
    return { due: dayOf(new Date(row.life.since)), kept };
  }
  const today = dayOf(now);
  const isDue = !canaryArrived || dayOf(new Date(canaryArrived)) < today;
  return { due: isDue ? today : null, kept };
}

/** One that is suppressed owes nothing either, but nobody was told of it. */
function hasArrived({ life: { status, owed } }: FindingRow): boolean {
  return !owed && (status === 'open' || status === 'acknowledged' || status === 'accepted');
}

const hourMs = 3_600_000;

const dayMs = 24 * hourMs;
/** Clocks are put back once in the time that is looked at. */
const putBackMs = hourMs;

/**
 * A canary that arrived before this moment is too long ago. One is due each day, a digest and quiet hours may hold it,
 * and to open it, to tell it and to see that it arrived takes a run each; what is allowed is two runs and half an hour.
 * @param oldestRead a complete read before it is too long ago for the tenant's schedule
 */
export function oldestCanary(
  oldestRead: Date,
  { routes }: Pick<Tenant, 'routes'>,
  now: Date,
): Date {
  const allowed = now.getTime() - oldestRead.getTime();
  const held = Math.max(dayMs, ...routes.map(longestWait));
  const patience = Math.max(dayMs + held + putBackMs + 1.5 * allowed, 2 * allowed);
  return new Date(now.getTime() - patience);
}

/** How a tenant's canaries do, as the last runs left it; null where none are sent, or no run has begun to. */
export function canaryWatch(
  head: Head | null,
  tenant: Pick<Tenant, 'canary' | 'rules' | 'routes'>,
  reads: { readonly expectedSince: string; readonly oldestAllowed: Date },
  now: Date,
): CanaryWatch | null {
  const { canarySince, canaryArrived, isOverdue } = head ?? {};
  if (!hasCanary(tenant) || !canarySince) return null;
  // A schedule that is new gets its time here as well; what was too long ago once stays so.
  const expected = [canarySince, ...(isOverdue ? [] : [reads.expectedSince])];
  return {
    arrived: canaryArrived ?? null,
    expectedSince: new Date(Math.max(...expected.map((one) => Date.parse(one)))).toISOString(),
    oldestAllowed: oldestCanary(reads.oldestAllowed, tenant, now).toISOString(),
  };
}

/** When the last canary arrived, or since when one has been expected. */
function canarySeen({ arrived, expectedSince }: CanaryWatch): number {
  return Math.max(Date.parse(arrived ?? expectedSince), Date.parse(expectedSince));
}

export function isOverdue(canary: CanaryWatch): boolean {
  return canarySeen(canary) < Date.parse(canary.oldestAllowed);
}

/** One sentence that stays the same while nothing happens. */
export function overdueWords({ arrived, expectedSince }: CanaryWatch): string {
  const since =
    arrived === null
      ? `no canary has ever been accepted by every channel, though one is sent each day since ${moment(expectedSince)}`
      : `the last canary that every channel accepted was that of ${moment(arrived)}, though one is sent each day`;
  return `${since}; what is told of this tenant may not reach everybody`;
}
