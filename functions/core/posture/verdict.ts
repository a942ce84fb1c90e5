import { ageWords } from '../age.ts';
import { moment, plural } from '../message.ts';
import { capitalized, uncapitalized } from '../sentence.ts';
import type { Severity } from '../severity.ts';
import { isRequired } from './grave.ts';
import type { Posture, PostureVerdict } from './schema.ts';

/** What the verdict is about, as the rest of the posture has it. */
export interface Stand {
  readonly freshness: Posture['freshness'];
  readonly open: Posture['open'];
  /** Of the findings that are open; null where none is. */
  readonly worstOpen: Severity | null;
  readonly worstUndecided: Severity | null;
  readonly unread: Posture['unread'];
  readonly unjudged: Posture['unjudged'];
  /** Ids of those of them without which nothing can be called steady. */
  readonly grave: readonly string[];
  /** ISO 8601, since when a read has been expected; null when nobody expected one by then. */
  readonly expectedSince: string | null;
  readonly at: string;
  readonly isPast: boolean;
}

/**
 * How a tenant stands, in a sentence that can be forwarded. What is not known is never called steady, nor is a tenant of which
 * a rule that weighs much could not judge; what a lesser one could not is named beside it.
 */
export function verdictOf(stand: Stand): PostureVerdict {
  const { state, words } = judged(stand);
  const sentence = `${words}.`;
  if (!stand.isPast) return { state, sentence };
  return { state, sentence: `As of ${moment(stand.at)}: ${uncapitalized(sentence)}` };
}

interface Judged {
  readonly state: PostureVerdict['state'];
  readonly words: string;
}

function judged(stand: Stand): Judged {
  const { freshness, open, expectedSince } = stand;
  const { newestRun, lastComplete, watchedSince } = freshness;
  if (newestRun === null && lastComplete === null && watchedSince === null) {
    const since = expectedSince === null ? '' : `, though expected since ${moment(expectedSince)}`;
    return { state: 'never-read', words: `Never read${since}: nothing is known of this tenant` };
  }
  const unsure = whyNotKnown(stand);
  const isSure = unsure === null;
  if (freshness.isOverdue || newestRun === null || lastComplete === null) {
    return {
      state: 'not-known',
      words: `Not known: ${unsure}; as far as known, ${standing(stand)}`,
    };
  }
  const more = isSure ? '' : `; ${unsure}, so there may be more`;
  if (open.open > 0) return { state: 'act', words: `${capitalized(standing(stand))}${more}` };
  if (open.undecided > 0)
    return { state: 'decide', words: `${capitalized(standing(stand))}${more}` };
  if (!isSure) return { state: 'not-known', words: `Not known: nothing was open, but ${unsure}` };
  const rest = [readWords(freshness), ...decidedWords(open), ...gapWords(stand)].join('; ');
  return { state: 'steady', words: `Nothing is open and nothing waits for a decision; ${rest}` };
}

/** Why nobody can say how it stands now, as half a sentence; null where somebody can. */
function whyNotKnown({ freshness, unread, grave }: Stand): string | null {
  const { newestRun, lastComplete, ageSeconds, isOverdue } = freshness;
  if (lastComplete === null || ageSeconds === null) return 'no run on record read it whole';
  const ago = `${ageWords(ageSeconds)} ago`;
  if (isOverdue || newestRun === null)
    return `not read whole since ${moment(lastComplete)}, ${ago}`;
  const missing = unread.filter(({ section }) => isRequired(section));
  if (missing.length > 0) {
    const names = missing.map(({ section }) => section).join(' and ');
    return `the newest run could not read ${names}, and it was last read whole ${ago}`;
  }
  if (grave.length > 0) return graveWords(grave);
  if (isOverdue !== null) return null;
  return `whether its last read, ${ago}, is recent enough is not known, because its schedule is not`;
}

/** Such as `app-permissive, dcr-permissive and 2 more rules could not judge`. */
function graveWords(rules: readonly string[]): string {
  const named = rules.length > 3 ? rules.slice(0, 2) : rules;
  const more = rules.length - named.length;
  const all = more > 0 ? [...named, `${more} more rules`] : named;
  const last = all.at(-1) ?? '';
  return `${all.length > 1 ? `${all.slice(0, -1).join(', ')} and ` : ''}${last} could not judge`;
}

/** What is open and what is undecided, as half a sentence. */
function standing({ open, worstOpen, worstUndecided }: Stand): string {
  const left = open.undecided;
  const waits = left === 1 ? 'waits' : 'wait';
  if (open.open > 0) {
    const are =
      open.open === 1
        ? '1 finding is open, of severity'
        : `${open.open} findings are open, the worst`;
    const more = left > 0 ? `, and ${left} from before anyone watched ${waits} for a decision` : '';
    return `${are} ${worstOpen}${more}`;
  }
  if (left === 0) return 'nothing is open';
  const worst = left === 1 ? `of severity ${worstUndecided}` : `the worst ${worstUndecided}`;
  return `nothing is open, but ${plural(left, 'finding')} from before anyone watched, ${worst}, ${waits} for a decision`;
}

function decidedWords({ acknowledged, accepted, suppressed }: Posture['open']): string[] {
  const parts = Object.entries({ acknowledged, accepted, suppressed }).filter(([, n]) => n > 0);
  return parts.length > 0 ? [parts.map(([what, count]) => `${count} ${what}`).join(', ')] : [];
}

/** What else could not be read, or judged: it is neither passed nor failed. */
function gapWords({ unread, unjudged }: Stand): string[] {
  const sections = unread.map(({ section }) => section).join(', ');
  return [
    ...(unread.length > 0 ? [`not read: ${sections}`] : []),
    ...(unjudged.length > 0 ? [`${plural(unjudged.length, 'rule')} could not judge`] : []),
  ];
}

function readWords({ ageSeconds }: Posture['freshness']): string {
  return `last read ${ageWords(ageSeconds ?? 0)} ago`;
}
