import { outputNames } from '../../core/deployment.ts';
import { OperatorError } from '../../core/errors.ts';
import type { Store } from '../../core/ports.ts';
import { createStore, openDynamo } from '../dynamo.ts';
import { readDeployment } from './deployment.ts';
import type { Stacks } from './stacks.ts';

/**
 * What the monitor deployed under this name has stored, with an operator's credentials.
 * @throws {OperatorError} when there is no such deployment here, or it names no table
 */
export async function openDeployedStore(stacks: Stacks, stack: string): Promise<Store> {
  const { outputs, region } = await readDeployment(stacks, stack);
  const table = outputs[outputNames.table];
  if (table) return createStore({ client: openDynamo(), table });
  throw new OperatorError(
    `The stack "${stack}" in ${region} has no output "${outputNames.table}". Deploy it again: \`npx cdk deploy --all\`.`,
  );
}
