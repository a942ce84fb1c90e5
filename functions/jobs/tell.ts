import { compose, type ToTell } from '../core/compose.ts';
import { owedTo, paid } from '../core/debts.ts';
import { DeliveryError } from '../core/errors.ts';
import type { Announcement } from '../core/finding.ts';
import type { AdoptionSummary, Message } from '../core/message.ts';
import type { Channel, FindingRow, Head, OwedSummary } from '../core/ports.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';
import type { WordBook } from './word-book.ts';

/** Whom a job tells, of which tenant, in the words of which rules. */
export interface Telling {
  readonly tenant: Tenant;
  readonly rules: readonly AnyRule[];
  readonly channels: readonly Channel[];
  readonly now: Date;
}

/** What there is to tell. */
export interface Debts {
  readonly head: Head;
  readonly book: WordBook;
  /** Makes the summary of an adoption where one is owed; a job that adopts nothing leaves it to watch. */
  readonly adoption: (() => AdoptionSummary) | null;
}

export interface Told {
  /** The latest thing people were told of each finding in this run, by rowKey. */
  readonly announced: ReadonlyMap<string, Announcement>;
  readonly failures: readonly DeliveryError[];
  /** What to write now that debts are paid, or null when none was. */
  readonly settled: {
    readonly rows: ReadonlyMap<string, FindingRow>;
    readonly head: Head | null;
  } | null;
}

export const toldNobody: Told = { announced: new Map(), failures: [], settled: null };

/**
 * Sends each channel what it is owed, one message a channel, and strikes off what was accepted. A channel
 * that does not accept keeps its debt and does not stop the others.
 */
export async function tell(telling: Telling, { head, book, adoption }: Debts): Promise<Told> {
  const { tenant, rules, channels, now } = telling;
  const rows = new Map(book.owing);
  const announced = new Map<string, Announcement>();
  const failures: DeliveryError[] = [];
  let summary = head.owedSummary;

  for (const channel of channels) {
    const due = [...rows].filter(([, row]) => owedTo(row, channel.id).length > 0);
    const owedAdoption = summary?.channels.includes(channel.id) ? adoption : null;
    if (due.length === 0 && !owedAdoption) continue;
    const told = due.flatMap(([, row]) => toTell(row, book.words(row), channel.id));
    const message = compose({ tenant, told, adoption: owedAdoption?.() ?? null, rules, at: now });
    const failure = await send(channel, message);
    if (failure) {
      failures.push(failure);
      continue;
    }
    for (const [key, row] of due) {
      announced.set(key, owedTo(row, channel.id).at(-1)?.kind ?? 'opened');
      rows.set(key, paid(row, channel.id));
    }
    if (owedAdoption) summary = paidSummary(summary, channel.id);
  }
  return { announced, failures, settled: settledBy(book.owing, rows, head, summary) };
}

function settledBy(
  before: ReadonlyMap<string, FindingRow>,
  rows: ReadonlyMap<string, FindingRow>,
  head: Head,
  owedSummary: OwedSummary | null,
): Told['settled'] {
  const changed = new Map([...rows].filter(([key, row]) => row !== before.get(key)));
  const newHead = owedSummary === head.owedSummary ? null : { ...head, owedSummary };
  return changed.size > 0 || newHead ? { rows: changed, head: newHead } : null;
}

async function send(channel: Channel, message: Message): Promise<DeliveryError | null> {
  try {
    await channel.send(message);
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

function toTell(row: FindingRow, words: ToTell['words'], channel: string): ToTell[] {
  const { rule, subject, life } = row;
  return owedTo(row, channel).map(({ kind, transition }) => ({
    rule,
    subject,
    life,
    words,
    announcement: kind,
    transition,
  }));
}

function paidSummary(summary: OwedSummary | null, channel: string): OwedSummary | null {
  const left = summary?.channels.filter((id) => id !== channel) ?? [];
  return left.length > 0 ? { channels: left } : null;
}
