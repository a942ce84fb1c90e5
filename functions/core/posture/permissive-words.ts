import { plural } from '../message.ts';
import { readinessCountWords } from '../readiness/words.ts';
import { cut } from '../sns-shorten.ts';
import { modeCounts } from './mode-counts.ts';
import type { NewPermissive, Posture, TrendPoint } from './schema.ts';
import { creationWords } from './words.ts';

/** New apps named; the rest are counted. */
const shownNew = 3;
/** UTF-16 units of what a tenant says, so that the rest of the line is seen. */
const longestName = 80;

/** Who brought in which permissive app, and how. */
export function newPermissiveLines({ newPermissive }: Pick<Posture, 'newPermissive'>): string[] {
  const left = newPermissive.length - shownNew;
  return [
    ...newPermissive.slice(0, shownNew).map(newLine),
    ...(left > 0 ? [`And ${plural(left, 'more new permissive app')}.`] : []),
  ];
}

function newLine({ name, app, seen, how, who, unattributed }: NewPermissive): string {
  const by =
    who === null ? `by whom is not known: ${unattributed ?? 'not attributed'}` : `by ${who}`;
  return `New permissive app "${cut(name || app, longestName)}", seen ${seen.slice(0, 10)}: ${creationWords[how]}, ${by}.`;
}

/** How many there are, against a week before and the first week on record. */
export function permissiveLines({ apps }: Pick<Posture, 'apps'>): string[] {
  if (!apps.known) return [`How many apps are permissive is not known: ${apps.reason}`];
  const { permissive, unknown } = modeCounts(apps);
  const unsure = unknown > 0 ? ` (${unknown} of unknown mode)` : '';
  const past = pastWords(apps.trend, permissive);
  const compared = past.length > 0 ? `, ${past.join(', ')}` : '';
  return [
    `Permissive: ${permissive} of ${plural(apps.thirdParty, 'third-party app')}${unsure}${compared}.`,
  ];
}

function pastWords(trend: readonly TrendPoint[], now: number): string[] {
  const before = trend.slice(0, -1);
  const first = before.find(({ counts }) => counts !== null);
  const week = before.at(-1);
  return [
    ...(week?.counts ? [`${compared(now, week.counts.permissive)} a week before`] : []),
    ...(first?.counts && first !== week
      ? [`${compared(now, first.counts.permissive)} on ${first.at.slice(0, 10)}`]
      : []),
  ];
}

function compared(now: number, then: number): string {
  if (now === then) return 'as many as';
  return now > then ? `${now - then} more than` : `${then - now} fewer than`;
}

/** How far permissive apps are from strict; empty where there is none. */
export function readinessLine({ readiness }: Pick<Posture, 'readiness'>): string[] {
  if (!readiness.known)
    return [`What keeps apps from being strict is not known: ${readiness.reason}`];
  const { blocked, change, ask } = readiness.counts;
  if (blocked + change + ask === 0) return [];
  return [`To become strict: ${readinessCountWords(readiness.counts)}.`];
}
