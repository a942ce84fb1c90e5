import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
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
  /** Checksums of LevelDB's table files by name, as of the last close. They are never changed once written. */
  readonly sums: Readonly<Record<string, number>>;
}

const Mark = z.looseObject({
  version: z.int().positive(),
  sums: z.record(z.string(), z.int()).default({}),
});

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

/** Looks at the files before LevelDB does, because LevelDB leaves out what it cannot read, or does not notice. */
export async function checkFolder(dir: string): Promise<Folder> {
  const database = join(dir, 'db');
  await mkdir(database, { recursive: true, mode: 0o700 });
  const made = await exists(markFile(dir));
  const { sums } = made ? await readMark(dir) : { sums: {} };
  if (made && !(await exists(join(database, 'CURRENT'))))
    throw damagedFolder(dir, new Error('the database has no CURRENT file'));
  const damaged = (await findDamagedLog(database)) ?? (await findDamagedTable(database, sums));
  if (damaged) throw damagedFolder(dir, new Error(`${damaged} is damaged`));
  return { dir, database, made, sums };
}

/** Notes version and checksums of a closed database; in one step, so that the note is whole or absent. */
export async function markFolder({ dir, database, sums }: Folder): Promise<void> {
  const now: Record<string, number> = {};
  for (const name of await tableFiles(database))
    now[name] = sums[name] ?? crc32(await readFile(join(database, name)));
  const file = markFile(dir);
  const text = `${JSON.stringify({ version: 1, sums: now }, null, 2)}\n`;
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function findDamagedTable(database: string, sums: Folder['sums']): Promise<string | null> {
  for (const name of await tableFiles(database)) {
    const sum = sums[name];
    if (sum !== undefined && sum !== crc32(await readFile(join(database, name)))) return name;
  }
  return null;
}

async function tableFiles(database: string): Promise<string[]> {
  return (await readdir(database)).filter((name) => name.endsWith('.ldb'));
}

async function readMark(dir: string): Promise<z.infer<typeof Mark>> {
  const mark = parseMark(dir, await readFile(markFile(dir), 'utf8'));
  if (mark.version > 1)
    throw new StoreError(
      `The data folder ${dir} was written by a newer Strictwatch. Upgrade this one, or name another folder with --data. Nothing was changed.`,
    );
  return mark;
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
