import type { RunRecord } from '../run.ts';

/**
 * Starts (ISO 8601) of the runs that had begun when the last report was made, and that it did not know: they were stored
 * when they ended, so that no report told of what they found.
 * @param since when that report was made
 * @param seen the newest run it knew; null where it knew none, undefined where nobody noted it
 */
export function lateRuns(
  runs: readonly Pick<RunRecord, 'startedAt'>[],
  since: Date,
  seen: string | null | undefined,
): string[] {
  if (seen === undefined) return [];
  const from = seen === null ? -Infinity : Date.parse(seen);
  return runs
    .map(({ startedAt }) => startedAt)
    .filter((start) => from < Date.parse(start) && Date.parse(start) <= since.getTime());
}
