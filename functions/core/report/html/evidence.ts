import type { Posture } from '../../posture/schema.ts';
import { commandOf } from '../commands.ts';
import { code, foreign, html, type Html } from '../html.ts';
import { fact } from './summary.ts';
import { table } from './table.ts';
import { part, subheading, type View } from './view.ts';
import { moment, number, oldWords, shortMoment } from './words.ts';

/** What this page rests on, what it cannot say, and how to check that nobody changed it since. */
export function evidencePart(view: View): Html {
  const { posture } = view;
  return part(view, 'evidence', 'Evidence and limits', [
    subheading(view, 'What could not be read or judged'),
    unread(posture),
    unjudged(view),
    ...notes(view),
    subheading(view, 'Record'),
    ...record(posture),
  ]);
}

function unread({ unread, freshness }: Posture): Html {
  if (freshness.newestRun === null)
    return html`<p><strong>All of it:</strong> there is no run on record.</p>`;
  if (unread.length === 0)
    return html`<p>Every section was read by the newest run, ${moment(freshness.newestRun)}.</p>`;
  return table({
    caption: html`Sections the newest run could not read, ${moment(freshness.newestRun)}`,
    columns: [{ label: 'Section' }, { label: 'Why' }, { label: 'Last read', kind: 'short' }],
    rows: unread.map(({ section, reason, lastRead, ageSeconds }) => [
      section,
      foreign(reason, 400),
      lastRead === null
        ? 'Never, on record'
        : html`${shortMoment(lastRead)} <span class="aside">${oldWords(ageSeconds)}</span>`,
    ]),
  });
}

function unjudged({ posture }: View): Html {
  const { unjudged } = posture;
  if (unjudged.length === 0) return html``;
  const shown = unjudged.slice(0, 60);
  const more = unjudged.length - shown.length;
  return html`${table({
    caption: 'Rules that could not judge: neither passed nor failed',
    columns: [{ label: 'Rule' }, { label: 'Why' }],
    rows: shown.map(({ rule, reason }) => [code(rule, 100), foreign(reason, 400)]),
  })}${more > 0 ? html`<p>And ${number(more)} more.</p>` : null}`;
}

function notes(view: View): Html[] {
  const { notes } = view.posture;
  if (notes.length === 0) return [];
  const shown = notes.slice(0, 40);
  const more = notes.length - shown.length;
  return [
    subheading(view, 'What this report cannot say'),
    html`<ul>
      ${shown.map((note) => html`<li>${foreign(note)}</li>`)}${more > 0 ? html`<li>And ${number(more)} more notes, in the JSON report.</li>` : null}
    </ul>`,
  ];
}

function record({ evidence, tenant }: Posture): Html[] {
  if (evidence === null) {
    return [
      html`<p>There is no record with a hash yet, so nothing proves what this page says.</p>`,
    ];
  }
  const { sequence, startedAt, record, snapshot } = evidence;
  const command = commandOf(tenant, 'verify', ` --hash ${record}`);
  return [
    html`<dl class="facts record">
      ${fact('Last run record', html`number ${number(sequence)}, ${moment(startedAt)}`)}
      ${fact('SHA-256 of the record', code(record))}
      ${fact('SHA-256 of the snapshot it judged', code(snapshot))}
    </dl>`,
    command === null
      ? html``
      : html`<p>
            Each record holds the hash of the one before it. This proves that the chain up to it is
            whole, and that it is the one this page was made from:
          </p>
          <pre>${code(command)}</pre>`,
  ];
}
