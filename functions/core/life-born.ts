import type { Decision } from './decision.ts';
import type { Life } from './finding.ts';
import type { About } from './hearing.ts';
import { announce, announceNoted, unpressed, type Living, type Step } from './life.ts';
import { moment } from './message.ts';
import { decisionOf } from './life-suppressed.ts';
import { suppressionOf } from './suppression.ts';

/** The life of something not seen before, or resolved when it was last seen. */
export function bornLife(
  living: Living,
  about: About,
  { stage, before }: { readonly stage: string | undefined; readonly before: Life | undefined },
  adopts: boolean,
): Step {
  const { now, suppressions } = living;
  const since = now.toISOString();
  const life: Life = {
    status: 'open',
    severity: about.severity,
    transition: before?.transition ?? 0,
    firstSeen: before?.firstSeen ?? since,
    since,
    ...(stage !== undefined && { stage }),
    ...(before?.owed && { owed: before.owed }),
  };
  const kept = before?.decision && isHiddenAlone(before.decision, now) ? before.decision : null;
  const hidden = suppressionOf(suppressions, about, now);
  const quiet = unpressed(life);
  if (kept) return { life: { ...quiet, status: 'suppressed', decision: kept } };
  if (hidden)
    return { life: { ...quiet, status: 'suppressed', decision: decisionOf(hidden, now) } };
  if (adopts) return { life: { ...quiet, status: 'inherited' } };
  if (!before) return { life: announce(living, about, life, 'opened') };
  const { since: began, resolvedAt = began } = before;
  const because = `It was over on ${moment(resolvedAt)}, and was first seen on ${moment(life.firstSeen)}.`;
  return announceNoted(living, about, { ...life, because }, 'reopened', {
    before: { since: began, resolvedAt },
  });
}

/** Somebody said about this finding alone that it is not to be heard of for a time: not even when it comes back. */
export function isHiddenAlone({ until, suppression }: Decision, now: Date): boolean {
  return until !== undefined && suppression === undefined && now.getTime() < Date.parse(until);
}
