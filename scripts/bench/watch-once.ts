import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCollect } from '../../functions/adapters/auth0/collect.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { watch } from '../../functions/jobs/watch.ts';
import { rules } from '../../functions/rules/index.ts';

/** One run as a process of its own, so that its memory is its own. Prints what it took as one line of JSON. */
const { url, domain, clientId, clientSecret, store, table, now } = JSON.parse(
  process.argv[2] ?? '{}',
) as Record<string, string>;

const client = new DynamoDBClient({
  endpoint: store ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});
const tenant = parseTenant({
  id: 'bench',
  domain: domain ?? '',
  baseUrl: url,
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
  rateShare: 1,
});
const accepted: number[] = [];
const started = performance.now();
const { run } = await watch(
  {
    collect: createCollect(async () => ({
      clientId: clientId ?? '',
      clientSecret: clientSecret ?? '',
    })),
    store: createStore({ client, table: table ?? '' }),
    channels: [
      {
        id: 'terminal',
        send: async (message) => void accepted.push(message.told.length),
        report: async () => {},
        test: async () => {},
      },
    ],
    progress: () => {},
    timeLeft: () => Infinity,
    elapsed: () => performance.now() - started,
  },
  { tenant, rules, now: new Date(now ?? ''), dryRun: false },
);
const wallMs = performance.now() - started;
client.destroy();
console.log(
  JSON.stringify({
    wallMs,
    complete: run.complete,
    apps: run.sections.apps.ok ? run.sections.apps.count : null,
    findings: run.findings.length,
    messages: accepted.length,
    calls: run.calls,
    ...run.cost,
    // Kilobytes on Linux. Source: getrusage(2).
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
