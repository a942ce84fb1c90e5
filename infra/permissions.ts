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

/** No job may scan, describe or delete the table; a report changes nothing in it. */
const tableActions: Readonly<Record<JobName, readonly string[]>> = {
  watch: ['dynamodb:BatchGetItem', ...reads, ...writes],
  report: reads,
  pulse: ['dynamodb:BatchGetItem', ...reads, ...writes],
};

/** Services through which a job may use the keys that encrypt the secrets it reads. */
const secretServices: Readonly<Record<JobName, readonly string[]>> = {
  watch: ['secretsmanager', 'ssm'],
  report: ['secretsmanager'],
  pulse: ['secretsmanager'],
};

/** What the role of a job may do, but for the secrets it may read. */
export function permissionsOf(
  job: JobName,
  { table, topics, failedRuns }: Shared,
  logGroupArn: string,
  secretKeyArns: readonly string[],
): PolicyStatement[] {
  const statements = [
    allow(tableActions[job], table.tableArn),
    allow(['sns:Publish'], topics.alerts.topicArn),
    allow(['kms:Decrypt', 'kms:GenerateDataKey*'], topics.key.keyArn),
    allow(['sqs:SendMessage'], failedRuns.queueArn),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroupArn),
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

function allow(actions: readonly string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [resource] });
}
