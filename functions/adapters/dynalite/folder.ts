import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { BusyError, StoreError } from '../../core/errors.ts';
import { damagedFolder, folderFailure } from './failures.ts';
import { findDamagedLog } from './log-check.ts';

/** A data folder whose files can be opened. */
export interface Folder {
  readonly dir: string;
  readonly database: string;
  /** True once a table was made in it: from then on, an empty database is a damaged one. */
  readonly made: boolean;
}

const Mark = z.looseObject({ version: z.int().positive() });

/**
 * Takes the folder for this process; the operating system lets go of it when the process ends, however
 * it ends. A lock of our own, because the database's must not be tried before its files were checked.
 * @throws {BusyError} when another process has it
 */
export async function lockFolder(dir: string): Promise<{ close(): Promise<void> }> {
  try {
    await mkdir(join(dir, 'lock'), { recursive: true, mode: 0o700 });
    const lock = new ClassicLevel(join(dir, 'lock'));
    await lock.open();
    return lock;
  } catch (error) {
    if (isLocked(error))
      throw new BusyError(
        `Another Strictwatch is using the data folder ${dir}. Wait until it has ended, or name another folder with --data.`,
        { cause: error },
      );
    throw folderFailure(dir, error);
  }
}

/** Looks at the files before LevelDB does, because LevelDB makes good what is missing by leaving it out. */
export async function checkFolder(dir: string): Promise<Folder> {
  const database = join(dir, 'db');
  await mkdir(database, { recursive: true, mode: 0o700 });
  const made = await readMark(dir);
  if (made && !(await exists(join(database, 'CURRENT'))))
    throw damagedFolder(dir, new Error('the database has no CURRENT file'));
  const damagedLog = await findDamagedLog(database);
  if (damagedLog) throw damagedFolder(dir, new Error(`${damagedLog} is damaged`));
  return { dir, database, made };
}

/** Notes which version wrote the folder; in one step, so that the note is whole or absent. */
export async function markFolder(dir: string): Promise<void> {
  const file = markFile(dir);
  await writeFile(`${file}.new`, `${JSON.stringify({ version: 1 })}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function readMark(dir: string): Promise<boolean> {
  if (!(await exists(markFile(dir)))) return false;
  const { version } = parseMark(dir, await readFile(markFile(dir), 'utf8'));
  if (version > 1)
    throw new StoreError(
      `The data folder ${dir} was written by a newer Strictwatch. Upgrade this one, or name another folder with --data. Nothing was changed.`,
    );
  return true;
}

function parseMark(dir: string, text: string): z.infer<typeof Mark> {
  try {
    return Mark.parse(JSON.parse(text));
  } catch (error) {
    throw damagedFolder(dir, error);
  }
}

function markFile(dir: string): string {
  return join(dir, 'strictwatch.json');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isLocked(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'LEVEL_LOCKED') || isLocked(error.cause);
}
