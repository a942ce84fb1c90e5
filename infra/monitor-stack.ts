import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addAlarm } from './alarm.ts';
import { Alerts } from './alerts.ts';
import { addFailedRuns } from './failed-runs.ts';
import { addSharedOutputs, type Deployed } from './outputs.ts';
import { addReports } from './reports.ts';
import type { Shared } from './shared.ts';
import { addStore } from './store.ts';

/** What all cells of tenants share. */
export class MonitorStack extends Stack {
  readonly shared: Shared;

  constructor(scope: Construct, deployed: Deployed, props: StackProps) {
    const { options } = deployed;
    super(scope, options.stack, {
      ...props,
      description: 'Strictwatch: the table, the topics, the reports and the queue of failed runs',
    });
    this.shared = {
      table: addStore(this, options.table),
      topics: new Alerts(this, 'Topics', { stack: options.stack, email: options.alarmEmail }),
      failedRuns: addFailedRuns(this, options.stack),
      reports: addReports(this, options.reportRetentionDays),
    };
    addAlarm(this, 'failed-runs', {
      stack: options.stack,
      operations: this.shared.topics.operations,
      metric: (period) =>
        this.shared.failedRuns.metricApproximateNumberOfMessagesVisible({
          period,
          statistic: 'Maximum',
        }),
    });
    addSharedOutputs(this, this.shared, deployed);
  }
}
