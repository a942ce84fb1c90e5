import { outputNames } from '../../core/deployment.ts';
import { OperatorError } from '../../core/errors.ts';
import type { DeployedStack, Stacks } from './stacks.ts';

export interface Deployment {
  readonly stack: string;
  readonly region: string;
  readonly status: string;
  /** How many cells the tenants are deployed in. */
  readonly cells: number;
  readonly outputs: DeployedStack['outputs'];
}

/**
 * The shared stack of a deployment.
 * @throws {OperatorError} when there is none of this name here, or it is something else
 */
export async function readDeployment(stacks: Stacks, stack: string): Promise<Deployment> {
  const found = await stacks.describe(stack);
  const region = await stacks.region();
  if (!found) {
    throw new OperatorError(
      `There is no stack "${stack}" in ${region} of this AWS account. Check AWS_REGION and AWS_PROFILE, name another with --stack, or deploy it: \`npx cdk deploy --all\`.`,
    );
  }
  const cells = Number(found.outputs[outputNames.cells]);
  if (!Number.isInteger(cells) || cells < 1) {
    throw new OperatorError(
      `The stack "${stack}" in ${region} has no output "${outputNames.cells}" (its status is ${found.status}): its deployment is not finished, or it is no stack of Strictwatch. Deploy it: \`npx cdk deploy --all\`, or name another with --stack.`,
    );
  }
  return { stack, region, status: found.status, cells, outputs: found.outputs };
}
