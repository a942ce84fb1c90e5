import { rowKey, type FindingRow, type Session, type Words } from '../core/ports.ts';
import { overlay, type Reconciled } from '../core/reconcile.ts';
import { reportedRows } from '../core/result.ts';

/** The finding rows a run tells or reports of, and their words. */
export interface WordBook {
  /** Rows with debts, by rowKey. */
  readonly owing: ReadonlyMap<string, FindingRow>;
  /** Rows not resolved, and those this run resolved. */
  readonly reported: readonly FindingRow[];
  /** A row's words: as this run saw them, else as they are stored. */
  readonly words: (row: FindingRow) => Words;
}

/** What was observed, and the rows that are to change. */
export interface Findings {
  readonly observed: Reconciled['observed'];
  readonly findingRows: ReadonlyMap<string, FindingRow>;
}

/** Reads from the store only words this run did not see itself: of unknown rules, and of what is now gone. */
export async function wordBook(
  session: Session,
  known: ReadonlyMap<string, FindingRow>,
  { observed, findingRows }: Findings,
): Promise<WordBook> {
  const owing = owingRows(known, findingRows);
  const reported = reportedRows(known, findingRows);
  const missing = new Set<string>();
  for (const row of [...owing.values(), ...reported]) {
    if (!observed.get(row.rule)?.has(row.subject)) missing.add(rowKey(row.rule, row.subject));
  }
  const stored = missing.size > 0 ? await session.storedWords([...missing]) : noWords;
  const words = ({ rule, subject }: FindingRow) =>
    observed.get(rule)?.get(subject) ?? stored.get(rowKey(rule, subject)) ?? wordless;
  return { owing, reported, words };
}

const noWords: ReadonlyMap<string, Words> = new Map();
const wordless: Words = { message: '', evidence: {} };

function owingRows(
  known: ReadonlyMap<string, FindingRow>,
  changed: ReadonlyMap<string, FindingRow>,
): Map<string, FindingRow> {
  const owing = new Map<string, FindingRow>();
  for (const [key, row] of overlay(known, changed)) if (row.life.owed) owing.set(key, row);
  return owing;
}
