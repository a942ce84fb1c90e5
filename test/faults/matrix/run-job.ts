import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynaliteTable } from '../../../functions/adapters/dynalite.ts';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import { oldestAllowed } from '../../../functions/adapters/schedule.ts';
import type { DeliveryError } from '../../../functions/core/errors.ts';
import type { Channel, Collect } from '../../../functions/core/ports.ts';
import type { Tenant } from '../../../functions/core/tenant.ts';
import { decide } from '../../../functions/jobs/decide.ts';
import { pulse } from '../../../functions/jobs/pulse.ts';
import { watch } from '../../../functions/jobs/watch.ts';
import { rules } from '../../../functions/rules/index.ts';

export type Job = 'watch' | 'pulse' | 'decide';

/** A run of a job, and what it is to meet. */
export interface Run {
  readonly job: Job;
  readonly tenant: Tenant;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly client: DynamoDBClient;
  /** The store's clock; stands at `at` unless given. */
  readonly now?: () => number;
  readonly channels: readonly Channel[];
  readonly collect: Collect;
  readonly heartbeat?: () => Promise<void>;
}

/** The app whose finding somebody suppresses in its past, and unsuppresses in a run of decide. */
export const hidden = 'hidden';

/** Runs it; what it throws is what the run throws. */
export async function runJob(run: Run): Promise<readonly DeliveryError[]> {
  const { job, tenant, channels, at } = run;
  const now = new Date(at);
  const store = createStore({
    client: run.client,
    table: dynaliteTable,
    now: run.now ?? (() => at),
  });
  const common = { store, channels, timeLeft: () => Infinity };
  const request = { tenant, rules, now, dryRun: false };
  if (job === 'watch') {
    const more = { collect: run.collect, progress: () => {}, elapsed: () => 0 };
    return (await watch({ ...common, ...more }, request)).undelivered;
  }
  if (job === 'decide') {
    const finding = `${tenant.id}/app-permissive/${hidden}`;
    const action = { kind: 'unsuppress', finding, by: 'ann', reason: 'synthetic' } as const;
    await decide(common, { ...request, action });
    return [];
  }
  const more = {
    channelsOf: () => channels,
    oldestAllowed,
    heartbeat: run.heartbeat ?? null,
    sleep: async () => {},
  };
  const pulsed = { tenants: [tenant], rules, now, isScheduled: true, dryRun: false };
  const { failures, undelivered } = await pulse({ ...common, ...more }, pulsed);
  for (const { error } of failures) throw error;
  return undelivered;
}
