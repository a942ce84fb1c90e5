import { owedTo } from './debts.ts';
import type { Owed } from './finding.ts';
import type { FindingRow } from './ports.ts';
import { channelsOf, tellingOf, type Telling } from './route.ts';
import type { AnyRule } from './rule.ts';
import { atLeast } from './severity.ts';
import type { Route, Tenant } from './tenant.ts';
import { instantOf, wallClock } from './wall-clock.ts';

/** How what is owed is to be told: by itself, or gathered in a digest. */
export type Due = 'now' | 'digest';

/** Whether a channel is to be told now what a finding owes to it; null while that is held back, or nothing is owed. */
export type Dues = (row: FindingRow, channel: string) => Due | null;

const hourMs = 3_600_000;

/** A digest comes within a day; where clocks are put back, that is an hour more. */
const longestGatheredMs = 24 * hourMs;

/**
 * Quiet hours end within a day. What is still not told a day after that goes in them: no run comes outside of them, or the
 * channel accepts only then.
 */
const longestHeldMs = 48 * hourMs;

/** After so many milliseconds what is light is due by this route in whatever run comes next. */
export function longestWait({ digest, quietHours }: Pick<Route, 'digest' | 'quietHours'>): number {
  return (digest ? longestGatheredMs : 0) + (quietHours ? longestHeldMs : 0);
}

/** As far as a channel is tried at all: what waits for it needs not be read. */
export function duesTried(dues: Dues, isTried: (channel: string) => boolean): Dues {
  return (row, channel) => (isTried(channel) ? dues(row, channel) : null);
}

/** What of the tenant's debts is due. All that a finding owes to a channel is due together, so that it is told in order. */
export function duesOf(
  tenant: Pick<Tenant, 'routes' | 'schedule'>,
  rules: readonly Pick<AnyRule, 'id' | 'everywhere'>[],
  now: Date,
): Dues {
  const { timeZone } = tenant.schedule;
  const telling = tellingOf(tenant, rules);
  let shown: number | undefined;
  const minute = () => (shown ??= minuteOf(now, timeZone));
  const clock: Clock = { now: now.getTime(), minute, digestAfter };
  const digests = new Map<string, number>();

  // Of 50,000 findings of one run each has the same moment.
  function digestAfter(at: string, since: string): number {
    const key = `${at} ${since}`;
    const moment = digests.get(key) ?? nextAt(at, new Date(since), timeZone).getTime();
    digests.set(key, moment);
    return moment;
  }

  return (row, channel) => {
    const dues = owedTo(row, channel).map((owed) => {
      const routes = routesOf(telling, row, owed).filter((route) =>
        channelsOf(route).includes(channel),
      );
      return dueBy(routes, row, owed, clock);
    });
    return soonest(dues);
  };
}

interface Clock {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of the day, as a clock in the tenant's time zone shows it: asked for only where there are quiet hours. */
  readonly minute: () => number;
  readonly digestAfter: (at: string, since: string) => number;
}

/** Those by which people are told this. */
function routesOf(
  { routesFor, ownerRoutes }: Telling,
  { rule, subject, life }: FindingRow,
  { kind }: Owed,
): readonly Route[] {
  const about = { rule, subject, severity: life.severity };
  const owner = kind === 'suppression-ending' ? life.decision?.owner : undefined;
  return owner === undefined ? routesFor(about) : ownerRoutes(about, owner);
}

/** A debt of no route is older than the routes are now: nothing holds it back. */
function dueBy(routes: readonly Route[], row: FindingRow, owed: Owed, clock: Clock): Due | null {
  const { since } = owed;
  if (row.life.severity === 'critical' || since === undefined || routes.length === 0) return 'now';
  return soonest(routes.map((route) => dueOnRoute(route, row, { ...owed, since }, clock)));
}

function dueOnRoute(
  { digest, quietHours }: Route,
  { life }: FindingRow,
  { kind, since }: Owed & { readonly since: string },
  { now, minute, digestAfter }: Clock,
): Due | null {
  const isLight = !atLeast(life.severity, 'medium');
  const from = digest && isLight ? digestAfter(digest.at, since) : Date.parse(since);
  if (now < from) return null;
  const mayWait = isLight || kind === 'reminded';
  const isHeld = mayWait && quietHours && isWithin(minute(), quietHours);
  if (isHeld && now < from + longestHeldMs) return null;
  return digest && isLight ? 'digest' : 'now';
}

function soonest(dues: readonly (Due | null)[]): Due | null {
  if (dues.includes('now')) return 'now';
  return dues.includes('digest') ? 'digest' : null;
}

/** Quiet hours may go past midnight. */
function isWithin(minute: number, hours: NonNullable<Route['quietHours']>): boolean {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  return from < to ? from <= minute && minute < to : from <= minute || minute < to;
}

/** The first moment after `since` at which it is this time of day; each day has one, whatever its clock does. */
export function nextAt(at: string, since: Date, timeZone: string): Date {
  const wall = wallClock(since, timeZone);
  for (let ahead = 0; ; ahead += 1) {
    const minutes = minutesOf(at);
    const then = new Date(wall);
    then.setUTCDate(wall.getUTCDate() + ahead);
    then.setUTCHours(0, minutes, 0, 0);
    const moment = instantOf(then, timeZone);
    if (moment > since) return moment;
  }
}

function minuteOf(instant: Date, timeZone: string): number {
  const wall = wallClock(instant, timeZone);
  return wall.getUTCHours() * 60 + wall.getUTCMinutes();
}

/** Of "HH:MM". */
function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}
