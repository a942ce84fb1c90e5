import type { Deployment } from '../../adapters/aws/deployment.ts';
import type { Functions } from '../../adapters/aws/lambda.ts';
import { pulseReplyOf } from '../../adapters/aws/replies.ts';
import { functionName } from '../../core/deployment.ts';
import { forTerminal } from '../../core/escape.ts';
import { plural } from '../../core/message.ts';
import type { TenantPulse } from '../../core/pulse.ts';
import type { Tenant } from '../../core/tenant.ts';
import { ageWords } from '../../core/age.ts';
import { checked, type Check, type Said } from '../checks.ts';

export interface ReadChecks {
  readonly checks: readonly Check[];
  /** Ids of the tenants that were asked for and are deployed, or may be where a pulse did not answer. */
  readonly deployed: readonly string[];
}

/** How long since each tenant was read, as `pulse` knows it, and whether those configured are those deployed. */
export async function checkReads(
  functions: Functions,
  { stack, cells }: Deployment,
  tenants: readonly Tenant[] | null,
  /** Ids asked for on the command line; all when empty. */
  asked: readonly string[],
): Promise<ReadChecks> {
  const deployed: TenantPulse[] = [];
  const pulses: Check[] = [];
  for (let cell = 1; cell <= cells; cell += 1) {
    const pulse = await checked(null, `pulse of cell ${cell}`, async () => {
      const reply = await functions.invoke(functionName(stack, 'pulse', cell), { dryRun: true });
      const { tenants: read } = pulseReplyOf(reply);
      deployed.push(...read);
      return { ok: true, says: `it answers for ${plural(read.length, 'tenant')}` };
    });
    pulses.push(pulse);
  }
  const isWhole = pulses.every(({ ok }) => ok);
  const configured = tenants?.map(({ id }) => id) ?? null;
  const here = deployed.filter(({ tenant }) => asked.length === 0 || asked.includes(tenant));
  const missing = (configured ?? asked).filter((id) => !here.some(({ tenant }) => tenant === id));
  const checks = [
    ...pulses,
    ...here.map((read) => ({ tenant: read.tenant, check: 'read', ...readSays(read, configured) })),
    // When a pulse did not answer, its tenants are not known to be missing.
    ...(isWhole ? missing.map(notDeployed) : []),
  ];
  return { checks, deployed: [...here.map(({ tenant }) => tenant), ...(isWhole ? [] : missing)] };
}

function readSays(read: TenantPulse, configured: readonly string[] | null): Said {
  const { tenant, lastComplete, ageSeconds, oldestAllowed, stale, canary } = read;
  const when =
    lastComplete === null || ageSeconds === null
      ? 'never read whole yet'
      : `last read whole ${ageWords(ageSeconds)} ago`;
  if (stale) {
    return {
      ok: false,
      says: `${when}, it should have been since ${oldestAllowed}: see docs/runbook.md#watch-stale.`,
    };
  }
  if (canary?.status === 'open') {
    return { ok: false, says: `${when}; ${canary.message}: see docs/runbook.md#canary-overdue.` };
  }
  if (configured && !configured.includes(tenant)) {
    const id = forTerminal(tenant, 63);
    return {
      ok: false,
      says: `${when}, but tenants.json does not name ${id}: the next deploy ends its watch. Put it back, or deploy.`,
    };
  }
  return { ok: true, says: when };
}

function notDeployed(tenant: string): Check {
  const says = 'It is not deployed, so nobody reads it. Deploy: `npx cdk deploy --all`.';
  return { tenant, check: 'read', ok: false, says };
}
