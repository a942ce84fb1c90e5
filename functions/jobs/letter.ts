import { compose, type ToTell } from '../core/compose.ts';
import { owedTo } from '../core/debts.ts';
import type { Dues } from '../core/due.ts';
import type { AdoptionSummary, Message } from '../core/message.ts';
import type { FindingRow } from '../core/ports.ts';
import type { WordBook } from './word-book.ts';
import type { Telling } from './tell.ts';

/** All that is due to one channel. */
export interface Letter {
  readonly rows: readonly (readonly [string, FindingRow])[];
  readonly hasSummary: boolean;
  readonly message: () => Message;
}

/** What a letter is made of; `owing` by rowKey. */
export interface Owing {
  readonly owing: ReadonlyMap<string, FindingRow>;
  readonly words: WordBook['words'];
  /** Set where the channel is owed the summary of an adoption. */
  readonly summary: (() => AdoptionSummary) | null;
  readonly dues: Dues;
}

/** Null where nothing is due. */
export function letterTo(
  channel: string,
  { tenant, rules, now }: Telling,
  { owing, words, summary, dues }: Owing,
): Letter | null {
  const rows: [string, FindingRow][] = [];
  let isDigest = !summary;
  for (const [key, row] of owing) {
    const due = dues(row, channel);
    if (!due) continue;
    rows.push([key, row]);
    isDigest &&= due === 'digest';
  }
  if (rows.length === 0 && !summary) return null;
  return {
    rows,
    hasSummary: summary !== null,
    message() {
      const told = rows.flatMap(([, row]) => toTell(row, words(row), channel));
      const message = compose({ tenant, told, adoption: summary?.() ?? null, rules, at: now });
      return isDigest ? { ...message, digest: true } : message;
    },
  };
}

function toTell(row: FindingRow, words: ToTell['words'], channel: string): ToTell[] {
  const { rule, subject, life } = row;
  return owedTo(row, channel).map(({ kind, transition, because }) => ({
    rule,
    subject,
    life,
    words,
    announcement: kind,
    transition,
    ...(because !== undefined && { because }),
  }));
}
