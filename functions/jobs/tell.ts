import { compose, type ToTell } from '../core/compose.ts';
import { DeliveryError } from '../core/errors.ts';
import type { Announcement, Owed } from '../core/finding.ts';
import type { Message } from '../core/message.ts';
import type { Channel, FindingRow, Head, OwedSummary } from '../core/ports.ts';
import { channelsFor, terminalChannelId } from '../core/route.ts';
import type { Severity } from '../core/severity.ts';
import { adoptionSummary } from './adoption.ts';
import type { Judgement, Scene } from './judge.ts';
import type { WordBook } from './word-book.ts';

export interface Told {
  /** The latest thing people were told of each finding in this run, by rowKey. */
  readonly announced: ReadonlyMap<string, Announcement>;
  readonly failures: readonly DeliveryError[];
  /** Messages owed to channels that are gone, for which no other came. */
  readonly dropped: number;
  /** What to write now that debts are paid, or null when none was. */
  readonly settled: {
    readonly rows: ReadonlyMap<string, FindingRow>;
    readonly head: Head | null;
  } | null;
}

export const toldNobody: Told = { announced: new Map(), failures: [], dropped: 0, settled: null };

/**
 * Sends each channel what it is owed, one message a channel, and strikes off what was accepted. A channel
 * that does not accept keeps its debt and does not stop the others. What a channel that is no longer
 * configured was owed passes to the channels that came in its place.
 */
export async function tell(scene: Scene, judgement: Judgement, book: WordBook): Promise<Told> {
  const { tenant, rules, channels, now } = scene;
  const { head } = judgement.change;
  const heirs = heirsOf(scene);
  const rows = new Map<string, FindingRow>();
  let dropped = 0;
  for (const [key, row] of book.owing) {
    const left = inherited(row, channels, heirs);
    if (left.length < (row.life.owed ?? []).length) dropped += 1;
    rows.set(key, owing(row, left));
  }
  const announced = new Map<string, Announcement>();
  const failures: DeliveryError[] = [];
  let summary = head.owedSummary;

  for (const channel of channels) {
    const due = [...rows].filter(([, row]) => owedTo(row, channel.id).length > 0);
    const isSummaryDue = summary?.channels.includes(channel.id) === true;
    if (due.length === 0 && !isSummaryDue) continue;
    const adoption = isSummaryDue ? adoptionSummary(scene, judgement, book) : null;
    const told = due.flatMap(([, row]) => toTell(row, book.words(row), channel.id));
    const failure = await send(channel, compose({ tenant, told, adoption, rules, at: now }));
    if (failure) {
      failures.push(failure);
      continue;
    }
    for (const [key, row] of due) {
      announced.set(key, owedTo(row, channel.id).at(-1)?.kind ?? 'opened');
      rows.set(key, paid(row, channel.id));
    }
    if (isSummaryDue) summary = paidSummary(summary, channel.id);
  }
  return { announced, failures, dropped, settled: settledBy(book.owing, rows, head, summary) };
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

/** The channels that came since the last run and hear of a severity. */
function heirsOf({ tenant, channels, known }: Scene): (severity: Severity) => string[] {
  const before = known.head?.channels;
  const ids = channels.map(({ id }) => id);
  const came = before ? ids.filter((id) => !before.includes(id)) : [];
  const terminal = ids.includes(terminalChannelId);
  return (severity) =>
    channelsFor(tenant, severity, { terminal }).filter((id) => came.includes(id));
}

/** What is owed, with the debts to channels that are gone made over to their heirs. */
function inherited(
  { life }: FindingRow,
  channels: readonly Channel[],
  heirs: (severity: Severity) => string[],
): readonly Owed[] {
  const { owed = [] } = life;
  const isThere = ({ channel }: Owed) => channels.some(({ id }) => id === channel);
  if (owed.every(isThere)) return owed;
  const passed = owed
    .filter((one) => !isThere(one))
    .flatMap((one) => heirs(life.severity).map((channel) => ({ ...one, channel })));
  return [...owed.filter(isThere), ...passed];
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

function owedTo(row: FindingRow, channel: string): Owed[] {
  return (row.life.owed ?? []).filter((owed) => owed.channel === channel);
}

function paid(row: FindingRow, channel: string): FindingRow {
  return owing(
    row,
    (row.life.owed ?? []).filter((owed) => owed.channel !== channel),
  );
}

/** The row with this owed and nothing else; the same row when that is so already. */
function owing(row: FindingRow, owed: readonly Owed[]): FindingRow {
  const { owed: before, ...life } = row.life;
  if (before === owed) return row;
  return { ...row, life: owed.length > 0 ? { ...life, owed } : life };
}

function paidSummary(summary: OwedSummary | null, channel: string): OwedSummary | null {
  const left = summary?.channels.filter((id) => id !== channel) ?? [];
  return left.length > 0 ? { channels: left } : null;
}
