import { owedTo } from './debts.ts';
import type { Owed } from './finding.ts';
import type { FindingRow } from './ports.ts';
import { channelsOf, hears, isSecond } from './route.ts';
import type { AnyRule } from './rule.ts';
import { atLeast } from './severity.ts';
import type { Route, Tenant } from './tenant.ts';
import { instantOf, wallClock } from './wall-clock.ts';

/** How what is owed is to be told: by itself, or gathered in a digest. */
export type Due = 'now' | 'digest';

/** Whether a channel is to be told now what a finding owes to it; null while that is held back, or nothing is owed. */
export type Dues = (row: FindingRow, channel: string) => Due | null;

/**
 * Quiet hours end within a day. What is still not told a day after that goes in them: no run comes outside of them, or the
 * channel accepts only then.
 */
const longestHeldMs = 2 * 86_400_000;

/** What of the tenant's debts is due. All that a finding owes to a channel is due together, so that it is told in order. */
export function duesOf(
  tenant: Pick<Tenant, 'routes' | 'schedule'>,
  rules: readonly Pick<AnyRule, 'id' | 'everywhere'>[],
  now: Date,
): Dues {
  const { timeZone } = tenant.schedule;
  const everywhere = new Set(rules.filter((rule) => rule.everywhere).map(({ id }) => id));
  const clock: Clock = { now: now.getTime(), minute: minuteOf(now, timeZone), digestAfter };
  const digests = new Map<string, number>();

  // Of 50,000 findings of one run each has the same moment.
  function digestAfter(at: string, since: string): number {
    const key = `${at} ${since}`;
    const moment = digests.get(key) ?? nextAt(at, new Date(since), timeZone).getTime();
    digests.set(key, moment);
    return moment;
  }

  return (row, channel) => {
    const routes = tenant.routes.filter((route) => channelsOf(route).includes(channel));
    const dues = owedTo(row, channel).map((owed) => {
      const telling = routes.filter((route) => tells(route, row, owed, everywhere));
      return dueBy(telling, row, owed, clock);
    });
    return soonest(dues);
  };
}

interface Clock {
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of the day, as a clock in the tenant's time zone shows it. */
  readonly minute: number;
  readonly digestAfter: (at: string, since: string) => number;
}

/** Whether a route is one by which the channel is told this. */
function tells(
  route: Route,
  { rule, subject, life }: FindingRow,
  { kind }: Owed,
  everywhere: ReadonlySet<string>,
): boolean {
  if (everywhere.has(rule)) return !isSecond(route);
  const owner = life.decision?.owner;
  if (kind === 'suppression-ending' && owner !== undefined && route.owners?.includes(owner)) {
    return true;
  }
  return hears(route, { rule, subject, severity: life.severity });
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
  const isHeld = mayWait && quietHours && isWithin(minute, quietHours);
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
