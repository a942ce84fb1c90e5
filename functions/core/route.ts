import { atLeast, type Severity } from './severity.ts';
import type { Route, Tenant } from './tenant.ts';

/** What is told besides the tenant's routes. */
export interface RouteOptions {
  /** A person is watching at a terminal, who is told everything. */
  readonly terminal: boolean;
}

export const terminalChannelId = 'terminal';
export const snsChannelId = 'sns';

/** Ids of the channels that hear of a finding of this severity, sorted. */
export function channelsFor(
  tenant: Pick<Tenant, 'routes'>,
  severity: Severity,
  options: RouteOptions = { terminal: false },
): string[] {
  const routes = tenant.routes.filter(({ minSeverity }) => atLeast(severity, minSeverity));
  return channelIds(routes, options);
}

/** Stable while the webhook is kept in the same place, whatever its address. */
export function slackChannelId(slack: NonNullable<Route['slack']>): string {
  return `slack:${'webhookEnv' in slack ? slack.webhookEnv : slack.webhookSecretId}`;
}

function channelIds(routes: readonly Route[], { terminal }: RouteOptions): string[] {
  const ids = new Set<string>(terminal ? [terminalChannelId] : []);
  for (const { slack, sns } of routes) {
    if (slack) ids.add(slackChannelId(slack));
    if (sns) ids.add(snsChannelId);
  }
  return [...ids].sort();
}
