import { defang } from './defang.ts';
import { shown, visible } from './visible.ts';

/**
 * For Slack's mrkdwn, at most `max` UTF-16 units. Slack documents `&amp; &lt; &gt;` as the only escapes, and
 * takes zero-width characters for word boundaries, which switch formatting on rather than off. So what Slack
 * would act upon is replaced by a look-alike, and addresses are written the way analysts write them:
 * `hxxps://evil[.]example`.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function forSlack(text: string, max: number): string {
  return shown(text, max, inert);
}

/**
 * For words of our own, such as steps and commands to copy, at most `max` UTF-16 units: as they are, since nothing in
 * them is a tenant's, but for Slack's own characters. Code in backticks stays code, whole or not at all.
 */
export function ownForSlack(text: string, max = Infinity): string {
  const words = withEntities(visible(text));
  const inner = words.split('`').slice(1, -1);
  const isCode =
    inner.length % 2 === 1 &&
    inner.every((part, index) => (index % 2 === 0 ? part.trim() : part) !== '');
  return cutAtCode(isCode ? words : words.replaceAll('`', "'"), max);
}

function cutAtCode(words: string, max: number): string {
  if (words.length <= max) return words;
  let kept = '';
  for (const [piece] of words.matchAll(/`[^`]*`|&\w+;|[^]/gu)) {
    if (kept.length + piece.length >= max) break;
    kept += piece;
  }
  return `${kept.trimEnd()}…`;
}

const lookAlikes: Readonly<Record<string, string>> = {
  '*': '∗',
  '~': '∼',
  '`': "'",
  '@': '＠',
  '#': '＃',
};

function inert(line: string): string {
  const plain = line
    .replace(/[*~`@#]/g, (character) => lookAlikes[character] ?? character)
    // Inside a word an underscore formats nothing, and ids such as tpc_1 should stay as they are.
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, 'ˍ');
  return withEntities(
    defang(plain)
      // :name: is an emoji, and a name may be digits; the minutes of an ISO 8601 instant are none.
      .replace(/(?<!T\d\d(?=:\d\d:\d\d)):(?=[\p{L}\p{N}_+'-]+:)/gu, '∶')
      // Slack quotes a line that begins with &gt; too.
      .replace(/^>+/, (run) => '›'.repeat(run.length)),
  );
}

function withEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
