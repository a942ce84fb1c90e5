import { moment, plural } from './message.ts';

/** A channel that does not accept messages. */
export interface ChannelHealth {
  /** ISO 8601 of the first failure in a row. */
  readonly failingSince: string;
  /** ISO 8601 of the last one. */
  readonly failedAt: string;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** ISO 8601 before which it is not tried again. */
  readonly retryAt: string;
  /** What it last answered and what to do, in the words of the error. */
  readonly reason: string;
}

/** Channels that do not accept, by id. */
export type Failing = Readonly<Record<string, ChannelHealth>>;

const minuteMs = 60_000;

/**
 * Before the next attempt, after so many failures in a row, in minutes; the last also after all that follow. Shorter
 * than an hour, so that a run each hour, which is the default, always tries.
 */
const waits = [0, 0, 1, 5, 15, 45] as const;

/** The channel's health after one more attempt that failed. */
export function afterFailure(
  before: ChannelHealth | undefined,
  reason: string,
  now: Date,
): ChannelHealth {
  const failures = (before?.failures ?? 0) + 1;
  const minutes = waits[failures - 1] ?? waits[waits.length - 1] ?? 0;
  return {
    failingSince: before?.failingSince ?? now.toISOString(),
    failedAt: now.toISOString(),
    failures,
    retryAt: new Date(now.getTime() + minutes * minuteMs).toISOString(),
    reason,
  };
}

/** Whether a channel is given time still, unless somebody is waiting for it. */
export function isWaiting(health: ChannelHealth | undefined, now: Date, retryNow = false): boolean {
  return !retryNow && health !== undefined && now.getTime() < Date.parse(health.retryAt);
}

/** Whether its failures in a row span so many milliseconds; one alone, which no run followed for days, spans nothing. */
export function hasFailedFor({ failingSince, failedAt }: ChannelHealth, ms: number): boolean {
  return Date.parse(failedAt) - Date.parse(failingSince) >= ms;
}

/** As a head keeps it: nothing at all where every channel accepts. */
export function keptFailing(failing: Failing): { readonly failing?: Failing } {
  return Object.keys(failing).length > 0 ? { failing } : {};
}

/** A channel that was not tried, because it failed lately. */
export interface Waiting {
  readonly channel: string;
  readonly health: ChannelHealth;
  /** How many findings it is to be told of. */
  readonly findings: number;
}

/** A sentence for the operator. */
export function waitingWords({ channel, health, findings }: Waiting): string {
  const { failingSince, retryAt, reason } = health;
  const owed =
    findings === 0
      ? 'a summary is owed to it'
      : `${plural(findings, 'finding')} ${findings === 1 ? 'is' : 'are'} owed to it`;
  return `${channel} has not accepted since ${moment(failingSince)}, and is tried again from ${moment(retryAt)}; ${owed}. ${reason}`;
}
