import type { AnyRule } from './rule.ts';

/** Whether a stage comes after another of the rule; the first is later than none. */
export function isLaterStage(
  rule: Pick<AnyRule, 'stages'>,
  before: string | undefined,
  after: string | undefined,
): boolean {
  if (after === undefined || after === before) return false;
  const stages = rule.stages ?? [];
  return stages.indexOf(after) > stages.indexOf(before ?? '');
}
