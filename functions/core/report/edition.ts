import { ConfigError } from '../errors.ts';
import { moment } from '../message.ts';
import type { ReportMark } from '../ports.ts';

/** What was asked of a report. */
export interface Asked {
  readonly now: Date;
  /** When its schedule was to start it; not set where a person asks. */
  readonly scheduled?: Date | undefined;
  /** A past moment to tell of, as a person asks. */
  readonly at?: Date | undefined;
  readonly since?: Date | undefined;
}

/** Which report it is: a retry is of the same, with the same files. */
export interface Edition {
  /** The moment it tells of. */
  readonly at: Date;
  readonly now: Date;
  /** Started so soon after its moment that what is stored is how it stood then, unless something came since. */
  readonly isPrompt: boolean;
  readonly since: Date | undefined;
  /** What the report before it left; null where there was none, or it is not known. */
  readonly before: ReportMark | null;
  /** Ids of the channels that have accepted this very report. */
  readonly told: readonly string[];
  /** Leaves a mark once it went out. */
  readonly isScheduled: boolean;
  /** A later report has told of it already: it came too late, or twice. */
  readonly isSuperseded: boolean;
}

/**
 * A scheduled run that starts no later than this after its moment tells what is stored as how it stood then, unless
 * something came since: it may start 15 minutes late, and be tried again. A later one puts that moment together from history.
 */
const latestMs = 3_600_000;

/**
 * @param last what the last scheduled report left
 * @throws {ConfigError} for a moment that is not past, or a period without time in it
 */
export function editionOf(asked: Asked, last: ReportMark | null): Edition {
  const { now, scheduled, since } = asked;
  if (!scheduled) {
    const at = asked.at ?? now;
    requirePast(at, since, now);
    return { at, now, isPrompt: false, since, ...standing(at, last), told: [], isScheduled: false };
  }
  // Clocks differ a little; what has not come yet cannot be told of.
  const at = scheduled < now ? scheduled : now;
  const { before, isSuperseded } = standing(at, last);
  const isRepeated = last !== null && Date.parse(last.at) === at.getTime();
  return {
    at,
    now,
    isPrompt: now.getTime() - at.getTime() <= latestMs,
    since: undefined,
    before,
    told: isRepeated ? (last.told ?? []) : [],
    isScheduled: true,
    isSuperseded,
  };
}

function standing(at: Date, last: ReportMark | null): Pick<Edition, 'before' | 'isSuperseded'> {
  if (last === null) return { before: null, isSuperseded: false };
  const later = Date.parse(last.at) - at.getTime();
  if (later < 0) return { before: last, isSuperseded: false };
  const isSuperseded = later > 0;
  const { since, isFirst, seenBefore } = last;
  if (Date.parse(since) >= at.getTime() || (isFirst && isSuperseded))
    return { before: null, isSuperseded };
  // Of the report before the last no more is known than when it was, and no more is needed; of a first, from when on it told.
  const first = isFirst && { isFirst, isUntold: true as const };
  const known = seenBefore && { seen: seenBefore, seenBefore };
  const before = { at: since, since, ...first, ...known };
  return { before, isSuperseded };
}

function requirePast(at: Date, since: Date | undefined, now: Date): void {
  if (at > now) {
    throw new ConfigError(
      `"at" in the payload, ${moment(at.toISOString())}, has not come yet: it is ${moment(now.toISOString())}. Leave it out for now.`,
    );
  }
  if (since && since >= at) {
    throw new ConfigError(
      `"since" in the payload, ${moment(since.toISOString())}, is not before ${moment(at.toISOString())}, the moment the report tells of. Give an earlier one.`,
    );
  }
}

/**
 * Where it is kept: scheduled reports by their moment, so that a retry writes the same files; others beside them by when they
 * were asked for, so that nobody overwrites what was filed.
 * @param tenant null of the fleet
 */
export function folderOf(
  tenant: string | null,
  { at, now, isScheduled }: Pick<Edition, 'at' | 'now' | 'isScheduled'>,
): string {
  const of = tenant === null ? 'fleet' : `tenants/${tenant}`;
  const asked = isScheduled ? '' : `-asked-${stamp(now)}`;
  return `${of}/${at.getUTCFullYear()}/${stamp(at)}${asked}`;
}

/** Such as `2026-11-23T070000Z`. */
export function stamp(at: Date): string {
  return at.toISOString().replace(/\.\d+/, '').replaceAll(':', '');
}
