import type { Head } from '../ports.ts';
import type { RunRecord } from '../run.ts';
import { sectionNames, type SectionName } from '../snapshot.ts';
import { isWithin, type Span } from './changes.ts';
import type { Posture } from './schema.ts';

/** What the runs of a tenant say of when it was read. */
export interface Readings {
  /** Those that began by the moment, newest first. */
  readonly runs: readonly RunRecord[];
  readonly head: Head | null;
  readonly at: Date;
}

/** Whole seconds from a moment (ISO 8601) to the one it is told at; clocks may differ, so never less than 0. */
export function ageAt(from: string | null, at: Date): number | null {
  if (from === null) return null;
  return Math.max(0, Math.floor((at.getTime() - Date.parse(from)) / 1000));
}

/** ISO 8601, when the tenant was first read whole by then; null where it was not. */
export function watchedSince({ runs, head, at }: Readings): string | null {
  const first = head?.firstComplete ?? runs.findLast(({ complete }) => complete)?.startedAt ?? null;
  return first !== null && Date.parse(first) <= at.getTime() ? first : null;
}

/** ISO 8601, when the last run began that read the tenant whole; it may lie behind the runs looked at. */
export function lastComplete({ runs, head, at }: Readings): string | null {
  const newest = runs.find(({ complete }) => complete)?.startedAt;
  if (newest !== undefined) return newest;
  const far = head?.lastComplete;
  return far !== undefined && Date.parse(far) <= at.getTime() ? far : null;
}

/** ISO 8601, when the last run began that read the section; null when none on record did. */
export function lastRead({ runs }: Pick<Readings, 'runs'>, section: SectionName): string | null {
  return runs.find(({ sections }) => sections[section].ok)?.startedAt ?? null;
}

/** @param oldestAllowed a last complete read before this is too long ago; null where the schedule is not known */
export function freshnessOf(
  readings: Readings,
  span: Span,
  oldestAllowed: Date | null,
): Posture['freshness'] {
  const { runs, at } = readings;
  const complete = lastComplete(readings);
  const inPeriod = runs.filter(({ startedAt }) => isWithin(span, startedAt));
  // Where none is complete, from the first one on there should have been one.
  const since = complete ?? runs.at(-1)?.startedAt;
  const isJudged = oldestAllowed !== null && since !== undefined;
  return {
    watchedSince: watchedSince(readings),
    newestRun: runs[0]?.startedAt ?? null,
    lastComplete: complete,
    ageSeconds: ageAt(complete, at),
    isOverdue: isJudged ? Date.parse(since) < oldestAllowed.getTime() : null,
    runs: inPeriod.length,
    incompleteRuns: inPeriod.filter(({ complete }) => !complete).length,
  };
}

/** What the newest run could not read, and when it was last read. */
export function unreadOf(readings: Readings): Posture['unread'] {
  const [newest] = readings.runs;
  if (!newest) return [];
  return sectionNames.flatMap((section) => {
    const read = newest.sections[section];
    if (read.ok) return [];
    const last = lastRead(readings, section);
    const { reason } = read;
    return [{ section, reason, lastRead: last, ageSeconds: ageAt(last, readings.at) }];
  });
}
