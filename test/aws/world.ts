import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { startSlack, type SimulatedSlack } from '../../demo/slack.ts';
import {
  functionName,
  jobNames,
  outputNames,
  type JobName,
} from '../../functions/core/deployment.ts';
import { clientsAt, type Aws } from './aws.ts';
import { cdkAt, type Cdk } from './cdk.ts';
import { accessKeyOf } from './keys.ts';
import { freePort, startMiniStack } from './ministack.ts';
import { associate } from './partner.ts';
import { listenTo, type Listener } from './queues.ts';
import { startRecorder, type Recorder } from './recorder.ts';
import {
  configOf,
  fillVaults,
  startHeart,
  startTenants,
  type AtEnd,
  type Tenants,
} from './surroundings.ts';
import { kept } from './vault.ts';

export const stack = 'strictwatch';
export const cell = 1;

export const nameOf = (job: JobName) => functionName(stack, job, cell);

/** Strictwatch deployed on an emulated AWS, with the tenants and the Slack it is configured for. */
export interface World {
  readonly aws: Aws;
  readonly cdk: Cdk;
  readonly endpoint: string;
  /** Folder of the synthesised templates. */
  readonly assembly: string;
  readonly recorder: Recorder;
  readonly tenants: Tenants;
  readonly slack: SimulatedSlack;
  readonly heartbeats: () => number;
  /** Of the shared stack, by the names in `outputNames`. */
  readonly outputs: Outputs;
  /** What a subscriber to one tenant's alerts hears. */
  readonly alerts: Alerts;
  readonly operations: Listener;
  /** What a subscriber to reports of the fleet hears. */
  readonly fleet: Listener;
  /** Access key ids of the functions' roles, which tell in a recording who asked. */
  readonly keys: Readonly<Record<JobName, string>>;
  log(lines: number): string;
  close(): Promise<void>;
}

export type Alerts = Readonly<Record<keyof Tenants, Listener>>;
export type Outputs = Readonly<Record<keyof typeof outputNames, string>>;

/** Starts and deploys everything; what was begun is ended again when something fails. */
export async function createWorld(): Promise<World> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).toReversed()) {
      // One that cannot be ended must not leave the others running.
      await end().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
  };
  try {
    return { ...(await build((end) => closing.push(end))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(atEnd: AtEnd): Promise<Omit<World, 'close'>> {
  const dir = await mkdtemp(join(tmpdir(), 'strictwatch-aws-'));
  atEnd(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  const port = await freePort();
  const recorder = await startRecorder(port);
  atEnd(() => recorder.close());
  const endpoint = recorder.url;
  const miniStack = await startMiniStack(dir, port, endpoint);
  atEnd(() => miniStack.close());
  const tenants = await startTenants(atEnd);
  const slack = await startSlack();
  atEnd(() => slack.close());
  const heart = await startHeart(atEnd);

  const aws = clientsAt(endpoint);
  await Promise.all([associate(endpoint, 'acme'), associate(endpoint, 'beta')]);
  await fillVaults(aws, tenants, slack.webhook(), heart.url);
  const config = join(dir, 'tenants.json');
  await writeFile(config, JSON.stringify(configOf(tenants)));
  const options = { config, heartbeatSecretId: kept.heartbeat, reportLinkHours: '12' };
  const assembly = join(dir, 'cdk.out');
  const cdk = cdkAt(endpoint, options, assembly);
  try {
    await Promise.all([cdk.bootstrap(), cdk.fromCode('synth', '--quiet')]);
    await cdk.fromAssembly('deploy', '--all', '--require-approval', 'never');
  } catch (error) {
    throw new Error(`the deployment failed. The emulator's log ends:\n${miniStack.log(40)}`, {
      cause: error,
    });
  }
  const outputs = await outputsOf(aws);
  return {
    aws,
    cdk,
    endpoint,
    assembly,
    recorder,
    tenants,
    slack,
    heartbeats: heart.count,
    outputs,
    alerts: await hearAlerts(aws, outputs.alerts),
    operations: await listenTo(aws, outputs.operations, 'heard-operations'),
    fleet: await hearFleet(aws, outputs.alerts),
    keys: await keysOf(aws),
    log: (lines) => miniStack.log(lines),
  };
}

/** A queue for each tenant, subscribed to the topic with the filter a tenant's own team would set. */
export async function hearAlerts(aws: Aws, topic: string): Promise<Alerts> {
  const hear = (tenant: keyof Tenants) =>
    listenTo(aws, topic, `heard-${tenant}`, { tenant: [tenant] });
  return {
    acme: await hear('acme'),
    beta: await hear('beta'),
    timed: await hear('timed'),
    large: await hear('large'),
  };
}

/** A queue subscribed to the topic as whoever reads the reports of the fleet would. */
export function hearFleet(aws: Aws, topic: string): Promise<Listener> {
  return listenTo(aws, topic, 'heard-fleet', { kind: ['fleet'] });
}

async function outputsOf({ cloudFormation }: Aws): Promise<Outputs> {
  const { Stacks = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stack }),
  );
  const given = new Map(
    Stacks[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  return Object.fromEntries(
    Object.entries(outputNames).map(([key, name]) => {
      const value = given.get(name);
      if (value === undefined) throw new Error(`the stack has no output ${name}`);
      return [key, value];
    }),
  ) as Outputs;
}

async function keysOf({ lambda }: Aws): Promise<World['keys']> {
  const entries = jobNames.map(async (job) => {
    const { FunctionArn = '', Role = '' } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: nameOf(job) }),
    );
    return [job, accessKeyOf(FunctionArn, Role)] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as World['keys'];
}
