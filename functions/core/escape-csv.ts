import { visible } from './visible.ts';

/** What a formula can begin with, in the wide, small, raised and lowered forms too, and as the mathematical minus. */
const starter = '[=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−]';

/**
 * Where a cell begins: at the start, and after what some locale or import takes for the end of a cell. Spaces and quotes
 * before the formula may be lost on the way into a spreadsheet, so they hide none.
 */
const formula = new RegExp(`(^|[,;|])(?=[\\s"'‘’“”\`]*${starter})`, 'g');

/**
 * One field of a CSV file, in quotes as RFC 4180 has them. An apostrophe stands before what a spreadsheet would compute;
 * empty text stays empty. Not for our own numbers, of which negative ones would become text.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
export function forCsv(text: string): string {
  return `"${visible(text).replace(formula, "$1'").replaceAll('"', '""')}"`;
}
