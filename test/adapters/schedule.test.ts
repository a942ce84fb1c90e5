import { describe, expect, test } from 'vitest';
import { longestWait, oldestAllowed, scheduleProblems } from '../../functions/adapters/schedule.ts';
import { ConfigError } from '../../functions/core/errors.ts';

function scheduleOf(watch: string, timeZone = 'UTC') {
  return { watch, timeZone, report: 'rate(7 days)' };
}

function oldest(watch: string, now: string, timeZone?: string): string {
  return oldestAllowed(scheduleOf(watch, timeZone), new Date(now)).toISOString();
}

/** A Monday. */
const now = '2026-11-23T09:00:00.000Z';
const epoch = '1970-01-01T00:00:00.000Z';

describe('a rate', () => {
  test.each([
    ['rate(1 minute)', '2026-11-23T08:28:00.000Z'],
    ['rate(15 minutes)', '2026-11-23T08:00:00.000Z'],
    ['rate(1 hour)', '2026-11-23T06:30:00.000Z'],
    ['rate(6 hours)', '2026-11-22T20:30:00.000Z'],
    ['rate(1 day)', '2026-11-21T08:30:00.000Z'],
    ['rate(7 days)', '2026-11-09T08:30:00.000Z'],
    ['rate(99999999999999999999 days)', epoch],
  ])('%s: two of it and half an hour ago', (rate, expected) => {
    expect(oldest(rate, now)).toBe(expected);
  });

  test('a day is 24 hours, whatever the clock does', () => {
    expect(oldest('rate(1 day)', '2027-03-29T09:00:00Z', 'Europe/Vienna')).toBe(
      '2027-03-27T08:30:00.000Z',
    );
  });
});

describe('a cron expression: the last fire but one, half an hour ago', () => {
  test.each([
    ['every day', 'cron(0 7 * * ? *)', '2026-11-22T07:00:00.000Z'],
    ['every hour', 'cron(0 * * * ? *)', '2026-11-23T07:00:00.000Z'],
    ['steps from a number', 'cron(5/20 * * * ? *)', '2026-11-23T08:05:00.000Z'],
    ['steps from a star', 'cron(*/15 * * * ? *)', '2026-11-23T08:00:00.000Z'],
    ['steps in a range', 'cron(0 8-18/2 ? * MON-FRI *)', '2026-11-20T18:00:00.000Z'],
    ['a list of hours', 'cron(30 3,15 * * ? *)', '2026-11-22T15:30:00.000Z'],
    ['a weekday by name', 'cron(0 7 ? * MON *)', '2026-11-16T07:00:00.000Z'],
    ['a weekday in small letters', 'cron(0 7 ? * mon *)', '2026-11-16T07:00:00.000Z'],
    ['Sunday, which is 1', 'cron(0 7 ? * 1 *)', '2026-11-15T07:00:00.000Z'],
    ['Saturday, which is 7', 'cron(0 7 ? * 7 *)', '2026-11-14T07:00:00.000Z'],
    ['the last day of the week', 'cron(0 7 ? * L *)', '2026-11-14T07:00:00.000Z'],
    ['a range of weekdays', 'cron(0 7 ? * 2-6 *)', '2026-11-20T07:00:00.000Z'],
    ['the last Friday of the month', 'cron(0 7 ? * 6L *)', '2026-09-25T07:00:00.000Z'],
    ['the second Tuesday', 'cron(0 7 ? * 3#2 *)', '2026-10-13T07:00:00.000Z'],
    ['the first Monday by name', 'cron(0 7 ? * MON#1 *)', '2026-10-05T07:00:00.000Z'],
    ['a day of the month', 'cron(0 7 15 * ? *)', '2026-10-15T07:00:00.000Z'],
    ['the last day of the month', 'cron(0 7 L * ? *)', '2026-09-30T07:00:00.000Z'],
    ['the last weekday of the month', 'cron(0 7 LW * ? *)', '2026-09-30T07:00:00.000Z'],
    // November 15 is a Sunday and October 15 a Thursday.
    ['the weekday nearest a day', 'cron(0 7 15W * ? *)', '2026-10-15T07:00:00.000Z'],
    ['steps of days', 'cron(0 7 1/10 * ? *)', '2026-11-11T07:00:00.000Z'],
    ['a month by name', 'cron(0 7 1 JAN,JUL ? *)', '2026-01-01T07:00:00.000Z'],
    ['steps of months', 'cron(0 7 1 1/3 ? *)', '2026-07-01T07:00:00.000Z'],
    ['years', 'cron(0 7 1 1 ? 2025-2030)', '2025-01-01T07:00:00.000Z'],
    ['a leap day', 'cron(0 7 29 2 ? *)', '2020-02-29T07:00:00.000Z'],
  ])('%s', (_what, cron, expected) => {
    expect(oldest(cron, now)).toBe(expected);
  });

  test.each([
    ['09:30:00.000Z', '2026-11-22T08:00:00.000Z'],
    ['08:30:00.000Z', '2026-11-21T08:00:00.000Z'],
    ['08:30:01.000Z', '2026-11-22T08:00:00.000Z'],
  ])('a fire counts half an hour after it, at %s', (time, expected) => {
    expect(oldest('cron(0 8 * * ? *)', `2026-11-23T${time}`)).toBe(expected);
  });

  test.each([
    ['has not fired yet', 'cron(0 7 1 1 ? 2030)'],
    ['has fired once', 'cron(0 7 1 1 ? 2024,2030)'],
    ['fired a moment ago for the second time', 'cron(45 8 22,23 11 ? 2026-2030)'],
  ])('one that %s is met by anything', (_what, cron) => {
    expect(oldest(cron, now)).toBe(epoch);
  });
});

