import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './aws/process.ts';

/** A virtual environment of Python with pinned packages. */
export interface Environment {
  /** Where it is; made once, and again when what is pinned changes. */
  readonly home: string;
  /** The file that pins the packages; without their dependencies, which it names as well. */
  readonly requirements: string;
  /** What it is for and needs, in a sentence, for whoever lacks it. */
  readonly needs: string;
}

/**
 * The Python that has the packages.
 * @throws saying what is missing, with what Python or pip said
 */
export async function pythonOf({ home, requirements, needs }: Environment): Promise<string> {
  const python = join(home, 'bin/python');
  const pinned = await readFile(requirements, 'utf8');
  const marker = join(home, 'installed.txt');
  const made = await readFile(marker, 'utf8').catch(() => '');
  if (made === pinned) return python;
  await step('python3', ['-m', 'venv', '--clear', home], needs);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check'];
  const packages = `the packages of ${requirements} could not be installed.`;
  await step(python, [...pip, '-r', requirements], packages);
  await writeFile(marker, pinned);
  return python;
}

async function step(program: string, args: readonly string[], message: string): Promise<void> {
  const { code, out, err } = await run(program, args, { seconds: 300 }).catch((error: unknown) => ({
    code: null,
    out: '',
    err: String(error),
  }));
  if (code !== 0) throw new Error(`${message}\n${out}${err}`);
}
