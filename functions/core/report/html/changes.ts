import type { Posture, PostureChange } from '../../posture/schema.ts';
import { changeKinds } from '../../posture/terms.ts';
import { changeWords, endWords } from '../../posture/words.ts';
import { capitalized } from '../../sentence.ts';
import { sameReport } from '../commands.ts';
import { code, foreign, html, type Html, type Value } from '../html.ts';
import { whyNoChange } from '../read-since.ts';
import { leftOut } from './left-out.ts';
import { severityMark } from './severity.ts';
import { table } from './table.ts';
import { part, type View } from './view.ts';
import { moment, number, shortDate, shortMoment, sum } from './words.ts';

/** What happened since the last report. */
export function changesPart(view: View): Html {
  const { changes, period } = view.posture;
  const total = Math.max(sum(Object.values(changes.counts)), changes.rows.length);
  if (total === 0) {
    return part(view, 'changes', 'What changed', [nothing(view.posture)]);
  }
  const shown = changes.rows.slice(0, view.limits.rows);
  return part(view, 'changes', 'What changed', [
    tally(view),
    table({
      caption: html`Changes since ${moment(period.since)}; times are in UTC`,
      columns: [
        { label: 'What' },
        { label: 'When', kind: 'short' },
        { label: 'Severity', kind: 'short' },
        { label: 'Finding' },
        { label: 'By' },
      ],
      rows: shown.map(rowOf),
    }),
    leftOut(shown.length, total, 'changes', sameReport(view.posture, 'json')) ?? html``,
  ]);
}

function nothing(posture: Posture): Html {
  const since = moment(posture.period.since);
  const why = whyNoChange(posture);
  return why === null
    ? html`<p>Nothing since ${since}.</p>`
    : html`<p><strong>Unknown:</strong> ${why} since ${since}.</p>`;
}

function tally({ posture }: View): Html {
  const { counts } = posture.changes;
  const happened = changeKinds.filter((kind) => (counts[kind] ?? 0) > 0);
  return html`<ul class="tally">
    ${happened.map(
      (kind) => html`<li><strong>${number(counts[kind] ?? 0)}</strong> ${changeWords[kind]}</li>`,
    )}
  </ul>`;
}

function rowOf(change: PostureChange): Value[] {
  const { what, at, severity, message, rule, subject } = change;
  return [
    capitalized(changeWords[what]),
    shortMoment(at),
    severity === null ? 'None' : severityMark(severity),
    html`<p>${foreign(capitalized(message), 240)}</p>
      <p class="aside">${foreign(rule, 100)} ${code(subject)}</p>`,
    byWords(change),
  ];
}

function byWords({ by, owner, reason, until, end }: PostureChange): Value {
  const parts = [
    by === undefined ? null : html`<p>${foreign(by, 200)}</p>`,
    owner === undefined ? null : html`<p>Owner: ${foreign(owner, 200)}</p>`,
    reason === undefined ? null : html`<p>${foreign(reason, 400)}</p>`,
    until === undefined ? null : html`<p>Until ${shortDate(until)}</p>`,
    end === undefined ? null : html`<p>${capitalized(endWords[end])}</p>`,
  ].filter((one) => one !== null);
  return parts.length > 0 ? parts : 'Read from the tenant';
}
