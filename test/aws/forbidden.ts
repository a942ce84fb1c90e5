import type { JobName } from '../../functions/core/deployment.ts';
import { arn } from './aws.ts';
import { kept } from './vault.ts';
import { cell, nameOf, stack } from './world.ts';

const events = arn('sqs', `${stack}-events-${cell}`);

const secret = (name: string) => arn('secretsmanager', `secret:${name}-a1B2c3`);

/** A place in the deployment, or an ARN; `report` is one that is kept, `elsewhere` a place beside them. */
export type Place =
  | {
      readonly at: 'table' | 'alerts' | 'operations' | 'queue' | 'reports' | 'report' | 'elsewhere';
    }
  | string;

export type Forbidden = readonly [string, { readonly action: string; readonly place: Place }];

/** What a function must not be able to do, whatever else changes. */
export function forbidden(job: JobName): Forbidden[] {
  const other = job === 'watch' ? 'report' : 'watch';
  return [...everybody(other), ...(job === 'watch' ? [] : notWatch), ...own[job]].map(
    ([action, place]) => [
      `${action} on ${typeof place === 'string' ? place : place.at}`,
      { action, place },
    ],
  );
}

const everybody = (other: JobName): readonly (readonly [string, Place])[] => [
  ['secretsmanager:GetSecretValue', secret(kept.foreign)],
  ['secretsmanager:GetSecretValue', secret(`${kept.acme}-2`)],
  ['secretsmanager:PutSecretValue', secret(kept.acme)],
  ['secretsmanager:DeleteSecret', secret(kept.slack)],
  ['secretsmanager:ListSecrets', '*'],
  ['ssm:GetParameter', arn('ssm', `parameter${kept.foreignParameter}`)],
  ['ssm:GetParameters', arn('ssm', `parameter${kept.beta}`)],
  ['ssm:PutParameter', arn('ssm', `parameter${kept.beta}`)],
  ['dynamodb:Scan', { at: 'table' }],
  ['dynamodb:DeleteTable', { at: 'table' }],
  ['dynamodb:UpdateTable', { at: 'table' }],
  ['dynamodb:PartiQLSelect', { at: 'table' }],
  ['dynamodb:GetItem', arn('dynamodb', 'table/another')],
  ['sns:Publish', { at: 'operations' }],
  ['sns:Publish', arn('sns', 'another')],
  ['sns:Subscribe', { at: 'alerts' }],
  ['sns:SetTopicAttributes', { at: 'alerts' }],
  ['sqs:ReceiveMessage', { at: 'queue' }],
  ['sqs:PurgeQueue', { at: 'queue' }],
  ['sqs:SendMessage', events],
  ['sqs:ChangeMessageVisibility', events],
  ['sqs:PurgeQueue', events],
  ['events:PutEvents', '*'],
  ['events:DisableRule', '*'],
  ['lambda:InvokeFunction', arn('lambda', `function:${nameOf(other)}`)],
  ['lambda:UpdateFunctionConfiguration', arn('lambda', `function:${nameOf(other)}`)],
  ['logs:PutLogEvents', arn('logs', `log-group:/aws/lambda/${nameOf(other)}:log-stream:x`)],
  ['logs:FilterLogEvents', arn('logs', `log-group:/aws/lambda/${nameOf(other)}:log-stream:x`)],
  ['logs:CreateLogGroup', arn('logs', 'log-group:/aws/lambda/another')],
  ['kms:Decrypt', arn('kms', 'key/another')],
  ['iam:PassRole', '*'],
  ['iam:CreateAccessKey', '*'],
  ['sts:AssumeRole', '*'],
  ['s3:GetObject', 'arn:aws:s3:::another/object'],
  ['s3:GetObject', { at: 'elsewhere' }],
  ['s3:PutObject', { at: 'elsewhere' }],
  ['s3:DeleteObject', { at: 'report' }],
  ['s3:DeleteObjectVersion', { at: 'report' }],
  ['s3:PutObjectAcl', { at: 'report' }],
  ['s3:GetObjectVersion', { at: 'report' }],
  ['s3:ListBucket', { at: 'reports' }],
  ['s3:PutBucketPolicy', { at: 'reports' }],
  ['s3:PutLifecycleConfiguration', { at: 'reports' }],
  ['scheduler:CreateSchedule', '*'],
  ['cloudformation:DescribeStacks', '*'],
];

/** Only watch reads tenants, and hears of their events. */
const notWatch: readonly (readonly [string, Place])[] = [
  ['secretsmanager:GetSecretValue', secret(kept.acme)],
  ['secretsmanager:GetSecretValue', secret(kept.timed)],
  ['ssm:GetParameter', arn('ssm', `parameter${kept.beta}`)],
  ['sqs:ReceiveMessage', events],
  ['sqs:DeleteMessage', events],
];

/** Only report keeps reports. */
const notReport: readonly (readonly [string, Place])[] = [
  ['s3:PutObject', { at: 'report' }],
  ['s3:GetObject', { at: 'report' }],
];

const own: Readonly<Record<JobName, readonly (readonly [string, Place])[]>> = {
  watch: [['secretsmanager:GetSecretValue', secret(kept.heartbeat)], ...notReport],
  report: [
    ['secretsmanager:GetSecretValue', secret(kept.heartbeat)],
    ['dynamodb:UpdateItem', { at: 'table' }],
    ['dynamodb:DeleteItem', { at: 'table' }],
    ['dynamodb:BatchWriteItem', { at: 'table' }],
  ],
  pulse: notReport,
};
