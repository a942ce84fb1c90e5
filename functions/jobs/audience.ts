import { channelsFor, terminalChannelId } from '../core/route.ts';
import type { Channel } from '../core/ports.ts';
import type { AnyRule, Observation } from '../core/rule.ts';
import { severityOf } from '../core/severity-of.ts';
import type { Severity } from '../core/severity.ts';
import type { Tenant } from '../core/tenant.ts';

/** Who is told of a tenant, and what its findings weigh for them. */
export interface Audience {
  /** Ids of the channels there are, sorted. */
  readonly channelIds: readonly string[];
  /** Ids of the channels that hear of a severity. */
  readonly hears: (severity: Severity) => readonly string[];
  readonly severityOf: (rule: AnyRule, observation: Observation) => Severity;
}

export function audienceOf(tenant: Tenant, channels: readonly Channel[]): Audience {
  const channelIds = channels.map(({ id }) => id).sort();
  const terminal = channelIds.includes(terminalChannelId);
  return {
    channelIds,
    hears: (severity) => channelsFor(tenant, severity, { terminal }),
    severityOf: (rule, observation) => severityOf(rule, observation, severitySet(tenant, rule.id)),
  };
}

function severitySet(tenant: Tenant, rule: string): Severity | undefined {
  const setting = tenant.rules[rule];
  return typeof setting === 'object' ? setting.severity : undefined;
}
