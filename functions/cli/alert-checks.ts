import { slackChannels } from '../adapters/local.ts';
import { OperatorError } from '../core/errors.ts';
import { channelsOf, snsChannelId } from '../core/route.ts';
import type { Route, Tenant } from '../core/tenant.ts';
import type { ChannelTest } from '../core/test-alert.ts';
import { sendTests } from '../jobs/test-alert.ts';
import type { Check } from './checks.ts';
import type { Context } from './context.ts';

/** Sends a marked test through every channel of the routes that this machine can use; a check a channel. */
export async function alertChecks(context: Context, tenant: Tenant): Promise<Check[]> {
  if (tenant.routes.length === 0) {
    const says = 'none: alerts are shown here only, and nothing was sent';
    return [{ tenant: tenant.id, check: 'routes', ok: true, says }];
  }
  const byChannel = new Map<string, Route>();
  for (const route of tenant.routes) for (const id of channelsOf(route)) byChannel.set(id, route);
  const checks: Check[] = [];
  for (const [id, route] of byChannel) checks.push(...(await tested(context, tenant, id, route)));
  return checks;
}

/** What came of a test, for people. */
export function checkOf(
  tenant: string,
  { channel, routes, says }: Omit<ChannelTest, 'accepted'>,
): Check {
  return {
    tenant,
    check: `test alert to ${channel}`,
    ok: says === null,
    says: says ?? `accepted; it is told of ${routes.join(', and of ')}`,
  };
}

async function tested(
  { env, now }: Context,
  tenant: Tenant,
  channel: string,
  route: Route,
): Promise<Check[]> {
  if (channel === snsChannelId) return [untested(tenant, channel, onlyDeployed)];
  try {
    const channels = slackChannels({ ...tenant, routes: [route] }, env);
    const tests = await sendTests({ tenant, channels, now, timeLeft: () => Infinity });
    return tests.map((test) => checkOf(tenant.id, test));
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [untested(tenant, channel, `Nothing was sent: ${error.message}${whereElse(route)}`)];
  }
}

const onlyDeployed =
  'Nothing was sent: only the deployed monitor sends to SNS: add --aws, which tests from there.';

function whereElse({ slack }: Route): string {
  return slack && 'webhookSecretId' in slack ? ' Or add --aws, which tests from there.' : '';
}

function untested({ id }: Tenant, channel: string, says: string): Check {
  return checkOf(id, { channel, routes: [], says });
}
