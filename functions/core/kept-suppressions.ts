import { RefusedError } from './errors.ts';
import type { FindingRow } from './ports.ts';
import { dayMs, type Suppression } from './suppression.ts';
import type { Tenant } from './tenant.ts';

/** Suppressions made by command that a tenant may have: they are all read by every run. */
const mostSuppressions = 100;

/**
 * Bytes of UTF-8 that suppressions which hold may take in the tenant's head: a table takes items up to 400 KB, and the
 * rest of the head, and who lifted one, need room as well.
 */
const mostBytes = 150_000;

/** Days for which one is kept after it ended: history keeps what it was for good. */
const keptDays = 90;

/**
 * What is kept of the suppressions made by command: those that hold or that a finding still names, and, while there is
 * room, those that ended lately.
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
  const ended = made
    .filter((one) => !needed(one) && endedAt(one) > now.getTime() - keptDays * dayMs)
    .toSorted((a, b) => endedAt(b) - endedAt(a));
  const kept = new Set(made.filter(needed));
  let left = mostBytes - bytesOf(...kept);
  for (const one of ended) {
    left -= bytesOf(one);
    if (kept.size >= mostSuppressions || left < 0) break;
    kept.add(one);
  }
  return made.filter((one) => kept.has(one));
}

/**
 * Whether one more may be made. To end one is never refused: what holds then takes its words beside this.
 * @param kept with the new one
 * @throws {RefusedError} when they are too many, or too long
 */
export function requireRoom(kept: readonly Suppression[], { id }: Pick<Tenant, 'id'>): void {
  const list = `\`npx strictwatch suppressions --tenant ${id}\` lists them.`;
  if (kept.length > mostSuppressions) {
    throw new RefusedError(
      `There are ${mostSuppressions} suppressions already, the most a tenant may have. End some, or make one with a wider pattern: ${list}`,
    );
  }
  if (bytesOf(...kept) <= mostBytes) return;
  throw new RefusedError(
    `With this one the suppressions of ${id} would take more than the ${mostBytes / 1000} KB there is room for. Give it a shorter reason or pattern, or end some: ${list}`,
  );
}

/** As the store has them, before they are compressed. */
function bytesOf(...all: readonly Suppression[]): number {
  let bytes = 0;
  for (const one of all) bytes += new TextEncoder().encode(JSON.stringify(one)).length;
  return bytes;
}

function endedAt({ lifted, until }: Suppression): number {
  return Math.min(Date.parse(until), lifted ? Date.parse(lifted.at) : Infinity);
}
