import { breadthOf, widened } from './breadth.ts';
import type { Life } from './finding.ts';
import type { Living } from './life.ts';
import type { Sight } from './life-standing.ts';
import { compareSeverity } from './order.ts';
import { shortText } from './shortened.ts';
import { isLaterStage } from './stage.ts';

/** Things an acceptance does not cover that its end names; the rest are counted. */
const named = 3;

/** Why what was accepted is not what is there now, in a sentence; null while it is. */
export function voidedBy(
  { digest }: Pick<Living, 'digest'>,
  { rule, observation, about }: Sight,
  { decision, stage }: Life,
): string | null {
  if (!decision) return null;
  const theirs = `The acceptance by ${decision.by}${decision.reason === undefined ? '' : ` (${shortText(decision.reason)})`} is void`;
  if (isLaterStage(rule, stage, observation.stage)) {
    return `${theirs}: it is now at stage ${observation.stage}.`;
  }
  if (decision.severity && compareSeverity(about.severity, decision.severity) < 0) {
    return `${theirs}: it was ${decision.severity} and is now ${about.severity}.`;
  }
  if (!decision.covers) return null;
  const beyond = widened(breadthOf(rule, observation), decision.covers, digest);
  return beyond.length > 0 ? `${theirs}: it now also covers ${listed(beyond)}.` : null;
}

function listed(texts: readonly string[]): string {
  const left = texts.length - named;
  const shown = texts
    .slice(0, named)
    .map((text) => shortText(text))
    .join(', ');
  return left > 0 ? `${shown} and ${left} more` : shown;
}
