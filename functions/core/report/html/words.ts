import { ageWords } from '../../age.ts';
import { html, type Html } from '../html.ts';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** "23 November 2026" of an ISO 8601 day or instant; any other text stays as it is. */
export function dayWords(iso: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)(?:T|$)/.exec(iso) ?? [];
  const name = months[Number(month) - 1];
  return name === undefined ? iso : `${Number(day)} ${name} ${year}`;
}

/** "23 Nov 2026". */
export function shortDay(iso: string): string {
  const words = dayWords(iso);
  return words === iso ? iso : words.replace(/ (\p{L}{3})\p{L}* /u, ' $1 ');
}

/** "07:00" of an ISO 8601 instant, which is in UTC; empty for any other text. */
function hour(iso: string): string {
  return /T(\d\d:\d\d)/.exec(iso)?.[1] ?? '';
}

/** "23 November 2026, 07:00 UTC", also for programs. */
export function moment(iso: string): Html {
  return html`<time datetime="${iso}">${dayWords(iso)}, ${hour(iso)} UTC</time>`;
}

/** "23 Nov 2026, 07:00": in tables, whose heads say that times are in UTC. */
export function shortMoment(iso: string): Html {
  return html`<time datetime="${iso}">${shortDay(iso)}, ${hour(iso)}</time>`;
}

export function shortDate(iso: string): Html {
  return html`<time datetime="${iso}">${shortDay(iso)}</time>`;
}

/** "3 days old", or null where there is no age. */
export function oldWords(seconds: number | null): string | null {
  if (seconds === null) return null;
  return seconds < 60 ? 'less than a minute old' : `${ageWords(seconds)} old`;
}

export function sum(counts: readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** "12,345". */
export function number(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 app", "12,345 apps". */
export function some(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** "31 days past", "5 days left", "today". */
export function daysWords(days: number): string {
  if (days === 0) return 'today';
  return `${some(Math.abs(days), 'day')} ${days > 0 ? 'left' : 'past'}`;
}

export const originWords = {
  regular: 'Management API',
  dcr: 'dynamic registration (DCR)',
  cimd: 'client ID metadata document (CIMD)',
  unknown: 'origin unknown',
} as const;

/** Whether it is good or bad is said in words; this only colours them. */
export type Tone = 'bad' | 'warn' | 'good' | 'unknown' | 'plain';
