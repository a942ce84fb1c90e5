import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startSlack, type SimulatedSlack } from '../../../demo/slack.ts';
import {
  defaultScopes,
  startTenant,
  writeScopes,
  type SimulatedTenant,
} from '../../../demo/tenant.ts';
import { createCollect } from '../../../functions/adapters/auth0/collect.ts';
import { dynaliteTable, openDynalite } from '../../../functions/adapters/dynalite.ts';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import type { Channel, Collect, Store } from '../../../functions/core/ports.ts';
import { parseTenant, type Tenant } from '../../../functions/core/tenant.ts';
import { decide } from '../../../functions/jobs/decide.ts';
import { rules } from '../../../functions/rules/index.ts';
import { fakeTime } from '../../adapters/auth0/reading.ts';
import { credentialsEnv, partner } from '../../jobs/world.ts';
import { copyItems, itemsOf } from './items.ts';
import { hidden, runJob, type Job } from './run-job.ts';

/** A tenant with a past, on the embedded store, and everything a run of it needs. */
export interface Bench {
  readonly auth0: SimulatedTenant;
  readonly slack: SimulatedSlack;
  readonly client: DynamoDBClient;
  readonly store: Store;
  /** A tenant of this id; with the past, unless it is to be adopted. */
  tenant(id: string, past: 'past' | 'none'): Promise<Tenant>;
  close(): Promise<void>;
}

/** When the runs that are disturbed begin, in milliseconds since 1970. */
export const theDay = Date.UTC(2026, 10, 4, 9);
const dayMs = 86_400_000;

const ordersApi = 'https://api.acme.example/orders';

export async function openBench(): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), 'strictwatch-matrix-'));
  const database = await openDynalite(dir);
  const { client } = database;
  const slack = await startSlack();
  const auth0 = await startTenant({
    domain: 'acme.eu.auth0.com',
    eligible: true,
    rules: [],
    hooks: [],
    clock: () => new Date('2026-10-31T00:00:00Z'),
    scopes: [...defaultScopes, ...writeScopes],
    apis: [{ identifier: ordersApi, name: 'Orders' }],
    apps: [
      { client_id: 'own', name: 'own', is_first_party: true },
      ...['stays', 'grows', hidden].map((id) => partner(id)),
    ],
  });
  const past = await livePast(client, auth0);
  return {
    auth0,
    slack,
    client,
    store: createStore({ client, table: dynaliteTable }),
    async tenant(id, from) {
      if (from === 'past') await copyItems(client, past, id);
      return configOf(auth0, id);
    },
    async close() {
      await auth0.close();
      await slack.close();
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Three days on which everything begins that ends or goes on in the runs that are disturbed. */
async function livePast(client: DynamoDBClient, auth0: SimulatedTenant) {
  const tenant = configOf(auth0, 'past');
  const channels = ['terminal', 'slack:WEBHOOK'].map(quiet);
  const collect = collectFrom(auth0);
  const run = (job: Job, daysBefore: number, more = {}) =>
    runJob({ job, tenant, at: theDay - daysBefore * dayMs, client, channels, collect, ...more });
  await run('watch', 3);
  for (const id of ['goes', 'held', 'back']) auth0.createApp(partner(id));
  await run('watch', 2);
  await suppress(client, tenant, channels, theDay - 1.5 * dayMs);
  auth0.deleteApp('back');
  await run('watch', 1);
  await run('watch', 0.5, { collect: outOfTime(collect) });
  auth0.deleteApp('goes');
  for (const id of ['back', 'new']) auth0.createApp(partner(id));
  auth0.updateApp('grows', { grant_types: ['authorization_code', 'implicit'] });
  auth0.setSettings({ default_audience: ordersApi, flags: { surprising_flag: true } });
  auth0.addGrant({ audience: ordersApi, client_id: 'stays', scope: ['read:orders'] });
  return itemsOf(client, tenant.id);
}

async function suppress(
  client: DynamoDBClient,
  tenant: Tenant,
  channels: readonly Channel[],
  at: number,
): Promise<void> {
  const store = createStore({ client, table: dynaliteTable, now: () => at });
  await decide(
    { store, channels, timeLeft: () => Infinity },
    {
      tenant,
      rules,
      now: new Date(at),
      dryRun: false,
      action: {
        kind: 'suppress',
        finding: `${tenant.id}/app-permissive/${hidden}`,
        by: 'ann',
        owner: 'security',
        reason: 'synthetic',
        until: new Date(at + 30 * dayMs).toISOString(),
      },
    },
  );
}

/** Reads the simulated tenant over HTTP; its clock moves only while the reader waits. */
export function collectFrom({ clientId, state }: SimulatedTenant): Collect {
  const { clientSecret } = state.credentials;
  return createCollect(async () => ({ clientId, clientSecret }), fakeTime({ attemptMs: 120 }));
}

/** Reads all but the end of the listing of apps, for which the time did not last. */
export function outOfTime(collect: Collect): Collect {
  return async (request, left) => {
    const reading = await collect(request, left);
    const { apps } = reading.snapshot.sections;
    const sections = {
      ...reading.snapshot.sections,
      apps: { ok: false, reason: 'the time was up', cause: 'time' },
    } as const;
    const listed = apps.ok ? apps.value.slice(0, 2) : [];
    return {
      ...reading,
      snapshot: { ...reading.snapshot, sections },
      partial: { cursor: 'synthetic', takenAt: reading.snapshot.takenAt, apps: listed },
    };
  };
}

function configOf({ domain, url }: SimulatedTenant, id: string): Tenant {
  return parseTenant({
    id,
    domain,
    baseUrl: url,
    credentials: credentialsEnv,
    routes: [{ minSeverity: 'medium', slack: { webhookEnv: 'WEBHOOK' } }],
    toggle: { probeEveryDays: 1, apiField: 'migrations.flags.some_switch' },
    rateShare: 1,
  });
}

function quiet(id: string): Channel {
  return { id, send: async () => {}, report: async () => {}, test: async () => {} };
}
