import { defaultStack, type JobName } from '../functions/core/deployment.ts';

/** An alarm as data; the runbook has an article of each, under its id. */
export interface AlarmPlan {
  readonly title: string;
  /** What has happened, for whoever gets the e-mail at night. */
  readonly happened: string;
  /** Why it goes off when it does. */
  readonly because: string;
  readonly when: Threshold;
}

/** How much of a metric, in each of some periods in a row. Below a number counts nothing measured as 0. */
export type Threshold = {
  readonly periods: number;
  /** Minutes of a period. */
  readonly minutes: number;
} & ({ readonly atLeast: number } | { readonly below: number });

export const alarms = {
  'watch-errors': {
    title: 'Runs of watch fail: tenants are not watched, or people are not told',
    happened: 'Runs of watch have failed three times or more within an hour.',
    because:
      'A failed run is tried twice more: three failures are one run that nothing mended, or several runs that failed at once. One that its retry mended wakes nobody.',
    when: { periods: 1, minutes: 60, atLeast: 3 },
  },
  'report-errors': {
    title: 'A report was not delivered',
    happened: 'Runs of report have failed twice or more within an hour.',
    because: 'A failed report is tried once more, and the next one is usually a week away.',
    when: { periods: 1, minutes: 60, atLeast: 2 },
  },
  'pulse-errors': {
    title: 'Pulse fails: it cannot tell whether tenants are watched, or cannot say so',
    happened: 'Runs of pulse have failed three times or more within an hour.',
    because:
      'Pulse runs every 15 minutes and a failed run is tried twice more: three failures are one run that nothing mended, or most runs of an hour.',
    when: { periods: 1, minutes: 60, atLeast: 3 },
  },
  // Lambda measures no zero while nothing runs, and CloudWatch reads more periods than it judges before it counts
  // what is missing. Metric math would fill in the zeros, but the emulator that proves deployment takes none.
  // Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  'pulse-missing': {
    title: 'Pulse does not run',
    happened:
      'Pulse has not been started for 45 minutes or longer, so nobody would be told of a tenant that is no longer watched. In the first 20 minutes of a new deployment this is normal.',
    because:
      'It is started every 15 minutes, up to 3 minutes late: three starts missed in a row are no delay. Where nothing is measured CloudWatch looks further back first, so this can come half an hour later still.',
    when: { periods: 3, minutes: 15, below: 1 },
  },
  'failed-runs': {
    title: 'Runs have failed for good',
    happened:
      'The queue of failed runs is not empty: a run could not be started, or all its attempts failed.',
    because: 'Each message in it is a run that did not happen and that nothing will try again.',
    when: { periods: 1, minutes: 5, atLeast: 1 },
  },
} as const satisfies Record<string, AlarmPlan>;

export type AlarmId = keyof typeof alarms;

/** The alarm on the errors of a job. */
export const errorsOf = {
  watch: 'watch-errors',
  report: 'report-errors',
  pulse: 'pulse-errors',
} as const satisfies Record<JobName, AlarmId>;

/** Alarms of a cell have its number; the shared stack's alarm has none. */
export function alarmName(stack: string, id: AlarmId, cell?: number, part?: string): string {
  return [stack, id, cell, part].filter((each) => each !== undefined).join('-');
}

/** The text of the e-mail, with where to read on. */
export function alarmDescription(id: AlarmId, stack: string): string {
  const { title, happened, because } = alarms[id];
  const named = stack === defaultStack ? '' : ` --stack ${stack}`;
  return `${title}. ${happened} ${because} Begin with \`npx strictwatch doctor --aws${named}\`; what to do then: docs/runbook.md#${id}`;
}
