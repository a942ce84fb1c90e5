import { Cron } from 'croner';
import { longestWait } from '../../../functions/adapters/schedule.ts';
import type { DeployedSchedule } from './deployed.ts';

/**
 * When a schedule is due in this span, in epoch ms. A rate counts from when the schedule was made, so all of one
 * deployment are taken to be due in the same moment: nothing is harder on whoever runs them.
 */
export function firesOf(
  { expression, timeZone }: Pick<DeployedSchedule, 'expression' | 'timeZone'>,
  from: number,
  to: number,
): number[] {
  const fires: number[] = [];
  const next = expression.startsWith('rate(')
    ? everyMs(longestWait({ watch: expression, report: expression, timeZone }, new Date(from)))
    : calendar(expression, timeZone);
  for (let fire = next(from - 1); fire !== null && fire < to; fire = next(fire)) fires.push(fire);
  return fires;

  function everyMs(interval: number) {
    return (after: number) => (after < from ? from : after + interval);
  }
}

function calendar(expression: string, timezone: string): (after: number) => number | null {
  const fields = expression.slice('cron('.length, -1);
  const cron = new Cron(`0 ${fields}`, {
    mode: '7-part',
    alternativeWeekdays: true,
    sloppyRanges: true,
    timezone,
    paused: true,
  });
  return (after) => cron.nextRun(new Date(after))?.getTime() ?? null;
}
