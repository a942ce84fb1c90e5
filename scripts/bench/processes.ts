import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { join, resolve } from 'node:path';

/** A process of the bench that answers in lines of JSON. */
export interface Served {
  /** Its first line. */
  readonly says: Readonly<Record<string, string>>;
  /** Sends one line and gives back the answer. */
  ask(command: object): Promise<unknown>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** Starts a file that keeps running; paths are from the root of the repository. */
export async function serve(file: string, args: readonly string[] = []): Promise<Served> {
  const child = start(file, args);
  const lines = createInterface({ input: child.stdout! });
  const says = JSON.parse(await nextLine(file, lines)) as Record<string, string>;
  return {
    says,
    async ask(command) {
      const answer = nextLine(file, lines);
      child.stdin!.write(`${JSON.stringify(command)}\n`);
      return JSON.parse(await answer) as unknown;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Runs a file to its end, under the given flags of Node, and parses the line it prints. */
export async function runOnce<T>(
  file: string,
  input: object,
  nodeFlags: readonly string[] = [],
): Promise<T> {
  const child = start(file, [JSON.stringify(input)], nodeFlags);
  const line = await nextLine(file, createInterface({ input: child.stdout! }));
  return JSON.parse(line) as T;
}

function start(
  file: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): ChildProcess {
  const child = spawn(process.execPath, [...nodeFlags, resolve(root, file), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // A bench that fails half-way must not leave servers behind.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  return child;
}

/** @throws {Error} when the process ends without saying anything more */
async function nextLine(file: string, lines: Interface): Promise<string> {
  // Whoever asks often would leave a listener each time.
  const answered = new AbortController();
  const silence = once(lines, 'close', { signal: answered.signal }).then(() => {
    throw new Error(`${file} ended without an answer`);
  });
  try {
    const [line] = (await Promise.race([once(lines, 'line'), silence])) as [string];
    return line;
  } finally {
    answered.abort();
  }
}
