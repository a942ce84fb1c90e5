import type { Decision } from './decision.ts';
import type { Life } from './finding.ts';
import type { About } from './hearing.ts';
import { announceNoted, openedAgain, type Living, type Step } from './life.ts';
import { isOfFile } from './configured-suppressions.ts';
import { moment } from './message.ts';
import { shortText } from './shortened.ts';
import { dayMs, suppressionOf, type Suppression } from './suppression.ts';

/** Before a suppression ends its owner is told; one that is made for no longer than this needs no notice. */
const noticeMs = 3 * dayMs;

/**
 * What a suppression decides about each finding it hides. What comes when it is about to end anyway brings no notice:
 * its owner has had one.
 */
export function decisionOf({ id, by, at, owner, reason, until }: Suppression, now: Date): Decision {
  const decision = { by, at, owner, reason, until, suppression: id };
  return isNearEnd(decision, now) ? { ...decision, noticed: true } : decision;
}

/** A suppressed finding that is still so: its suppression may have ended, or be about to. */
export function suppressedLife(living: Living, about: About, before: Life, life: Life): Step {
  const { decision } = before;
  const why = decision ? endOf(living, decision) : 'Nobody is known to have suppressed it.';
  if (decision && why === null) return noticed(living, about, life, decision);
  const other = suppressionOf(living.suppressions, about, living.now);
  if (other) return { life: { ...life, decision: decisionOf(other, living.now) } };
  return openedAgain(living, about, life, { kind: 'suppression-ended', because: why ?? '' });
}

/** Why a suppression holds no longer, in a sentence; null while it does. */
function endOf({ suppressions, now }: Living, decision: Decision): string | null {
  const { suppression: id } = decision;
  const theirs = `The suppression by ${wordsOf(decision)}`;
  const suppression = suppressions.find((one) => one.id === id);
  const ends = [decision.until, suppression?.until].filter((end) => end !== undefined);
  const passed = ends.find((end) => Date.parse(end) <= now.getTime());
  if (passed !== undefined) return `${theirs} ended on ${moment(passed)}.`;
  if (suppression?.lifted) return liftedWords(decision, suppression.lifted);
  // One that was made by a command is not ended by being forgotten, as a version without it forgets it.
  const isTakenOut = id !== undefined && !suppression && isOfFile(id);
  return isTakenOut ? `${theirs} was taken out of tenants.json.` : null;
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
  const { owner, noticed: isNoticed } = decision;
  if (isNoticed || !isNearEnd(decision, living.now)) return { life };
  const told = { ...life, decision: { ...decision, noticed: true as const } };
  const channels = living.hearing.ownerChannels(about, owner ?? '');
  return announceNoted(living, about, told, 'suppression-ending', { channels });
}

function isNearEnd({ at, until }: Decision, now: Date): boolean {
  if (until === undefined) return false;
  const end = Date.parse(until);
  return end - now.getTime() <= noticeMs && end - Date.parse(at) > noticeMs;
}
