import { summarizeAdoption } from '../core/compose.ts';
import { unknownRules } from '../core/evaluate.ts';
import type { AdoptionSummary } from '../core/message.ts';
import type { Head, OwedSummary } from '../core/ports.ts';
import type { Judgement, Scene } from './judge.ts';
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
  { tenant, rules, reading, now }: Scene,
  { verdicts }: Judgement,
  { reported, words }: WordBook,
): AdoptionSummary {
  const { apps } = reading.snapshot.sections;
  return summarizeAdoption({
    tenant,
    rules,
    at: now,
    appCount: apps.ok ? apps.value.length : null,
    unknown: unknownRules(verdicts),
    findings: reported.filter(({ life }) => life.status === 'inherited'),
    words,
  });
}
