import type { TrendPoint } from '../posture/schema.ts';

/** The chart in its own units; browsers scale it to the page. */
export const plot = {
  width: 640,
  height: 240,
  left: 58,
  right: 632,
  top: 24,
  bottom: 206,
  /** How wide a week is, with the space around its column. */
  band(weeks: number): number {
    return (plot.right - plot.left) / Math.max(weeks, 1);
  },
} as const;

interface Segment {
  readonly mode: 'permissive' | 'unknown' | 'strict';
  readonly y: number;
  readonly height: number;
}

/** The column of a week. */
export interface Bar {
  readonly x: number;
  readonly width: number;
  /** From the ground up; a mode without apps has none. */
  readonly segments: readonly Segment[];
  readonly total: number;
  readonly top: number;
  readonly isLast: boolean;
}

/** The number at the top of the scale: at least the highest total, and easy to halve. */
export function ceilingOf(trend: readonly TrendPoint[]): number {
  const highest = Math.max(2, ...trend.map(({ counts }) => (counts ? totalOf(counts) : 0)));
  const power = 10 ** Math.floor(Math.log10(highest));
  const steps = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.4, 3, 4, 5, 6, 8, 10].map((times) => times * power);
  return steps.find((step) => step >= highest && step % 2 === 0) ?? 10 * power;
}

/** Less would not be seen, and what is there must be. */
const thinnest = 2;

export function barsOf(trend: readonly TrendPoint[], ceiling: number): Bar[] {
  const band = plot.band(trend.length);
  return trend.flatMap(({ counts }, week) => {
    if (counts === null) return [];
    const segments: Segment[] = [];
    let top: number = plot.bottom;
    for (const mode of ['permissive', 'unknown', 'strict'] as const) {
      if (counts[mode] === 0) continue;
      const share = (counts[mode] / ceiling) * (plot.bottom - plot.top);
      const height = rounded(Math.max(thinnest, share));
      top = rounded(top - height);
      segments.push({ mode, y: top, height });
    }
    const width = rounded(Math.min(band * 0.68, 64));
    const x = rounded(plot.left + band * (week + 0.5) - width / 2);
    const isLast = week === trend.length - 1;
    return [{ x, width, segments, total: totalOf(counts), top, isLast }];
  });
}

/** Weeks in a row without data, as one box each. */
export function gapsOf(
  trend: readonly TrendPoint[],
): { readonly x: number; readonly width: number }[] {
  const band = plot.band(trend.length);
  const gaps: { x: number; width: number }[] = [];
  for (const [week, { counts }] of trend.entries()) {
    if (counts !== null) continue;
    const last = gaps.at(-1);
    if (last && week > 0 && trend[week - 1]?.counts === null)
      last.width = rounded(last.width + band);
    else gaps.push({ x: rounded(plot.left + band * week + 2), width: rounded(band - 4) });
  }
  return gaps;
}

function totalOf({ strict, permissive, unknown }: NonNullable<TrendPoint['counts']>): number {
  return strict + permissive + unknown;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
