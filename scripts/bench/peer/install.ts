import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
/** Beside the sources and not among them: whatever walks through scripts/ would walk through all of it. */
const home = join(root, '.peer');
const timeoutMs = 300_000;

export interface Peer {
  readonly entry: string;
  readonly version: string;
  readonly licence: string;
}

/** The peer, installed as it is pinned where it is not yet; or why it cannot be had. */
export async function installedPeer(): Promise<Peer | string> {
  const pinned = pinnedVersion();
  if (present()?.version !== pinned) {
    mkdirSync(home, { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      copyFileSync(join(import.meta.dirname, file), join(home, file));
    }
    const why = await installs();
    if (why) return `auth0-deploy-cli ${pinned} is not here and could not be installed: ${why}`;
  }
  return present() ?? `npm ci left no auth0-deploy-cli ${pinned} behind`;
}

function pinnedVersion(): string {
  const { dependencies } = parsed(join(import.meta.dirname, 'package.json')) as {
    dependencies: { 'auth0-deploy-cli': string };
  };
  return dependencies['auth0-deploy-cli'];
}

function present(): Peer | null {
  const folder = join(home, 'node_modules/auth0-deploy-cli');
  // npm writes it last: what an install that was stopped left behind has none.
  if (!existsSync(join(home, 'node_modules/.package-lock.json'))) return null;
  const { version, license } = parsed(join(folder, 'package.json')) as Record<string, string>;
  return {
    entry: join(folder, 'lib/index.js'),
    version: version ?? '',
    licence: license ?? '',
  };
}

function parsed(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Why it could not; null when it did. npm's own words go to the terminal only: they name the server it asked. */
async function installs(): Promise<string | null> {
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1'];
  const child = spawn('npm', flags, {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: timeoutMs,
  });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0 ? null : `npm ci ended with ${code}; the first time it needs a network`;
  } catch (error) {
    return `npm did not start: ${(error as Error).message}`;
  }
}
