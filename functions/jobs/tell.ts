import { isWaiting, waitingWords, type Waiting } from '../core/channel-health.ts';
import { duesOf } from '../core/due.ts';
import { DeliveryError, NotTriedError } from '../core/errors.ts';
import type { Announcement } from '../core/finding.ts';
import type { AdoptionSummary, Message } from '../core/message.ts';
import type { Channel, FindingRow, Head, Session } from '../core/ports.ts';
import { isOnlySecond } from '../core/route.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';
import { noteFailure, openBooks, strikeOff, writeHead } from './books.ts';
import { letterTo } from './letter.ts';
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
  /** Tries a channel that failed lately at once: somebody is waiting. */
  readonly retryNow?: boolean | undefined;
}

export interface Told {
  /** The latest thing people were told of each finding in this run, by rowKey. */
  readonly announced: ReadonlyMap<string, Announcement>;
  readonly failures: readonly DeliveryError[];
  /** Channels that failed lately and were not tried; what they were to say is still owed. Failures too where no other accepts. */
  readonly waiting: readonly Waiting[];
  /** Finding rows as they are now that debts are paid, by rowKey. */
  readonly paid: ReadonlyMap<string, FindingRow>;
  /** As it is stored now; null where nobody was to be told. */
  readonly head: Head | null;
}

export const toldNobody: Told = {
  announced: new Map(),
  failures: [],
  waiting: [],
  paid: new Map(),
  head: null,
};

/** Less than a message takes that nothing holds up. */
export const leastMs = 3_000;

/**
 * Sends each channel what is due to it, one message a channel, and strikes off what was accepted before it goes on to
 * the next. A channel that does not accept keeps its debt and does not stop the others.
 */
export async function tell(telling: Telling, debts: Debts, ports: TellPorts): Promise<Told> {
  const { tenant, rules, channels, now } = telling;
  const { words } = debts.book;
  const books = openBooks(debts.head, debts.book.owing);
  const dues = duesOf(tenant, rules, now);
  for (const channel of healthyFirst(channels, debts.head)) {
    const { id } = channel;
    const { owing, head } = books;
    const summary = head.owedSummary?.channels.includes(id) ? debts.adoption : null;
    const letter = letterTo(id, telling, { owing, words, summary, dues });
    if (!letter) continue;
    const health = head.failing?.[id];
    if (health && isWaiting(health, now, ports.retryNow)) {
      books.waiting.push({ channel: id, health, findings: letter.rows.length });
      continue;
    }
    const failure = await send(channel, letter.message(), ports.timeLeft);
    if (failure) noteFailure(books, id, failure, now);
    else await strikeOff(books, id, letter, ports.settle);
  }
  await writeHead(books, ports.settle);
  if (!isHeard(telling, books.head)) books.failures.push(...books.waiting.map(stillWaiting));
  return books;
}

/** A channel that does not accept may take all the time there is: who failed the longest comes last. */
function healthyFirst(channels: readonly Channel[], { failing = {} }: Head): readonly Channel[] {
  const okSince = ({ id }: Channel) => Date.parse(failing[id]?.failingSince ?? '9999-01-01');
  return channels.toSorted((a, b) => okSince(b) - okSince(a));
}

/** Whether there is a channel that may tell people that another one fails. */
function isHeard({ tenant, channels }: Telling, { failing = {} }: Head): boolean {
  return channels.some(({ id }) => !failing[id] && !isOnlySecond(tenant, id));
}

/** Nobody is told of a channel that waits where there is no other: the run is to fail as if it had been tried. */
function stillWaiting(waiting: Waiting): DeliveryError {
  return new NotTriedError(waitingWords(waiting));
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
  return new NotTriedError(`Nothing was sent to ${channel}: the time of this invocation is up.`);
}
