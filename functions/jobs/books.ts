import { afterFailure, keptFailing, type Waiting } from '../core/channel-health.ts';
import { owedTo, paid } from '../core/debts.ts';
import { NotTriedError, type DeliveryError } from '../core/errors.ts';
import type { Announcement } from '../core/finding.ts';
import type { FindingRow, Head, OwedSummary, Session } from '../core/ports.ts';
import type { Letter } from './letter.ts';

/** What has become of the debts so far. */
export interface Books {
  readonly owing: Map<string, FindingRow>;
  readonly paid: Map<string, FindingRow>;
  readonly announced: Map<string, Announcement>;
  readonly failures: DeliveryError[];
  readonly waiting: Waiting[];
  head: Head;
  /** The head as it is stored. */
  stored: Head;
}

export function openBooks(head: Head, owing: ReadonlyMap<string, FindingRow>): Books {
  return {
    owing: new Map(owing),
    paid: new Map(),
    announced: new Map(),
    failures: [],
    waiting: [],
    head,
    stored: head,
  };
}

/** What was sent was not accepted; or nothing was, which says nothing of the channel. */
export function noteFailure(
  books: Books,
  channel: string,
  failure: DeliveryError,
  now: Date,
): void {
  books.failures.push(failure);
  if (failure instanceof NotTriedError) return;
  const { failing = {} } = books.head;
  const health = afterFailure(failing[channel], failure.message, now);
  books.head = { ...books.head, failing: { ...failing, [channel]: health } };
}

/** The head goes first: were the rows struck off alone, a channel that is owed nothing would seem to fail for ever. */
export async function strikeOff(
  books: Books,
  channel: string,
  letter: Letter,
  settle: Session['settle'],
): Promise<void> {
  books.head = acceptedHead(books.head, channel, letter.hasSummary);
  await writeHead(books, settle);
  const rows = new Map(letter.rows.map(([key, row]) => [key, paid(row, channel)]));
  if (rows.size > 0) await settle(rows, null);
  for (const [key, row] of letter.rows) {
    books.announced.set(key, owedTo(row, channel).at(-1)?.kind ?? 'opened');
  }
  for (const [key, row] of rows) {
    books.owing.set(key, row);
    books.paid.set(key, row);
  }
}

/** The same object where nothing changed, so that nothing is written. */
function acceptedHead(head: Head, channel: string, hasSummary: boolean): Head {
  const { failing = {}, ...rest } = head;
  const { [channel]: health, ...others } = failing;
  if (!health && !hasSummary) return head;
  const owedSummary = hasSummary ? paidSummary(head.owedSummary, channel) : head.owedSummary;
  return { ...rest, ...keptFailing(others), owedSummary };
}

/** Only where it changed. */
export async function writeHead(books: Books, settle: Session['settle']): Promise<void> {
  if (books.head === books.stored) return;
  await settle(noRows, books.head);
  books.stored = books.head;
}

const noRows: ReadonlyMap<string, FindingRow> = new Map();

function paidSummary(summary: OwedSummary | null, channel: string): OwedSummary | null {
  const left = summary?.channels.filter((id) => id !== channel) ?? [];
  return left.length > 0 ? { channels: left } : null;
}
