import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../core/errors.ts';

/**
 * Writes a file whole or not at all, for its owner alone; a file of that name is replaced, and of a link the file that it
 * leads to.
 * @throws {ConfigError} when its folder is not there, or something lies there that is no file, or it cannot be written
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const place = await requirePlace(path);
  const draft = join(dirname(place), `.strictwatch-${randomUUID()}.new`);
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true });
    throw new ConfigError(
      `${path} could not be written (${codeOf(error)}), and what was there is as it was. Check the rights and the space of its folder, or name another place.`,
      { cause: error },
    );
  }
}

/**
 * The place at which the file is to be written, with links followed.
 * @throws {ConfigError} when its folder is not there, or something lies there that is no file
 */
export async function requirePlace(path: string): Promise<string> {
  const folder = dirname(path);
  if (!(await looked(() => stat(folder), folder))?.isDirectory()) {
    throw new ConfigError(`The folder ${folder} is not there. Make it, or name another place.`);
  }
  const there = await looked(() => stat(path), path);
  if (there?.isFile()) return (await looked(() => realpath(path), path)) ?? path;
  const link = there ? null : await looked(() => lstat(path), path);
  // A path that ends like a folder's is none of a file, even where nothing lies there.
  if (!there && !link && !/[/\\]$/.test(path)) return path;
  const what = link
    ? 'a link that leads nowhere'
    : isNoFolder(there)
      ? 'no ordinary file'
      : 'a folder';
  throw new ConfigError(`${path} is ${what}. Name a file to write to.`);
}

function isNoFolder(there: Stats | null): boolean {
  return there !== null && !there.isDirectory();
}

/** null where nothing is there. */
async function looked<T>(look: () => Promise<T>, path: string): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const message = `${path} cannot be looked at (${code}). Check the rights of its folder.`;
    throw new ConfigError(message, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
