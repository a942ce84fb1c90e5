#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCommandLine } from './cli/program.ts';
import { rules } from './rules/index.ts';

const { stdout, stderr, env } = process;

let isOutputLost = false;
stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe, such as head, may leave early; the run goes on to its end all the same.
  if (error.code !== 'EPIPE') isOutputLost = true;
});

const exitCode = await runCommandLine(process.argv.slice(2), {
  output: {
    out: (text) => void stdout.write(text),
    show,
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

process.exitCode = exitCode;
// What was written last is known to be lost only when everything else is over.
process.on('exit', () => {
  if (!isOutputLost) return;
  stderr.write('The output could not be written.\n');
  process.exitCode = 1;
});

function show(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
