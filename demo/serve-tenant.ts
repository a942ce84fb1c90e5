import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startTenant, type SimulatedTenant } from './tenant.ts';
import { generateApps } from './tenant/generate.ts';
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
  },
});

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
  if (typeof command['register'] === 'number') return register(served, command['register']);
  if (typeof command['change'] === 'number') return change(served, command['change']);
  if (command['reset'] === true) served.reset();
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
  for (const { client_id: id } of chosen) {
    served.updateApp(id, { callbacks: [`https://changed.example.com/${Date.now()}`] });
  }
  return { changed: chosen.map((app) => app.client_id) };
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
