import type { Finding, Status } from '../finding.ts';
import { severities, type Severity } from '../severity.ts';
import type { AgeRow, Posture } from './schema.ts';

const dayMs = 86_400_000;

/** How many findings stand, how, and for how long. */
export function openOf(findings: readonly Finding[], at: Date): Posture['open'] {
  const of = (...wanted: readonly Status[]) =>
    findings.filter(({ status }) => wanted.includes(status));
  return {
    open: of('open').length,
    undecided: of('inherited').length,
    acknowledged: of('acknowledged').length,
    accepted: of('accepted').length,
    suppressed: of('suppressed').length,
    byAge: ageRows(of('open', 'acknowledged'), at),
    undecidedByAge: ageRows(of('inherited'), at),
  };
}

/** The worst severity of those of a status; null where there is none. */
export function worstOf(
  findings: readonly Pick<Finding, 'status' | 'severity'>[],
  status: Status,
): Severity | null {
  const there = new Set(findings.filter((one) => one.status === status).map((f) => f.severity));
  return severities.find((severity) => there.has(severity)) ?? null;
}

/** A severity that does not occur is left out. */
function ageRows(findings: readonly Finding[], at: Date): AgeRow[] {
  return severities.flatMap((severity) => {
    const ages = findings
      .filter((one) => one.severity === severity)
      .map(({ since }) => (at.getTime() - Date.parse(since)) / dayMs);
    if (ages.length === 0) return [];
    const under = (days: number) => ages.filter((age) => age < days).length;
    const underDay = under(1);
    const underWeek = under(7) - underDay;
    const underMonth = under(30) - underDay - underWeek;
    const older = ages.length - under(30);
    return [{ severity, underDay, underWeek, underMonth, older }];
  });
}
