import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createCollect } from '../../../functions/adapters/auth0/collect.ts';
import { createStore } from '../../../functions/adapters/dynamo.ts';
import type { Collect } from '../../../functions/core/ports.ts';
import { parseTenant } from '../../../functions/core/tenant.ts';
import { watch } from '../../../functions/jobs/watch.ts';
import { rules } from '../../../functions/rules/index.ts';
import type { Invocation } from './found.ts';

/** What a run within limits is given, beside what the tenant and the store say of themselves. */
export interface Limits {
  /** ISO 8601. */
  readonly now: string;
  readonly rateShare: number;
  /** Milliseconds it may take; null for as long as it likes. */
  readonly limitMs: number | null;
}

type Input = Limits &
  Readonly<Record<'url' | 'domain' | 'clientId' | 'clientSecret' | 'store' | 'table', string>>;

/** One run as a process of its own. Prints what it took as one line of JSON. */
const input = JSON.parse(process.argv[2] ?? '') as Input;
const { clientId, clientSecret, table, limitMs } = input;
const client = new DynamoDBClient({
  endpoint: input.store,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});
const tenant = parseTenant({
  id: 'bench',
  domain: input.domain,
  baseUrl: input.url,
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
  rateShare: input.rateShare,
});
const read = createCollect(async () => ({ clientId, clientSecret }));
const store = createStore({ client, table });
let takenAt = '';
let pages = 0;
let messages = 0;
const collect: Collect = async (request, left) => {
  const reading = await read(request, left);
  takenAt = reading.snapshot.takenAt;
  return reading;
};
const started = performance.now();
const elapsed = () => performance.now() - started;
const { run } = await watch(
  {
    collect,
    store,
    channels: [
      {
        id: 'terminal',
        send: async () => void (messages += 1),
        report: async () => {},
        test: async () => {},
      },
    ],
    progress: (event) => {
      if (event.section === 'apps') pages = event.pages;
    },
    timeLeft: () => (limitMs === null ? Infinity : limitMs - elapsed()),
    elapsed,
  },
  { tenant, rules, now: new Date(input.now), dryRun: false },
);
const wallMs = elapsed();
const record = await store.lastRecord(tenant.id);
client.destroy();
const took: Invocation = {
  complete: run.complete,
  wallMs,
  calls: run.calls,
  pages,
  apps: run.sections.apps.ok ? run.sections.apps.count : null,
  takenAt,
  snapshot: record?.run.snapshot ?? '',
  ...run.cost,
  messages,
  findings: run.findings.map(({ key, status }) => `${key} ${status}`),
  told: run.findings.flatMap(({ key, announced }) => (announced === null ? [] : [key])),
};
console.log(JSON.stringify(took));
