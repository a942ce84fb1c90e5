import { hearingOf, terminalChannelId } from '../core/route.ts';
import type { Hearing } from '../core/hearing.ts';
import type { Channel } from '../core/ports.ts';
import type { AnyRule, Observation } from '../core/rule.ts';
import { severityOf } from '../core/severity-of.ts';
import type { Severity } from '../core/severity.ts';
import type { Tenant } from '../core/tenant.ts';

/** Who is told of a tenant, and what its findings weigh for them. */
export interface Audience extends Hearing {
  /** Ids of the channels there are, sorted. */
  readonly channelIds: readonly string[];
  readonly severityOf: (rule: AnyRule, observation: Observation) => Severity;
}

export function audienceOf(
  tenant: Tenant,
  channels: readonly Channel[],
  rules: readonly AnyRule[],
): Audience {
  const channelIds = channels.map(({ id }) => id).sort();
  const terminal = channelIds.includes(terminalChannelId);
  return {
    channelIds,
    ...hearingOf(tenant, { terminal, rules }),
    severityOf: (rule, observation) => severityOf(rule, observation, severitySet(tenant, rule.id)),
  };
}

function severitySet(tenant: Tenant, rule: string): Severity | undefined {
  const setting = tenant.rules[rule];
  return typeof setting === 'object' ? setting.severity : undefined;
}
