import { Cron } from 'croner';
import { ConfigError } from '../core/errors.ts';
import type { Tenant } from '../core/tenant.ts';
import { firstInstant, wallClock } from '../core/wall-clock.ts';

type Schedule = Tenant['schedule'];

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const unitMs: Readonly<Record<string, number>> = {
  minute: minuteMs,
  hour: 60 * minuteMs,
  day: dayMs,
};

/** The longest that may pass without a run. */
const longestMs = { watch: 31 * dayMs, report: 366 * dayMs } as const;

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

/**
 * What is wrong with a tenant's schedules, a sentence each; asked before EventBridge is. One that leaves the tenant
 * unread for longer than a month is wrong too: pulse waits for two missed runs before it says anything.
 */
export function scheduleProblems(schedule: Schedule, now: Date): string[] {
  return (['watch', 'report'] as const).flatMap((job) => {
    try {
      requireRuns(job, schedule[job], wallClock(now, schedule.timeZone));
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return [error.message];
      throw error;
    }
  });
}

/** Runs looked at to see how far apart they are: more than a day of the densest schedule needs not be looked at. */
const runsLookedAt = 50;

/**
 * The longest time between two of the next runs of `watch`, in milliseconds.
 * @throws {ConfigError} when the schedule cannot be understood
 */
export function longestWait({ watch, timeZone }: Schedule, now: Date): number {
  const interval = intervalOf(watch);
  if (interval !== null) return interval;
  const runs = calendarOf('watch', watch).nextRuns(runsLookedAt, wallClock(now, timeZone));
  return Math.max(0, ...runs.map((run, i) => run.getTime() - (runs[i - 1] ?? run).getTime()));
}

/** @throws {ConfigError} when runs of the job are too far apart, or there is none after `wall` */
function requireRuns(job: 'watch' | 'report', expression: string, wall: Date): void {
  const interval = intervalOf(expression);
  if (interval !== null) {
    if (interval > longestMs[job]) throw tooSeldom(job, expression);
    return;
  }
  const calendar = calendarOf(job, expression);
  requireNext(job, expression, calendar, wall);
  if (job === 'watch' && hasGap(calendar, wall)) throw tooSeldom(job, expression);
}

/** Whether the next run, or one of the two years after `wall` and its next, are more than 31 days apart. */
function hasGap(calendar: Cron, wall: Date): boolean {
  const end = wall.getTime() + 2 * 366 * dayMs;
  let last = wall;
  while (last.getTime() < end) {
    const next = calendar.nextRun(last);
    if (!next) return false;
    if (next.getTime() - last.getTime() > longestMs.watch) return true;
    // Whatever fires before the last run within reach has that run within reach as well.
    const reach = new Date(last.getTime() + longestMs.watch + 1000);
    [last = next] = calendar.previousRuns(1, reach);
  }
  return false;
}

function tooSeldom(job: 'watch' | 'report', expression: string): ConfigError {
  const why = job === 'watch' ? ', so long nobody would notice that a tenant is not watched' : '';
  return new ConfigError(
    `schedule.${job} in tenants.json, "${expression}", lets more than ${longestMs[job] / dayMs} days pass without a run${why}. Write one that runs more often.`,
  );
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
 * What each field may hold; croner takes more in some, such as "/5", and does not know where years end.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "Cron-based schedules"
 */
const allowed = [
  listOf(String.raw`\d{1,2}`),
  listOf(String.raw`\d{1,2}`),
  listOf(String.raw`\d{1,2}`, String.raw`\?|LW?|\d{1,2}W`),
  listOf(String.raw`\d{1,2}|[A-Z]{3}`),
  listOf('[1-7]|[A-Z]{3}', String.raw`\?|L|(?:[1-7]|[A-Z]{3})(?:L|#[1-5])`),
  listOf(String.raw`19[7-9]\d|2[01]\d\d`),
] as const;

/** Values, ranges and steps, separated by commas, or one of the field's own forms. */
function listOf(value: string, own = String.raw`\*`): RegExp {
  const part = String.raw`(?:\*|(?:${value})(?:-(?:${value}))?)(?:/[1-9]\d{0,2})?`;
  return new RegExp(`^(?:${own}|${part}(?:,${part})*)$`, 'i');
}

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
