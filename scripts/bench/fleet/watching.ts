import { emptyBaseline } from '../../../functions/core/baseline.ts';
import type { Head } from '../../../functions/core/ports.ts';
import { expectation, isStale, lookedAt, oldestFor } from '../../../functions/core/pulse.ts';
import { oldestAllowed } from '../../../functions/adapters/schedule.ts';
import type { DeployedSchedule } from './deployed.ts';

/** What is stored of a tenant for pulse to judge by, as far as it depends on when it was read. */
export interface Watching {
  readonly head: Head;
  /** ISO 8601, when the last run began that read the tenant whole. */
  readonly lastComplete: string;
}

/** A tenant that has been read whole for long; pulse last noted it at `notedAt`. */
export function watchingSince(
  { expression }: Pick<DeployedSchedule, 'expression'>,
  at: { readonly lastComplete: Date; readonly notedAt: Date },
): Watching {
  const lastComplete = at.lastComplete.toISOString();
  const head = {
    baseline: emptyBaseline,
    adopted: [],
    sections: {},
    owedSummary: null,
    firstComplete: lastComplete,
    expectedSince: lastComplete,
    schedule: expression,
    lookedAt: at.notedAt.toISOString(),
  };
  return { head, lastComplete };
}

export interface Looked {
  readonly stale: boolean;
  /** What is to be written, while the tenant is held; null where there is nothing to write. */
  readonly head: Head | null;
}

/** What pulse says of the tenant now, by the functions it calls itself; see functions/jobs/look.ts and attend.ts. */
export function lookAt(
  { head, lastComplete }: Watching,
  { expression, timeZone }: Pick<DeployedSchedule, 'expression' | 'timeZone'>,
  now: Date,
): Looked {
  const schedule = { watch: expression, report: expression, timeZone };
  const expected = expectation(head, expression, now);
  const oldest = oldestFor(head, oldestAllowed(schedule, now)).toISOString();
  const stale = isStale({ ...expected, lastComplete, oldestAllowed: oldest, reasons: [] });
  const noted = lookedAt(head, now);
  if (!stale && !head.isStale && noted === head.lookedAt) return { stale, head: null };
  const { isStale: _before, lastComplete: _then, ...rest } = head;
  const marks = stale ? { isStale: true as const, lastComplete } : {};
  return { stale, head: { ...rest, ...expected, lookedAt: noted, ...marks } };
}
