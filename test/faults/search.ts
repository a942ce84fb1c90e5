import { play, type Played } from './play.ts';
import { scheduleOf, type Schedule, type Step } from './schedule.ts';

export interface Found {
  readonly schedules: number;
  /** Ready to print: the seed, what went wrong, and the shortest schedule that shows it. */
  readonly failure: string | null;
}

/** The seed all others follow from; another is tried with STRICTWATCH_SEED. */
export function firstSeed(): number {
  return Number(process.env['STRICTWATCH_SEED'] ?? 1);
}

/** Plays schedules with seeds that follow each other, until one fails. */
export async function search(from: number, count: number): Promise<Found> {
  for (let at = 0; at < count; at++) {
    const schedule = scheduleOf(from + at);
    const { problems } = await play(schedule);
    if (problems.length === 0) continue;
    return { schedules: at + 1, failure: await describe(schedule) };
  }
  return { schedules: count, failure: null };
}

async function describe(schedule: Schedule): Promise<string> {
  const { steps } = await shortest(schedule);
  const { problems, log } = await play({ ...schedule, steps });
  return [
    `The schedule of seed ${schedule.seed} fails (STRICTWATCH_SEED=${schedule.seed} plays it first):`,
    ...problems,
    'This is enough to see it:',
    ...log,
  ].join('\n');
}

/** Leaves out whatever is not needed for the schedule to fail. */
async function shortest(schedule: Schedule): Promise<Schedule> {
  for (const steps of simpler(schedule.steps)) {
    const { problems } = await play({ ...schedule, steps });
    if (problems.length > 0) return shortest({ ...schedule, steps });
  }
  return schedule;
}

function* simpler(steps: readonly Step[]): Generator<readonly Step[]> {
  for (const [at, step] of steps.entries()) {
    yield steps.toSpliced(at, 1);
    const { store, killedReading: _killed, noTimeToTell: _late, ...rest } = step;
    const calmer: Step[] = [];
    if (store) calmer.push({ ...rest });
    if (Object.keys(step.channels).length > 0) calmer.push({ ...step, channels: {} });
    for (const id of Object.keys(step.channels))
      calmer.push({ ...step, channels: without(step.channels, id) });
    if (Object.keys(step.unread).length > 0) calmer.push({ ...step, unread: {} });
    for (const index of step.changes.keys())
      calmer.push({ ...step, changes: step.changes.toSpliced(index, 1) });
    for (const one of calmer) yield steps.with(at, one);
  }
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

export type { Played };
