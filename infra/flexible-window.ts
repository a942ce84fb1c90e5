const minutesIn = { minute: 1, hour: 60, day: 24 * 60 } as const;

const longest = 15;

/**
 * Minutes a run may start late, so that tenants on the same schedule do not start in the same second: a
 * quarter of the time between two runs, at most 15. 0 turns the window off.
 */
export function flexibleWindow(expression: string): number {
  return Math.min(longest, Math.floor(minutesBetween(expression) / 4));
}

function minutesBetween(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count && unit) return Number(count) * minutesIn[unit as keyof typeof minutesIn];
  // One minute of an hour is at least an hour apart; of several, how far they are apart is not worth guessing.
  const [, minutes = ''] = /^cron\((\S+) /.exec(expression) ?? [];
  return /^\d+$/.test(minutes) ? minutesIn.hour : 0;
}
