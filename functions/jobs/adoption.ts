import { summarizeAdoption } from '../core/compose.ts';
import { unknownRules } from '../core/evaluate.ts';
import type { AdoptionSummary } from '../core/message.ts';
import type { Head, OwedSummary } from '../core/ports.ts';
import type { Judged } from './judged.ts';
import type { Telling } from './tell.ts';
import type { WordBook } from './word-book.ts';

/**
 * A tenant's first complete run owes every channel one summary; until all have it, so does each later run. What a
 * channel that is gone was owed passes to those that came since.
 */
export function owedSummary(
  before: Head | null,
  isComplete: boolean,
  ids: readonly string[],
): OwedSummary | null {
  if (!before?.firstComplete) return isComplete && ids.length > 0 ? { channels: ids } : null;
  const owed = before.owedSummary?.channels ?? [];
  const isGone = owed.some((id) => !ids.includes(id));
  const came = before.channels ? ids.filter((id) => !before.channels?.includes(id)) : [];
  const left = ids.filter((id) => owed.includes(id) || (isGone && came.includes(id)));
  return left.length > 0 ? { channels: left } : null;
}

/** The findings nobody has decided about, in numbers, and the worst of them in words. */
export function adoptionSummary(
  { tenant, rules, now }: Telling,
  { read, verdicts }: Judged,
  { reported, words }: WordBook,
): AdoptionSummary {
  const { apps } = read.sections;
  return summarizeAdoption({
    tenant,
    rules,
    at: now,
    appCount: apps.ok ? apps.count : null,
    unknown: unknownRules(verdicts),
    findings: reported.filter(({ life }) => life.status === 'inherited'),
    words,
  });
}
