import { createCollect } from '../../../functions/adapters/auth0/collect.ts';
import type { LogEntry, LogReading } from '../../../functions/core/log-entry.ts';
import { emptyMemory, type LogMemory } from '../../../functions/core/log-memory.ts';
import type { ReadRequest, Reading } from '../../../functions/core/ports.ts';
import { startTenant, type SimulatedTenant, type TenantOptions } from '../../../demo/tenant.ts';
import { fakeTime, collectGiven, requestFor, tenantAt, valueOf } from './reading.ts';

/** A simulated tenant whose time is told, watched run after run as the job would. */
export interface Watched {
  readonly tenant: SimulatedTenant;
  readonly collect: ReturnType<typeof collectGiven>;
  /** Moves the clock of the tenant and of the next run. */
  pass(hours: number): void;
  now(): Date;
  /** Reads, remembers where the logs were left and which apps there are. */
  run(parts?: Partial<ReadRequest>): Promise<Reading>;
  /** What the next run is given. */
  logs: ReadRequest['logs'];
  knownApps: Set<string>;
}

export const hour = 3_600_000;

export async function watched(
  options: TenantOptions = {},
  config: Parameters<typeof tenantAt>[1] = {},
): Promise<Watched> {
  let at = Date.parse('2026-11-01T09:00:00.000Z');
  const clock = (): Date => new Date(at);
  const tenant = await startTenant({ domain: 'acme.eu.auth0.com', clock, ...options });
  const collect = collectGiven(createCollect(async () => tenant.state.credentials, fakeTime()));
  const world: Watched = {
    tenant,
    collect,
    pass: (hours) => void (at += hours * hour),
    now: clock,
    run,
    logs: { position: null, memory: emptyMemory },
    knownApps: new Set(),
  };
  return world;

  async function run(parts: Partial<ReadRequest> = {}): Promise<Reading> {
    tenant.reset();
    const { logs, knownApps } = world;
    const of = tenantAt(tenant.url, config);
    const given = { tenant: of, now: clock(), logs, knownApps, ...parts };
    const reading = await collect(requestFor(tenant.url, given));
    const { apps, logs: section } = reading.snapshot.sections;
    if (section.ok) world.logs = { ...logs, position: section.value.position };
    if (apps.ok) world.knownApps = new Set(apps.value.map(({ id }) => id));
    return reading;
  }
}

export function remembering(world: Watched, parts: Partial<LogMemory>): void {
  world.logs = { ...world.logs, memory: { ...world.logs.memory, ...parts } };
}

export function logsOf(reading: Reading): LogReading {
  return valueOf(reading, 'logs');
}

/** What the entries tell, in short. */
export function toldBy(reading: Reading): string[] {
  return logsOf(reading).entries.map(shortly);
}

function shortly({ operation, appName, app }: LogEntry): string {
  const what = appName ?? app;
  return what === undefined ? operation : `${operation} ${what}`;
}

/** Requests for logs of the newest run, in short. */
export function askedLogs({ tenant }: Watched): string[] {
  return tenant.requests
    .filter(({ pathname }) => pathname === '/api/v2/logs')
    .map(({ path }) => {
      const query = new URL(path, 'http://x').searchParams;
      if (query.has('from')) return 'follow';
      const page = query.get('page');
      return query.has('q') ? `search ${page}` : String(query.get('sort'));
    });
}

/** Synthetic. */
export const deployer = {
  clientId: 'deployer',
  clientName: 'Deployer',
  ip: '203.0.113.1',
  userAgent: 'deploy-cli/8.44.0 (node.js/24.1.0)',
};

/** Makes a third-party app as a pipeline does that names no mode. */
export function deploy({ tenant }: Watched, name: string): string {
  return tenant.createApp({ name, is_first_party: false }, deployer).client_id;
}

export function chatter({ tenant }: Watched, count: number, parts: object = {}): void {
  for (let at = 0; at < count; at += 1) {
    tenant.addLog({ type: 's', description: 'Successful login', client_id: 'web', ...parts });
  }
}
