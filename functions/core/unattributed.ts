import type { LogGap, LogReading } from './log-entry.ts';
import { moment } from './message.ts';
import type { FindingRow } from './ports.ts';
import type { Observation } from './rule.ts';
import type { Section } from './snapshot.ts';

/** What is known of the logs when a finding finds no entry in them. */
export interface Lookout {
  readonly logs: Section<LogReading>;
  readonly gaps: readonly LogGap[];
  /** client_ids that are still looked for in the logs. */
  readonly awaited: ReadonlySet<string>;
  /** ISO 8601 of the first read of the logs; null before it. */
  readonly logsSince: string | null;
  readonly now: Date;
  /** ISO 8601, when this run's read began. */
  readonly takenAt: string;
}

const mayBeLate =
  'no log entry tells of it so far; entries may come late, and a later run adds it if it comes';

/** Why it is not known who did it, as half a sentence: the most certain reason. */
export function whyUnattributed(
  lookout: Lookout,
  { observation, row }: { observation: Observation; row: FindingRow },
): string {
  const { logs, awaited, logsSince, takenAt } = lookout;
  if (!logs.ok) return `the logs could not be read (${logs.reason})`;
  const { position, gap } = logs.value;
  const createdAt = timeIn(observation.evidence['createdAt']);
  const oldest = timeIn(position.oldest);
  if (createdAt !== null && oldest !== null && createdAt < oldest)
    return `it was created before the oldest entry the logs still have (${moment(position.oldest ?? '')})`;
  const gaps = gap ? [...lookout.gaps, gap] : lookout.gaps;
  const lost = createdAt === null ? gap : gaps.find((one) => isWithin(createdAt, one));
  if (lost) return lostWords(lost);
  if (createdAt !== null || awaited.has(observation.subject)) return mayBeLate;
  if (row.life.status === 'inherited') return 'it was there before anyone was watching';
  const begins = logsSince === null || logsSince >= takenAt;
  return begins ? 'it was there before the logs were first read' : mayBeLate;
}

function lostWords({ from, to, reason }: LogGap): string {
  return `the log entries from ${moment(from)} to ${moment(to)} are lost (${reason})`;
}

function isWithin(time: number, { from, to }: LogGap): boolean {
  return time >= Date.parse(from) && time <= Date.parse(to);
}

function timeIn(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}
