import type { AnyRule, Observation } from './rule.ts';
import type { Severity } from './severity.ts';

/** What an observation weighs: the tenant's own setting, else the rule's grade for the case or the stage, else the rule's severity. */
export function severityOf(
  rule: Pick<AnyRule, 'severity' | 'grades'>,
  observation: Pick<Observation, 'grade' | 'stage'>,
  override?: Severity,
): Severity {
  const { grade, stage } = observation;
  const graded = grade === undefined ? undefined : rule.grades?.[grade];
  const staged = stage === undefined ? undefined : rule.grades?.[stage];
  return override ?? graded?.severity ?? staged?.severity ?? rule.severity;
}
