import type { Decision } from './decision.ts';
import type { Life } from './finding.ts';
import type { About } from './hearing.ts';
import type { HistoryEvent } from './history.ts';
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
  const decision = kept ?? (hidden && decisionOf(hidden, now));
  if (decision) return hiddenBirth(about, { ...quiet, status: 'suppressed', decision }, before);
  if (adopts) return { life: { ...quiet, status: 'inherited' } };
  if (!before) return { life: announce(living, about, life, 'opened') };
  const { since: began, resolvedAt = began } = before;
  const because = `It was over on ${moment(resolvedAt)}, and was first seen on ${moment(life.firstSeen)}.`;
  return announceNoted(living, about, { ...life, because }, 'reopened', {
    before: { since: began, resolvedAt },
  });
}

/** Nobody is told, and the life says nothing of the one before it: that it is back goes down in the history. */
function hiddenBirth(
  { rule, subject }: About,
  life: Life & { readonly decision: Decision },
  before: Life | undefined,
): Step {
  if (!before) return { life };
  const { since: at, transition, severity, stage, decision } = life;
  const { since, resolvedAt = since } = before;
  const { by, owner, reason, until, suppression } = decision;
  const event: HistoryEvent = {
    rule,
    subject,
    at,
    what: 'suppressed',
    transition,
    severity,
    ...(stage !== undefined && { stage }),
    by,
    ...(owner !== undefined && { owner }),
    ...(reason !== undefined && { reason }),
    ...(until !== undefined && { until }),
    ...(suppression !== undefined && { suppression }),
    before: { since, resolvedAt },
  };
  return { life, event };
}

/** Somebody said about this finding alone that it is not to be heard of for a time: not even when it comes back. */
export function isHiddenAlone({ until, suppression }: Decision, now: Date): boolean {
  return until !== undefined && suppression === undefined && now.getTime() < Date.parse(until);
}
