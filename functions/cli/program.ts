import { Command, CommanderError } from 'commander';
import { openCloud } from '../adapters/aws/cloud.ts';
import type { Environment } from '../adapters/local.ts';
import { defaultStack, jobNames } from '../core/deployment.ts';
import { ConfigError, OperatorError } from '../core/errors.ts';
import type { AnyRule } from '../core/rule.ts';
import { appsCommand, type AppsOptions } from './apps.ts';
import {
  configuredTenants,
  createContext,
  defaultData,
  type CommonOptions,
  type Context,
  type Output,
} from './context.ts';
import { decideCommand } from './decide.ts';
import type { DecideOptions, Kind } from './decide-action.ts';
import { decisions, withDecideOptions } from './decide-options.ts';
import { demoCommand, type DemoOptions } from './demo.ts';
import { doctorAwsCommand, doctorAwsNeeds } from './doctor-aws.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { findingsCommand, type FindingsOptions } from './findings.ts';
import { historyCommand } from './history.ts';
import { invokeCommand, invokeNeeds, type InvokeOptions } from './invoke.ts';
import { pulseCommand } from './pulse.ts';
import { reportCommand, reportNeeds } from './report.ts';
import { withOutputOptions, withReportOptions, type ReportOptions } from './report-options.ts';
import { rulesCommand } from './rules.ts';
import { suppressionsCommand } from './suppressions.ts';
import { toggleCommand } from './toggle.ts';
import { verifyCommand, type VerifyOptions } from './verify.ts';
import { watchCommand } from './watch.ts';

/** What the command line works in; the entry file fills it from the process. */
export interface Surroundings {
  readonly output: Output;
  readonly env: Environment;
  readonly rules: readonly AnyRule[];
  readonly clock: () => Date;
  readonly version: string;
}

type Action<O> = (
  context: Context,
  options: O,
  args: readonly string[],
) => number | Promise<number>;

/**
 * Runs one command and returns its exit code. A failure a person can act on is one message on standard
 * error and code 1; anything else is a programming error and is thrown.
 */
export async function runCommandLine(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  let exitCode = 0;
  const program = programFor(surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (!(error instanceof OperatorError)) throw error;
    surroundings.output.err(`${error.message}\n`);
    return 1;
  }
}

function programFor(surroundings: Surroundings, done: (code: number) => void): Command {
  const { output } = surroundings;
  const program = new Command('strictwatch')
    .description('Watches Auth0 tenants for the security mode of third-party apps.')
    .configureOutput({ writeOut: output.out, writeErr: output.err })
    .showHelpAfterError('Type --help for the options.')
    .version(surroundings.version)
    .exitOverride();

  function command<O extends object>(
    name: string,
    description: string,
    action: Action<O>,
    addOptions: (it: Command) => Command = (it) => it,
    withCommon: (it: Command) => Command = withCommonOptions,
  ): void {
    const it = addOptions(withCommon(program.command(name).description(description)));
    it.action(async () => {
      const options = { ...unset, ...it.opts<CommonOptions & O>() };
      done(await action(contextOf(options, surroundings), options, it.args));
    });
  }

  command('start', 'the main job: watch what is configured, else play the demo', (context) =>
    configuredTenants(context) ? watchCommand(context) : demoCommand(context, unset),
  );
  command('watch', 'read every tenant, judge it, tell people', watchCommand);
  command('pulse', 'is every tenant still being watched?', pulseCommand);
  command<FindingsOptions>('findings', 'list what stands', findingsCommand, (it) =>
    lookingAt(it)
      .option('--all', 'resolved findings too')
      .option('--rule <id>', 'findings of one rule only'),
  );
  command<ReportOptions>(
    'report',
    'how each tenant stands, from what is stored; for people, auditors and machines',
    reportCommand,
    (it) => withReportOptions(lookingAt(it)).addHelpText('after', reportNeeds),
  );
  command<AppsOptions>('apps', 'list third-party apps, now or as they were', appsCommand, (it) =>
    lookingAt(it)
      .option('--at <moment>', 'a day (its end, UTC) or an ISO 8601 moment')
      .option('--permissive', 'permissive third-party apps only')
      .option('--all', 'first-party apps too'),
  );
  command(
    'toggle',
    'whether the toggle is on, what shows it, and what contradicts that',
    toggleCommand,
    lookingAt,
  );
  command('rules', 'list what is watched for', (context) => rulesCommand(context));
  command(
    'explain <rule-or-finding>',
    'why it matters, what was seen, what to do',
    (context, _options, [name = '']) => explainCommand(context, name),
    lookingAt,
  );
  for (const kind of Object.keys(decisions) as Kind[]) {
    const [argument, description] = decisions[kind];
    command<DecideOptions>(
      `${kind} ${argument}`,
      description,
      (context, options, [name]) => decideCommand(kind, context, options, name, openCloud),
      (it) => withDecideOptions(kind, it),
      withoutFailOn,
    );
  }
  command(
    'suppressions',
    'list what is hidden, who answers for it, until when',
    suppressionsCommand,
    lookingAt,
    withoutFailOn,
  );
  command(
    'history <finding-or-suppression>',
    'all that happened to it, and who decided what',
    (context, _options, [name = '']) => historyCommand(context, name),
    lookingAt,
    withoutFailOn,
  );
  command<VerifyOptions>(
    'verify',
    'prove that run records and what they judged are stored as they were left',
    verifyCommand,
    (it) =>
      lookingAt(it)
        .option('--at <moment>', 'compare also what was judged by a day (its end, UTC) or moment')
        .option('--hash <hex>', 'find the record with this hash, as a filed report states it'),
    withoutFailOn,
  );
  command<DoctorOptions>(
    'doctor',
    'check credentials, scopes, clock and routes; with --aws what is deployed',
    (context, options) => doctor(context, options),
    (it) =>
      it
        .option('--alert', 'send a marked test alert through every route')
        .option('--aws', 'check what is deployed, from outside')
        .option('--stack <name>', 'the deployment, for --aws', defaultStack)
        .addHelpText('after', doctorAwsNeeds),
  );
  command<InvokeOptions>(
    'invoke',
    'run a job where it is deployed, and show its result',
    (context, options) => invokeCommand(context, options, openCloud()),
    withInvokeOptions,
    (it) => it,
  );
  command<DemoOptions>('demo', 'a week of a simulated tenant, without network', demoCommand, (it) =>
    withOutputOptions(it.option('--report', 'show the report of its end instead of the story')),
  );
  return program;
}

