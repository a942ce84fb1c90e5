import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import type { Action } from '../core/action.ts';
import { parseTenant, type Tenant } from '../core/tenant.ts';
import { decide } from '../jobs/decide.ts';
import type { Local } from '../adapters/local.ts';
import { withLocal, type Context } from './context.ts';
import { watchTenant } from './watch.ts';

/**
 * `demo`: a simulated tenant's week, read and judged by the code that watches real ones. Its data folder is
 * its own and is made anew each time.
 */
export async function demoCommand(context: Context): Promise<number> {
  if (context.options.json) {
    throw new ConfigError(
      'The demo is a story for people and has no JSON. Configure a tenant, then run `npx strictwatch watch --json`.',
    );
  }
  const { startStoryTenant, story, storyTenant } = await import('../../demo/story.ts');
  const data = join(context.options.data, 'demo');
  await clear(data);
  const simulated = await startStoryTenant();
  const credentials = { clientId: 'DEMO_CLIENT_ID', clientSecret: 'DEMO_CLIENT_SECRET' };
  const env = {
    DEMO_CLIENT_ID: simulated.clientId,
    DEMO_CLIENT_SECRET: simulated.state.credentials.clientSecret,
  };
  const tenant = parseTenant({
    ...storyTenant,
    baseUrl: simulated.url,
    credentials: { env: credentials },
    logRetentionDays: 30,
  });
  const options = { ...context.options, data, dryRun: false };
  try {
    context.out(
      'Strictwatch demo: a week of a simulated Auth0 tenant. No network, no AWS, no Auth0.\n',
    );
    await withLocal({ ...context, options, env }, async (local) => {
      for (const chapter of story) {
        const now = new Date(chapter.at);
        const today = { ...context, options, env, now };
        context.out(`\n${chapterLine(chapter.title, context)}\n\n`);
        if ('decides' in chapter) {
          for (const action of chapter.decides()) await decideShown(today, local, tenant, action);
        } else {
          simulated.setClock(() => now);
          chapter.happens(simulated);
          await watchTenant(today, local, tenant, []);
        }
      }
    });
  } finally {
    await simulated.close();
  }
  context.out(ending(data, story[2]?.at.slice(0, 10) ?? '', story.at(-1)?.at ?? ''));
  return 0;
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

/** @throws {ConfigError} when the folder is there and no demo made it */
async function clear(data: string): Promise<void> {
  if (existsSync(data) && !existsSync(join(data, 'strictwatch.json'))) {
    throw new ConfigError(
      `${data} is there and was not made by the demo. Name another folder with --data, or move it aside.`,
    );
  }
  await rm(data, { recursive: true, force: true });
}

function chapterLine(title: string, { color }: Context): string {
  return color ? `\u001B[1m▶ ${title}\u001B[0m` : `▶ ${title}`;
}

/** @param end ISO 8601 of the last chapter: the toggle's evidence ages, and the demo lies in the past */
function ending(data: string, day: string, end: string): string {
  return `
The data of this demo lies in ${data}. Look around in it:
  npx strictwatch findings --all --data ${data}
  npx strictwatch apps --at ${day} --data ${data}
  npx strictwatch toggle --now ${end} --data ${data}
  npx strictwatch history FINDING --data ${data}
  npx strictwatch explain app-permissive

To watch your own tenant, give an M2M application the read scopes that the README lists, then:
  AUTH0_DOMAIN=acme.eu.auth0.com AUTH0_CLIENT_ID=… AUTH0_CLIENT_SECRET=… npm start
`;
}
