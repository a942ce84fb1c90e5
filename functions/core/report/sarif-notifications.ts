import { countSeverities, countWords, moment, plural } from '../message.ts';
import { isKnown } from '../posture/is-known.ts';
import type { Posture } from '../posture/schema.ts';
import { findingsCommand } from './commands.ts';
import { mostResults } from './sarif-terms.ts';
import { sarifText } from './sarif-text.ts';

const descriptors = {
  'tenant-not-known': 'Nobody can say how the tenant stands',
  'section-unread': 'A part of the tenant was not read',
  'rule-unjudged': 'A rule could not judge, so it neither passed nor failed',
  'results-left-out': 'There are more findings than a run may hold',
  'cannot-say': 'The report cannot say something',
} as const;

export interface Notification {
  readonly descriptor: { readonly id: keyof typeof descriptors; readonly index: number };
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly associatedRule?: { readonly id: string };
}

/** What the run could not read, judge or hold; without it, silence would look like a pass. */
export function notificationsOf(posture: Posture): readonly Notification[] {
  const { verdict, unread, unjudged, notes } = posture;
  return [
    ...(isKnown(posture) ? [] : [notKnown(verdict)]),
    ...unread.map(({ section, reason, lastRead }) => {
      const when =
        lastRead === null ? 'No run on record read it.' : `Last read ${moment(lastRead)}.`;
      return notify('section-unread', 'warning', `Not read: ${section} (${reason}). ${when}`);
    }),
    ...unjudged.map(({ rule, reason }) => ({
      ...notify('rule-unjudged', 'warning', `${rule} could not judge: ${reason}`),
      associatedRule: { id: rule },
    })),
    ...leftOut(posture),
    ...notes.map((note) => notify('cannot-say', 'note', note)),
  ];
}

/** That nobody can say how the tenant stands. */
export function notKnown({ sentence }: Posture['verdict']): Notification {
  return notify('tenant-not-known', 'error', sentence);
}

/** The kinds of notifications there are, in an order to which their indexes refer. */
export function describedBy(notifications: readonly Notification[]) {
  if (notifications.length === 0) return undefined;
  return Object.entries(descriptors).map(([id, title]) => ({
    id,
    shortDescription: { text: `${title}.` },
  }));
}

function leftOut(posture: Posture): Notification[] {
  const { findings } = posture;
  const left = findings.slice(mostResults);
  if (left.length === 0) return [];
  const counts = countWords(countSeverities(left.map(({ severity }) => severity)));
  const command = findingsCommand(posture);
  const list = command === null ? '' : ` List all: ${command}`;
  const words = `${plural(left.length, 'finding')} (${counts}) left out: a run holds ${mostResults}, the worst first.${list}`;
  return [notify('results-left-out', 'warning', words)];
}

function notify(
  id: keyof typeof descriptors,
  level: Notification['level'],
  text: string,
): Notification {
  const index = Object.keys(descriptors).indexOf(id);
  return { descriptor: { id, index }, level, message: { text: sarifText(text) } };
}
