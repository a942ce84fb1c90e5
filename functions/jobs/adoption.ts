import { summarizeAdoption } from '../core/compose.ts';
import { unknownRules } from '../core/evaluate.ts';
import type { AdoptionSummary } from '../core/message.ts';
import type { Channel, Head, OwedSummary } from '../core/ports.ts';
import type { Judgement, Scene } from './judge.ts';
import type { WordBook } from './word-book.ts';

/** A tenant's first complete run owes every channel one summary; until all have it, so does each later run. */
export function owedSummary(
  before: Head | null,
  isComplete: boolean,
  channels: readonly Channel[],
): OwedSummary | null {
  const ids = channels.map(({ id }) => id);
  const owed = before?.firstComplete
    ? ids.filter((id) => before.owedSummary?.channels.includes(id))
    : ids;
  return owed.length > 0 && (isComplete || before?.firstComplete) ? { channels: owed } : null;
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
    findings: reported
      .filter(({ life }) => life.status === 'inherited')
      .map((row) => ({ ...row, words: words(row) })),
  });
}
