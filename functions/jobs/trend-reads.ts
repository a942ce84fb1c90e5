import { trendMoments } from '../core/posture/fold-apps.ts';
import { mostTrendRuns } from '../core/posture/notes.ts';
import { wasRead, type TrendReads } from '../core/posture/trend-reads.ts';
import type { Store } from '../core/ports.ts';
import type { RunRecord } from '../core/run.ts';

/** Nearly always the newest run before a moment read the apps. */
const fewRuns = 3;

interface Gathered {
  readonly id: string;
  readonly until: Date;
  /** Those that are gathered already, newest first. */
  readonly runs: readonly RunRecord[];
  /** There are no others. */
  readonly isAll: boolean;
}

/** Whether the apps were read in the week before each moment of the trend; reads a few records of a moment, up to a bound. */
export function trendReads(
  store: Pick<Store, 'runs'>,
  { id, until, runs, isAll }: Gathered,
): Promise<TrendReads> {
  async function readBy(moment: Date): Promise<boolean | null> {
    const known = wasRead(runs, moment, isAll);
    if (known !== null) return known;
    for (const limit of [fewRuns, mostTrendRuns]) {
      const before = await store.runs(id, limit, moment.toISOString());
      const found = wasRead(before, moment, before.length < limit);
      if (found !== null) return found;
    }
    return null;
  }
  return Promise.all(trendMoments(until).map(readBy));
}
