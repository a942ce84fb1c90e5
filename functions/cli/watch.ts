import { slackChannels, type Local } from '../adapters/local.ts';
import { OperatorError } from '../core/errors.ts';
import type { Channel } from '../core/ports.ts';
import { renderRun } from '../core/render-run.ts';
import type { WatchOutput } from '../core/run.ts';
import type { Severity } from '../core/severity.ts';
import type { Tenant } from '../core/tenant.ts';
import { watch, type WatchOutcome } from '../jobs/watch.ts';
import { channelsOf } from './channels.ts';
import { requireTenants, withLocal, type Context } from './context.ts';
import { exitCodeOf } from './exit-code.ts';
import { asJson } from './json.ts';
import { progressOn } from './progress.ts';

/** `watch`: every tenant once, each on its own; returns the exit code. */
export async function watchCommand(context: Context): Promise<number> {
  const tenants = requireTenants(context);
  return withLocal(context, async (local) => {
    const outcomes: WatchOutcome[] = [];
    let hasErrors = false;
    const unexpected: unknown[] = [];
    for (const tenant of tenants) {
      try {
        const slack = slackChannels(tenant, context.env);
        outcomes.push(await watchTenant(context, local, tenant, slack));
      } catch (error) {
        hasErrors = true;
        if (error instanceof OperatorError) context.err(`${tenant.id}: ${error.message}\n`);
        else unexpected.push(error);
      }
    }
    if (context.options.json) context.out(`${asJson(watchOutput(outcomes))}\n`);
    // One tenant cannot hurt another, not even by a fault of ours: it is thrown when the others are done.
    for (const error of unexpected) throw error;
    return exitCode(outcomes, hasErrors, context.failOn);
  });
}

/** One run on one tenant, shown as it goes unless the output is for a machine. */
export async function watchTenant(
  context: Context,
  local: Local,
  tenant: Tenant,
  slack: readonly Channel[],
): Promise<WatchOutcome> {
  const { rules, now, options } = context;
  const started = performance.now();
  const progress = progressOn(context, tenant.id);
  const outcome = await watch(
    {
      collect: local.collect,
      store: local.store,
      channels: channelsOf(context, slack, progress.clear),
      progress: progress.report,
      timeLeft: () => Infinity,
      retryNow: true,
      elapsed: () => performance.now() - started,
    },
    { tenant, rules, now, dryRun: options.dryRun },
  ).finally(progress.clear);
  for (const warning of outcome.warnings) context.err(`${tenant.id}: ${warning}\n`);
  for (const failure of outcome.undelivered) {
    context.err(
      `${tenant.id}: ${failure.message} The message is still owed: the next run sends it.\n`,
    );
  }
  if (!options.json) context.out(renderRun(outcome.run, { ...context, dryRun: options.dryRun }));
  return outcome;
}

/** 1 when anything went wrong, 3 when a tenant could not be read, 2 when findings are open, else 0. */
function exitCode(outcomes: readonly WatchOutcome[], hasErrors: boolean, failOn: Severity): number {
  if (hasErrors) return 1;
  const code = exitCodeOf(
    outcomes.map(({ run }) => run),
    failOn,
  );
  if (code === 3) return 3;
  return outcomes.some(({ undelivered }) => undelivered.length > 0) ? 1 : code;
}

function watchOutput(outcomes: readonly WatchOutcome[]): WatchOutput {
  return { version: 1, runs: outcomes.map(({ run }) => run) };
}
