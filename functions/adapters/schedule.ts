import { Cron } from 'croner';
import { ConfigError } from '../core/errors.ts';
import type { Tenant } from '../core/tenant.ts';
import { firstInstant, wallClock } from './wall-clock.ts';

type Schedule = Tenant['schedule'];

const minuteMs = 60_000;
const unitMs: Readonly<Record<string, number>> = {
  minute: minuteMs,
  hour: 60 * minuteMs,
  day: 24 * 60 * minuteMs,
};

/** EventBridge may begin a run up to 15 minutes late, its flexible window, and Lambda lets it take 15 more. */
const graceMs = 30 * minuteMs;

/** A last complete read before 1970 is too long ago for everybody, so this is for nobody. */
const never = new Date(0);

/**
 * The moment a tenant must have been read whole since: one missed run is tolerated, two in a row are not. A schedule
 * that has not fired twice yet is met by anything.
 * @throws {ConfigError} when `schedule.watch` cannot be understood, or will never fire again
 */
export function oldestAllowed({ watch, timeZone }: Schedule, now: Date): Date {
  const due = new Date(now.getTime() - graceMs);
  const interval = intervalOf(watch);
  if (interval !== null) return new Date(Math.max(0, due.getTime() - 2 * interval));
  const calendar = calendarOf('watch', watch);
  requireNext('watch', watch, calendar, wallClock(now, timeZone));
  const [, before] = firesBefore(calendar, due, timeZone);
  return before ?? never;
}

/** What is wrong with a tenant's schedules, a sentence each; asked before EventBridge is. */
export function scheduleProblems(schedule: Schedule, now: Date): string[] {
  return (['watch', 'report'] as const).flatMap((job) => {
    const text = schedule[job];
    if (intervalOf(text) !== null) return [];
    try {
      requireNext(job, text, calendarOf(job, text), wallClock(now, schedule.timeZone));
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return [error.message];
      throw error;
    }
  });
}

/** Milliseconds between two runs of a rate; null for a cron expression. A day is 24 hours, whatever the clock does. */
function intervalOf(expression: string): number | null {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return unit === undefined ? null : Number(count) * (unitMs[unit] ?? 0);
}

/**
 * A cron expression as a calendar without a time zone: its moments are wall-clock times, held in a Date as if they
 * were UTC. Croner reads time zones itself, but runs what a clock change skips, and runs twice what it repeats.
 */
function calendarOf(job: 'watch' | 'report', expression: string): Cron {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ') ?? [];
  const [, , day, , weekday] = fields;
  const isAllowed = fields.length === 6 && fields.every((field, i) => allowed[i]?.test(field));
  if (!isAllowed) throw notUnderstood(job, expression, 'a field holds what it may not hold');
  if ((day === '?') === (weekday === '?')) {
    const problem = 'exactly one of day-of-month and day-of-week must be "?"';
    throw notUnderstood(job, expression, problem);
  }
  // Croner has no L of its own for the last day of the week, which is Saturday.
  const pattern = ['0', ...fields.with(4, weekday === 'L' ? 'SAT' : (weekday ?? ''))].join(' ');
  try {
    // Sunday is 1, and "0/15" is a step from 0, as in EventBridge.
    return new Cron(pattern, {
      mode: '7-part',
      alternativeWeekdays: true,
      sloppyRanges: true,
      timezone: 'UTC',
      paused: true,
    });
  } catch (error) {
    throw notUnderstood(job, expression, reasonOf(error));
  }
}

/**
 * The characters of each field; croner takes more in some.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "Cron-based schedules"
 */
const allowed = [
  /^[\d,*/-]+$/,
  /^[\d,*/-]+$/,
  /^(\?|[\d,*/LW-]+)$/i,
  /^[\dA-Z,*/-]+$/i,
  /^(\?|[1-7A-Z,*/#-]+)$/i,
  /^[\d,*/-]+$/,
] as const;

/** @throws {ConfigError} when nothing comes after `wall`: nobody would watch the tenant any more, in silence */
function requireNext(job: 'watch' | 'report', expression: string, calendar: Cron, wall: Date) {
  if (calendar.nextRun(wall)) return;
  throw new ConfigError(
    `schedule.${job} in tenants.json, "${expression}", never fires again. Give the tenant a schedule that goes on, or remove the tenant.`,
  );
}

/** The last two moments before `due` at which EventBridge fired, latest first; fewer where there were none. */
function firesBefore(calendar: Cron, due: Date, timeZone: string): Date[] {
  const fires: Date[] = [];
  let wall: Date | undefined = wallClock(due, timeZone);
  while (fires.length < 2) {
    [wall] = calendar.previousRuns(1, wall);
    if (!wall) break;
    // A time that the clock skips does not fire; one that it repeats fires the first time only.
    // Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "Daylight savings time"
    const fire = firstInstant(wall, timeZone);
    if (fire) fires.push(fire);
  }
  return fires;
}

function notUnderstood(job: string, expression: string, problem: string): ConfigError {
  return new ConfigError(
    `schedule.${job} in tenants.json, "${expression}", cannot be understood: ${problem}. Write it as EventBridge Scheduler does, cron(minutes hours day-of-month month day-of-week year), such as "cron(0/15 * * * ? *)"; ranges go upwards, so write FRI-SAT,SUN-MON instead of FRI-MON.`,
  );
}

/** Croner's reason without its prefix; it quotes the expression and nothing else. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^CronPattern: /, '').replace(/\.+$/, '');
}
