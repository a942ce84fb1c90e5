import { isOfFile } from '../configured-suppressions.ts';
import type { Decision } from '../decision.ts';
import { suppressionHistory, type HistoryEvent } from '../history.ts';
import { isActive, matches, type Suppression } from '../suppression.ts';

/** The suppressions of several findings that people made by command, as history tells of them; oldest first. */
export function patternsOf(history: readonly HistoryEvent[]): Suppression[] {
  const lifted = new Map<string, HistoryEvent>();
  for (const event of history) {
    if (event.rule === suppressionHistory && event.what === 'unsuppressed')
      lifted.set(event.subject, event);
  }
  return history.flatMap((made) => {
    if (made.rule !== suppressionHistory || made.what !== 'suppressed' || !made.hides) return [];
    const { subject: id, hides, by = '', owner = '', reason = '', at, until = at } = made;
    const ended = lifted.get(id);
    const end = ended && {
      lifted: { by: ended.by ?? '', at: ended.at, reason: ended.reason ?? '' },
    };
    return [{ id, rule: hides.rule, subject: hides.subject, by, owner, reason, at, until, ...end }];
  });
}

/** Of the patterns of a rule, those that fit a subject, whenever they held. */
export function patternsFor(patterns: readonly Suppression[], subject: string): Suppression[] {
  return patterns.filter((one) => matches(one.subject, subject));
}

/**
 * What the pattern that hid a finding at the moment decided; null where none did.
 * @param patterns those that fit the finding
 * @param at ISO 8601
 */
export function coverAt(patterns: readonly Suppression[], at: string): Decision | null {
  const moment = new Date(at);
  let longest: Suppression | null = null;
  for (const one of patterns) {
    if (!isActive(asOf(one, at), moment)) continue;
    if (!longest || Date.parse(one.until) > Date.parse(longest.until)) longest = one;
  }
  return longest && decisionOf(longest);
}

function asOf({ lifted, ...made }: Suppression, at: string): Suppression {
  return lifted && lifted.at <= at ? { ...made, lifted } : made;
}

export function decisionOf({ id, by, at, owner, reason, until }: Suppression): Decision {
  return { by, at, owner, reason, until, suppression: id };
}

/** Whether an entry of tenants.json hides it, of whose beginning nothing is stored. */
export function isHiddenByFile({ suppression }: Decision): boolean {
  return suppression !== undefined && isOfFile(suppression);
}
