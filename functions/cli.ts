#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCommandLine } from './cli/program.ts';
import { rules } from './rules/index.ts';

const { stdout, stderr, env } = process;

stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe, such as head, may leave early; that is no failure of ours.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  output: {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: stdout.columns ?? 80,
    color: stdout.isTTY && !env['NO_COLOR'],
    live: stderr.isTTY,
  },
  env,
  rules,
  clock: () => new Date(),
  version: packageVersion(),
});

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
