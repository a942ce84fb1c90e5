#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { appsCommand } from './cli/apps.ts';
import { configuredTenants, createContext, defaultData, type CommonOptions, type Context } from './cli/context.ts';
import { demoCommand } from './cli/demo.ts';
import { doctorCommand } from './cli/doctor.ts';
import { explainCommand } from './cli/explain.ts';
import { findingsCommand } from './cli/findings.ts';
import { rulesCommand } from './cli/rules.ts';
import { watchCommand } from './cli/watch.ts';
import { OperatorError } from './core/errors.ts';
import { rules } from './rules/index.ts';

type Action<O> = (context: Context, options: O, args: string[]) => number | Promise<number>;

const program = new Command('strictwatch')
  .description('Watches Auth0 tenants for the security mode of third-party apps.')
  .exitOverride()
  .showHelpAfterError('Type --help for the options.');

command<object>('start', 'the main job: watch what is configured, else play the demo', (context) =>
  configuredTenants(context) ? watchCommand(context) : demoCommand(context),
);
command<object>('watch', 'read every tenant, judge it, tell people', watchCommand);
command<{ all: boolean; rule?: string }>('findings', 'list findings', findingsCommand, (it) =>
  it
    .option('--all', 'resolved ones too', false)
    .option('--rule <id>', 'of one rule only'),
);
command<{ at?: string; permissive: boolean; all: boolean }>(
  'apps',
  'list third-party apps, now or as they were',
  appsCommand,
  (it) =>
    it
      .option('--at <moment>', 'a day (its end, UTC) or an ISO 8601 moment')
      .option('--permissive', 'permissive third-party apps only', false)
      .option('--all', 'first-party apps too', false),
);
command<object>('rules', 'list what is watched for', (context) => rulesCommand(context));
command<object>(
  'explain <rule-or-finding>',
  'why it matters, what was seen, what to do',
  (context, _options, [name = '']) => explainCommand(context, name),
);
command<{ alert: boolean }>(
  'doctor',
  'check credentials, scopes, clock and routes',
  (context, { alert }) => doctorCommand(context, alert),
  (it) => it.option('--alert', 'send a marked test alert through every route', false),
);
command<object>('demo', 'a simulated tenant’s week, without network', demoCommand);

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe, such as head, may leave early; that is no failure of ours.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.exitCode = await run(process.argv);

function command<O extends object>(
  name: string,
  description: string,
  action: Action<O>,
  more: (it: Command) => Command = (it) => it,
): void {
  const it = program
    .command(name)
    .description(description)
    .option('--config <file>', 'the tenants to watch (default: tenants.json, if there)')
    .option('--tenant <id>', 'only this tenant; repeatable', (id, ids: string[]) => [...ids, id], [])
    .option('--data <dir>', 'where the store lies', defaultData)
    .option('--json', 'one JSON document on standard output', false)
    .option('--dry-run', 'write nothing, tell nobody', false)
    .option('--now <moment>', 'take this as the time, ISO 8601 (tests and replays)')
    .option('--fail-on <severity>', 'exit 2 when a finding this severe is open (default: high)');
  more(it).action(async (...given: unknown[]) => {
    const args = it.args;
    const options = it.opts<CommonOptions & O>();
    void given;
    process.exitCode = await action(contextOf(options), options, args);
  });
}

function contextOf(options: CommonOptions): Context {
  const { stdout, stderr, env } = process;
  const output = {
    out: (text: string) => void stdout.write(text),
    err: (text: string) => void stderr.write(text),
    columns: stdout.columns ?? 80,
    color: stdout.isTTY === true && !env['NO_COLOR'],
    live: stderr.isTTY === true,
  };
  return createContext(options, output, env, rules, new Date());
}

/** Exit codes: see README. A failure a person can act on is one message; anything else shows its stack. */
async function run(argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (!(error instanceof OperatorError) && !(error instanceof InvalidArgumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
