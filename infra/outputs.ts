import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { cellOf, functionName, outputNames, type JobName } from '../functions/core/deployment.ts';
import type { CellProps } from './cell.ts';
import { logGroupName } from './job.ts';
import type { Options } from './options.ts';
import type { Shared } from './shared.ts';

export interface Deployed {
  readonly options: Options;
  /** How many cells there are. */
  readonly cells: number;
  /** A tenant to show commands with. */
  readonly example: string;
}

/** What the CLI reads, and the commands ops need. */
export function addSharedOutputs(
  stack: Stack,
  { table, topics, failedRuns, reports }: Shared,
  { options, cells, example }: Deployed,
): void {
  const { queueUrl } = failedRuns;
  const watch = functionName(options.stack, 'watch', cellOf(example, cells));
  addOutputs(stack, {
    [outputNames.cells]: String(cells),
    [outputNames.table]: table.tableName,
    [outputNames.alerts]: topics.alerts.topicArn,
    [outputNames.operations]: topics.operations.topicArn,
    [outputNames.failedRuns]: queueUrl,
    [outputNames.reports]: reports.bucketName,
    WatchNow: invoke(watch, { tenant: example }),
    TailWatch: tail(watch),
    SubscribeToAlerts: subscribe(topics.alerts.topicArn),
    SubscribeToOperations: subscribe(topics.operations.topicArn),
    FetchNewestReport: fetchNewest(reports.bucketName, example),
    SeeFailedRuns: `aws sqs receive-message --max-number-of-messages 10 --visibility-timeout 0 --message-attribute-names All --queue-url ${queueUrl}`,
    ForgetFailedRuns: `aws sqs purge-queue --queue-url ${queueUrl}`,
  });
}

/** The functions of a cell, and how to start them and see what they say. */
export function addCellOutputs(stack: Stack, { options, number, tenants, fleet }: CellProps): void {
  const name = (job: JobName) => functionName(options.stack, job, number);
  // A cell that lost its last tenant still is deployed, until there are fewer cells.
  const tenant = tenants[0]?.id ?? 'TENANT';
  addOutputs(stack, {
    Tenants: String(tenants.length),
    WatchFunction: name('watch'),
    ReportFunction: name('report'),
    PulseFunction: name('pulse'),
    WatchNow: invoke(name('watch'), { tenant }),
    ReportNow: invoke(name('report'), { tenant }),
    ...(fleet && { FleetReportNow: invoke(name('report'), { fleet: true }) }),
    PulseNow: invoke(name('pulse'), {}),
    TailWatch: tail(name('watch')),
    TailReport: tail(name('report')),
    TailPulse: tail(name('pulse')),
  });
}

function addOutputs(stack: Stack, values: Readonly<Record<string, string>>): CfnOutput[] {
  return Object.entries(values).map(([name, value]) => new CfnOutput(stack, name, { value }));
}

function subscribe(topicArn: string): string {
  return `aws sns subscribe --protocol email --notification-endpoint YOU@EXAMPLE.COM --topic-arn ${topicArn}`;
}

/** Waits as long as a run may take: by itself the AWS CLI gives up after a minute, and starts another run. */
function invoke(name: string, payload: object): string {
  return `aws lambda invoke --cli-read-timeout 900 --cli-binary-format raw-in-base64-out --function-name ${name} --payload '${JSON.stringify(payload)}' /dev/stdout`;
}

/** Keys sort by time. */
function fetchNewest(bucket: string, tenant: string): string {
  const list = `aws s3 ls s3://${bucket}/tenants/${tenant}/ --recursive`;
  const newest = `$(${list} | awk '/report.html$/ { print $4 }' | sort | tail -n 1)`;
  return `aws s3 cp "s3://${bucket}/${newest}" report.html`;
}

function tail(name: string): string {
  return `aws logs tail ${logGroupName(name)} --follow`;
}
