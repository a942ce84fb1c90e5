import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Usage {
  readonly cpuMs: number;
  readonly peakMiB: number;
  /** Requests answered before they came to the tenant. */
  readonly answered: number;
}

export interface Ended {
  readonly wallMs: number;
  /** Null where it was ended for taking too long. */
  readonly exitCode: number | null;
  /** Null where it was ended before it could write it. */
  readonly usage: Usage | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** All of its environment: the operator's own credentials must not reach a reader. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs: number;
}

/** Runs a program under the preload and measures it from outside: from before it starts until it is gone. */
export async function measured(preload: string, command: Command): Promise<Ended> {
  const usageFile = join(command.cwd, 'usage.json');
  rmSync(usageFile, { force: true });
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', preload, command.file, ...command.args], {
    cwd: command.cwd,
    env: { PATH: process.env['PATH'], BENCH_USAGE: usageFile, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: command.timeoutMs,
    killSignal: 'SIGKILL',
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const wallMs = performance.now() - started;
  process.off('exit', end);
  return { wallMs, exitCode, usage: usageIn(usageFile), ...output };
}

function usageIn(file: string): Usage | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Usage) : null;
}
