import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import { startSlack, type SimulatedSlack } from '../../demo/slack.ts';
import { startTenant, type SimulatedTenant, type TenantOptions } from '../../demo/tenant.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import type { Surroundings } from '../../functions/adapters/live.ts';
import { deployedTenantsFile, variableNames } from '../../functions/core/deployment.ts';
import type { Store } from '../../functions/core/ports.ts';
import { startAws, type SimulatedAws } from './simulated-aws.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** A function as Lambda would keep it: warm, with its files and variables. */
export interface Deployed {
  readonly tenant: SimulatedTenant;
  readonly store: Store;
  readonly surroundings: Surroundings;
  /** Name of the secret that holds the tenant's credentials. */
  readonly secretId: string;
  readonly id: string;
  /** As it is in the file beside the code. */
  readonly configured: object;
}

export interface DeployOptions {
  readonly tenant?: TenantOptions;
  readonly config?: object;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Beside the tenants in the file, such as `fleet`. */
  readonly file?: object;
  /** Tenants of the same cell. */
  readonly beside?: readonly Deployed[];
}

/** Names of secrets; the secrets themselves are synthetic. */
export const webhookSecretId = 'strictwatch/webhook';
export const bucket = 'synthetic-reports';
export const topicArn = 'arn:aws:sns:us-east-1:000000000000:strictwatch-alerts';

let deployments = 0;

/** Simulated AWS and Slack for the tests of a file, and what the functions of the file write to the log. */
export function useLambda() {
  const closing: (() => unknown)[] = [];
  const written: string[] = [];
  let aws: SimulatedAws;
  let slack: SimulatedSlack;

  beforeAll(async () => {
    aws = await startAws();
    slack = await startSlack();
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'synthetic');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'synthetic');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written.push(String(text));
        return true;
      });
    }
  });

  beforeEach(() => {
    written.length = 0;
    slack.reset();
    aws.published.length = 0;
    aws.calls.length = 0;
    aws.objects.clear();
    aws.kept.set(webhookSecretId, `${slack.webhook()}\n`);
  });

  afterAll(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    for (const close of closing.toReversed()) await close();
    await slack.close();
    await aws.close();
  });

  return {
    aws: () => aws,
    slack: () => slack,
    /** Forgets what was written so far. */
    forget: () => void written.splice(0),
    /** All that was written since the test began, as text. */
    written: () => written.join(''),
    /** Its lines; each must be JSON that names a tenant, and the job. */
    lines(): Line[] {
      const texts = written.join('').split('\n').filter(Boolean);
      const lines = texts.map((line) => JSON.parse(line) as Line);
      for (const line of lines) {
        expect(line).toMatchObject({ tenant: expect.any(String), job: expect.any(String) });
      }
      return lines;
    },
    /** A tenant with its secret stored, told to Slack and SNS. */
    async deploy({
      tenant: options,
      config,
      env,
      file = {},
      beside = [],
    }: DeployOptions = {}): Promise<Deployed> {
      const tenant = await startTenant({ eligible: true, rules: 404, hooks: 404, ...options });
      const folder = mkdtempSync(join(tmpdir(), 'strictwatch-lambda-'));
      closing.push(
        () => tenant.close(),
        () => rmSync(folder, { recursive: true }),
      );
      deployments += 1;
      const id = `acme-${deployments}`;
      const secretId = `strictwatch/${id}`;
      aws.kept.set(secretId, credentialsOf(tenant));
      const configured = {
        id,
        domain: tenant.domain,
        baseUrl: tenant.url,
        credentials: { secretId },
        routes: [{ minSeverity: 'medium', slack: { webhookSecretId }, sns: true }],
        rateShare: 1,
        ...config,
      };
      const tenants = [configured, ...beside.map((one) => one.configured)];
      writeFileSync(join(folder, deployedTenantsFile), JSON.stringify({ ...file, tenants }));
      return {
        id,
        configured,
        tenant,
        secretId,
        store: createStore({ client: aws.client, table: aws.table }),
        surroundings: {
          folder,
          env: {
            [variableNames.stack]: 'strictwatch',
            [variableNames.cell]: '1',
            [variableNames.cells]: '1',
            [variableNames.table]: aws.table,
            [variableNames.alerts]: topicArn,
            [variableNames.reports]: bucket,
            [variableNames.reportDays]: '400',
            ...env,
          },
        },
      };
    },
  };
}

export interface Line {
  readonly level: string;
  readonly message: string;
  readonly tenant: string;
  readonly job: string;
  readonly error?: object;
  readonly _aws?: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  readonly [name: string]: unknown;
}

export function credentialsOf(tenant: SimulatedTenant): string {
  const { clientSecret } = tenant.state.credentials;
  return JSON.stringify({ clientId: tenant.clientId, clientSecret });
}

/** Invokes as Lambda does; `remaining` is what is left of its time. */
export function invoke(
  handler: Handler,
  event: unknown,
  remaining: () => number = () => 900_000,
): Promise<unknown> {
  return handler(event, {
    awsRequestId: '00000000-0000-4000-8000-000000000000',
    functionName: 'strictwatch-test-1',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:strictwatch-test-1',
    memoryLimitInMB: '256',
    getRemainingTimeInMillis: remaining,
  } as Context);
}

/** What the invocation threw. */
export async function errorOf(invoked: Promise<unknown>): Promise<Error> {
  const answer = await invoked.then(
    (reply) => ({ reply }),
    (error: unknown) => ({ error }),
  );
  if ('error' in answer && answer.error instanceof Error) return answer.error;
  throw new Error(`it did not fail: ${JSON.stringify(answer)}`);
}
