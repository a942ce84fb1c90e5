import type { Baseline } from './baseline.ts';
import { listedIn } from './breadth.ts';
import { lostRuns } from './coverage.ts';
import type { Life } from './finding.ts';
import { isHiddenAlone } from './life-born.ts';
import type { Living } from './life.ts';
import { rowKey, type Known } from './ports.ts';
import type { Monitor } from './rule.ts';
import { sectionNames, type SectionName } from './snapshot.ts';
import { suppressionOf } from './suppression.ts';

/** What people decided about coverage, and what it was when the last run had stored it. */
export interface CoverageDecisions extends Pick<Living, 'suppressions' | 'digest' | 'now'> {
  readonly findings: Known['findings'];
  readonly coverage: Baseline['coverage'];
}

const rule = 'coverage-lost';

/**
 * The sections whose loss people do not hear of, each with the section whose decision hides it: mostly its own. They
 * speak for no other, or a loss that nobody knows of would be hidden with them.
 */
export function quietSections(decided: CoverageDecisions): Monitor['quiet'] {
  const quiet = new Map<SectionName, SectionName>();
  for (const name of sectionNames) {
    const by = isHidden(decided, name) ? name : coveredBy(decided, name);
    if (by !== undefined) quiet.set(name, by);
  }
  return quiet;
}

function isHidden(decided: CoverageDecisions, name: SectionName): boolean {
  const { suppressions, now } = decided;
  const { status, decision } = lifeOf(decided, name) ?? {};
  // A suppression that has ended counts until a run has said so, which it does only of what it observes.
  if (status === 'accepted' || status === 'suppressed') return true;
  if (status === 'resolved' && decision && isHiddenAlone(decision, now)) return true;
  return suppressionOf(suppressions, { rule, subject: name }, now) !== null;
}

/** The section whose decision covers this one too: its finding named it, and neither has been read since. */
function coveredBy(decided: CoverageDecisions, name: SectionName): SectionName | undefined {
  const { coverage, digest } = decided;
  const prints = listedIn([name], 'section').map(digest);
  const runs = runsOf(coverage, name);
  return sectionNames.find((other) => {
    const { status, decision } = lifeOf(decided, other) ?? {};
    const stands = status === 'accepted' || status === 'suppressed';
    const isNamed = prints.some((print) => decision?.covers?.includes(print));
    return stands && isNamed && runs >= runsOf(coverage, other);
  });
}

function lifeOf({ findings }: CoverageDecisions, name: SectionName): Life | undefined {
  return findings.get(rowKey(rule, name))?.life;
}

function runsOf(coverage: Baseline['coverage'], name: SectionName): number {
  const known = coverage[name];
  return known ? lostRuns(known) : 0;
}
