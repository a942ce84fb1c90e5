import type { NewPermissive, Posture } from '../../posture/schema.ts';
import { creationWords, statusWords } from '../../posture/words.ts';
import { capitalized } from '../../sentence.ts';
import { chartOf } from '../chart.ts';
import { sameReport } from '../commands.ts';
import { code, foreign, html, type Html, type Value } from '../html.ts';
import { isCurrent, readsApps } from '../read-since.ts';
import { leftOut } from './left-out.ts';
import { table } from './table.ts';
import { part, subheading, type View } from './view.ts';
import { moment, number, originWords, shortDay, shortMoment } from './words.ts';

type Known = Extract<Posture['apps'], { readonly known: true }>;

/** How many apps of each mode there are and were, and which permissive ones are new. */
export function appsPart(view: View): Html {
  const { apps } = view.posture;
  const counts = apps.known
    ? [html`<div class="beside">${trend(view, apps)}${origins(apps)}</div>`]
    : [html`<p><strong>Unknown.</strong> ${foreign(apps.reason)}</p>`];
  return part(view, 'apps', 'Third-party apps', [...counts, ...newApps(view)]);
}

function trend(view: View, { trend, asOf, total }: Known): Html {
  const known = trend.filter(({ counts }) => counts !== null);
  const first =
    known.length < 2
      ? html`<p>
          There is no trend yet: one takes two weeks on record, and there
          ${known.length === 1 ? 'is one' : 'is none'}.
        </p>`
      : null;
  return html`<div>
    <figure>
      <figcaption>Third-party apps by security mode, week by week</figcaption>
      ${chartOf(trend, view.id)}
      <details>
        <summary>The numbers of this chart</summary>
        ${table({
          caption: 'Third-party apps at the end of each week',
          columns: [
            { label: 'Week to', kind: 'short' },
            { label: 'Permissive', kind: 'number' },
            { label: 'Unknown', kind: 'number' },
            { label: 'Strict', kind: 'number' },
          ],
          rows: trend.map(({ at, counts }) => [
            shortDay(at),
            ...(counts === null
              ? ['no data', 'no data', 'no data']
              : [number(counts.permissive), number(counts.unknown), number(counts.strict)]),
          ]),
          stays: true,
        })}
      </details>
    </figure>
    ${first}
    <p class="aside">
      All apps were last read ${moment(asOf)}: ${number(total)}, first-party ones among them.
    </p>
  </div>`;
}

function origins({ byModeAndOrigin, thirdParty }: Known): Html {
  if (byModeAndOrigin.length === 0) return html`<p>There are no third-party apps.</p>`;
  return table({
    caption: `The ${number(thirdParty)} third-party apps by mode and origin`,
    columns: [
      { label: 'Mode', kind: 'short' },
      { label: 'Came by' },
      { label: 'Apps', kind: 'number' },
    ],
    rows: byModeAndOrigin.map(({ mode, origin, count }) => [
      capitalized(mode),
      capitalized(originWords[origin]),
      number(count),
    ]),
    stays: true,
  });
}

function newApps(view: View): Html[] {
  const { newPermissive, period, apps } = view.posture;
  const title = subheading(view, 'New permissive apps');
  if (newPermissive.length === 0) {
    const old =
      apps.known && !isCurrent(view.posture, 'apps')
        ? html` The apps were last read ${moment(apps.asOf)}.`
        : null;
    const words = readsApps(view.posture)
      ? html`<p>None was seen since ${moment(period.since)}.${old}</p>`
      : html`<p><strong>Unknown:</strong> no run read all apps since ${moment(period.since)}.</p>`;
    return [title, words];
  }
  const shown = newPermissive.slice(0, view.limits.rows);
  return [
    title,
    table({
      caption: html`Permissive apps first seen since ${moment(period.since)}; times are in UTC`,
      columns: [
        { label: 'App' },
        { label: 'Seen' },
        { label: 'By whom' },
        { label: 'How' },
        { label: 'Status', kind: 'short' },
      ],
      rows: shown.map(rowOf),
    }),
    leftOut(shown.length, newPermissive.length, 'new apps', sameReport(view.posture, 'json')) ??
      html``,
  ];
}

function rowOf(app: NewPermissive): Value[] {
  return [
    html`<p>${foreign(app.name, 160)}</p>
      <p class="aside">${code(app.app)}</p>`,
    html`<p>${shortMoment(app.seen)}</p>
      ${app.createdAt === undefined ? null : html`<p class="aside">created ${shortMoment(app.createdAt)}</p>`}`,
    app.who === null
      ? html`<strong>Not attributed.</strong>
          ${app.unattributed === undefined ? null : foreign(app.unattributed, 300)}`
      : foreign(app.who, 300),
    capitalized(creationWords[app.how]),
    capitalized(statusWords[app.status]),
  ];
}
