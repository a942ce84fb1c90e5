import type { TrendPoint } from '../posture/schema.ts';
import { barsOf, ceilingOf, gapsOf, plot, type Bar } from './chart-layout.ts';
import { html, type Html } from './html.ts';
import { number, shortDay } from './html/words.ts';

/** Third-party apps by mode, a column a week. A week without data is an outline, never a column of height zero. */
export function chartOf(trend: readonly TrendPoint[], id: string): Html {
  const ceiling = ceilingOf(trend);
  const bars = barsOf(trend, ceiling);
  return html`<svg
      class="chart"
      viewBox="0 0 ${plot.width} ${plot.height}"
      role="img"
      aria-labelledby="${id}-chart-title ${id}-chart-words"
    >
      <title id="${id}-chart-title">Third-party apps by security mode</title>
      <desc id="${id}-chart-words">${descriptionOf(trend)}</desc>
      <defs>
        <pattern
          id="${id}-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="unknown-ground" width="6" height="6" />
          <rect class="unknown-line" width="2" height="6" />
        </pattern>
      </defs>
      ${scale(ceiling)}${gapsOf(trend).map(gap)}${bars.map((bar) => column(bar, id))}${dates(trend)}
    </svg>
    ${legend(trend, id)}`;
}

function scale(ceiling: number): Html[] {
  return [0, 0.5, 1].map((share) => {
    const y = plot.bottom - share * (plot.bottom - plot.top);
    return html`<line
        class="${share === 0 ? 'base' : 'grid'}"
        x1="${plot.left}"
        x2="${plot.right}"
        y1="${y}"
        y2="${y}"
      /><text class="scale" x="${plot.left - 8}" y="${y + 4}" text-anchor="end"
        >${number(ceiling * share)}</text
      > `;
  });
}

function column({ x, width, segments, total, top, isLast }: Bar, id: string): Html {
  return html`<g
    >${segments.map(({ mode, y, height }) =>
      mode === 'unknown'
        ? html`<rect
            class="unknown"
            fill="url(#${id}-hatch)"
            x="${x}"
            y="${y}"
            width="${width}"
            height="${height}"
          />`
        : html`<rect class="${mode}" x="${x}" y="${y}" width="${width}" height="${height}" />`,
    )}<text
      class="${isLast ? 'total last' : 'total'}"
      x="${x + width / 2}"
      y="${top - 5}"
      text-anchor="middle"
      >${number(total)}</text
    ></g
  > `;
}

function gap({ x, width }: { readonly x: number; readonly width: number }): Html {
  return html`<rect
      class="gap"
      x="${x}"
      y="${plot.top}"
      width="${width}"
      height="${plot.bottom - plot.top}"
      rx="3"
    />${
      width < 90
        ? null
        : html`<text
            class="gap-words"
            x="${x + width / 2}"
            y="${(plot.top + plot.bottom) / 2}"
            text-anchor="middle"
            >no data</text
          >`
    } `;
}

/** The days of the first, the middle and the last column: more would run together. */
function dates(trend: readonly TrendPoint[]): Html[] {
  const last = trend.length - 1;
  const places = [...new Set([0, Math.round(last / 2), last])].filter((at) => at >= 0);
  return places.map((at) => {
    const x = plot.left + plot.band(trend.length) * (at + 0.5);
    const side = at === 0 ? 'start' : at === last ? 'end' : 'middle';
    const from = at === 0 ? plot.left : at === last ? plot.right : x;
    return html`<text class="scale" x="${from}" y="${plot.bottom + 18}" text-anchor="${side}"
      >${shortDay(trend[at]?.at ?? '')}</text
    > `;
  });
}

function descriptionOf(trend: readonly TrendPoint[]): string {
  const last = trend.at(-1);
  const weeks = trend.length;
  const missing = trend.filter(({ counts }) => counts === null).length;
  if (!last) return 'There is no data.';
  const now = last.counts
    ? `On ${shortDay(last.at)} there were ${number(last.counts.permissive)} permissive, ${number(last.counts.unknown)} of unknown mode and ${number(last.counts.strict)} strict.`
    : `Of ${shortDay(last.at)} there is no data.`;
  const first = trend.find(({ counts }) => counts !== null);
  const then =
    first?.counts && first !== last
      ? ` On ${shortDay(first.at)} there were ${number(first.counts.permissive)} permissive, ${number(first.counts.unknown)} of unknown mode and ${number(first.counts.strict)} strict.`
      : '';
  const gaps = missing > 0 ? ` Of ${missing} of the ${weeks} moments there is no data.` : '';
  return `Stacked columns, one a week. ${now}${then}${gaps} The table below the chart has all numbers.`;
}

function legend(trend: readonly TrendPoint[], id: string): Html {
  const counts = trend.at(-1)?.counts ?? null;
  const value = (count: number | undefined) => (count === undefined ? 'unknown' : number(count));
  const gaps = trend.some((point) => point.counts === null);
  return html`<ul class="legend">
    <li>${swatch('strict', null)} Strict: ${value(counts?.strict)}</li>
    <li>${swatch('unknown', `url(#${id}-hatch)`)} Mode unknown: ${value(counts?.unknown)}</li>
    <li>${swatch('permissive', null)} Permissive: ${value(counts?.permissive)}</li>
    ${gaps ? html`<li>${swatch('gap', null)} No data: not watched yet, or not read</li>` : null}
  </ul>`;
}

function swatch(kind: string, fill: string | null): Html {
  const square =
    fill === null
      ? html`<rect class="${kind}" x="1" y="1" width="12" height="12" />`
      : html`<rect class="${kind}" fill="${fill}" x="1" y="1" width="12" height="12" />`;
  return html`<svg class="swatch" viewBox="0 0 14 14" aria-hidden="true">${square}</svg>`;
}
