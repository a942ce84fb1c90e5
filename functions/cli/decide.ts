import type { Cloud } from '../adapters/aws/cloud.ts';
import { readDeployment } from '../adapters/aws/deployment.ts';
import { decideReplyOf } from '../adapters/aws/replies.ts';
import { slackChannels } from '../adapters/local.ts';
import type { Action } from '../core/action.ts';
import type { DecideReply } from '../core/decide-output.ts';
import { cellOf, functionName } from '../core/deployment.ts';
import { forTerminal } from '../core/escape.ts';
import { plural } from '../core/message.ts';
import { parseTenant, type Tenant } from '../core/tenant.ts';
import { decide } from '../jobs/decide.ts';
import { channelsOf } from './channels.ts';
import {
  configuredTenants,
  defaultData,
  requireTenants,
  withLocal,
  type Context,
} from './context.ts';
import { actionOf, tenantIdOf, type DecideOptions, type Kind } from './decide-action.ts';
import { asJson } from './json.ts';
import { previewCommand } from './preview.ts';
import { requireData, storedTenants } from './stored.ts';

/** `acknowledge`, `accept`, `suppress`, `unsuppress`, `reopen`: exit 0 when it is done. */
export async function decideCommand(
  kind: Kind,
  context: Context,
  options: DecideOptions,
  name: string | undefined,
  openCloud: () => Cloud,
): Promise<number> {
  if (options.preview) return previewCommand(context, options, name);
  const action = actionOf(context, kind, name, options);
  const id = tenantIdOf(context, action);
  const reply =
    context.options.stack === undefined
      ? await decideHere(context, id, action)
      : await decideThere(context, context.options.stack, id, action, openCloud());
  show(context, reply);
  return 0;
}

async function decideHere(context: Context, id: string, action: Action): Promise<DecideReply> {
  const { rules, now, options, env } = context;
  const tenant = tenantHere(context, id);
  requireData(context);
  // Only an end of a suppression is told at once: for the rest no webhook need be known here.
  const tells = action.kind === 'unsuppress' && !options.dryRun;
  const channels = tells ? channelsOf(context, slackChannels(tenant, env)) : [];
  return withLocal(context, async ({ store }) => {
    await storedTenants({ ...context, options: { ...options, tenant: [id] } }, store);
    return decide(
      { store, channels, timeLeft: () => Infinity },
      { tenant, rules, action, now, dryRun: options.dryRun },
    );
  });
}

/** A data folder may hold a tenant that no configuration names, such as the demo's: then it is told here and nowhere else. */
function tenantHere(context: Context, id: string): Tenant {
  const withTenants = (tenant: string[]) => ({
    ...context,
    options: { ...context.options, tenant },
  });
  const configured = configuredTenants(withTenants([]))?.find((one) => one.id === id);
  if (configured) return configured;
  const { config, data } = context.options;
  if (config === undefined && data !== defaultData) return bareTenant(id);
  return requireTenants(withTenants([id]))[0] ?? bareTenant(id);
}

function bareTenant(id: string): Tenant {
  const credentials = { env: { clientId: 'NONE', clientSecret: 'NONE' } };
  return parseTenant({ id, domain: `${id}.invalid`, credentials });
}

async function decideThere(
  context: Context,
  stack: string,
  tenant: string,
  action: Action,
  { stacks, functions }: Cloud,
): Promise<DecideReply> {
  const { cells } = await readDeployment(stacks, stack);
  const name = functionName(stack, 'watch', cellOf(tenant, cells));
  const dryRun = context.options.dryRun ? { dryRun: true } : {};
  return decideReplyOf(await functions.invoke(name, { tenant, action, ...dryRun }));
}

function show(context: Context, reply: DecideReply): void {
  const { message, undelivered, findings, omitted = 0 } = reply;
  for (const complaint of undelivered) {
    context.err(
      `${forTerminal(complaint, 2000)} The message is still owed: the next run sends it.\n`,
    );
  }
  if (context.options.json) {
    context.out(`${asJson({ version: 1, ...reply })}\n`);
    return;
  }
  const dry = context.options.dryRun ? 'Dry run: nothing was stored, nobody was told. ' : '';
  context.out(`${dry}${forTerminal(message, 2000)}\n`);
  if (findings.length + omitted > 1) {
    context.out(`${plural(findings.length + omitted, 'finding')} changed.\n`);
  }
}
