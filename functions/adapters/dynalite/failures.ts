import { join, sep } from 'node:path';
import { OperatorError, StoreError } from '../../core/errors.ts';

/** A file that is missing or a folder counts: whatever LevelDB and the mark name was there. */
const damage =
  /corrupt|could not decode|not an sstable|does not exist|invalid argument|no such file|EISDIR/i;

/** What LevelDB or the disk said, as an error that names the folder and says what to do. */
export function folderFailure(dir: string, error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const messages = messagesOf(error).map((message) => message.replaceAll(join(dir, sep), ''));
  const said = messages.join('; ');
  if (/ENOSPC|EDQUOT|no space|quota/i.test(said))
    return new StoreError(
      `The disk of the data folder ${dir} is full. Free some space and run again.`,
      { cause: error },
    );
  // On a read-only file system, Node's recursive mkdir says ENOENT.
  if (/EACCES|EPERM|EROFS|ENOTDIR|EEXIST|permission|read-only|ENOENT.*, mkdir/i.test(said))
    return new StoreError(
      `The data folder ${dir} cannot be written. Make it a folder of yours, or name another with --data.`,
      { cause: error },
    );
  if (damage.test(said)) return damagedFolder(dir, error);
  return new StoreError(
    `The database in ${dir} failed (${messages.at(-1) ?? 'unknown error'}). Run again. If it fails again, move the folder aside and begin anew, or restore it from a backup.`,
    { cause: error },
  );
}

export function damagedFolder(dir: string, cause: unknown): StoreError {
  return new StoreError(
    `The data folder ${dir} is damaged and was left as it is. Move it aside (or restore it from a backup) and run again: without it, what is there now counts as there before anyone watched.`,
    { cause },
  );
}

/** The error's message and those of its causes; LevelDB says what is wrong only in the last one. */
function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error ? String(error.code) : '';
  return [code, error.message, ...messagesOf(error.cause)];
}
