import { compose, type ToTell } from '../core/compose.ts';
import { owedTo, paid } from '../core/debts.ts';
import { DeliveryError } from '../core/errors.ts';
import type { Announcement } from '../core/finding.ts';
import type { AdoptionSummary, Message } from '../core/message.ts';
import type { Channel, FindingRow, Head, OwedSummary, Session } from '../core/ports.ts';
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

/** What telling uses besides the channels. */
export interface TellPorts {
  /** Called after each channel that accepted, so that a retry does not repeat what was heard. */
  readonly settle: Session['settle'];
  /** Milliseconds telling may still take; Infinity on a laptop. */
  readonly timeLeft: () => number;
}

export interface Told {
  /** The latest thing people were told of each finding in this run, by rowKey. */
  readonly announced: ReadonlyMap<string, Announcement>;
  readonly failures: readonly DeliveryError[];
  /** Finding rows as they are now that debts are paid, by rowKey. */
  readonly paid: ReadonlyMap<string, FindingRow>;
}

export const toldNobody: Told = { announced: new Map(), failures: [], paid: new Map() };

/** Less than a message takes that nothing holds up. */
const leastMs = 3_000;

/**
 * Sends each channel what it is owed, one message a channel, and strikes off what was accepted before it goes on to
 * the next. A channel that does not accept keeps its debt and does not stop the others.
 */
export async function tell(
  { tenant, rules, channels, now }: Telling,
  { head, book, adoption }: Debts,
  { settle, timeLeft }: TellPorts,
): Promise<Told> {
  const owing = new Map(book.owing);
  const paidRows = new Map<string, FindingRow>();
  const announced = new Map<string, Announcement>();
  const failures: DeliveryError[] = [];
  let summary = head.owedSummary;

  for (const channel of channels) {
    const due = [...owing].filter(([, row]) => owedTo(row, channel.id).length > 0);
    const owedAdoption = summary?.channels.includes(channel.id) ? adoption : null;
    if (due.length === 0 && !owedAdoption) continue;
    const told = due.flatMap(([, row]) => toTell(row, book.words(row), channel.id));
    const message = compose({ tenant, told, adoption: owedAdoption?.() ?? null, rules, at: now });
    const failure = await send(channel, message, timeLeft);
    if (failure) {
      failures.push(failure);
      continue;
    }
    const rows = new Map(due.map(([key, row]) => [key, paid(row, channel.id)]));
    if (owedAdoption) summary = paidSummary(summary, channel.id);
    await settle(rows, owedAdoption ? { ...head, owedSummary: summary } : null);
    for (const [key, row] of due)
      announced.set(key, owedTo(row, channel.id).at(-1)?.kind ?? 'opened');
    for (const [key, row] of rows) {
      owing.set(key, row);
      paidRows.set(key, row);
    }
  }
  return { announced, failures, paid: paidRows };
}

async function send(
  channel: Channel,
  message: Message,
  timeLeft: () => number,
): Promise<DeliveryError | null> {
  if (timeLeft() < leastMs) return outOfTime(channel.id);
  try {
    await channel.send(message, timeLeft);
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}

/** For what was not begun, since an invocation that is ended in the middle repeats what it could not strike off. */
export function outOfTime(channel: string): DeliveryError {
  return new DeliveryError(`Nothing was sent to ${channel}: the time of this invocation is up.`);
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
