import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from './local.ts';

/** Programs that hand an address to the browser. */
const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer.exe' };
const opener = 'xdg-open';

/** An opener that found no browser ends at once; one that still runs then has become the browser. */
const patienceMs = 3000;

/**
 * Shows a file of this machine in the browser; no shell reads its name.
 * @returns why that did not happen, or null when it did
 */
export async function openInBrowser(
  path: string,
  env: Environment,
  platform: string = process.platform,
): Promise<string | null> {
  if (env['CI']) return 'this is a CI job';
  if (!(platform in openers) && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return 'there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  }
  const program = openers[platform] ?? opener;
  // Explorer takes a comma for the end of an argument.
  // Source: https://geoffchappell.com/studies/windows/shell/explorer/cmdline.htm
  const address = pathToFileURL(resolve(path)).href.replaceAll(',', '%2C');
  const child = spawn(program, [address], { env: { ...env }, stdio: 'ignore', detached: true });
  const code = await codeOf(child);
  child.unref();
  if (typeof code === 'string') return `${program} could not be started (${code})`;
  // Explorer ends with 1 whatever it did. Source: https://github.com/microsoft/WSL/issues/6565
  return code === null || code === 0 || platform === 'win32'
    ? null
    : `${program} ended with ${code}`;
}

/** The exit code, the code of the error that kept it from starting, or null while it runs on. */
function codeOf(child: ChildProcess): Promise<number | string | null> {
  return new Promise((settle) => {
    const timer = setTimeout(() => settle(null), patienceMs);
    const end = (code: number | string | null) => {
      clearTimeout(timer);
      settle(code);
    };
    child.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.name));
    child.once('exit', (code, signal) => end(code ?? signal));
  });
}
