import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { JobName } from '../functions/core/deployment.ts';
import type { Shared } from './shared.ts';

const reads = ['dynamodb:GetItem', 'dynamodb:Query'];
const writes = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** No job may scan, describe or delete the table; a report writes the mark of its last in it. */
const tableActions: Readonly<Record<JobName, readonly string[]>> = {
  watch: ['dynamodb:BatchGetItem', ...reads, ...writes],
  report: [...reads, 'dynamodb:PutItem'],
  pulse: ['dynamodb:BatchGetItem', ...reads, ...writes],
};

/** Services through which a job may use the keys that encrypt the secrets it reads. */
const secretServices: Readonly<Record<JobName, readonly string[]>> = {
  watch: ['secretsmanager', 'ssm'],
  report: ['secretsmanager'],
  pulse: ['secretsmanager'],
};

/** What Lambda does in the name of a function that takes its work from a queue. */
const queueActions = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];

export interface Own {
  readonly logGroupArn: string;
  /** Keys that encrypt the secrets it reads. */
  readonly secretKeyArns: readonly string[];
  /** Of the queue it takes its work from. */
  readonly queueArn: string | undefined;
  /** A report may be opened by a link of the function's. */
  readonly makesLinks: boolean;
  readonly reportsOnFleet: boolean;
}

/** What the role of a job may do, but for the secrets it may read. */
export function permissionsOf(job: JobName, shared: Shared, own: Own): PolicyStatement[] {
  const { table, topics, failedRuns } = shared;
  const { logGroupArn, secretKeyArns, queueArn } = own;
  const statements = [
    allow(tableActions[job], table.tableArn),
    allow(['sns:Publish'], topics.alerts.topicArn),
    allow(['kms:Decrypt', 'kms:GenerateDataKey*'], topics.key.keyArn),
    allow(['sqs:SendMessage'], failedRuns.queueArn),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroupArn),
    ...(queueArn === undefined ? [] : [allow(queueActions, queueArn)]),
    ...(job === 'report' ? [keeping(shared, own)] : []),
  ];
  if (secretKeyArns.length === 0) return statements;
  const services = secretServices[job].map((name) => `${name}.${Aws.REGION}.${Aws.URL_SUFFIX}`);
  const decrypt = new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [...secretKeyArns],
    conditions: { StringEquals: { 'kms:ViaService': services } },
  });
  return [...statements, decrypt];
}

/** Folders of the bucket: of each tenant, and of all of them together. */
export const reportFolders = ['tenants', 'fleet'] as const;

/** A link opens what its maker may read. */
function keeping({ reports }: Shared, { makesLinks, reportsOnFleet }: Own): PolicyStatement {
  const folders = reportFolders.filter((folder) => folder === 'tenants' || reportsOnFleet);
  return new PolicyStatement({
    actions: ['s3:PutObject', ...(makesLinks ? ['s3:GetObject'] : [])],
    resources: folders.map((folder) => `${reports.bucketArn}/${folder}/*`),
  });
}

function allow(actions: readonly string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [resource] });
}
