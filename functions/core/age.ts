import { plural } from './message.ts';

/** How long something took or is ago, in the largest unit of which there are two: "90 minutes", "3 days". */
export function ageWords(seconds: number): string {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 120) return plural(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? plural(hours, 'hour') : plural(Math.floor(hours / 24), 'day');
}
