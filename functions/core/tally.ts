import type { Announcement } from './finding.ts';
import { countSeverities } from './message.ts';
import { compareSeverity } from './order.ts';
import { rowKey, type FindingRow } from './ports.ts';
import type { RunRecord, RunResult } from './run.ts';

/** The findings of a run in numbers, those its result does not list too. */
export interface Tally {
  readonly statuses: RunRecord['findings'];
  readonly announced: Readonly<Partial<Record<Announcement, number>>>;
}

export function tallyOf(
  rows: readonly FindingRow[],
  announced: ReadonlyMap<string, Announcement>,
): Tally {
  const told = rows.flatMap(({ rule, subject }) => announced.get(rowKey(rule, subject)) ?? []);
  return { statuses: countBy(rows.map(({ life }) => life.status)), announced: countBy(told) };
}

function countBy<T extends string>(names: readonly T[]): Partial<Record<T, number>> {
  const counts: Partial<Record<T, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** How many findings a result lists, and where the others can be read. */
export interface Listing {
  readonly most: number;
  readonly command: string;
}

interface Listed {
  readonly rows: readonly FindingRow[];
  readonly omitted?: NonNullable<RunResult['omitted']>;
}

/** The rows a result lists, the worst open ones, in the order given; the others are counted. */
export function listedRows(rows: readonly FindingRow[], listing: Listing | undefined): Listed {
  if (!listing || rows.length <= listing.most) return { rows };
  const worst = new Set(rows.toSorted(openAndWorstFirst).slice(0, listing.most));
  const left = rows.filter((row) => !worst.has(row));
  return {
    rows: rows.filter((row) => worst.has(row)),
    omitted: {
      count: left.length,
      bySeverity: countSeverities(left.map(({ life }) => life.severity)),
      command: listing.command,
    },
  };
}

function openAndWorstFirst({ life: a }: FindingRow, { life: b }: FindingRow): number {
  return (
    Number(b.status === 'open') - Number(a.status === 'open') ||
    compareSeverity(a.severity, b.severity)
  );
}
