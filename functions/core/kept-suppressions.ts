import { RefusedError } from './errors.ts';
import type { FindingRow } from './ports.ts';
import { dayMs, type Suppression } from './suppression.ts';

/** Suppressions made by command that a tenant may have: they are all read by every run. */
export const mostSuppressions = 100;

/** Days for which one is kept after it ended: history keeps what it was for good. */
const keptDays = 90;

/**
 * What is kept of the suppressions made by command: those that hold, those that ended lately, and never one that a
 * finding still names.
 * @throws {RefusedError} when more hold than there may be
 */
export function keptSuppressions(
  made: readonly Suppression[],
  findings: ReadonlyMap<string, FindingRow>,
  now: Date,
): Suppression[] {
  const named = new Set<string | undefined>();
  for (const { life } of findings.values()) {
    if (life.status === 'suppressed') named.add(life.decision?.suppression);
  }
  const needed = (one: Suppression) => endedAt(one) > now.getTime() || named.has(one.id);
  const standing = made.filter(needed);
  if (standing.length > mostSuppressions) {
    throw new RefusedError(
      `There are ${mostSuppressions} suppressions already, the most a tenant may have. End some, or make one with a wider pattern: \`npx strictwatch suppressions\` lists them.`,
    );
  }
  const ended = made
    .filter((one) => !needed(one) && endedAt(one) > now.getTime() - keptDays * dayMs)
    .toSorted((a, b) => endedAt(b) - endedAt(a))
    .slice(0, mostSuppressions - standing.length);
  const kept = new Set([...standing, ...ended]);
  return made.filter((one) => kept.has(one));
}

function endedAt({ lifted, until }: Suppression): number {
  return Math.min(Date.parse(until), lifted ? Date.parse(lifted.at) : Infinity);
}
