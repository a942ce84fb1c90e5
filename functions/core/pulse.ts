import * as z from 'zod';
import { moment } from './message.ts';
import type { Head } from './ports.ts';
import type { Watched } from './rule.ts';
import { FindingResult } from './run.ts';

const instant = z.iso.datetime();

/** Id of the rule that finds a tenant that is not read. */
export const staleRule = 'watch-stale';

const TenantPulse = z.strictObject({
  tenant: z.string(),
  lastComplete: instant.nullable().meta({
    description: 'When the last run began that read the tenant whole; null when none is known',
  }),
  ageSeconds: z.int().min(0).nullable(),
  oldestAllowed: instant.meta({
    description: 'A last complete read before this moment is too long ago for the schedule',
  }),
  stale: z.boolean(),
  busy: z.literal(true).optional().meta({
    description: 'A run held the tenant, so that not all was written of it or told',
  }),
  finding: FindingResult.nullable(),
  canary: FindingResult.optional().meta({
    description: 'The finding of `canary-overdue` that stands, or that this pulse ended',
  }),
});

/** The result of one pulse: what `pulse --json` prints and what its function answers. */
export const PulseResult = z.strictObject({
  version: z.literal(1),
  at: instant,
  tenants: z.array(TenantPulse).readonly(),
});

export type TenantPulse = z.infer<typeof TenantPulse>;
export type PulseResult = z.infer<typeof PulseResult>;

/**
 * Since when a tenant's reads are expected, and by which schedule. A schedule that is new to the tenant gets its
 * time first, or going from daily to hourly would be an alert; so does a tenant that comes back after hours in which
 * it was not to be watched. One that is stale stays so until it is read.
 */
export function expectation(
  head: Head | null,
  schedule: string,
  now: Date,
): Required<Pick<Head, 'expectedSince' | 'schedule'>> {
  const since = head?.expectedSince ?? head?.firstComplete;
  const isNew = head?.schedule !== undefined && head.schedule !== schedule;
  const isAnew = (isNew || isLongAgo(head?.lookedAt, now, absentMs)) && !head?.isStale;
  return { schedule, expectedSince: since && !isAnew ? since : now.toISOString() };
}

/** A scheduled pulse notes this often that it looks at a tenant: each time costs the lease and a write. */
const notedMs = 3 * 3_600_000;
/** After this long without a note, no pulse was to look at the tenant: notes of a pulse that works are not so old. */
const absentMs = 2 * notedMs;

/** When a scheduled pulse noted that it looks at the tenant: now, where the last note is old. */
export function lookedAt(head: Head | null, now: Date): string {
  const noted = head?.lookedAt;
  return noted && !isLongAgo(noted, now, notedMs) ? noted : now.toISOString();
}

function isLongAgo(moment: string | undefined, now: Date, ms: number): boolean {
  return moment !== undefined && now.getTime() - Date.parse(moment) > ms;
}

/**
 * What was too long ago once stays so until the tenant is read, whatever clock or schedule say by now: only a read
 * ends it.
 */
export function oldestFor(head: Head | null, oldestAllowed: Date): Date {
  if (!head?.isStale) return oldestAllowed;
  const { lastComplete, expectedSince } = head;
  const moments = [lastComplete, expectedSince].flatMap((one) => (one ? Date.parse(one) + 1 : []));
  return new Date(Math.max(oldestAllowed.getTime(), ...moments));
}

/** True when the last complete read, or since when one has been expected, is too long ago. */
export function isStale({ lastComplete, expectedSince, oldestAllowed }: Watched): boolean {
  const since = Math.max(Date.parse(lastComplete ?? expectedSince), Date.parse(expectedSince));
  return since < Date.parse(oldestAllowed);
}

/** One sentence that stays the same while nothing happens: it names moments, not how long ago they were. */
export function staleWords({ lastComplete, expectedSince, schedule, reasons }: Watched): string {
  const since =
    lastComplete === null
      ? `the tenant has never been read whole, though that is expected since ${moment(expectedSince)}`
      : `the tenant was last read whole at ${moment(lastComplete)}`;
  const why =
    reasons.length === 0
      ? 'no run has come to an end since then'
      : `the newest run could not read ${reasons.join('; ')}`;
  return `${since}, which is too long for the schedule ${schedule}; ${why}`;
}
