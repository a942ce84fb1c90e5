import { slackFailures, type SlackFailure } from '../../../demo/slack.ts';
import { listen } from '../../../demo/loopback.ts';
import { heartbeat } from '../../../functions/adapters/heartbeat.ts';
import type { Channel } from '../../../functions/core/ports.ts';
import {
  faults,
  type Fault,
  type Happened,
  type Part,
  type Row,
} from '../../../scripts/fault-matrix/measured.ts';
import { CrashError } from '../../adapters/crash.ts';
import { faultyClient, type Wire } from '../../adapters/faulty-client.ts';
import { collectFrom, theDay, type Bench } from './bench.ts';
import { happened, twoRuns, type Desk, type Disturbance } from './cell.ts';
import { runJob } from './run-job.ts';
import { inOrder } from './store-part.ts';

const scene = { job: 'watch', past: 'past', hours: 0 } as const;

/** As often as the channel tries in one run. */
const always = 3;

const posts: Readonly<Partial<Record<Fault, SlackFailure>>> = {
  fails: slackFailures.serverError(),
  'answer lost': slackFailures.acceptThenReset(),
  hangs: slackFailures.hang(),
  garbage: { kind: 'answer', status: 200, body: '<html>synthetic</html>' },
};

export async function tellingPart(bench: Bench): Promise<Part> {
  const whole = await twoRuns(bench, scene, 'slack', (desk) => ({
    channels: channelsOf(desk, desk.slack),
  }));
  const cells = await inOrder(faults, async (fault) => {
    const place = `slack-${faults.indexOf(fault)}`;
    const cell = await twoRuns(bench, scene, place, (desk) => slackFault(bench, desk, fault));
    return [fault, happened(whole, cell)] as const;
  });
  const post = { step: 'post to Slack', cells: Object.fromEntries(cells) };
  return { title: 'Telling people', rows: [post, await heartbeatRow(bench)] };
}

function channelsOf({ channels }: Desk, slack: Channel): Channel[] {
  return channels.map((channel) => (channel.id === slack.id ? slack : channel));
}

function slackFault({ slack, client }: Bench, desk: Desk, fault: Fault): Disturbance {
  const failure = posts[fault];
  if (failure) {
    slack.fail(...Array.from({ length: always }, () => failure));
    return { channels: channelsOf(desk, desk.slack) };
  }
  const wire: Wire = { isDead: false, fateOf: () => null, hang: () => {} };
  const dying: Channel = {
    ...desk.slack,
    async send(message) {
      if (fault === 'killed after') await desk.slack.send(message);
      wire.isDead = true;
      throw new CrashError('The process died while it told Slack.');
    },
  };
  return { client: faultyClient(client, wire), channels: channelsOf(desk, dying) };
}

/** The outside watcher of a pulse that finds all well: it is to hear of that pulse, or of the next. */
async function heartbeatRow(bench: Bench): Promise<Row> {
  const cells = await inOrder(faults, async (fault) => [fault, await beat(bench, fault)] as const);
  return { step: 'ping the outside watcher (pulse)', cells: Object.fromEntries(cells) };
}

async function beat(bench: Bench, fault: Fault): Promise<Happened> {
  let isOver = false;
  let beats = 0;
  const watcher = await listen(async (_request, response) => {
    if (isOver) beats += 1;
    else if (fault === 'answer lost') beats += 1;
    if (isOver) response.end('OK');
    else if (fault === 'fails') response.writeHead(500).end();
    else if (fault === 'garbage') response.end('<html>synthetic</html>');
    else if (fault !== 'hangs') response.socket?.resetAndDestroy();
  });
  const ping = heartbeat(() => watcher.url, { timeoutMs: 120 });
  const tenant = await bench.tenant(`beat-${faults.indexOf(fault)}`, 'past');
  const common = { job: 'pulse', tenant, client: bench.client, channels: [] } as const;
  const run = (at: number, more: () => Promise<void>) =>
    runJob({ ...common, at, collect: collectFrom(bench.auth0), heartbeat: more });
  const dying = async () => {
    if (fault === 'killed after') beats += 1;
    throw new CrashError('The process died while it pinged.');
  };
  // Minutes after the tenant was read, so that nothing is stale.
  const at = theDay - 86_400_000 + 300_000;
  await run(at, fault.startsWith('killed') ? dying : ping).catch((error: unknown) => {
    if (!(error instanceof CrashError)) throw error;
  });
  const first = beats;
  isOver = true;
  await run(at + 900_000, ping);
  await watcher.close();
  if (beats === 0) return 'LOST';
  return first > 0 ? 'at once' : 'next run';
}
