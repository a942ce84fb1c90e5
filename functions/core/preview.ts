import type { Finding, Status } from './finding.ts';
import { countSeverities, type SeverityCount } from './message.ts';
import { dayMs, matches, mostDays } from './suppression.ts';

/** Findings that a suppression hides; what somebody accepted stays accepted. */
export const hidable: ReadonlySet<Status> = new Set(['open', 'inherited', 'acknowledged']);

/** Findings, with how many there are of each severity, worst first. */
interface Counted {
  readonly count: number;
  readonly bySeverity: readonly SeverityCount[];
  readonly findings: readonly Finding[];
}

/** What a suppression would do if it were made now. */
export interface Preview {
  /** Those it would hide. */
  readonly hides: Counted;
  /** Those that are over, and that it would have hidden in the last 90 days. */
  readonly wouldHaveHidden: Counted;
  /** Those it covers and leaves as they are: accepted, or suppressed already. */
  readonly leaves: Counted;
}

/** @param subject a pattern, as a suppression has it */
export function previewOf(
  findings: readonly Finding[],
  { rule, subject }: { readonly rule: string; readonly subject: string },
  now: Date,
): Preview {
  const from = now.getTime() - mostDays * dayMs;
  const covered = findings.filter((one) => one.rule === rule && matches(subject, one.subject));
  const over = covered.filter(({ status }) => status === 'resolved');
  const standing = covered.filter(({ status }) => status !== 'resolved');
  return {
    hides: counted(standing.filter(({ status }) => hidable.has(status))),
    wouldHaveHidden: counted(over.filter((one) => Date.parse(one.resolvedAt ?? one.since) >= from)),
    leaves: counted(standing.filter(({ status }) => !hidable.has(status))),
  };
}

function counted(findings: readonly Finding[]): Counted {
  const bySeverity = countSeverities(findings.map(({ severity }) => severity));
  return { count: findings.length, bySeverity, findings };
}
