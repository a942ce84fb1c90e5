/** A moment as a clock in the time zone shows it, held in a Date as if it were UTC. */
export function wallClock(instant: Date, timeZone: string): Date {
  const parts = formatFor(timeZone).formatToParts(instant);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value);
  const wall = new Date(0);
  wall.setUTCFullYear(read('year'), read('month') - 1, read('day'));
  wall.setUTCHours(read('hour'), read('minute'), read('second'));
  return wall;
}

/** The first moment at which a clock in the time zone shows this; null where it was put forward past it. */
export function firstInstant(wall: Date, timeZone: string): Date | null {
  const shows = (instant: Date) => wallClock(instant, timeZone).getTime() === wall.getTime();
  // No clock is put forward or back twice in two days, so one of these offsets is the right one.
  const candidates = [-dayMs, dayMs].map((shift) => {
    const near = new Date(wall.getTime() + shift);
    const offset = wallClock(near, timeZone).getTime() - near.getTime();
    return new Date(wall.getTime() - offset);
  });
  const [first] = candidates.filter(shows).sort((a, b) => a.getTime() - b.getTime());
  return first ?? null;
}

/**
 * The moment at which a clock in the time zone shows this: the first where it shows it twice; where it was put forward
 * past it, as much later as it was put forward. Source: https://tc39.es/proposal-temporal/docs/timezone.html, "compatible"
 */
export function instantOf(wall: Date, timeZone: string): Date {
  const dayBefore = new Date(wall.getTime() - dayMs);
  const offset = wallClock(dayBefore, timeZone).getTime() - dayBefore.getTime();
  return firstInstant(wall, timeZone) ?? new Date(wall.getTime() - offset);
}

const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format is slow to make and quick to use. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
