import { ageWords } from './age.ts';
import type { LogPosition } from './log-entry.ts';
import { moment } from './message.ts';
import type { Sections } from './snapshot.ts';
import type { Tenant } from './tenant.ts';

/** What decides whether a log entry can be gone before anybody reads it. */
export interface Retention {
  /** Time between two runs, in milliseconds. */
  readonly waitMs: number;
  /** Which runs those are: two that the schedule may begin, or this one and the last. */
  readonly between: 'schedule' | 'last run';
  /** As `tenants.json` states it. */
  readonly logRetentionDays: number | undefined;
  /** Where the logs were read to; null when they were not read. */
  readonly position: Pick<LogPosition, 'oldest'> | null;
  readonly now: Date;
}

const dayMs = 86_400_000;

/**
 * A sentence when the tenant's logs live shorter than its schedule waits: who did something is then lost for ever.
 * The configured retention decides; without it the oldest entry shows at least how long entries live, which on a
 * young or quiet tenant is too little to warn of, so only an age that is short and could be all there is counts.
 * Auth0 keeps logs for 1 to 30 days, by plan. Source: Auth0 docs, log data retention, read 2026-08-20.
 */
export function retentionWarning(given: Retention): string | null {
  const { waitMs, between, logRetentionDays, position, now } = given;
  const age = ageWords(waitMs / 1000);
  const wait =
    between === 'schedule' ? `runs may be ${age} apart` : `the last run was ${age} before this one`;
  if (logRetentionDays !== undefined) {
    if (waitMs < logRetentionDays * dayMs) return null;
    return `The tenant keeps its logs for ${ageWords((logRetentionDays * dayMs) / 1000)}, but ${wait}: who did something can be gone before it is read. ${mend}`;
  }
  if (waitMs < shortestRetentionMs) return null;
  const oldest = position?.oldest ?? null;
  const lives = oldest === null ? null : now.getTime() - Date.parse(oldest);
  if (lives !== null && lives > waitMs) return null;
  const known =
    lives === null
      ? 'How long the tenant keeps its logs is not known'
      : `The oldest log entry of the tenant is ${ageWords(lives / 1000)} old`;
  return `${known}, but ${wait}: who did something may be gone before it is read. ${mend} If the logs live longer, say so with \`logRetentionDays\` of the tenant in tenants.json.`;
}

const shortestRetentionMs = dayMs;

const mend =
  'Run it more often, at least twice in the time the logs live (`schedule.watch` where it is deployed).';

/**
 * What an operator should know of the logs after a run: entries that may be lost, and that the next may be, if runs stay
 * as far apart as this one and the last.
 */
export function logWarnings(
  logs: Sections['logs'],
  run: {
    readonly tenant: Pick<Tenant, 'logRetentionDays'>;
    /** Where the logs stood before the run. */
    readonly before: LogPosition | null;
    readonly now: Date;
  },
): string[] {
  const { tenant, before, now } = run;
  if (!logs.ok) return [];
  const { gap, position } = logs.value;
  const lost = gap
    ? `Log entries from ${moment(gap.from)} to ${moment(gap.to)} may be lost: ${gap.reason}. Findings of that time may not say who did it.`
    : null;
  const waitMs = before ? now.getTime() - Date.parse(before.caughtUpAt) : 0;
  const { logRetentionDays } = tenant;
  const slow = retentionWarning({ waitMs, between: 'last run', logRetentionDays, position, now });
  return [lost, slow].filter((says) => says !== null);
}
