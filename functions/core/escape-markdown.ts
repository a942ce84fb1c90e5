import { defang } from './defang.ts';
import { shown, visible } from './visible.ts';

/** Of the same meaning to the eye and of none to Markdown; a backslash would show in a terminal, and mentions ignore it. */
const lookAlikes: Readonly<Record<string, string>> = {
  '*': '∗',
  '~': '∼',
  '`': "'",
  '|': '∣',
  '\\': '∖',
  '<': '‹',
  '>': '›',
  '[': '［',
  ']': '］',
  '@': '＠',
  '#': '＃',
  $: '＄',
};

/**
 * For Markdown that people read in a terminal as well, or paste into an issue, at most `max` UTF-16 units: no link, image,
 * HTML, code, formula, table, mention or reference comes of it. What a line begins with is left to {@link asLine}.
 * Source: https://github.github.com/gfm
 */
export function forMarkdown(text: string, max = Infinity): string {
  return shown(text, max, inert);
}

/** For keys and commands to copy: as they are, in as many backticks as it takes. */
export function markdownCode(text: string): string {
  const line = visible(text) || ' ';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const gap = /^`|`$/.test(line) ? ' ' : '';
  return `${fence}${gap}${line}${gap}${fence}`;
}

/** A line of running text, as it was broken: it begins no list, heading, quote, rule, fence or table. */
export function asLine(line: string): string {
  return (
    line
      .replace(/^(\d{1,9})(?=[.)](?:\s|$))/, '$1\\')
      .replace(/^(?=[-+](?:\s|$)|[-=:][-=:\s]*$|#{1,6}(?:\s|$)|>)/, '\\')
      // Breaking a long word makes an end of what was its middle.
      .replace(/^_|_$/g, 'ˍ')
  );
}

function inert(line: string): string {
  const plain = line
    .replace(/[*~`|\\<>[\]@#$]/g, (character) => lookAlikes[character] ?? character)
    // Inside a word an underscore formats nothing, and ids such as tpc_1 should stay as they are.
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, 'ˍ')
    // An entity would be the character again once it is rendered: &#64; names people.
    .replace(/&(?=#?\w+;|＃)/g, '＆')
    .replace(/\bGH-(?=\d)/gi, (text) => text.replace('-', '‐'))
    // :name: is an emoji, and a name may be digits; the minutes of an ISO 8601 instant are none.
    .replace(/(?<!T\d\d(?=:\d\d:\d\d)):(?=[\p{L}\p{N}_+'-]+:)/gu, '∶');
  return (
    defang(plain)
      .replace(/(www)\./gi, '$1[.]')
      // The brackets of a defanged address are the only ones left, and must begin no link either.
      .replace(/\](?=[([:])/g, '] ')
  );
}
