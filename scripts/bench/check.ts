import type { Line } from './line.ts';
import type { PartName } from './parts.ts';

/** What comparing with the kept figures came to, as sentences. */
export interface Comparison {
  /** Each is a reason to fail. */
  readonly worse: readonly string[];
  readonly better: readonly string[];
  /** How many were compared. */
  readonly compared: number;
}

const record = 'If it is meant, `npm run bench -- --write` records it.';

/** Holds each exact line just measured against the same line of what was kept. */
export function compareLines(
  part: PartName,
  measured: readonly Line[],
  kept: readonly Line[],
): Comparison {
  const before = new Map(kept.map((line) => [keyOf(line), line]));
  const worse: string[] = [];
  const better: string[] = [];
  const exact = measured.filter((line) => line.exact);
  for (const line of exact) {
    const name = `${part}: ${line.on}, ${line.what}`;
    const was = before.get(keyOf(line));
    if (!was?.exact) worse.push(`${name} is not among the kept results. ${record}`);
    else if (line.measured > was.measured)
      worse.push(`${name} grew ${change(was, line)}. ${record}`);
    else if (line.measured < was.measured) better.push(`${name} fell ${change(was, line)}.`);
  }
  const sizes = new Set(measured.map(({ on }) => on));
  const now = new Set(exact.map(keyOf));
  for (const was of kept) {
    if (was.exact && sizes.has(was.on) && !now.has(keyOf(was)))
      worse.push(`${part}: ${was.on}, ${was.what} is no longer measured. ${record}`);
  }
  return { worse, better, compared: exact.length };
}

function keyOf({ on, what }: Line): string {
  return `${on}\n${what}`;
}

function change(was: Line, is: Line): string {
  const by = Math.abs(is.measured - was.measured);
  return `by ${exactly(by)} from ${exactly(was.measured)} to ${exactly(is.measured)} ${is.unit}`;
}

/** Units come in halves: nothing is rounded away. */
function exactly(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}
