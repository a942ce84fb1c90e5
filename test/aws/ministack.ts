import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pythonOf } from '../virtual-environment.ts';
import { cleanEnvironment, endGroup, root } from './process.ts';

const emulator = {
  home: join(root, '.ministack'),
  requirements: join(root, 'test/aws/requirements.txt'),
  needs:
    'the emulated AWS needs Python 3.10 or newer with its venv module. On Debian: apt-get install python3-venv.',
};

/** A running emulated AWS. */
export interface MiniStack {
  readonly port: number;
  /** The last lines it logged. */
  log(lines: number): string;
  close(): Promise<void>;
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on TCP: never a pipe name
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Starts the emulator on loopback, with nothing kept on disk beyond `dir`.
 * @param endpoint where functions reach AWS: the emulator itself, or what stands in front of it
 */
export async function startMiniStack(dir: string, port: number, endpoint: string) {
  const python = await pythonOf(emulator);
  const logFile = join(dir, 'ministack.log');
  const state = join(dir, 'state');
  // Below a folder with this project's package.json its CommonJS workers would be taken for modules.
  const temporary = join(dir, 'tmp');
  await Promise.all([mkdir(state), mkdir(temporary)]);
  const log = openSync(logFile, 'w');
  const child = spawn(python, [join(root, 'test/aws/launch.py')], {
    cwd: dir,
    detached: true,
    stdio: ['pipe', log, log],
    env: cleanEnvironment({
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      PERSIST_STATE: '0',
      STATE_DIR: state,
      TMPDIR: temporary,
      // Signatures are verified and every call is judged by the caller's role.
      AUTH: 'true',
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '0.1',
      NODE_NO_WARNINGS: '1',
      PYTHONUNBUFFERED: '1',
    }),
  });
  const tail = (lines: number) =>
    readFileSync(logFile, 'utf8').split('\n').slice(-lines).join('\n');
  await untilReady(child, port, tail);
  return {
    port,
    log: tail,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      endGroup(child.pid);
      await once(child, 'exit');
    },
  } satisfies MiniStack;
}

async function untilReady(
  child: ChildProcess,
  port: number,
  tail: (lines: number) => string,
): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await answers(port)) return;
    await sleep(100);
  }
  endGroup(child.pid);
  throw new Error(`the emulated AWS did not start. Its log ends:\n${tail(40)}`);
}

async function answers(port: number): Promise<boolean> {
  try {
    const { ok } = await fetch(`http://127.0.0.1:${port}/_ministack/ready`);
    return ok;
  } catch {
    return false; // not listening yet
  }
}
