import { create, type Database, type Tables } from 'dynalite/db/index.js';

/**
 * LevelDB 1.20 can move the newest version of an item below an older one, which then is what is read, when
 * a compaction ends a file between the two (https://github.com/google/leveldb/issues/320). So files end
 * where an item's versions hardly ever are. More than this, and LevelDB's own 25 files overflow its int.
 */
const maxFileSize = 80 * 1024 * 1024;

/** Opens dynalite's tables in a folder, such that LevelDB reads what was written last. */
export async function openTables(path: string): Promise<Tables> {
  const tables = create({ path, createTableMs: 0 });
  endIterators(tables.db);
  // Before the database opens itself, without options.
  await tables.db.open({ maxFileSize });
  return tables;
}

/**
 * dynalite 4.0.0 ends a Query or Scan by `return`, which the iterators of abstract-level do not have: they
 * stay open, and LevelDB keeps each version of each item since.
 */
function endIterators(database: Database): void {
  const values = database.values.bind(database);
  database.values = (options) => {
    const iterator = values(options);
    return Object.assign(iterator, { return: () => iterator.close() });
  };
}
