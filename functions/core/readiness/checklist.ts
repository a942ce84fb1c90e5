import { plural } from '../message.ts';
import type { Step, Track } from './schema.ts';

export type Item = Track['items'][number];

/** An item of which only the state is still to be told. */
export type Judgement = Omit<Item, 'id' | 'title'>;

export function done(because: string): Judgement {
  return { state: 'done', because };
}

export function notDone(
  because: string,
  words: string,
  commands: Step['commands'] = [],
): Judgement {
  return { state: 'not-done', because, next: { words, commands } };
}

/** What nobody but the owner can see, or nothing shows. */
export function unknown(because: string, next?: Step): Judgement {
  return { state: 'unknown', because, ...(next && { next }) };
}

export const notCounted = 'Strict apps were not counted.';

/** @param count of permissive apps, more than 0 */
export function notLookedAt(count: number): string {
  return `${plural(count, 'more permissive app')} ${count === 1 ? 'was' : 'were'} not looked at.`;
}

/** What a track's title adds where nobody said which option is meant. */
export function assumedWords(intent: string | undefined): string {
  return intent === undefined ? ' (taken for granted: the intent is not known here)' : '';
}

export function notNeeded(because: string): Judgement {
  return { state: 'not-needed', because };
}
