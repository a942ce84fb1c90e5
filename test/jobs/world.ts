import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startTenant, type SimulatedTenant, type TenantOptions } from '../../demo/tenant.ts';
import { createCollect } from '../../functions/adapters/auth0/collect.ts';
import { dynaliteTable, openDynalite } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { DeliveryError } from '../../functions/core/errors.ts';
import type { Announcement } from '../../functions/core/finding.ts';
import type { LogEntry, LogReading } from '../../functions/core/log-entry.ts';
import type { PostureSummary } from '../../functions/core/posture/posture-summary.ts';
import type { Message } from '../../functions/core/message.ts';
import type { Channel, Collect, Store } from '../../functions/core/ports.ts';
import { sample, type SampleParts } from '../../functions/core/sample.ts';
import type { Section } from '../../functions/core/snapshot.ts';
import { parseTenant, type Tenant } from '../../functions/core/tenant.ts';
import type { TestAlert } from '../../functions/core/test-alert.ts';
import { watch, type WatchOutcome } from '../../functions/jobs/watch.ts';
import { rules } from '../../functions/rules/index.ts';
import { memoryDynamo, memoryTable } from '../adapters/memory-dynamo.ts';
import { isThorough } from '../thorough.ts';

/** A channel of a test: it keeps what it accepted, and refuses while it is down. */
export interface FakeChannel extends Channel {
  readonly accepted: Message[];
  readonly reports: PostureSummary[];
  readonly tests: TestAlert[];
  isDown: boolean;
  /** What it was told of findings, such as "opened app-permissive p 1", in order. */
  told(): string[];
}

export function fakeChannel(id: string): FakeChannel {
  const accepted: Message[] = [];
  const reports: PostureSummary[] = [];
  const tests: TestAlert[] = [];
  return {
    id,
    accepted,
    isDown: false,
    async send(message) {
      if (this.isDown) throw new DeliveryError(`${id} is down.`);
      accepted.push(message);
    },
    async report(posture) {
      if (this.isDown) throw new DeliveryError(`${id} is down.`);
      reports.push(posture);
    },
    reports,
    async test(alert) {
      if (this.isDown) throw new DeliveryError(`${id} is down.`);
      tests.push(alert);
    },
    tests,
    told: () => accepted.flatMap(({ told }) => told.map(wordOf)),
  };
}

function wordOf(told: { announcement: Announcement; key: string; transition: number }): string {
  const [, rule, ...subject] = told.key.split('/');
  return `${told.announcement} ${rule} ${subject.join('/')} ${told.transition}`;
}

export interface RunOptions {
  readonly dryRun?: boolean;
  readonly timeLeft?: () => number;
  readonly timeToTell?: () => number;
  readonly retryNow?: boolean;
  readonly tenant?: Partial<Parameters<typeof parseTenant>[0]>;
  /** A client that stands in for the store's own, to make it fail. */
  readonly client?: DynamoDBClient;
  /** Milliseconds the store's clock is ahead, for leases. */
  readonly later?: number;
  readonly collect?: Collect;
  readonly channels?: readonly Channel[];
  /** Log entries that came as events. */
  readonly events?: readonly LogEntry[];
}

/** A simulated tenant, the store and two channels, all real but for the address. */
export interface World {
  readonly tenant: SimulatedTenant;
  readonly config: Tenant;
  readonly store: Store;
  readonly client: DynamoDBClient;
  readonly slack: FakeChannel;
  readonly terminal: FakeChannel;
  /** A run at `now` (ISO 8601, or a day of November 2026 at 09:00 UTC). */
  run(now: string | number, options?: RunOptions): Promise<WatchOutcome>;
  close(): Promise<void>;
}

export const credentialsEnv = { env: { clientId: 'ID', clientSecret: 'SECRET' } } as const;

/** Where a world keeps what it stores. */
interface Place {
  readonly client: DynamoDBClient;
  readonly table: string;
  close(): Promise<void>;
}

/** In `npm test` its store is in memory, as of {@link createFastWorld}; in `npm run test:faults` on disk. */
export async function createWorld(options: TenantOptions = {}): Promise<World> {
  return isThorough ? worldIn(options, await onDisk()) : createFastWorld(options);
}

async function onDisk(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'strictwatch-world-'));
  const database = await openDynalite(dir);
  return {
    client: database.client,
    table: dynaliteTable,
    async close() {
      await database.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Its store is always in memory: for tests of many runs, which ask nothing of the database. */
export function createFastWorld(options: TenantOptions = {}): Promise<World> {
  return worldIn(options, { client: memoryDynamo(), table: memoryTable, close: async () => {} });
}

async function worldIn(options: TenantOptions, place: Place): Promise<World> {
  const { client, table } = place;
  const tenant = await startTenant({ eligible: true, rules: 404, hooks: 404, ...options });
  const config = configOf(tenant);
  const store = createStore({ client, table });
  const collect = createCollect(async () => ({
    clientId: tenant.clientId,
    clientSecret: tenant.state.credentials.clientSecret,
  }));
  const slack = fakeChannel('slack:WEBHOOK');
  const terminal = fakeChannel('terminal');
  return {
    tenant,
    config,
    store,
    client,
    slack,
    terminal,
    run: (now, options = {}) =>
      watch(
        {
          collect: options.collect ?? collect,
          store: createStore({
            client: options.client ?? client,
            table,
            now: () => Date.now() + (options.later ?? 0),
          }),
          channels: options.channels ?? [terminal, slack],
          progress: () => {},
          timeLeft: options.timeLeft ?? (() => Infinity),
          ...(options.timeToTell && { timeToTell: options.timeToTell }),
          ...(options.retryNow && { retryNow: options.retryNow }),
          elapsed: () => 0,
        },
        {
          tenant: {
            ...config,
            ...options.tenant,
          } as Tenant,
          rules,
          now: dateOf(now),
          dryRun: options.dryRun ?? false,
          ...(options.events && { events: options.events }),
        },
      ),
    async close() {
      await tenant.close();
      await place.close();
    },
  };
}

export function configOf(tenant: SimulatedTenant): Tenant {
  return parseTenant({
    id: 'acme',
    domain: tenant.domain,
    baseUrl: tenant.url,
    credentials: credentialsEnv,
    routes: [{ minSeverity: 'medium', slack: { webhookEnv: 'WEBHOOK' } }],
    rateShare: 1,
  });
}

function dateOf(now: string | number): Date {
  return typeof now === 'string' ? new Date(now) : new Date(Date.UTC(2026, 10, now, 9));
}

/** A tenant on values alone, read as `parts` and `logs` say. */
export function readAs(parts: SampleParts, logs: Section<LogReading>): Collect {
  return async ({ tenant, now }) => ({
    snapshot: {
      version: 1,
      tenant: tenant.id,
      takenAt: now.toISOString(),
      sections: { ...sample(parts).sections, logs },
    },
    toggle: { apiField: null, probe: null, litter: [], probeName: null },
    calls: 0,
    warnings: [],
    partial: null,
  });
}

/** A third-party app for the simulated tenant, permissive unless said otherwise. */
export function partner(client_id: string, parts: object = {}) {
  return {
    client_id,
    name: `partner ${client_id}`,
    is_first_party: false,
    third_party_security_mode: 'permissive',
    app_type: 'regular_web',
    grant_types: ['authorization_code'],
    callbacks: ['https://partner.example/callback'],
    ...parts,
  };
}
