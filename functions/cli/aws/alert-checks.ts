import type { Deployment } from '../../adapters/aws/deployment.ts';
import type { Functions } from '../../adapters/aws/lambda.ts';
import { testReplyOf } from '../../adapters/aws/replies.ts';
import { cellOf, functionName } from '../../core/deployment.ts';
import { OperatorError } from '../../core/errors.ts';
import { checkOf } from '../alert-checks.ts';
import type { Check } from '../checks.ts';

/** Has the deployed monitor send a marked test through every channel of these tenants; a check a channel. */
export async function checkAlerts(
  functions: Functions,
  { stack, cells }: Deployment,
  tenants: readonly string[],
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const tenant of tenants) {
    const name = functionName(stack, 'watch', cellOf(tenant, cells));
    try {
      const { testAlert } = testReplyOf(await functions.invoke(name, { tenant, testAlert: true }));
      checks.push(...testAlert.map((test) => checkOf(tenant, test)));
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      checks.push({ tenant, check: 'test alert', ok: false, says: error.message });
    }
  }
  return checks;
}
