import type { Stacks } from '../../adapters/aws/stacks.ts';
import { cellStackName } from '../../core/deployment.ts';
import { checked, type Check, type Said } from '../checks.ts';

/** What the status of a stack means for whoever operates it. */
export function stackSays(status: string): Said {
  const whole = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];
  if (whole.includes(status)) return { ok: true, says: status };
  if (status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') return { ok: true, says: status };
  if (status.endsWith('_IN_PROGRESS')) {
    return { ok: false, says: `${status}. Wait until the deployment is over and look again.` };
  }
  return {
    ok: false,
    says: `${status}: the last deployment did not succeed. See the stack's events in CloudFormation, then deploy again: \`npx cdk deploy --all\`.`,
  };
}

/** Cells from this number on: CDK leaves their stacks alone, and they go on watching the tenants they had. */
export async function leftoverCells(
  stacks: Stacks,
  stack: string,
  cell: number,
): Promise<readonly Check[]> {
  const name = cellStackName(stack, cell);
  const further: Check[] = [];
  const check = await checked(null, `stack ${name}`, async () => {
    const found = await stacks.describe(name);
    if (!found) return { ok: true, says: 'It is not there' };
    further.push(...(await leftoverCells(stacks, stack, cell + 1)));
    return leftoverSays(name, found.status);
  });
  return check.ok ? [] : [check, ...further];
}

function leftoverSays(name: string, status: string): Said {
  if (status === 'DELETE_IN_PROGRESS') return stackSays(status);
  return {
    ok: false,
    says: `It is left over from when there were more cells, and goes on watching the tenants it had. Delete it: \`aws cloudformation delete-stack --stack-name ${name}\`. See docs/runbook.md#leftover-cell.`,
  };
}
