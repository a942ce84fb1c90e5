import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import type { Channel, Store } from '../../functions/core/ports.ts';
import type { TenantPulse } from '../../functions/core/pulse.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { pulse, type PulseOutcome, type PulsePorts } from '../../functions/jobs/pulse.ts';
import { rules } from '../../functions/rules/index.ts';
import type { World } from './world.ts';

export interface PulseOptions extends Partial<PulsePorts> {
  readonly dryRun?: boolean;
  readonly isScheduled?: boolean;
  readonly tenants?: readonly Tenant[];
  readonly tenant?: Partial<Tenant>;
  readonly client?: DynamoDBClient;
  /** Milliseconds the store's clock is ahead, for leases. */
  readonly later?: number;
  readonly channels?: readonly Channel[];
}

/** A pulse at `now` (ISO 8601, or a time of 2026-11-01) on the world's tenant, through the real store and schedule. */
export function pulseAt(
  world: World,
  now: string,
  options: PulseOptions = {},
): Promise<PulseOutcome> {
  const tenants = options.tenants ?? [{ ...world.config, ...options.tenant }];
  return pulse(
    {
      store: options.store ?? storeOf(world, options),
      channelsOf: options.channelsOf ?? (() => options.channels ?? [world.terminal, world.slack]),
      oldestAllowed: options.oldestAllowed ?? oldestAllowed,
      heartbeat: options.heartbeat ?? null,
      timeLeft: options.timeLeft ?? (() => Infinity),
      sleep: options.sleep ?? (async () => {}),
    },
    {
      tenants,
      rules,
      now: timeOf(now),
      isScheduled: options.isScheduled ?? false,
      dryRun: options.dryRun ?? false,
    },
  );
}

export function storeOf(world: World, { client, later = 0 }: PulseOptions = {}): Store {
  return createStore({
    client: client ?? world.client,
    table: dynaliteTable,
    now: () => Date.now() + later,
  });
}

/** The one tenant of an outcome. */
export function only({ result }: PulseOutcome): TenantPulse {
  const [first] = result.tenants;
  if (!first || result.tenants.length > 1) throw new Error('not one tenant');
  return first;
}

function timeOf(text: string): Date {
  return new Date(text.includes('T') ? text : `2026-11-01T${text}Z`);
}
