import { Aws, type Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { cellStackName, jobNames, type JobName } from '../functions/core/deployment.ts';
import type { CellProps } from './cell.ts';
import { flexibleWindow } from './flexible-window.ts';
import { jobSettings } from './job-settings.ts';
import type { Job } from './job.ts';

export const pulseSchedule = 'rate(15 minutes)';

/**
 * Scheduler puts the moment it was to start the run there, so that starting it twice, or late, makes the same report.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
const scheduled = { scheduled: '<aws.scheduler.scheduled-time>' };

/** One row of the plan: what starts a job, and with what. */
interface Entry {
  readonly job: JobName;
  /** Of the construct, and for people to read. */
  readonly id: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly payload: object;
}

interface Surroundings {
  readonly groupName: string;
  readonly roleArn: string;
  readonly failedRuns: string;
}

/** Adds what starts the jobs of a cell: nothing stands between a tenant and its schedule. */
export function addSchedules(
  stack: Stack,
  cell: CellProps,
  jobs: Readonly<Record<JobName, Job>>,
): void {
  const scope = new Construct(stack, 'Schedules');
  const role = addRole(scope, cell, jobs);
  const group = new CfnScheduleGroup(scope, 'Group', { name: groupName(cell) });
  for (const entry of jobNames.flatMap((job) => entriesOf(job, cell))) {
    addSchedule(scope, entry, jobs[entry.job], {
      groupName: group.ref,
      roleArn: role.roleArn,
      failedRuns: cell.shared.failedRuns.queueArn,
    });
  }
}

function groupName({ options, number }: CellProps): string {
  return cellStackName(options.stack, number);
}

function entriesOf(job: JobName, { tenants, fleet }: CellProps): Entry[] {
  if (job === 'pulse') {
    return [{ job, id: job, expression: pulseSchedule, timeZone: 'UTC', payload: {} }];
  }
  const entries = tenants.map(({ id, schedule }) => ({
    job,
    id: `${job}-${id}`,
    expression: schedule[job],
    timeZone: schedule.timeZone,
    payload: { tenant: id, ...(job === 'report' && scheduled) },
  }));
  if (job !== 'report' || !fleet) return entries;
  const { schedule: expression, timeZone } = fleet;
  const ofAll = { job, id: 'report of the fleet', expression, timeZone };
  return [...entries, { ...ofAll, payload: { fleet: true, ...scheduled } }];
}

/**
 * Its name is left to CloudFormation, which tells schedules apart by name alone, whatever their groups: with
 * names of its own a tenant could not move to another cell.
 */
function addSchedule(
  scope: Construct,
  { id, expression, timeZone, payload }: Entry,
  job: Job,
  { groupName, roleArn, failedRuns }: Surroundings,
): CfnSchedule {
  const window = flexibleWindow(expression);
  return new CfnSchedule(scope, id, {
    description: id,
    groupName,
    scheduleExpression: expression,
    scheduleExpressionTimezone: timeZone,
    // Drift is looked for only in what a template says, and this is what somebody switches off.
    state: 'ENABLED',
    flexibleTimeWindow:
      window === 0 ? { mode: 'OFF' } : { mode: 'FLEXIBLE', maximumWindowInMinutes: window },
    target: {
      arn: job.function.functionArn,
      roleArn,
      input: JSON.stringify(payload),
      deadLetterConfig: { arn: failedRuns },
      retryPolicy: {
        // Only starting it is tried again here; what fails after its start is Lambda's to retry.
        maximumRetryAttempts: 10,
        maximumEventAgeInSeconds: jobSettings[job.name].patience * 60,
      },
    },
  });
}

/** May start the jobs of this cell and report what it could not start; only for schedules of its group. */
function addRole(scope: Construct, cell: CellProps, jobs: Readonly<Record<JobName, Job>>): Role {
  const group = `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule-group/${groupName(cell)}`;
  const start = new PolicyStatement({
    actions: ['lambda:InvokeFunction'],
    resources: jobNames.map((job) => jobs[job].function.functionArn),
  });
  const report = new PolicyStatement({
    actions: ['sqs:SendMessage'],
    resources: [cell.shared.failedRuns.queueArn],
  });
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group },
      },
    }),
    inlinePolicies: { Start: new PolicyDocument({ statements: [start, report] }) },
  });
}
