import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startTenant, type Actor, type SimulatedTenant } from './tenant.ts';
import { generateApps } from './tenant/generate.ts';
import type { Bucket } from './tenant/rate-limit.ts';
import { isObject, type JsonObject } from './tenant/wire.ts';

const { values: flags } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    apps: { type: 'string', default: '1000' },
    latency: { type: 'string', default: '0' },
    'third-party': { type: 'string', default: '0.1' },
    permissive: { type: 'string', default: '0.2' },
    burst: { type: 'string' },
    'per-second': { type: 'string' },
    dcr: { type: 'boolean', default: false },
    /** ISO 8601: the time written into what is there and what happens, until a command sets another. */
    clock: { type: 'string' },
    'app-offset-cap': { type: 'string', default: '1000' },
  },
});

/** Who does what a command asks for; synthetic. */
const pipeline: Actor = {
  clientId: 'ClientOfTheDeployPipeline0000000',
  clientName: 'deploy-pipeline',
  ip: '203.0.113.7',
  userAgent: 'Terraform-Provider-Auth0/1.38.0',
};

const tenant = await startTenant({
  port: number('port', flags.port),
  latencyMs: number('latency', flags.latency),
  apps: generateApps({
    count: number('apps', flags.apps),
    thirdParty: number('third-party', flags['third-party']),
    permissive: number('permissive', flags.permissive),
  }),
  settings: flags.dcr ? { flags: { enable_dynamic_client_registration: true } } : {},
  recordRequests: 0,
  ...(flags.clock !== undefined && { clock: stoppedAt(flags.clock) }),
  appOffsetCap: number('app-offset-cap', flags['app-offset-cap']),
  ...((flags.burst ?? flags['per-second']) !== undefined && {
    rateLimit: {
      burst: number('burst', flags.burst),
      perSecond: number('per-second', flags['per-second']),
    },
  }),
});

print({
  url: tenant.url,
  domain: tenant.domain,
  clientId: tenant.clientId,
  clientSecret: tenant.state.credentials.clientSecret,
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void tenant.close().then(() => process.exit(0)));
}

// One JSON command a line on stdin, one JSON answer a line on stdout: a bench can change the tenant between runs.
for await (const line of createInterface({ input: process.stdin })) {
  const command: unknown = JSON.parse(line);
  print(isObject(command) ? obey(tenant, command) : { error: 'a command is a JSON object' });
}

function obey(served: SimulatedTenant, command: JsonObject): JsonObject {
  const {
    clock,
    register: registrations,
    change: changes,
    settings,
    reset,
    limit,
    spent,
  } = command;
  if (typeof clock === 'string') served.setClock(stoppedAt(clock));
  if (typeof registrations === 'number') return register(served, registrations);
  if (typeof changes === 'number') return change(served, changes);
  if (isObject(settings)) return set(served, settings);
  if (Array.isArray(limit)) served.setRateLimit(...(limit as Bucket[]));
  if (reset === true) served.reset();
  if (spent === true) return { spent: spentOf(served) };
  return { requests: served.requestCount() };
}

function register(served: SimulatedTenant, count: number): JsonObject {
  for (let n = 0; n < count; n += 1) {
    served.registerApp({
      client_name: `Flood ${n}`,
      redirect_uris: [`https://flood-${n}.example.net/callback`],
    });
  }
  return { registered: count };
}

/** Gives the first third-party apps one more callback. */
function change(served: SimulatedTenant, count: number): JsonObject {
  const chosen = served
    .apps()
    .filter((app) => !app.is_first_party)
    .slice(0, count);
  const more = `https://changed.example.com/${served.state.clock().getTime()}`;
  for (const { client_id: id, callbacks } of chosen) {
    const before = Array.isArray(callbacks) ? (callbacks as string[]) : [];
    served.updateApp(id, { callbacks: [...before, more] }, pipeline);
  }
  return { changed: chosen.map((app) => app.client_id) };
}

/** What was spent of each rate limit since it was set. */
function spentOf(served: SimulatedTenant): JsonObject[] {
  return served.rateLimits().flatMap(({ bucket, spent }) => (bucket ? [{ ...spent }] : []));
}

/** Merges, as PATCH does. */
function set(served: SimulatedTenant, settings: JsonObject): JsonObject {
  served.setSettings(settings, pipeline);
  return { set: Object.keys(settings) };
}

function stoppedAt(text: string): () => Date {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new RangeError(`a clock must be a time in ISO 8601, not "${text}"`);
  return () => new Date(at);
}

function number(name: string, text = ''): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new RangeError(`--${name} must be a number of at least 0, not "${text}"`);
  }
  return value;
}

function print(value: JsonObject): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
