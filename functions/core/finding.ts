import type { Decision } from './decision.ts';
import type { Severity } from './severity.ts';

/**
 * `open`: people were or are to be told. `inherited`: there before anyone watched, nobody has decided.
 * `acknowledged`, `accepted`, `suppressed`: somebody decided. `resolved`: no longer so.
 */
export const statuses = [
  'open',
  'acknowledged',
  'accepted',
  'suppressed',
  'inherited',
  'resolved',
] as const;
export type Status = (typeof statuses)[number];

export const announcements = [
  'opened',
  'reopened',
  'escalated',
  'resolved',
  'reminded',
  'suppression-ended',
  'suppression-ending',
  'unacknowledged',
] as const;
export type Announcement = (typeof announcements)[number];

/**
 * How it came that a finding is resolved: its app is gone; what was read no longer shows it; an owner accepted it as the
 * new baseline; or its rule was turned off.
 */
export const ends = ['app-deleted', 'changed', 'baseline', 'rule-off'] as const;
export type End = (typeof ends)[number];

/** Something people have not been told yet, by one channel. Cleared only after that channel accepted it. */
export interface Owed {
  readonly channel: string;
  readonly kind: Announcement;
  /** The finding's transition it tells of; with the key, what receivers de-duplicate on. */
  readonly transition: number;
  /** ISO 8601, since when it is owed: a digest gathers what was owed before its time. */
  readonly since?: string;
  /** As of {@link Life.because} when this became owed. */
  readonly because?: string;
}

/** The part of a finding that changes over its life. Small, because a tenant may have 100,000. */
export interface Life {
  readonly status: Status;
  readonly severity: Severity;
  /** Counts up with each announcement-worthy change. 0 while inherited and never announced. */
  readonly transition: number;
  /** ISO 8601. */
  readonly firstSeen: string;
  /** ISO 8601, when this life began: opened, reopened or adopted. Reminders count from it. */
  readonly since: string;
  /** ISO 8601, when it was last seen gone; only while resolved. */
  readonly resolvedAt?: string;
  /** How many reminders this life has had. */
  readonly reminders?: number;
  readonly stage?: string;
  /** ISO 8601, since when second routes count where that is not `since`: a later stage, or a decision taken back. */
  readonly unattendedSince?: string;
  /** What somebody decided about it, while that holds: acknowledged, accepted or suppressed. */
  readonly decision?: Decision;
  /** Why it was opened again although somebody had decided about it; a sentence for people. */
  readonly because?: string;
  /** How it ended; only while resolved. */
  readonly end?: End;
  /** Ids of the channels of second routes that were told of this life because nobody acknowledged it. */
  readonly paged?: readonly string[];
  readonly owed?: readonly Owed[];
}

/** An observation with a life. */
export interface Finding extends Life {
  readonly key: string;
  readonly tenant: string;
  readonly rule: string;
  readonly subject: string;
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** The finding's id everywhere: store, CLI, messages, de-duplication. */
export function findingKey(tenant: string, rule: string, subject: string): string {
  return `${tenant}/${rule}/${subject}`;
}
