import { moment, plural } from '../message.ts';
import type { Finding } from '../finding.ts';
import { isHiddenByFile } from './patterns.ts';
import type { Readings } from './readings.ts';
import type { Posture } from './schema.ts';
import type { TrendReads } from './trend-reads.ts';

/** Runs looked at, at most: a week of runs every five minutes, or three months of hourly ones. */
export const mostRuns = 2500;

/** Runs looked at before a moment of the trend, at most; more than a week of hourly ones. */
export const mostTrendRuns = 200;

interface Told extends Readings {
  readonly isPast: boolean;
  /** Up to when what is stored is told; later than `at` only where the clock went back. */
  readonly until: Date;
  readonly period: { readonly since: Date; readonly late?: readonly string[] };
  readonly findings: readonly Finding[];
  readonly dcr: Posture['dcr'];
  readonly trendReads: TrendReads;
}

/** What a posture cannot say, in sentences. */
export function notesOf(told: Told): string[] {
  return [
    ...clockNotes(told),
    ...unreadNotes(told),
    ...pastNotes(told),
    ...lateNotes(told),
    ...boundNotes(told),
    ...dcrNotes(told),
    ...trendNotes(told),
  ];
}

function clockNotes({ at, until }: Told): string[] {
  if (until <= at) return [];
  return [
    `What is stored reaches to ${moment(until.toISOString())}, later than the moment of this report: the clock went back, or a run came meanwhile. It is told as it is stored; ages, and what is overdue, may be wrong by as much.`,
  ];
}

/** Oldest first. */
function lateNotes({ period: { since, late = [] } }: Told): string[] {
  const oldest = late.at(-1);
  if (oldest === undefined) return [];
  return [
    `What ${plural(late.length, 'run')} found that began by ${moment(since.toISOString())}, the first at ${moment(oldest)}, is told here: it was not stored yet when the last report was made.`,
  ];
}

function unreadNotes({ runs, head, at }: Told): string[] {
  if (runs.length > 0) return [];
  const { firstComplete } = head ?? {};
  const later =
    firstComplete && Date.parse(firstComplete) > at.getTime()
      ? ` The tenant was first read whole at ${moment(firstComplete)}.`
      : '';
  return [
    `There is no record of a run by ${moment(at.toISOString())}: neither passed nor failed.${later}`,
  ];
}

function pastNotes({ isPast, runs, findings }: Told): string[] {
  if (!isPast || runs.length === 0) return [];
  const hidden = findings.filter(({ decision }) => decision && isHiddenByFile(decision)).length;
  return [
    'This was put together from history. What findings say, and who is named in them, is as last stored; how severe they were is as far as their history tells.',
    ...(hidden > 0
      ? [
          `${plural(hidden, 'finding')} named here ${hidden === 1 ? 'is' : 'are'} hidden by an entry of tenants.json: since when is not stored, and is taken from the entry.`,
        ]
      : []),
  ];
}

function boundNotes({ runs, period: { since: from } }: Told): string[] {
  const oldest = runs.at(-1);
  if (runs.length < mostRuns || !oldest || Date.parse(oldest.startedAt) <= from.getTime())
    return [];
  return [
    `Only the newest ${mostRuns} runs were looked at, from ${moment(oldest.startedAt)} on: there were more in the period.`,
  ];
}

function dcrNotes({ runs, dcr }: Told): string[] {
  const [newest] = runs;
  if (!newest || newest.sections.settings.ok || dcr.asOf === null) return [];
  return [
    `The newest run could not read the settings: DCR is told as it was at ${moment(dcr.asOf)}, and may have changed since.`,
  ];
}

function trendNotes({ trendReads }: Told): string[] {
  const untold = trendReads.filter((one) => one === null).length;
  if (untold === 0) return [];
  return [
    `The trend has no numbers at ${plural(untold, 'moment')} because the ${mostTrendRuns} runs before each could not read the apps: an earlier run of that week may have.`,
  ];
}
