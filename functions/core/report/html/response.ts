import { ageWords } from '../../age.ts';
import type { AgeRow, Posture } from '../../posture/schema.ts';
import { html, type Html } from '../html.ts';
import { severityMark } from './severity.ts';
import { table } from './table.ts';
import { fact } from './summary.ts';
import { part, type View } from './view.ts';
import { moment, number, some } from './words.ts';

/** How long findings stand, and how fast people answer. */
export function responsePart(view: View): Html {
  const { open, times, freshness } = view.posture;
  const isRead = freshness.newestRun !== null;
  return part(view, 'response', 'Age and response', [
    ages('Open and acknowledged findings by age', open.byAge),
    ages('Undecided findings by age', open.undecidedByAge),
    html`<dl class="facts">
      ${fact('Until acknowledged', timeWords(times.acknowledge, isRead))}
      ${fact('Until resolved', timeWords(times.resolve, isRead))}
      ${fact('Counted from', moment(times.since))}
    </dl>`,
  ]);
}

function ages(caption: string, rows: readonly AgeRow[]): Html {
  if (rows.length === 0) return html``;
  return table({
    caption,
    columns: [
      { label: 'Severity', kind: 'short' },
      { label: 'Under a day', kind: 'number' },
      { label: 'Under a week', kind: 'number' },
      { label: 'Under 30 days', kind: 'number' },
      { label: 'Older', kind: 'number' },
    ],
    rows: rows.map(({ severity, underDay, underWeek, underMonth, older }) => [
      severityMark(severity),
      ...[underDay, underWeek, underMonth, older].map(number),
    ]),
    stays: true,
  });
}

function timeWords(time: Posture['times']['acknowledge'], isRead: boolean): Html {
  if (time === null) return isRead ? html`None in this time` : html`Unknown`;
  const { count, medianSeconds, longestSeconds } = time;
  return html`<strong>${ageWords(medianSeconds)}</strong> median, ${ageWords(longestSeconds)}
    longest, of ${some(count, 'finding')}`;
}
