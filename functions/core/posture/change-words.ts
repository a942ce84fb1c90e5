import { moment } from '../message.ts';
import type { Posture } from './schema.ts';
import { changeKinds } from './terms.ts';
import { changeWords, periodWords } from './words.ts';

/** Such as "Since 2026-11-16 07:00 UTC, the last report: 1 opened, 1 resolved." */
export function changeLine({ period, changes }: Posture): string {
  const counts = changeKinds.flatMap((kind) => {
    const count = changes.counts[kind] ?? 0;
    return count > 0 ? [`${count} ${changeWords[kind]}`] : [];
  });
  const what = counts.length > 0 ? counts.join(', ') : 'nothing changed';
  return `Since ${moment(period.since)}, ${periodWords[period.basis]}: ${what}.`;
}
