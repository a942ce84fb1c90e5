import { defang } from './defang.ts';
import { shown } from './visible.ts';

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
  return (
    defang(plain)
      // :name: is an emoji; two digits are the minutes of a time.
      .replace(/:(?=[\p{L}\p{N}_+'-]+:)(?!\d\d:)/gu, '∶')
      // Slack quotes a line that begins with &gt; too.
      .replace(/^>+/, (run) => '›'.repeat(run.length))
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}
