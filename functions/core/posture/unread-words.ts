import { ageWords } from '../age.ts';
import { plural } from '../message.ts';
import type { Posture } from './schema.ts';

/** Rules named; the rest are counted. */
const shownRules = 5;

/** What could not be read and for how long, and what could therefore not be judged. */
export function unreadLines({ unread, unjudged }: Pick<Posture, 'unread' | 'unjudged'>): string[] {
  // Sections share a reason when the credentials are refused.
  const byReason = Map.groupBy(unread, ({ reason }) => reason);
  const sections = [...byReason].map(([reason, of]) => {
    const names = of.map(({ section }) => section).join(', ');
    return `Not read: ${names}, ${sinceWords(of)}: ${reason}`;
  });
  return [...sections, ...unjudgedLines(unjudged)];
}

function sinceWords(sections: Posture['unread']): string {
  if (sections.some(({ ageSeconds }) => ageSeconds === null)) return 'by no run on record';
  const oldest = Math.max(...sections.map(({ ageSeconds }) => ageSeconds ?? 0));
  return `for ${ageWords(oldest)}`;
}

function unjudgedLines(unjudged: Posture['unjudged']): string[] {
  if (unjudged.length === 0) return [];
  const shown = unjudged.slice(0, shownRules).map(({ rule }) => rule);
  const left = unjudged.length - shown.length;
  const more = left > 0 ? ` and ${left} more` : '';
  return [
    `${plural(unjudged.length, 'rule')} could not judge, which is neither passed nor failed: ${shown.join(', ')}${more}.`,
  ];
}
