import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Alerts } from './alerts.ts';
import type { Reports } from './reports.ts';
import type { Store } from './store.ts';

/** What every cell uses of the shared stack. */
export interface Shared {
  readonly table: Store;
  readonly topics: Alerts;
  readonly failedRuns: Queue;
  readonly reports: Reports;
}
