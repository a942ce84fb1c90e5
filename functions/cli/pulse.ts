import { setTimeout as sleep } from 'node:timers/promises';
import { slackChannels } from '../adapters/local.ts';
import { oldestAllowed } from '../adapters/schedule.ts';
import { OperatorError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import { moment } from '../core/message.ts';
import type { TenantPulse } from '../core/pulse.ts';
import { renderTable } from '../core/render-table.ts';
import type { FindingResult } from '../core/run.ts';
import type { Severity } from '../core/severity.ts';
import { pulse, type PulseOutcome } from '../jobs/pulse.ts';
import { ageWords } from '../core/age.ts';
import { channelsOf } from './channels.ts';
import { requireTenants, withLocal, type Context } from './context.ts';
import { pulseExitCodeOf } from './exit-code.ts';
import { asJson } from './json.ts';

/** `pulse`: is every tenant still being watched? Returns the exit code. */
export async function pulseCommand(context: Context): Promise<number> {
  const tenants = requireTenants(context);
  const { env, rules, now, options } = context;
  const outcome = await withLocal(context, ({ store }) =>
    pulse(
      {
        store,
        channelsOf: (tenant) => channelsOf(context, slackChannels(tenant, env)),
        oldestAllowed,
        heartbeat: null,
        timeLeft: () => Infinity,
        retryNow: true,
        sleep,
      },
      { tenants, rules, now, isScheduled: false, dryRun: options.dryRun },
    ),
  );
  const { result } = outcome;
  context.out(options.json ? `${asJson(result)}\n` : pulseTable(result.tenants));
  tellProblems(context, outcome);
  return exitCode(outcome, context.failOn);
}

function tellProblems({ err }: Context, { warnings, undelivered, failures }: PulseOutcome): void {
  for (const warning of warnings) err(`${warning}\n`);
  for (const { message } of undelivered) {
    err(`${message} The message is still owed: the next pulse sends it.\n`);
  }
  const unexpected: unknown[] = [];
  for (const { tenant, error } of failures) {
    if (error instanceof OperatorError) err(`${tenant}: ${error.message}\n`);
    else unexpected.push(error);
  }
  for (const error of unexpected) throw error;
}

/** 1 when anything went wrong, 2 when a tenant's watch is stale, else 0. */
function exitCode({ failures, undelivered, result }: PulseOutcome, failOn: Severity): number {
  if (failures.length + undelivered.length > 0) return 1;
  return pulseExitCodeOf(result.tenants, failOn);
}

export function pulseTable(tenants: readonly TenantPulse[]): string {
  if (tenants.length === 0) return '';
  const rows = tenants.map((one) => [
    forTerminal(one.tenant, 63),
    one.ageSeconds === null ? 'never' : `${ageWords(one.ageSeconds)} ago`,
    one.lastComplete === null ? '' : moment(one.lastComplete),
    stateOf(one),
  ]);
  return renderTable(['TENANT', 'READ WHOLE', 'AT', 'WATCH'], rows);
}

function stateOf({ stale, busy, finding, canary }: TenantPulse): string {
  const state = `${stale ? 'STALE' : 'as scheduled'}${busy ? ', busy' : ''}`;
  return [state, ...[finding, canary].flatMap((one) => (one ? [findingState(one)] : []))].join(
    '; ',
  );
}

function findingState({ rule, status, announced }: FindingResult): string {
  return `${rule} ${status}${announced ? `, ${announced}` : ''}`;
}
