import type { Cloud } from '../adapters/aws/cloud.ts';
import { readDeployment } from '../adapters/aws/deployment.ts';
import { checkAlerts } from './aws/alert-checks.ts';
import { checkDeployment } from './aws/deployment-checks.ts';
import { checkReads } from './aws/read-checks.ts';
import { checkSecrets } from './aws/secret-checks.ts';
import { showChecks, type Check } from './checks.ts';
import { chooseTenants, findTenants } from './config.ts';
import type { Context } from './context.ts';

/** For --help: every permission the checks of `doctor --aws` use. */
export const doctorAwsNeeds = `
With --aws it checks what is deployed, from outside, and reads no secret; with --alert as well the deployed monitor
sends a marked test through every route, SNS included, and says what came of each. It needs AWS credentials and a region
(AWS_PROFILE, AWS_REGION) and these permissions; without one of them its check says so and the others go on:
cloudformation:DescribeStacks, cloudformation:ListStackResources, lambda:GetFunctionConfiguration,
lambda:InvokeFunction (pulse, as a dry run; for --alert watch), secretsmanager:DescribeSecret, ssm:DescribeParameters,
sns:ListSubscriptionsByTopic, sqs:GetQueueAttributes, cloudwatch:DescribeAlarms.`;

export interface DoctorAwsOptions {
  readonly stack: string;
  /** Sends a marked test through every channel of every tenant. */
  readonly alert: boolean;
}

/** `doctor --aws`: is what is deployed whole, is every tenant read, and would anybody hear? Exit 0 or 1. */
export async function doctorAwsCommand(
  context: Context,
  { stack, alert }: DoctorAwsOptions,
  cloud: Cloud,
): Promise<number> {
  const { options, rules } = context;
  const file = findTenants(options.config, {}, rules);
  const tenants = file && chooseTenants(file, options.tenant);
  const deployment = await readDeployment(cloud.stacks, stack);
  const reads = await checkReads(cloud.functions, deployment, tenants, options.tenant);
  const checks: Check[] = [
    ...(await checkDeployment(cloud, deployment, tenants)),
    ...(await checkSecrets(cloud.secrets, deployment, tenants ?? [])),
    ...reads.checks,
    ...(alert ? await checkAlerts(cloud.functions, deployment, reads.deployed) : []),
  ];
  showChecks(context, checks);
  return checks.every(({ ok }) => ok) ? 0 : 1;
}
