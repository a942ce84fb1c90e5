import { Command, CommanderError } from 'commander';
import type { Environment } from '../adapters/local.ts';
import { OperatorError } from '../core/errors.ts';
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
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { findingsCommand, type FindingsOptions } from './findings.ts';
import { rulesCommand } from './rules.ts';
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
  ): void {
    const it = addOptions(withCommonOptions(program.command(name).description(description)));
    it.action(async () => {
      const options = { ...unset, ...it.opts<CommonOptions & O>() };
      done(await action(contextOf(options, surroundings), options, it.args));
    });
  }

  command('start', 'the main job: watch what is configured, else play the demo', (context) =>
    configuredTenants(context) ? watchCommand(context) : demoCommand(context),
  );
  command('watch', 'read every tenant, judge it, tell people', watchCommand);
  command<FindingsOptions>('findings', 'list what stands', findingsCommand, (it) =>
    it.option('--all', 'resolved findings too').option('--rule <id>', 'findings of one rule only'),
  );
  command<AppsOptions>('apps', 'list third-party apps, now or as they were', appsCommand, (it) =>
    it
      .option('--at <moment>', 'a day (its end, UTC) or an ISO 8601 moment')
      .option('--permissive', 'permissive third-party apps only')
      .option('--all', 'first-party apps too'),
  );
  command('rules', 'list what is watched for', (context) => rulesCommand(context));
  command(
    'explain <rule-or-finding>',
    'why it matters, what was seen, what to do',
    (context, _options, [name = '']) => explainCommand(context, name),
  );
  command<{ alert: boolean }>(
    'doctor',
    'check credentials, scopes, clock and routes',
    (context, { alert }) => doctorCommand(context, alert),
    (it) => it.option('--alert', 'send a marked test alert through every Slack route'),
  );
  command('demo', 'a week of a simulated tenant, without network', demoCommand);
  return program;
}

/** What options are when they are not given; not told to commander, whose help would list them. */
const unset = {
  tenant: [],
  json: false,
  dryRun: false,
  all: false,
  permissive: false,
  alert: false,
};

function withCommonOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the tenants to watch (default: tenants.json, if it is there)')
    .option('--tenant <id>', 'only this tenant; may be repeated', addTo)
    .option('--data <dir>', 'where the store lies', defaultData)
    .option('--json', 'one JSON document on standard output')
    .option('--dry-run', 'write nothing, tell nobody')
    .option('--now <moment>', 'take this as the time, ISO 8601 (tests and replays)')
    .option('--fail-on <severity>', 'exit 2 when a finding this severe is open');
}

function addTo(id: string, ids: readonly string[] = []): string[] {
  return [...ids, id];
}

function contextOf(options: CommonOptions, { output, env, rules, clock }: Surroundings): Context {
  return createContext(options, output, env, rules, clock());
}
