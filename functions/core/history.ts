import type { Announcement, End, Finding } from './finding.ts';
import { compareText } from './order.ts';
import type { Severity } from './severity.ts';
import { matches } from './suppression.ts';

/** What people did; the other events are announcements. */
export const deeds = [
  'acknowledged',
  'accepted',
  'suppressed',
  'unsuppressed',
  'taken-back',
  'voided',
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

/** The rule under which the history of suppressions is kept, by their ids. */
export const suppressionHistory = 'suppression';

/** One line of a finding's past: what was stored of it, and what its life says. */
export type PastEvent =
  | HistoryEvent
  | { readonly at: string; readonly what: 'first-seen' }
  | { readonly at: string; readonly what: 'gone'; readonly end?: End };

type Covered = Pick<Finding, 'rule' | 'subject' | 'firstSeen' | 'resolvedAt' | 'status'>;

/**
 * What happened to the suppressions that covered the finding. It is not stored again of each of the thousands that one may
 * cover.
 * @param events what is stored of all suppressions
 */
export function coveredBy(finding: Covered, events: readonly HistoryEvent[]): HistoryEvent[] {
  const ends = new Map<string, HistoryEvent>();
  for (const event of events) if (event.what === 'unsuppressed') ends.set(event.subject, event);
  const covering = events.flatMap((made) => {
    const lifted = ends.get(made.subject);
    if (!isCovering(finding, made, lifted)) return [];
    return lifted ? [made, lifted] : [made];
  });
  return covering.map((event) => ({ ...event, suppression: event.subject }));
}

function isCovering(
  { rule, subject, firstSeen, status, resolvedAt }: Covered,
  { hides, at, until = at }: HistoryEvent,
  lifted: HistoryEvent | undefined,
): boolean {
  if (hides?.rule !== rule || !matches(hides.subject, subject)) return false;
  if (status === 'resolved' && resolvedAt !== undefined && at >= resolvedAt) return false;
  return (lifted?.at ?? until) > firstSeen;
}

/** That a suppression of which nothing is stored hides the finding, as its life says: one of `tenants.json`. */
function hiddenBy(finding: Past, stored: readonly HistoryEvent[]): HistoryEvent[] {
  const { rule, subject, status, transition, decision } = finding;
  const { suppression } = decision ?? {};
  if (status !== 'suppressed' || !decision || suppression === undefined) return [];
  if (stored.some((event) => event.suppression === suppression)) return [];
  const { noticed: _told, covers: _none, ...said } = decision;
  return [{ rule, subject, what: 'suppressed', transition, ...said }];
}

type Past = Covered & Pick<Finding, 'transition' | 'decision' | 'end'>;

/**
 * All that happened to a finding, oldest first. What its life says is not stored again: when it was first seen, when each
 * life ended, and how the last one did.
 */
export function historyOf(finding: Past, stored: readonly HistoryEvent[]): PastEvent[] {
  const { firstSeen, status, resolvedAt, end } = finding;
  const past: PastEvent[] = [{ at: firstSeen, what: 'first-seen' }];
  for (const event of [...hiddenBy(finding, stored), ...stored]) {
    if (event.before) past.push({ at: event.before.resolvedAt, what: 'gone' });
    past.push(event);
  }
  if (status === 'resolved' && resolvedAt !== undefined) {
    past.push({ at: resolvedAt, what: 'gone', ...(end && { end }) });
  }
  // Sorting is stable: what is of the same moment stays in the order in which it came.
  return past.sort((a, b) => compareText(a.at, b.at));
}
