import type { RunRecord } from '../run.ts';

const weekMs = 7 * 86_400_000;

/**
 * For each moment of the trend, whether a run read the apps in the week before it: else nobody knows how many there were.
 * null where not even that is known.
 */
export type TrendReads = readonly (boolean | null)[];

/**
 * Whether one of the runs read the apps in the week before the moment; null where they do not reach back to its beginning.
 * @param runs newest first, none left out between them
 * @param isAll there are none before them
 */
export function wasRead(runs: readonly RunRecord[], moment: Date, isAll: boolean): boolean | null {
  const end = moment.getTime();
  for (const { startedAt, sections } of runs) {
    const start = Date.parse(startedAt);
    if (start < end - weekMs) return false;
    if (start <= end && sections.apps.ok) return true;
  }
  return isAll ? false : null;
}
