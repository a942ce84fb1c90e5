import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateScan, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';

export const account = '000000000000';
export const region = 'us-east-1';

export function arn(service: string, rest: string): string {
  return `arn:aws:${service}:${region}:${account}:${rest}`;
}

/** The emulator's root: an account that exists nowhere else. */
export const rootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

export type Aws = ReturnType<typeof clientsAt>;

export function clientsAt(endpoint: string) {
  const config = { endpoint, region, credentials: rootCredentials };
  return {
    cloudFormation: new CloudFormationClient(config),
    cloudWatch: new CloudWatchClient(config),
    dynamo: new DynamoDBClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    scheduler: new SchedulerClient(config),
    secrets: new SecretsManagerClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    ssm: new SSMClient(config),
  };
}

/** What an invocation gave: its reply, or the error's message. */
export type Invoked<T> =
  | { readonly ok: true; readonly reply: T }
  | { readonly ok: false; readonly error: string };

export async function invoke<T>(
  { lambda }: Aws,
  FunctionName: string,
  payload: unknown,
): Promise<Invoked<T>> {
  const Payload = JSON.stringify(payload);
  const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  const text = Buffer.from(answer.Payload ?? []).toString('utf8');
  if (answer.FunctionError === undefined) return { ok: true, reply: JSON.parse(text) as T };
  const { errorMessage } = JSON.parse(text) as { errorMessage: string };
  return { ok: false, error: errorMessage };
}

/** All a function has logged, line by line. */
export async function logOf({ logs }: Aws, name: string): Promise<string> {
  const lines: string[] = [];
  const request = { logGroupName: `/aws/lambda/${name}` };
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, request)) {
    lines.push(...events.map(({ message }) => message ?? ''));
  }
  return lines.join('\n');
}

export async function itemsOf(
  { dynamo }: Aws,
  TableName: string,
): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName })) {
    items.push(...Items);
  }
  return items;
}

/** The first thing that `look` finds, looked for until it is there. */
export async function eventually<T>(
  look: () => Promise<T | null>,
  what: string,
  seconds = 15,
): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${seconds} s`);
    await sleep(100);
  }
}
