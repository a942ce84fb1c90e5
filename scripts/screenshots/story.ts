import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSlack, type SlackMessage } from '../../demo/slack.ts';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { slackChannels } from '../../functions/adapters/local.ts';
import {
  createContext,
  withLocal,
  type Context,
  type Output,
} from '../../functions/cli/context.ts';
import { playStory } from '../../functions/cli/demo-play.ts';
import { runCommandLine } from '../../functions/cli/program.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { report } from '../../functions/jobs/report.ts';
import { rules } from '../../functions/rules/index.ts';

const silent: Output = {
  out: () => {},
  show: async () => {},
  err: () => {},
  columns: 80,
  color: false,
  live: false,
};

/** The page that `demo --report` writes. */
export async function demoReport(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'report.html');
  const code = await runCommandLine(['demo', '--report', '--out', path, '--data', folder], {
    output: { ...silent, err: (text) => void process.stderr.write(text) },
    env: {},
    rules,
    clock: () => new Date(),
    version: '',
  });
  if (code !== 0) throw new Error(`demo --report ended with ${code}.`);
  return readFile(path, 'utf8');
}

/** What the demo's story and its report post to a Slack webhook, in the order people see it. */
export async function postedMessages(folder: string): Promise<{
  readonly alerts: readonly SlackMessage[];
  readonly report: SlackMessage;
}> {
  const slack = await startSlack();
  try {
    const options = { tenant: [], data: folder, json: false, dryRun: false };
    const context = createContext(options, silent, {}, rules, new Date());
    const { tenant, env, end } = await playStory(context, slack.webhook());
    const alerts = [...slack.messages];
    await tellReport({ ...context, env, now: end }, tenant);
    const last = slack.messages.at(-1);
    if (!last || slack.messages.length !== alerts.length + 1) {
      throw new Error('The report was not posted as one message.');
    }
    return { alerts, report: last };
  } finally {
    await slack.close();
  }
}

function tellReport(context: Context, tenant: Tenant) {
  const { now, env } = context;
  return withLocal(context, ({ store }) =>
    report(
      { store, channels: slackChannels(tenant, env), archive: null, oldestAllowed },
      { tenant, rules, now, dryRun: false },
    ),
  );
}
