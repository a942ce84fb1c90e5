import type { Posture } from './schema.ts';
import { isWithin, type Span } from './changes.ts';
import type { Past } from './past.ts';

const weekMs = 7 * 86_400_000;

type Times = Posture['times'];

/** How long people took in the twelve weeks before the moment, from when they were told. */
export function timesUntil(pasts: readonly Past[], at: Date): Times {
  const from = at.getTime() - 12 * weekMs;
  const span = { from, to: at.getTime() };
  return {
    since: new Date(from).toISOString(),
    acknowledge: summed(pasts.flatMap((past) => secondsToDecide(past, span))),
    resolve: summed(pasts.flatMap((past) => secondsToResolve(past, span))),
  };
}

/** From each time it was opened to the first decision about it. What nobody was told of is not waited for. */
function secondsToDecide({ turns }: Past, span: Span): number[] {
  const taken: number[] = [];
  let told: string | null = null;
  let before: string | null = null;
  for (const { at, what, life, isDecision } of turns) {
    if (isDecision && told !== null && isWithin(span, at)) taken.push(secondsFrom(told, at));
    if (life.status !== 'open') told = null;
    else if (before !== 'open' && what !== 'taken-back') told = at;
    before = life.status;
  }
  return taken;
}

/** From the beginning of each life that was announced to its end; a rule that is turned off resolves nothing. */
function secondsToResolve({ turns }: Past, span: Span): number[] {
  const taken: number[] = [];
  let begun: string | null = null;
  let isTold = false;
  for (const { at, what, life } of turns) {
    if (life.since !== begun) isTold = life.status === 'open';
    begun = life.since;
    const isOver = what === 'resolved' && life.end !== 'rule-off';
    if (isOver && isTold && isWithin(span, at)) taken.push(secondsFrom(life.since, at));
  }
  return taken;
}

function secondsFrom(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

/** The median is the middle one, or the mean of the two in the middle. */
function summed(taken: readonly number[]): Times['acknowledge'] {
  const sorted = taken.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  const longest = sorted.at(-1);
  if (low === undefined || high === undefined || longest === undefined) return null;
  return { count: sorted.length, medianSeconds: (low + high) / 2, longestSeconds: longest };
}
