import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Store } from '../../functions/core/ports.ts';
import type { AnyRule } from '../../functions/core/rule.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import type { Wire } from '../adapters/faulty-client.ts';
import type { Oracle, RunSeen } from './oracle.ts';
import type { Step } from './schedule.ts';
import type { TenantState } from './tenant-state.ts';

/** The tenant of all schedules. */
export const tenant = parseTenant({
  id: 'acme',
  domain: 'acme.eu.auth0.com',
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
  intent: { dcr: 'off' },
  routes: [
    { minSeverity: 'medium', slack: { webhookEnv: 'WEBHOOK' } },
    { minSeverity: 'high', slack: { webhookEnv: 'HIGH' } },
  ],
});

/** What a schedule is played on. */
export interface World {
  readonly client: DynamoDBClient;
  readonly oracle: Oracle;
  readonly rules: readonly AnyRule[];
  /** Undisturbed. */
  readonly store: Store;
  time: number;
  tenant: TenantState;
  /** A manifest counts once a head names it. */
  hasHead: boolean;
}

/** What belongs to one run, which is a process of its own. */
export interface Process {
  readonly seen: RunSeen;
  readonly wire: Wire;
  readonly step: Step;
  /** What came of it, for the log. */
  readonly log: string[];
}
