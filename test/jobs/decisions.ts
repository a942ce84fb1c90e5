import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import type { Action } from '../../functions/core/action.ts';
import type { DecideReply } from '../../functions/core/decide-output.ts';
import type { Finding } from '../../functions/core/finding.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { decide } from '../../functions/jobs/decide.ts';
import { rules } from '../../functions/rules/index.ts';
import type { World } from './world.ts';

export interface DecideOptions {
  readonly tenant?: Partial<Tenant>;
  readonly dryRun?: boolean;
  /** A client that stands in for the store's own, to make it fail. */
  readonly client?: DynamoDBClient;
  /** Milliseconds the store's clock is ahead, for leases. */
  readonly later?: number;
}

/** Somebody decides about the world's tenant, at `now` (ISO 8601). */
export function decideIn(
  world: World,
  now: string,
  action: Action,
  { tenant, dryRun = false, client, later = 0 }: DecideOptions = {},
): Promise<DecideReply> {
  const store = createStore({
    client: client ?? world.client,
    table: dynaliteTable,
    now: () => Date.now() + later,
  });
  return decide(
    { store, channels: [world.terminal, world.slack], timeLeft: () => Infinity },
    { tenant: { ...world.config, ...tenant }, rules, action, now: new Date(now), dryRun },
  );
}

/** The finding as it is stored. */
export async function findingIn(world: World, key: string): Promise<Finding> {
  const [tenant = ''] = key.split('/');
  const found = (await world.store.findings(tenant)).find((one) => one.key === key);
  if (!found) throw new Error(`There is no ${key}.`);
  return found;
}
