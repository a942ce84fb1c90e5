import type { Posture } from '../posture/schema.ts';
import type { ReportMark, SeenRuns } from '../ports.ts';

export interface Period {
  readonly since: Date;
  readonly basis: Posture['period']['basis'];
  /** What the report with which it begins knew; not set where there is none, or of a version before. */
  readonly seen?: SeenRuns;
}

const weekMs = 7 * 86_400_000;

/**
 * What a report tells of that nobody asked for a period of: what changed since the last report, and where that one reached
 * nobody, since the moment from which it told.
 * @param last what the last scheduled report left
 */
export function periodAfter(last: ReportMark | null, at: Date): Period {
  const week = new Date(at.getTime() - weekMs);
  if (last === null || Date.parse(last.at) >= at.getTime()) return { since: week, basis: 'week' };
  const seen = seenBy(last);
  const known = seen && { seen };
  if (!last.isUntold) return { since: new Date(last.at), basis: 'last-report', ...known };
  const since = new Date(last.since);
  if (!last.isFirst) return { since, basis: 'last-report', ...known };
  return { since, basis: since < week ? 'missed' : 'week' };
}

/** What was known where the period after this report begins. */
export function seenBy(last: ReportMark | null): SeenRuns | undefined {
  return last?.isUntold ? last.seenBefore : last?.seen;
}

/** The mark to store where there is one already; null where that one stays. */
export function mergedMark(stored: ReportMark | null, mark: ReportMark): ReportMark | null {
  const age = stored === null ? -1 : Date.parse(stored.at) - Date.parse(mark.at);
  if (stored === null || age < 0) return mark;
  if (age > 0) return null;
  const { isUntold, told, ...rest } = stored;
  const both = [...(told ?? []), ...(mark.told ?? [])];
  return {
    ...rest,
    ...(isUntold && mark.isUntold && { isUntold }),
    ...((told ?? mark.told) && { told: [...new Set(both)] }),
  };
}