describe('in a time zone', () => {
  const vienna = 'Europe/Vienna';

  test.each([
    ['before the clock goes forward', '2027-03-27T12:00:00Z', '2027-03-26T06:00:00.000Z'],
    ['on the day', '2027-03-28T12:00:00Z', '2027-03-27T06:00:00.000Z'],
    ['after it', '2027-03-29T12:00:00Z', '2027-03-28T05:00:00.000Z'],
  ])('7 in the morning is 7 there, %s', (_when, at, expected) => {
    expect(oldest('cron(0 7 * * ? *)', at, vienna)).toBe(expected);
  });

  test('midnight begins the day', () => {
    expect(oldest('cron(30 0 * * ? *)', '2026-11-23T12:00:00Z', vienna)).toBe(
      '2026-11-21T23:30:00.000Z',
    );
  });

  test('a time that the clock skips does not fire', () => {
    const cron = 'cron(30 2 * * ? *)';
    expect(oldest(cron, '2027-03-28T12:00:00Z', vienna)).toBe('2027-03-26T01:30:00.000Z');
    expect(oldest(cron, '2027-03-29T12:00:00Z', vienna)).toBe('2027-03-27T01:30:00.000Z');
  });

  test('a time that the clock repeats fires the first time only', () => {
    const daily = 'cron(30 2 * * ? *)';
    expect(oldest(daily, '2026-10-25T12:00:00Z', vienna)).toBe('2026-10-24T00:30:00.000Z');
    expect(oldest(daily, '2026-10-26T12:00:00Z', vienna)).toBe('2026-10-25T00:30:00.000Z');
    // 3 o'clock comes two hours after the first 2 o'clock.
    const hourly = 'cron(0 * * * ? *)';
    expect(oldest(hourly, '2026-10-25T02:45:00Z', vienna)).toBe('2026-10-25T00:00:00.000Z');
    expect(oldest(hourly, '2026-10-25T03:45:00Z', vienna)).toBe('2026-10-25T02:00:00.000Z');
  });

  test.each([
    ['half an hour to the side', 'Australia/Lord_Howe', '2026-04-04T14:30:00.000Z'],
    ['fourteen hours ahead', 'Pacific/Kiritimati', '2026-04-05T11:30:00.000Z'],
    ['far behind', 'Pacific/Pago_Pago', '2026-04-05T12:30:00.000Z'],
  ])('%s', (_where, zone, expected) => {
    expect(oldest('cron(30 1 * * ? *)', '2026-04-06T13:30:00Z', zone)).toBe(expected);
  });
});

