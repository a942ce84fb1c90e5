import { code, html, type Html, type Value } from '../html.ts';
import { number } from './words.ts';

/** Says what a list leaves out, and which command lists all; nothing where it leaves out nothing. */
export function leftOut(
  shown: number,
  total: number,
  things: string,
  command: string | null,
): Html | null {
  if (total <= shown) return null;
  const all = command === null ? html`The JSON report has all.` : html`All: ${code(command)}`;
  return html`<p class="left-out">
    <strong>${number(total - shown)} of ${number(total)} ${things} are left out here.</strong>
    ${all}
  </p>`;
}

/**
 * The first of some texts, separated by commas, and how many more there are.
 * @param beyond how many there are besides `all`
 */
export function listed<T>(
  all: readonly T[],
  max: number,
  show: (one: T) => Value,
  beyond = 0,
): Html {
  const shown = all.slice(0, max);
  const more = all.length - shown.length + beyond;
  const items = shown.map((one, at) => html`${at > 0 ? html`, ` : null}${show(one)}`);
  return more > 0 ? html`${items} and ${number(more)} more` : html`${items}`;
}
