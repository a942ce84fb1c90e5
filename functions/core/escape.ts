/**
 * Text from a tenant is an attacker's: dynamic registration lets anyone choose an app's name. Here it is
 * made safe for each place it is shown. Nothing is hidden: what has no shape of its own is shown as ‹U+202E›.
 */
import { defang } from './defang.ts';
import { shown, visible } from './visible.ts';

export { forCsv } from './escape-csv.ts';
export { forHtml } from './escape-html.ts';
export { forSlack, ownForSlack } from './escape-slack.ts';
export { visible } from './visible.ts';

/** For a terminal, at most `max` UTF-16 units. */
export function forTerminal(text: string, max: number): string {
  return shown(text, max, (line) => line);
}

/** For plain text in a mail, whose reader makes a link of whatever looks like an address. */
export function forMail(text: string): string {
  return defang(visible(text));
}

/** For a line of a log, cut at `max` UTF-16 units with a sign that there was more; JSON does the rest. */
export function forLog(text: string, max: number): string {
  // No more is looked at than may be shown: an error can quote megabytes.
  const line = visible(text.slice(0, 2 * max));
  if (line.length <= max && text.length <= 2 * max) return line;
  return `${line.slice(0, max).replace(/[\ud800-\udbff]$/, '')}…`;
}
