import { worstFirst } from '../core/compose.ts';
import type { Dues } from '../core/due.ts';
import { shownInFull } from '../core/message.ts';
import { rowKey, type Change, type FindingRow, type Session, type Words } from '../core/ports.ts';
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

/** What was observed, and what is to change. */
export interface Findings {
  readonly observed: Reconciled['observed'];
  readonly findingRows: ReadonlyMap<string, FindingRow>;
  /** Words this run writes, by rowKey. */
  readonly words?: Change['words'];
  /** Rules whose stored words say more than what is observed: who did it. */
  readonly traced?: ReadonlySet<string>;
  /** What is held back needs no words yet; without it, all that is owed is told. */
  readonly dues?: Dues;
}

/** Findings reported with who did it: each costs a read unit, and room in memory and in the answer. */
const mostReported = 500;

/**
 * Reads from the store only words this run does not have itself: of unknown rules, of what is now gone, and those
 * that say who did it, of findings that are told in full and of a few hundred that are reported.
 */
export async function wordBook(
  session: Session,
  known: ReadonlyMap<string, FindingRow>,
  { observed, findingRows, words: written = noWords, traced = noRules, dues = allDue }: Findings,
): Promise<WordBook> {
  const owing = owingRows(known, findingRows);
  const told = new Map([...owing].filter(([, row]) => isDue(row, dues)));
  const reported = reportedRows(known, findingRows, (row) => isDue(row, dues));
  const tracedRows = reported.filter(({ rule }) => traced.has(rule));
  const whole = new Set(
    [
      ...[...told.values(), ...reported].filter((row) => !seenOf(observed, row)),
      ...toldInFull(told).filter(({ rule }) => traced.has(rule)),
      ...(tracedRows.length <= mostReported ? tracedRows : []),
    ].map(keyOf),
  );
  const missing = [...whole].filter((key) => !written.has(key));
  const stored = missing.length > 0 ? await session.storedWords(missing) : noWords;
  function words(row: FindingRow): Words {
    const key = keyOf(row);
    const kept = whole.has(key) ? (written.get(key) ?? stored.get(key)) : undefined;
    return kept ?? seenOf(observed, row) ?? wordless;
  }
  return { owing, reported, words };
}

function isDue(row: FindingRow, dues: Dues): boolean {
  return (row.life.owed ?? []).some(({ channel }) => dues(row, channel) !== null);
}

const allDue: Dues = () => 'now';
const noRules: ReadonlySet<string> = new Set();
const noWords: ReadonlyMap<string, Words> = new Map();
const wordless: Words = { message: '', evidence: {} };

function keyOf({ rule, subject }: FindingRow): string {
  return rowKey(rule, subject);
}

function seenOf(
  observed: Reconciled['observed'],
  { rule, subject }: FindingRow,
): Words | undefined {
  return observed.get(rule)?.get(subject);
}

/** A message shows the worst of what its channel is owed, and counts the rest. */
function toldInFull(owing: ReadonlyMap<string, FindingRow>): FindingRow[] {
  const byChannel = new Map<string, FindingRow[]>();
  for (const row of owing.values()) {
    for (const channel of new Set(row.life.owed?.map((owed) => owed.channel))) {
      const rows = byChannel.get(channel);
      if (rows) rows.push(row);
      else byChannel.set(channel, [row]);
    }
  }
  return [...byChannel.values()].flatMap((rows) => rows.sort(worstFirst).slice(0, shownInFull));
}

function owingRows(
  known: ReadonlyMap<string, FindingRow>,
  changed: ReadonlyMap<string, FindingRow>,
): Map<string, FindingRow> {
  const owing = new Map<string, FindingRow>();
  for (const [key, row] of overlay(known, changed)) if (row.life.owed) owing.set(key, row);
  return owing;
}
