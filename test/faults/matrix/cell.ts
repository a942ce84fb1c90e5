import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { slackChannel } from '../../../functions/adapters/slack.ts';
import { OperatorError } from '../../../functions/core/errors.ts';
import type { Message } from '../../../functions/core/message.ts';
import type { Channel, Collect } from '../../../functions/core/ports.ts';
import type { SlackPayload } from '../../../functions/core/render-slack.ts';
import type { Tenant } from '../../../functions/core/tenant.ts';
import type { Happened } from '../../../scripts/fault-matrix/measured.ts';
import { CrashError } from '../../adapters/crash.ts';
import { collectFrom, theDay, type Bench } from './bench.ts';
import { runJob, type Job } from './run-job.ts';

/** What a run is stopped in, and what comes after it. */
export interface Scene {
  readonly job: Job;
  readonly past: 'past' | 'none';
  /** Hours after the day's beginning. */
  readonly hours: number;
}

/** How one run is disturbed; what is not given is as it always is. */
export interface Disturbance {
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
  readonly channels?: readonly Channel[];
  readonly collect?: Collect;
  /** How the next run reads the tenant. */
  readonly next?: Collect;
  /** Ends the disturbance, once the run is over. */
  readonly over?: () => void | Promise<void>;
}

/** What people heard and what is stored, after a run and after the next one. */
export interface Outcome {
  /** Each as channel, kind, finding and transition; a run after the other. */
  readonly heard: readonly (readonly string[])[];
  readonly stored: unknown;
  /** Keys of the findings that were over before, and after each of the two. */
  readonly over: readonly (readonly string[])[];
}

const minuteMs = 60_000;
const untilNextMs = 10 * minuteMs;

/** A run that is disturbed, and the next, which is not. */
export async function twoRuns(
  bench: Bench,
  scene: Scene,
  id: string,
  disturb: (desk: Desk) => Disturbance,
): Promise<Outcome> {
  const tenant = await bench.tenant(id, scene.past);
  const desk = openDesk(bench, tenant);
  const before = await overOf(bench, id);
  const at = theDay + scene.hours * 60 * minuteMs;
  const first = { at, client: bench.client, channels: desk.channels, collect: desk.collect };
  const { over: end, next: reads, ...disturbance } = disturb(desk);
  const failed = await ran({ ...first, ...disturbance, job: scene.job, tenant });
  await end?.();
  const heard = [desk.heardSince()];
  const over = [before, await overOf(bench, id)];
  const next = { ...first, tenant, collect: reads ?? collectFrom(bench.auth0) };
  // Who gave a command that failed gives it again, unless it had taken effect.
  if (scene.job === 'decide' && failed) await ran({ ...next, job: 'decide', at: at + untilNextMs });
  const job = scene.job === 'decide' ? 'watch' : scene.job;
  await runJob({ ...next, job, at: at + 2 * untilNextMs });
  heard.push(desk.heardSince());
  over.push(await overOf(bench, id));
  return { heard, over, stored: await storedOf(bench, id) };
}

/** Whether a run failed; as it may, but not because of a mistake in the program. */
async function ran(run: Parameters<typeof runJob>[0]): Promise<boolean> {
  try {
    await runJob(run);
    return false;
  } catch (error) {
    if (error instanceof OperatorError || error instanceof CrashError) return true;
    throw error;
  }
}

/** What became of a cell, held against the same two runs undisturbed. */
export function happened(whole: Outcome, cell: Outcome): Happened {
  const wanted = whole.heard.flat();
  const heard = cell.heard.flat();
  if (wanted.some((one) => !heard.includes(one))) return 'LOST';
  const mayBeOver = new Set(whole.over.flat());
  if (cell.over.flat().some((key) => !mayBeOver.has(key))) return 'WRONGLY RESOLVED';
  if (heard.some((one) => !wanted.includes(one))) return 'FALSE';
  if (!isDeepStrictEqual(cell.stored, whole.stored)) return 'NOT REPAIRED';
  if (heard.length > wanted.length) return 'twice';
  return cell.heard[0]?.length === whole.heard[0]?.length ? 'at once' : 'next run';
}

/** What belongs to one cell: its own channels, and its way to Auth0. */
export interface Desk {
  readonly channels: readonly Channel[];
  readonly collect: Collect;
  /** Slack's own channel, to the simulated Slack. */
  readonly slack: Channel;
  heardSince(): string[];
}

function openDesk({ auth0, slack }: Bench, { id: tenant }: Tenant): Desk {
  const heard: string[] = [];
  const channel = (id: string): Channel => ({
    id,
    send: async (message) => void heard.push(...wordsOf(id, tenant, message)),
    report: async () => {},
    test: async () => {},
  });
  const real = slackChannel({
    id: 'slack:WEBHOOK',
    webhookUrl: () => slack.webhook(tenant),
    sleep: async () => {},
    timeoutMs: 120,
  });
  return {
    channels: [channel('terminal'), channel('slack:WEBHOOK')],
    collect: collectFrom(auth0),
    slack: real,
    heardSince() {
      const shown = slack.messages.filter(({ path }) => path.endsWith(`/${tenant}`));
      const since = [...heard.splice(0), ...shown.flatMap(({ body }) => shownIn(body, tenant))];
      slack.reset();
      return since;
    },
  };
}

/** What a message in Slack says to programs. */
function shownIn(body: object, tenant: string): string[] {
  const { metadata } = body as SlackPayload;
  return metadata.event_payload.findings.map(({ announcement, id, transition }) =>
    ['slack:WEBHOOK', announcement, id.slice(tenant.length), transition].join(' '),
  );
}

function wordsOf(channel: string, tenant: string, { told, adoption }: Message): string[] {
  const findings = told.map(({ announcement, key, transition }) =>
    [channel, announcement, key.slice(tenant.length), transition].join(' '),
  );
  return adoption ? [`${channel} summary`, ...findings] : findings;
}

async function overOf({ store }: Bench, id: string): Promise<string[]> {
  const findings = await store.findings(id);
  return findings.flatMap(({ status, key }) =>
    status === 'resolved' ? [key.slice(id.length)] : [],
  );
}

/** What is stored of a tenant, without the moments of runs, which differ. */
async function storedOf({ store }: Bench, id: string): Promise<unknown> {
  const known = await (await store.beginDry(id)).load();
  const findings = (await store.findings(id)).map(
    ({ key, status, severity, transition, stage, end, owed, paged, message }) => [
      key.slice(id.length),
      { status, severity, transition, stage, end, owed, paged, message },
    ],
  );
  const { adopted, sections, owedSummary, failing, isStale } = known.head ?? {};
  return {
    findings: Object.fromEntries(findings),
    apps: Object.fromEntries(known.apps),
    head: { adopted, sections, owedSummary, failing, isStale },
    partial: known.partial,
    isListed: (await store.tenants()).includes(id),
  };
}
