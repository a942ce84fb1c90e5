import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCollect } from '../../functions/adapters/auth0/collect.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import type { Channel } from '../../functions/core/ports.ts';
import { snsChannelId, terminalChannelId } from '../../functions/core/route.ts';
import { mostListed } from '../../functions/core/reply.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { rules } from '../../functions/rules/index.ts';
import type { Run } from './tenants/found.ts';
import { peakMiB } from './tenants/peak.ts';
import { countWrites } from './tenants/written.ts';

/** One run as a process of its own, so that its memory is its own. Prints what it took as one line of JSON. */
const { url, domain, clientId, clientSecret, store, table, now } = JSON.parse(
  process.argv[2] ?? '{}',
) as Record<string, string>;

const client = new DynamoDBClient({
  endpoint: store ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});
const written = countWrites(client);
const at = new Date(now ?? '');
const tenant = parseTenant({
  id: 'bench',
  domain: domain ?? '',
  baseUrl: url,
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
  rateShare: 1,
  // Two channels, since whoever tells one twice may also tell each once and still be wrong.
  routes: [{ sns: true, minSeverity: 'info' }],
});
const messages: Record<string, number> = {};
const toldOf = new Set<string>();
const cpuBefore = process.cpuUsage();
const started = performance.now();
const { run, tally } = await watch(
  {
    collect: createCollect(async () => ({
      clientId: clientId ?? '',
      clientSecret: clientSecret ?? '',
    })),
    // Time stands still for what is written, so that it is the same whenever and however fast a run is.
    store: createStore({ client, table: table ?? '', now: () => at.getTime() }),
    channels: [terminalChannelId, snsChannelId].map(acceptingChannel),
    progress: () => {},
    timeLeft: () => Infinity,
    elapsed: () => 0,
  },
  // As on Lambda, whose memory is what is held to a bound.
  { tenant, rules, now: at, dryRun: false, listing: { most: mostListed, command: '' } },
);
const wallMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpuBefore);
client.destroy();
const took: Run = {
  complete: run.complete,
  apps: run.sections.apps.ok ? run.sections.apps.count : null,
  wallMs,
  cpuMs: (user + system) / 1000,
  peakMiB: peakMiB(),
  calls: run.calls,
  ...run.cost,
  ...written(),
  messages,
  findings: total(tally.statuses) - (tally.statuses.resolved ?? 0),
  opened: tally.announced.opened ?? 0,
  toldOf: [...toldOf].sort(),
};
console.log(JSON.stringify(took));

function acceptingChannel(id: string): Channel {
  messages[id] = 0;
  return {
    id,
    async send({ told, rest }) {
      messages[id] = (messages[id] ?? 0) + 1;
      for (const rule of [...told.map((one) => one.rule), ...(rest?.rules ?? [])]) toldOf.add(rule);
    },
    report: async () => {},
    test: async () => {},
  };
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
