import { existsSync } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ClassicLevel } from 'classic-level';
import * as z from 'zod';
import { BusyError, StoreError } from '../../core/errors.ts';
import { damagedFolder, folderFailure } from './failures.ts';
import { findDamagedLog } from './log-check.ts';

/** A data folder whose files can be opened. */
export interface Folder {
  readonly dir: string;
  readonly database: string;
  /** True once a table was made in it: from then on, an empty database is a damaged one. */
  readonly made: boolean;
  /** Checksums of LevelDB's files by name, as of the last close. */
  readonly sums: Readonly<Record<string, number>>;
}

/** LevelDB's file that names the current list of tables. */
const current = 'CURRENT';

const Mark = z.looseObject({
  version: z.literal(1),
  sums: z.record(z.string(), z.int()).default({}),
});

const Newer = z.looseObject({ version: z.number().gt(1) });

/** Whether a Strictwatch made it a data folder; opening any other would make it one. */
export function isDataFolder(dir: string): boolean {
  return existsSync(markFile(dir));
}

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
  if (made && !(await exists(join(database, current))))
    throw damagedFolder(dir, new Error('the database has no CURRENT file'));
  const damaged = (await findDamagedLog(database)) ?? (await findDamaged(database, sums));
  if (damaged) throw damagedFolder(dir, new Error(`${damaged} is damaged`));
  return { dir, database, made, sums };
}

/**
 * Notes version and checksums of a closed database; in one step, so that the note is whole or absent.
 * The files reach the disk before the note does: after a power cut it must not tell of what is not there.
 */
export async function markClosed({ dir, database, sums }: Folder): Promise<void> {
  const now: Record<string, number> = {};
  for (const name of await filesIn(database))
    now[name] = (isTable(name) ? sums[name] : undefined) ?? (await storedSum(join(database, name)));
  await writeMark(dir, now);
}

/** Notes that a database was made. It has no checksums, since it is open. */
export async function markMade({ dir }: Folder): Promise<void> {
  await writeMark(dir, {});
}

async function writeMark(dir: string, sums: Folder['sums']): Promise<void> {
  const file = markFile(dir);
  const text = `${JSON.stringify({ version: 1, sums }, null, 2)}\n`;
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * A file that is not as it was at the last close. LevelDB names a new list of tables in CURRENT each
 * time it opens: with another CURRENT, a process was killed since, and only tables, which are never
 * changed once written, must still be what they were.
 */
async function findDamaged(database: string, sums: Folder['sums']): Promise<string | null> {
  const found = new Set(await filesIn(database));
  const isSame = async (name: string) =>
    found.has(name) && sums[name] === crc32(await readFile(join(database, name)));
  const untouched = await isSame(current);
  for (const name of Object.keys(sums)) {
    if (untouched || (isTable(name) && found.has(name))) {
      if (!(await isSame(name))) return name;
    }
  }
  return null;
}

/** LevelDB's files that hold or name data. */
async function filesIn(database: string): Promise<string[]> {
  const names = await readdir(database);
  return names.filter((name) => /^(CURRENT|MANIFEST-\d+|\d+\.(ldb|log))$/.test(name)).sort();
}

function isTable(name: string): boolean {
  return name.endsWith('.ldb');
}

async function storedSum(path: string): Promise<number> {
  // Windows lets only those who may write sync.
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return crc32(await file.readFile());
  } finally {
    await file.close();
  }
}

async function readMark(dir: string): Promise<z.infer<typeof Mark>> {
  const text = await readFile(markFile(dir), 'utf8');
  try {
    const mark: unknown = JSON.parse(text);
    if (isNewer(mark)) throw newerFolder(dir);
    return Mark.parse(mark);
  } catch (error) {
    throw error instanceof StoreError ? error : damagedFolder(dir, error);
  }
}

/** Looked at before the rest, whose shape is the newer version's. */
function isNewer(mark: unknown): boolean {
  return Newer.safeParse(mark).success;
}

function newerFolder(dir: string): StoreError {
  return new StoreError(
    `The data folder ${dir} was written by a newer Strictwatch. Upgrade this one, or name another folder with --data. Nothing was changed.`,
  );
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
