import type { Baseline, Coverage } from './baseline.ts';
import { sectionNames, type Cause, type SectionName, type Snapshot } from './snapshot.ts';

/** Causes that may pass by themselves: one bad minute at Auth0 must not page anybody. */
const mayPass: ReadonlySet<Cause> = new Set(['rate-limit', 'unavailable', 'inconsistent']);
const patience = 2;

/** What was read of each section up to now; one that was never read has no coverage to lose. */
export function coverageAfter(
  before: Baseline['coverage'],
  { takenAt, sections }: Pick<Snapshot, 'takenAt' | 'sections'>,
): Baseline['coverage'] {
  const after: Partial<Record<SectionName, Coverage>> = {};
  for (const name of sectionNames) {
    const known = before[name];
    const section = sections[name];
    if (section.ok) after[name] = { since: known?.since ?? takenAt, failures: 0 };
    else if (known) after[name] = unread(known, section.cause);
  }
  return after;
}

/**
 * For how many runs a section has been lost, this one included; 0 while it is read, and while it fails for a cause that may
 * pass, until that is no longer only once.
 */
export function lostRuns({ failures, lost = failures }: Coverage): number {
  return lost;
}

function unread(known: Coverage, cause: Cause): Coverage {
  const runs = lostRuns(known);
  if (cause === 'time') return runs > 0 ? { ...known, lost: runs + 1 } : known;
  const failures = known.failures + 1;
  const isLost = !mayPass.has(cause) || failures >= patience;
  return { since: known.since, failures, lost: isLost ? runs + 1 : 0 };
}
