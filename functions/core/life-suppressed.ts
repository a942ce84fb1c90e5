import type { Decision } from './decision.ts';
import type { Life } from './finding.ts';
import type { About } from './hearing.ts';
import { announceNoted, openedAgain, type Living, type Step } from './life.ts';
import { decisionOf } from './life-born.ts';
import { moment } from './message.ts';
import { shortText } from './shortened.ts';
import { dayMs, isActive, suppressionOf } from './suppression.ts';

/** Before a suppression ends its owner is told; one that is made for no longer than this needs no notice. */
const noticeMs = 3 * dayMs;

/** A suppressed finding that is still so: its suppression may have ended, or be about to. */
export function suppressedLife(living: Living, about: About, before: Life, life: Life): Step {
  const { decision } = before;
  const why = decision ? endOf(living, decision) : 'Nobody is known to have suppressed it.';
  if (decision && why === null) return noticed(living, about, life, decision);
  const other = suppressionOf(living.suppressions, about, living.now);
  if (other) return { life: { ...life, decision: decisionOf(other) } };
  return openedAgain(living, about, life, { kind: 'suppression-ended', because: why ?? '' });
}

/** Why a suppression holds no longer, in a sentence; null while it does. */
function endOf({ suppressions, now }: Living, decision: Decision): string | null {
  const { suppression: id, until } = decision;
  const theirs = `The suppression by ${wordsOf(decision)}`;
  if (until !== undefined && Date.parse(until) <= now.getTime()) {
    return `${theirs} ended on ${moment(until)}.`;
  }
  if (id === undefined) return null;
  const suppression = suppressions.find((one) => one.id === id);
  if (!suppression) return `${theirs} was taken out of the configuration.`;
  if (isActive(suppression, now)) return null;
  const { lifted } = suppression;
  return lifted ? liftedWords(decision, lifted) : `${theirs} does not hold any more.`;
}

/** Why a suppression holds no longer that a person ended, in a sentence. */
export function liftedWords(
  decision: Decision,
  { by, reason }: { readonly by: string; readonly reason: string },
): string {
  return `The suppression by ${wordsOf(decision)} was lifted by ${by} (${shortText(reason)}).`;
}

function wordsOf({ by, reason }: Decision): string {
  return reason === undefined ? by : `${by} (${shortText(reason)})`;
}

function noticed(living: Living, about: About, life: Life, decision: Decision): Step {
  const { at, until, owner, noticed: isNoticed } = decision;
  if (until === undefined || isNoticed) return { life };
  const end = Date.parse(until);
  const isNear = end - living.now.getTime() <= noticeMs && end - Date.parse(at) > noticeMs;
  if (!isNear) return { life };
  const told = { ...life, decision: { ...decision, noticed: true as const } };
  const channels = living.hearing.ownerChannels(about, owner ?? '');
  return announceNoted(living, about, told, 'suppression-ending', { channels });
}