describe('a schedule that makes no sense', () => {
  test.each([
    ['day and weekday both given', 'cron(0 7 1 * MON *)', /exactly one of day-of-month/],
    ['every day and every weekday', 'cron(0 7 * * * *)', /exactly one of day-of-month/],
    ['neither day nor weekday', 'cron(0 7 ? * ? *)', /exactly one of day-of-month/],
    ['a minute that does not exist', 'cron(60 7 * * ? *)', /cannot be understood: .*minute/],
    ['a weekday 0', 'cron(0 7 ? * 0 *)', /a field holds what it may not hold/],
    ['a weekday 8', 'cron(0 7 ? * 8 *)', /a field holds what it may not hold/],
    ['a question mark for the hour', 'cron(0 ? * * ? *)', /a field holds what it may not hold/],
    ['a sign only croner knows', 'cron(0 7 ? * +MON *)', /a field holds what it may not hold/],
    ['a weekday that does not exist', 'cron(0 7 ? * MOON *)', /cannot be understood/],
    ['a range that goes downwards', 'cron(0 7 ? * FRI-MON *)', /write FRI-SAT,SUN-MON/],
    ['five fields', 'cron(0 7 * * ?)', /a field holds what it may not hold/],
    ['a day that never comes', 'cron(0 7 30 2 ? *)', /never fires again/],
    ['years that are over', 'cron(0 7 1 1 ? 2020-2025)', /never fires again/],
    ['a step from nothing', 'cron(/5 * * * ? *)', /a field holds what it may not hold/],
    ['a step of nothing', 'cron(0/0 * * * ? *)', /a field holds what it may not hold/],
    ['a range to nothing', 'cron(0 7- * * ? *)', /a field holds what it may not hold/],
    ['nothing in a list', 'cron(0,,5 7 * * ? *)', /a field holds what it may not hold/],
    ['a year beyond 2199', 'cron(0 7 * * ? 2026-2200)', /a field holds what it may not hold/],
    ['a year before 1970', 'cron(0 7 * * ? 1969-2199)', /a field holds what it may not hold/],
  ])('%s', (_what, cron, problem) => {
    const ask = () => oldest(cron, now);
    expect(ask).toThrow(ConfigError);
    expect(ask).toThrow(problem);
    expect(ask).toThrow(`schedule.watch in tenants.json, "${cron}", `);
    const report = scheduleProblems({ ...scheduleOf('rate(1 hour)'), report: cron }, new Date(now));
    expect(report).toEqual([expect.stringMatching(/^schedule\.report in tenants\.json, "cron/)]);
  });

  test('is found for both jobs, and a good one has none', () => {
    const never = 'cron(0 7 30 2 ? *)';
    const at = new Date(now);
    expect(scheduleProblems({ ...scheduleOf(never), report: never }, at)).toHaveLength(2);
    expect(scheduleProblems(scheduleOf('cron(0 7 ? * MON *)'), at)).toEqual([]);
  });
});

describe('a schedule that leaves a tenant unread for too long', () => {
  const problems = (watch: string) => scheduleProblems(scheduleOf(watch), new Date(now));

  test.each([
    ['rate(32 days)'],
    ['rate(745 hours)'],
    ['rate(99999999999999999999 minutes)'],
    ['cron(0 7 1 1 ? *)'],
    ['cron(0 7 1 1,7 ? *)'],
    ['cron(0 7 31 * ? *)'],
    ['cron(0 7 29 * ? *)'],
    ['cron(0/5 * ? 1-11 MON-FRI *)'],
    ['cron(0 7 * * ? 2027)'],
    ['cron(0 7 * * ? 2026/2)'],
  ])('%s is one message', (watch) => {
    expect(problems(watch)).toEqual([
      expect.stringMatching(
        /^schedule\.watch in tenants\.json, ".+", lets more than 31 days pass without a run, .* runs more often\.$/,
      ),
    ]);
  });

  test.each([
    ['rate(31 days)'],
    ['rate(1 minute)'],
    ['cron(* * * * ? *)'],
    ['cron(0 7 1 * ? *)'],
    ['cron(0 7 L * ? *)'],
    ['cron(0 7 1,15 * ? *)'],
    ['cron(0 7 * * ? 2026-2027)'],
    ['cron(0 8-18/2 ? * MON-FRI *)'],
  ])('%s is none', (watch) => {
    expect(problems(watch)).toEqual([]);
  });

  test('a report may come once a year', () => {
    const report = (text: string) =>
      scheduleProblems({ ...scheduleOf('rate(1 hour)'), report: text }, new Date(now));
    expect(report('cron(0 7 1 7 ? *)')).toEqual([]);
    expect(report('rate(366 days)')).toEqual([]);
    expect(report('rate(367 days)')).toEqual([
      'schedule.report in tenants.json, "rate(367 days)", lets more than 366 days pass without a run. Write one that runs more often.',
    ]);
  });
});

test.each([
  ['rate(1 hour)', 60],
  ['rate(2 days)', 2 * 24 * 60],
  ['cron(0/15 * * * ? *)', 15],
  ['cron(0 7 ? * MON-FRI *)', 3 * 24 * 60],
  ['cron(0 8-18 * * ? *)', 14 * 60],
])('runs of %s are at most %i minutes apart', (watch, minutes) => {
  const schedule = { watch, report: 'rate(7 days)', timeZone: 'UTC' };
  expect(longestWait(schedule, new Date('2026-11-23T09:00:00Z'))).toBe(minutes * 60_000);
});
