import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { cellStackName, type JobName } from '../../functions/core/deployment.ts';
import type { Call } from '../policies/evaluate.ts';
import { rolesOf, type Deployed, type Role, type Template } from '../policies/template.ts';
import { account, arn, region } from './aws.ts';
import { callsOf, type Asked } from './calls.ts';
import { cell, nameOf, stack, type World } from './world.ts';

export const cellStack = cellStackName(stack, cell);

/** A stack as it is deployed: its synthesised template, and what its parts are called. */
export async function deployedStack(world: World, name: string): Promise<Deployed> {
  const { cloudFormation } = world.aws;
  const file = join(world.assembly, `${name}.template.json`);
  const template = JSON.parse(await readFile(file, 'utf8')) as Template;
  const { StackResourceSummaries = [] } = await cloudFormation.send(
    new ListStackResourcesCommand({ StackName: name }),
  );
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  return {
    template,
    account,
    region,
    stack: name,
    physicalIds: Object.fromEntries(
      StackResourceSummaries.map((one) => [one.LogicalResourceId, one.PhysicalResourceId ?? '']),
    ),
    outputs: Object.fromEntries(
      Stacks.flatMap(({ StackName, Outputs = [] }) =>
        Outputs.map(({ OutputKey, OutputValue = '' }) => [
          `${StackName}.${OutputKey}`,
          OutputValue,
        ]),
      ),
    ),
  };
}

/** The role of a cell whose name in the template begins so. */
export async function roleOf(world: World, begin: JobName | 'Schedules'): Promise<Role> {
  const roles = rolesOf(await deployedStack(world, cellStack));
  const found = roles.filter(({ logicalId }) => logicalId.startsWith(begin));
  const [role] = found;
  if (!role || found.length > 1) throw new Error(`${found.length} roles are called ${begin}`);
  return role;
}

/** Everything a function asked of AWS so far. */
export function askedBy({ recorder, keys }: World, job: JobName): Asked[] {
  return recorder.exchanges.filter(({ key }) => key === keys[job]).flatMap(callsOf);
}

/**
 * What AWS does under a function's role without being asked by its code, and the emulator without a role.
 * Sources: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (publishers need the key),
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (a queue is polled) and
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function doneFor(job: JobName, key: string, queue: string, events: string): Call[] {
  const stream = arn('logs', `log-group:/aws/lambda/${nameOf(job)}:log-stream:x`);
  const taken = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];
  return [
    ...(job === 'watch' ? taken.map((one) => ({ action: `sqs:${one}`, resource: events })) : []),
    { action: 'kms:GenerateDataKey', resource: key },
    { action: 'kms:Decrypt', resource: key },
    { action: 'sqs:SendMessage', resource: queue },
    { action: 'logs:CreateLogStream', resource: stream },
    { action: 'logs:PutLogEvents', resource: stream },
  ];
}
