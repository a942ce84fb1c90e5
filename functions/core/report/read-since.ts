import { isKnown } from '../posture/is-known.ts';
import type { Posture } from '../posture/schema.ts';

type Section = Posture['unread'][number]['section'];

/** Whether a run of the period read all apps: else no new app is no sign that there is none. */
export function readsApps({ apps, period }: Pick<Posture, 'apps' | 'period'>): boolean {
  return apps.known && Date.parse(apps.asOf) >= Date.parse(period.since);
}

/** Whether the newest run read these, lately enough: what is good of another may be so no more. */
export function isCurrent(posture: Posture, ...sections: readonly Section[]): boolean {
  return isKnown(posture) && !posture.unread.some(({ section }) => sections.includes(section));
}

/** Why no change found is no sign that nothing changed, to go before "since" and a moment; null where it is one. */
export function whyNoChange(posture: Posture): string | null {
  const { runs, incompleteRuns } = posture.freshness;
  if (runs === 0) return 'no run was made';
  if (runs === incompleteRuns) return 'no run read the tenant whole';
  return isKnown(posture) ? null : 'no change is known, but not all was read or judged,';
}
