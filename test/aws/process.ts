import { spawn } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The environment of a child: nothing of the caller's but what finds programs, so that no real AWS
 * account can be met, and this process's Node first in the path.
 */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}) {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH: `${dirname(process.execPath)}${delimiter}${PATH}`, HOME, NO_COLOR: '1', ...more };
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** After this time it is killed, with all it started. */
  readonly seconds?: number;
}

/** Runs a program to its end, in the project's folder unless told otherwise. */
export function run(
  program: string,
  args: readonly string[],
  { env = {}, cwd = root, seconds = 120 }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: cleanEnvironment(env),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
    const timer = setTimeout(() => endGroup(child.pid), seconds * 1_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
}

/** Kills a process that was started detached, and all it started. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
