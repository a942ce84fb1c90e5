import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cellStackName } from '../functions/core/deployment.ts';
import { addAlarm } from './alarm.ts';
import type { CellProps } from './cell.ts';
import { Events, sourcesOf } from './events.ts';
import { Job } from './job.ts';
import { addCellOutputs } from './outputs.ts';
import { addSchedules } from './schedules.ts';

/** One cell of tenants: its functions, what they may do, and what starts them. */
export class TenantsStack extends Stack {
  constructor(scope: Construct, cell: CellProps, props: StackProps) {
    const { options, number, cells } = cell;
    super(scope, cellStackName(options.stack, number), {
      ...props,
      description: `Strictwatch: tenants, cell ${number} of ${cells}`,
    });
    const events = sourcesOf(cell).length > 0 ? new Events(this, cell) : null;
    const watch = new Job(this, 'watch', cell, events?.queue);
    const report = new Job(this, 'report', cell);
    const pulse = new Job(this, 'pulse', cell);
    const jobs = { watch, report, pulse };
    addSchedules(this, cell, jobs);
    events?.start(watch);
    addAlarm(this, 'pulse-missing', {
      stack: options.stack,
      cell: number,
      operations: cell.shared.topics.operations,
      metric: (period) => pulse.function.metricInvocations({ period, statistic: 'Sum' }),
    });
    addCellOutputs(this, cell);
  }
}
