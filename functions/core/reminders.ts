import type { Life } from './finding.ts';
import { atLeast } from './severity.ts';

/** Days after a life began on which people are reminded, then every seventh day after the last of them. */
const firstReminders = [1, 3, 7] as const;
const thenEvery = 7;
const dayMs = 86_400_000;

/** Only open findings of weight remind. */
export function isReminderDue(life: Life, now: Date): boolean {
  if (life.status !== 'open' || !reminds(life)) return false;
  return remindersBy(life.since, now) > (life.reminders ?? 0);
}

/** Whether people are reminded of findings of this weight. */
export function reminds({ severity }: Pick<Life, 'severity'>): boolean {
  return atLeast(severity, 'high');
}

/** How many reminders are behind a life that began at `since` (ISO 8601); missed days count, so they are not made up for one by one. */
export function remindersBy(since: string, now: Date): number {
  const days = (now.getTime() - Date.parse(since)) / dayMs;
  const last = firstReminders.at(-1) ?? 0;
  const early = firstReminders.filter((day) => days >= day).length;
  return early + Math.max(0, Math.floor((days - last) / thenEvery));
}
