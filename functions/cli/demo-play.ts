import { slackChannels, type Local } from '../adapters/local.ts';
import type { Action } from '../core/action.ts';
import { forTerminal } from '../core/escape.ts';
import { parseTenant, type Tenant } from '../core/tenant.ts';
import { decide } from '../jobs/decide.ts';
import { withLocal, type Context } from './context.ts';
import { watchTenant } from './watch.ts';

/** A story that was played, to look back at. */
export interface Played {
  readonly tenant: Tenant;
  /** With the secrets that the tenant names. */
  readonly env: Context['env'];
  /** A day of the story on which something happened, such as "2026-11-18". */
  readonly day: string;
  /** Of the last chapter: the toggle's evidence ages, and the demo lies in the past. */
  readonly end: Date;
}

/**
 * Plays a simulated tenant's week into the data folder of the context, read and judged by the code that watches real
 * ones, and prints it as it goes.
 * @param webhook a Slack channel to tell as well
 */
export async function playStory(context: Context, webhook?: string): Promise<Played> {
  const { eventfulDay, startStoryTenant, story, storyTenant } = await import('../../demo/story.ts');
  const simulated = await startStoryTenant();
  const env = {
    DEMO_CLIENT_ID: simulated.clientId,
    DEMO_CLIENT_SECRET: simulated.state.credentials.clientSecret,
    DEMO_SLACK: webhook,
  };
  const tenant = parseTenant({
    ...storyTenant,
    baseUrl: simulated.url,
    credentials: { env: { clientId: 'DEMO_CLIENT_ID', clientSecret: 'DEMO_CLIENT_SECRET' } },
    logRetentionDays: 30,
    routes: webhook === undefined ? [] : [{ slack: { webhookEnv: 'DEMO_SLACK' } }],
  });
  const slack = slackChannels(tenant, env);
  try {
    await withLocal({ ...context, env }, async (local) => {
      for (const chapter of story) {
        const now = new Date(chapter.at);
        const today = { ...context, env, now };
        context.out(`\n${chapterLine(chapter.title, context)}\n\n`);
        if ('decides' in chapter) {
          for (const action of chapter.decides()) await decideShown(today, local, tenant, action);
        } else {
          simulated.setClock(() => now);
          chapter.happens(simulated);
          await watchTenant(today, local, tenant, slack);
        }
      }
    });
  } finally {
    await simulated.close();
  }
  return {
    tenant,
    env,
    day: eventfulDay,
    end: new Date(story.at(-1)?.at ?? context.now),
  };
}

async function decideShown(
  { rules, now, options, out }: Context,
  { store }: Local,
  tenant: Tenant,
  action: Action,
): Promise<void> {
  const ports = { store, channels: [], timeLeft: () => Infinity };
  const { message } = await decide(ports, { tenant, rules, action, now, dryRun: options.dryRun });
  out(`${forTerminal(message, 1_000)}\n`);
}

function chapterLine(title: string, { color }: Context): string {
  return color ? `\u001B[1m▶ ${title}\u001B[0m` : `▶ ${title}`;
}