interface DoctorOptions {
  readonly alert: boolean;
  readonly aws: boolean;
  readonly stack: string;
}

function doctor(context: Context, { alert, aws, stack }: DoctorOptions): Promise<number> {
  if (alert && context.options.dryRun) {
    throw new ConfigError('--alert sends messages, and --dry-run tells nobody: give one of them.');
  }
  return aws
    ? doctorAwsCommand(context, { stack, alert }, openCloud())
    : doctorCommand(context, alert);
}

/** What options are when they are not given; not told to commander, whose help would list them. */
const unset = {
  tenant: [],
  json: false,
  dryRun: false,
  all: false,
  permissive: false,
  alert: false,
  aws: false,
  preview: false,
  report: false,
};

function withCommonOptions(command: Command): Command {
  return withoutFailOn(command).option(
    '--fail-on <severity>',
    'exit 2 when a finding this severe is open',
  );
}

/** For commands whose exit code says nothing of findings. */
function withoutFailOn(command: Command): Command {
  return command
    .option('--config <file>', 'the tenants to watch (default: tenants.json, if it is there)')
    .option('--tenant <id>', 'only this tenant; may be repeated', addTo)
    .option('--data <dir>', 'where the store lies', defaultData)
    .option('--json', 'one JSON document on standard output')
    .option('--dry-run', 'write nothing, tell nobody')
    .option('--now <moment>', 'take this as the time, ISO 8601 (tests and replays)');
}

/** For commands that look at what is stored, wherever that is. */
function lookingAt(command: Command): Command {
  return command.option(
    '--stack <name>',
    'look at what the monitor deployed under this name has stored',
  );
}

/** What is deployed has its own tenants, store and clock. */
function withInvokeOptions(command: Command): Command {
  return command
    .option('--tenant <id>', 'the tenant to run it for; may be repeated', addTo)
    .option('--job <name>', `one of ${jobNames.join(', ')}; pulse needs no tenant`, 'watch')
    .option('--stack <name>', 'the deployment', defaultStack)
    .option('--dry-run', 'write nothing, tell nobody')
    .option('--json', 'one JSON document on standard output')
    .option('--fail-on <severity>', 'exit 2 when a finding this severe is open')
    .addHelpText('after', invokeNeeds);
}

function addTo(id: string, ids: readonly string[] = []): string[] {
  return [...ids, id];
}

function contextOf(options: CommonOptions, { output, env, rules, clock }: Surroundings): Context {
  return createContext(options, output, env, rules, clock());
}
