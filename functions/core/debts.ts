import type { Failing } from './channel-health.ts';
import type { Owed } from './finding.ts';
import type { Hearing } from './hearing.ts';
import { plural } from './message.ts';
import type { FindingRow, Known } from './ports.ts';

/** What a finding owes to one channel, in order. */
export function owedTo(row: FindingRow, channel: string): Owed[] {
  return (row.life.owed ?? []).filter((owed) => owed.channel === channel);
}

/** The row with nothing owed to this channel any more. */
export function paid(row: FindingRow, channel: string): FindingRow {
  const { owed = [] } = row.life;
  return owing(
    row,
    owed.filter((one) => one.channel !== channel),
  );
}

/**
 * Channels that did not accept and are still owed something. One that is owed nothing any more, since what it was to say
 * needs not be said, is never tried again: it would seem to fail for ever.
 */
export function stillFailing({ head, findings }: Pick<Known, 'head' | 'findings'>): Failing {
  const { failing = {}, owedSummary } = head ?? {};
  if (Object.keys(failing).length === 0) return failing;
  const owed = new Set(owedSummary?.channels);
  for (const { life } of findings.values())
    for (const one of life.owed ?? []) owed.add(one.channel);
  return Object.fromEntries(Object.entries(failing).filter(([id]) => owed.has(id)));
}

export interface Succession {
  /** Ids of the channels there are now. */
  readonly channels: readonly string[];
  /** Ids of those the last run had; unknown before the first. */
  readonly before: readonly string[] | undefined;
  readonly channelsFor: Hearing['channelsFor'];
}

/**
 * What channels that are gone were owed passes to those that came since and hear of the finding; where none came, to those
 * that were there and hear of it: that one hears something again is better than that it is lost. Part of what a
 * run saves, so that a crash after the new channels are on record has nothing left to pass on.
 * @returns the rows that differ, by rowKey, and how many findings lost a debt because no channel hears of them
 */
export function passOn(
  rows: Iterable<readonly [string, FindingRow]>,
  { channels, before, channelsFor }: Succession,
): { readonly rows: Map<string, FindingRow>; readonly dropped: number } {
  const came = before ? channels.filter((id) => !before.includes(id)) : [];
  const changed = new Map<string, FindingRow>();
  let dropped = 0;
  for (const [key, row] of rows) {
    const { owed, severity } = row.life;
    const { rule, subject } = row;
    if (!owed || owed.every(({ channel }) => channels.includes(channel))) continue;
    const hearing = channelsFor({ rule, subject, severity }).filter((id) => channels.includes(id));
    const heirs = hearing.filter((id) => came.includes(id));
    if (hearing.length === 0) dropped += 1;
    changed.set(key, owing(row, inherit(owed, channels, heirs.length > 0 ? heirs : hearing)));
  }
  return { rows: changed, dropped };
}

/** A sentence for the operator when debts were dropped. */
export function droppedWords(dropped: number): string[] {
  if (dropped === 0) return [];
  return [
    `${plural(dropped, 'finding')} had messages owed to a channel that is no longer configured, and no channel that is left hears of such findings: they are not sent. \`findings\` lists what stands.`,
  ];
}

function inherit(
  owed: readonly Owed[],
  channels: readonly string[],
  heirs: readonly string[],
): Owed[] {
  const left: Owed[] = [];
  for (const one of owed) {
    const creditors = channels.includes(one.channel) ? [one.channel] : heirs;
    for (const channel of creditors) {
      const isThere = left.some((l) => l.channel === channel && l.transition === one.transition);
      if (!isThere) left.push({ ...one, channel });
    }
  }
  return left;
}

function owing(row: FindingRow, owed: readonly Owed[]): FindingRow {
  const { owed: _before, ...life } = row.life;
  return { ...row, life: owed.length > 0 ? { ...life, owed } : life };
}
