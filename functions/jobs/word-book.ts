import type { Verdict } from '../core/evaluate.ts';
import { rowKey, type FindingRow, type Session, type Words } from '../core/ports.ts';
import { wordsOf } from '../core/reconcile.ts';
import { reportedRows } from '../core/result.ts';
import type { Judgement } from './judge.ts';

/** The finding rows a run tells or reports of, and their words. */
export interface WordBook {
  /** Rows with debts, by rowKey. */
  readonly owing: ReadonlyMap<string, FindingRow>;
  /** Rows not resolved, and those this run resolved. */
  readonly reported: readonly FindingRow[];
  /** Words by rowKey: as this run saw them, else as they are stored. */
  readonly words: (key: string) => Words;
}

/** Reads from the store only words this run did not see itself: of unknown rules, and of what is now gone. */
export async function wordBook(
  session: Session,
  known: ReadonlyMap<string, FindingRow>,
  { verdicts, change }: Judgement,
): Promise<WordBook> {
  const owing = owingRows(known, change.findingRows);
  const reported = reportedRows(known, change.findingRows);
  const seen = wordsSeen(verdicts);
  const needed = new Set([...owing.keys(), ...reported.map((row) => rowKey(row.rule, row.subject))]);
  const missing = [...needed].filter((key) => !seen.has(key));
  const stored = missing.length > 0 ? await session.storedWords(missing) : new Map<string, Words>();
  const words = (key: string) =>
    seen.get(key) ?? stored.get(key) ?? { message: '', evidence: {} };
  return { owing, reported, words };
}

function owingRows(
  known: ReadonlyMap<string, FindingRow>,
  changed: ReadonlyMap<string, FindingRow>,
): Map<string, FindingRow> {
  const owing = new Map<string, FindingRow>();
  for (const [key, row] of known) if (row.life.owed && !changed.has(key)) owing.set(key, row);
  for (const [key, row] of changed) if (row.life.owed) owing.set(key, row);
  return owing;
}

function wordsSeen(verdicts: readonly Verdict[]): Map<string, Words> {
  const seen = new Map<string, Words>();
  for (const verdict of verdicts) {
    if (verdict.status === 'unknown') continue;
    for (const observation of verdict.observations) {
      const key = rowKey(verdict.rule, observation.subject);
      if (!seen.has(key)) seen.set(key, wordsOf(observation));
    }
  }
  return seen;
}
