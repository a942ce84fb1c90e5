import type { Cloud } from '../adapters/aws/cloud.ts';
import { readDeployment, type Deployment } from '../adapters/aws/deployment.ts';
import {
  pulseReplyOf,
  reportReplyOf,
  watchReplyOf,
  type ReportReply,
} from '../adapters/aws/replies.ts';
import { cellOf, functionName, jobNames, type JobName } from '../core/deployment.ts';
import { ConfigError, OperatorError } from '../core/errors.ts';
import { forTerminal } from '../core/escape.ts';
import type { PulseResult } from '../core/pulse.ts';
import type { RunResult, WatchOutput } from '../core/run.ts';
import type { Context } from './context.ts';
import { exitCodeOf, pulseExitCodeOf } from './exit-code.ts';
import { reportText, runText } from './invoke-text.ts';
import { asJson } from './json.ts';
import { pulseTable } from './pulse.ts';

export interface InvokeOptions {
  readonly stack: string;
  readonly job: string;
}

/** For --help. */
export const invokeNeeds = `
It needs AWS credentials and a region (AWS_PROFILE, AWS_REGION), and may then be used with the permissions
cloudformation:DescribeStacks on the stack and lambda:InvokeFunction on its functions. It reads no tenants.json.`;

/** What a job needs to be run where it is deployed. */
interface Deployed {
  readonly context: Context;
  readonly deployment: Deployment;
  /** The parsed JSON of the reply. */
  readonly invoke: (job: JobName, cell: number, payload: object) => Promise<unknown>;
}

/**
 * `invoke`: a job, run where it is deployed, with the payload its schedule sends, but that channels which failed lately
 * are tried at once, since somebody is waiting; exits as `watch` does.
 */
export async function invokeCommand(
  context: Context,
  options: InvokeOptions,
  cloud: Cloud,
): Promise<number> {
  const job = jobNamed(options.job);
  const tenants = [...new Set(context.options.tenant)];
  if (job !== 'pulse' && tenants.length === 0) {
    throw new ConfigError(
      `Which tenant? Name it as tenants.json does: \`npx strictwatch invoke --tenant acme-prod\`. Only \`--job pulse\` runs for all.`,
    );
  }
  const deployment = await readDeployment(cloud.stacks, options.stack);
  const deployed = { context, deployment, invoke: invoker(context, deployment, cloud) };
  if (job === 'watch') return invokeWatch(deployed, tenants);
  if (job === 'report') return invokeReport(deployed, tenants);
  return invokePulse(deployed, tenants);
}

/** A report is not owed: every channel is tried by each. */
const asked: Record<JobName, object> = {
  watch: { retryNow: true },
  report: {},
  pulse: { retryNow: true },
};

function invoker(context: Context, { stack }: Deployment, { functions }: Cloud) {
  return async (job: JobName, cell: number, payload: object): Promise<unknown> => {
    const name = functionName(stack, job, cell);
    const how = context.options.dryRun ? { dryRun: true } : asked[job];
    if (context.live) context.err(`\r\u001B[K${name} is running; it may take up to 15 minutes.`);
    try {
      return await functions.invoke(name, { ...payload, ...how });
    } finally {
      if (context.live) context.err('\r\u001B[K');
    }
  };
}

async function invokeWatch(deployed: Deployed, tenants: readonly string[]): Promise<number> {
  const { context, deployment, invoke } = deployed;
  const runs: RunResult[] = [];
  const hasErrors = await each(context, tenants, async (tenant) => {
    const cell = cellOf(tenant, deployment.cells);
    const reply = watchReplyOf(await invoke('watch', cell, { tenant }));
    if ('busy' in reply) throw new OperatorError(forTerminal(reply.message, 1000));
    runs.push(reply);
    if (!context.options.json) context.out(runText(reply, context));
  });
  const document: WatchOutput = { version: 1, runs };
  if (context.options.json) context.out(`${asJson(document)}\n`);
  return hasErrors ? 1 : exitCodeOf(runs, context.failOn);
}

async function invokeReport(deployed: Deployed, tenants: readonly string[]): Promise<number> {
  const { context, deployment, invoke } = deployed;
  const reports: ReportReply[] = [];
  const hasErrors = await each(context, tenants, async (tenant) => {
    const cell = cellOf(tenant, deployment.cells);
    const reply = reportReplyOf(await invoke('report', cell, { tenant }));
    reports.push(reply);
    if (!context.options.json) context.out(reportText(reply, context));
  });
  if (context.options.json) context.out(`${asJson({ version: 1, reports })}\n`);
  return hasErrors ? 1 : 0;
}

/** Every cell, or those of the tenants named; exit 2 when a tenant is no longer being watched. */
async function invokePulse(deployed: Deployed, tenants: readonly string[]): Promise<number> {
  const { context, deployment, invoke } = deployed;
  const pulses: PulseResult[] = [];
  const hasErrors = await each(context, cellsOf(tenants, deployment.cells), async (cell) => {
    pulses.push(pulseReplyOf(await invoke('pulse', cell, {})));
  });
  const [first] = pulses;
  const all = pulses.flatMap(({ tenants: read }) => read);
  const read = tenants.length === 0 ? all : all.filter(({ tenant }) => tenants.includes(tenant));
  const missing = hasErrors
    ? []
    : tenants.filter((id) => !read.some(({ tenant }) => tenant === id));
  for (const id of missing)
    context.err(`${id}: it is not deployed. Add it to tenants.json and deploy.\n`);
  if (context.options.json) {
    const at = first?.at ?? context.now.toISOString();
    context.out(`${asJson({ version: 1, at, tenants: read })}\n`);
  } else {
    context.out(pulseTable(read));
  }
  if (hasErrors || missing.length > 0) return 1;
  return pulseExitCodeOf(read, context.failOn);
}

/** Cells in order, each once: those of the tenants, or all when none is named. */
function cellsOf(tenants: readonly string[], cells: number): number[] {
  if (tenants.length === 0) return Array.from({ length: cells }, (_, index) => index + 1);
  return [...new Set(tenants.map((tenant) => cellOf(tenant, cells)))].sort((a, b) => a - b);
}

/** Works on one after the other; what goes wrong with one is told and does not keep the others from it. */
async function each<T extends string | number>(
  context: Context,
  of: readonly T[],
  work: (one: T) => Promise<void>,
): Promise<boolean> {
  let hasErrors = false;
  for (const one of of) {
    try {
      await work(one);
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      hasErrors = true;
      context.err(`${typeof one === 'number' ? `cell ${one}` : one}: ${error.message}\n`);
    }
  }
  return hasErrors;
}

function jobNamed(name: string): JobName {
  const found = jobNames.find((job) => job === name);
  if (found) return found;
  throw new ConfigError(`--job ${asJson(name)} is no job. They are: ${jobNames.join(', ')}.`);
}
