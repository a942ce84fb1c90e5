import type { MovedBaseline } from './accept-baseline.ts';
import type { Action } from './action.ts';
import type { Decision } from './decision.ts';
import { RefusedError } from './errors.ts';
import { forTerminal } from './escape.ts';
import { findingsNamed, shownKey } from './finding-named.ts';
import type { About } from './hearing.ts';
import type { HistoryEvent } from './history.ts';
import type { Living } from './life.ts';
import { moment } from './message.ts';
import type { FindingRow } from './ports.ts';
import { latestEnd, mostDays, type Suppression } from './suppression.ts';
import type { Tenant } from './tenant.ts';

/** What a decision is held against. */
export interface Deciding extends Living {
  readonly tenant: Pick<Tenant, 'id' | 'stack'>;
  /** Ids of the rules that exist. */
  readonly ruleIds: readonly string[];
  /** By rowKey. */
  readonly findings: ReadonlyMap<string, FindingRow>;
  /** Suppressions made by command; `suppressions` holds the file's too. */
  readonly made: readonly Suppression[];
}

/** What a decision changes, and what to say to whoever decided. */
export interface Decided {
  /** Rows that differ, by rowKey. */
  readonly rows: ReadonlyMap<string, FindingRow>;
  readonly history: readonly HistoryEvent[];
  /** Suppressions made by command, as they are to be kept. */
  readonly made: readonly Suppression[];
  /** The suppression that was made or lifted. */
  readonly suppression: Suppression | null;
  /** Set when a finding of a drift rule was accepted: the state that is the accepted one from now on. */
  readonly moved?: MovedBaseline;
  /** Harmless in a terminal and a log. */
  readonly message: string;
}

/**
 * The finding a person means.
 * @throws {RefusedError} saying how to list what there is
 */
export function findingOf({ tenant, findings, now }: Deciding, key: string): FindingRow {
  const [row, ...others] = findingsNamed(tenant.id, findings.values(), key);
  if (row && others.length === 0) {
    requireLater({ tenant, now }, row);
    return row;
  }
  const name = JSON.stringify(forTerminal(key, 200));
  const list = `\`${commandOf(tenant, 'findings')}`;
  throw new RefusedError(
    row
      ? `More than one finding is shown as ${name}. ${list} --json\` has the whole key of each.`
      : `There is no finding ${name} of ${tenant.id}. ${list} --all\` lists those there are.`,
  );
}

/** @throws {RefusedError} when it would be decided before something that is stored of the finding already */
export function requireLater(deciding: Pick<Deciding, 'tenant' | 'now'>, row: FindingRow): void {
  const { since, resolvedAt = since, decision } = row.life;
  const times = [since, resolvedAt, decision?.at ?? since].map((time) => Date.parse(time));
  requireClock(deciding.now, Math.max(...times), nameOf(deciding, row));
}

/**
 * @param latest milliseconds since 1970
 * @throws {RefusedError} when the clock is before it
 */
export function requireClock(now: Date, latest: number, name: string): void {
  if (now.getTime() >= latest) return;
  const stored = moment(new Date(latest).toISOString());
  throw new RefusedError(
    `What is stored of ${name} is of ${stored}, and it is ${moment(now.toISOString())} here: nothing can be decided before that. Set the clock right, or --now.`,
  );
}

/** What to do about a suppression that no command made. */
export const fileWords =
  'It is in tenants.json: take it out there, and deploy where the monitor is deployed.';

/** A command about the tenant, wherever its monitor runs. */
export function commandOf({ id, stack }: Deciding['tenant'], words: string): string {
  const deployed = stack === undefined ? '' : ` --stack ${stack}`;
  return `npx strictwatch ${words} --tenant ${id}${deployed}`;
}

/** The findings that a suppression hides now, by rowKey. */
export function* hiddenBy(
  findings: Deciding['findings'],
  suppression: string,
): Generator<[string, FindingRow]> {
  for (const [key, row] of findings) {
    const { status, decision } = row.life;
    if (status === 'suppressed' && decision?.suppression === suppression) yield [key, row];
  }
}

/** How to name the finding to a person. */
export function nameOf({ tenant }: Pick<Deciding, 'tenant'>, row: FindingRow): string {
  return shownKey(tenant.id, row);
}

export function aboutOf({ rule, subject, life }: FindingRow): About {
  return { rule, subject, severity: life.severity };
}

/**
 * The end of a suppression, when it may be that.
 * @throws {RefusedError} when it is past or too far away
 */
export function endOf(until: string, now: Date): string {
  const end = new Date(until);
  const latest = latestEnd(now);
  if (end <= now) {
    throw new RefusedError(`The end ${moment(end.toISOString())} is past. Give a later one.`);
  }
  if (end <= latest) return end.toISOString();
  throw new RefusedError(
    `The end ${moment(end.toISOString())} is more than ${mostDays} days away: a suppression that never ends is forgotten. The latest it may be is ${moment(latest.toISOString())}.`,
  );
}

/** Who decided, when and why, in words harmless in a terminal. */
export function whoseWords({ by, at, reason }: Pick<Decision, 'by' | 'at' | 'reason'>): string {
  const why = reason === undefined ? '' : `: ${forTerminal(reason, 200)}`;
  return `by ${forTerminal(by, 100)} on ${moment(at)}${why}`;
}

/** What a person did, as it goes down in the finding's history. */
export function deedOf(
  { rule, subject, life }: FindingRow,
  what: HistoryEvent['what'],
  { by, reason, ...more }: Pick<Action, 'by' | 'reason'> & Partial<HistoryEvent>,
  now: Date,
): HistoryEvent {
  const { transition, severity, stage } = life;
  return {
    rule,
    subject,
    at: now.toISOString(),
    what,
    transition,
    severity,
    ...(stage !== undefined && { stage }),
    by,
    ...(reason !== undefined && { reason }),
    ...more,
  };
}
