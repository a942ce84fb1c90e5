import type { Announcement, End, Life } from './finding.ts';
import { compareText } from './order.ts';
import type { Severity } from './severity.ts';

/** What people did; the other events are announcements. */
export const deeds = [
  'acknowledged',
  'accepted',
  'suppressed',
  'unsuppressed',
  'taken-back',
] as const;

/** One thing that happened to a finding, or to a suppression. */
export interface HistoryEvent {
  /** `suppression` for what happened to a suppression; its id is then the subject. */
  readonly rule: string;
  readonly subject: string;
  /** ISO 8601. */
  readonly at: string;
  readonly what: Announcement | (typeof deeds)[number];
  readonly transition: number;
  readonly severity?: Severity;
  readonly stage?: string;
  readonly by?: string;
  readonly owner?: string;
  readonly reason?: string;
  /** ISO 8601, when a suppression was to end. */
  readonly until?: string;
  readonly suppression?: string;
  /** Of a suppression that was made: what it hides. */
  readonly hides?: { readonly rule: string; readonly subject: string };
  /** Of a reopening: when the life before it began and ended, ISO 8601. */
  readonly before?: { readonly since: string; readonly resolvedAt: string };
}

/** One line of a finding's past: what was stored of it, and what its life says. */
export type PastEvent =
  | HistoryEvent
  | { readonly at: string; readonly what: 'first-seen' }
  | { readonly at: string; readonly what: 'gone'; readonly end?: End };

/**
 * All that happened to a finding, oldest first. What its life says is not stored again: when it was first seen, when each
 * life ended, and how the last one did.
 */
export function historyOf(
  { firstSeen, status, resolvedAt, end }: Pick<Life, 'firstSeen' | 'status' | 'resolvedAt' | 'end'>,
  stored: readonly HistoryEvent[],
): PastEvent[] {
  const past: PastEvent[] = [{ at: firstSeen, what: 'first-seen' }];
  for (const event of stored) {
    if (event.before) past.push({ at: event.before.resolvedAt, what: 'gone' });
    past.push(event);
  }
  if (status === 'resolved' && resolvedAt !== undefined) {
    past.push({ at: resolvedAt, what: 'gone', ...(end && { end }) });
  }
  // Sorting is stable: what is of the same moment stays in the order in which it came.
  return past.sort((a, b) => compareText(a.at, b.at));
}
