/**
 * Text from a tenant is an attacker's: dynamic registration lets anyone choose an app's name. Here it is
 * made safe for each place it is shown. Nothing is hidden: what has no shape of its own is shown as ‹U+202E›.
 */

/** Says that there was text, and that none of it can be seen. */
const nothing = '(empty)';

/**
 * The first step for every place: one line, without control, bidirectional or zero-width characters, lone
 * surrogates or towers of combining marks. Applying it twice changes nothing.
 */
export function visible(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/g, '␤')
      .replace(/[\t\p{Zs}\u2800]/gu, ' ')
      // Emoji and many scripts need joiners and variation selectors; after Latin letters they only disguise.
      .replace(/(?<=[^\p{ASCII}\p{Script=Latin}])[\p{Join_Control}\p{Variation_Selector}]+/gu, '')
      .replace(/[\p{Cc}\p{Cf}\p{DI}\p{Noncharacter_Code_Point}]+/gu, codePoints)
      .replace(/(\p{M}{4})\p{M}+/gu, '$1')
      .replace(/ {2,}/g, ' ')
      .trim()
      // A mark with nothing before it would be drawn over our own text.
      .replace(/^(?=\p{M})/u, '◌')
  );
}

/**
 * For Slack's mrkdwn, at most `max` UTF-16 units. Slack documents `&amp; &lt; &gt;` as the only escapes, and
 * takes zero-width characters for word boundaries, which switch formatting on rather than off. So what Slack
 * would act upon is replaced by a look-alike, and addresses are written the way analysts write them:
 * `hxxps://evil[.]example`.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function forSlack(text: string, max: number): string {
  return fit(visible(text) || nothing, max, inert);
}

/** For a terminal, at most `max` UTF-16 units. */
export function forTerminal(text: string, max: number): string {
  return fit(visible(text) || nothing, max, (line) => line);
}

/** For plain text in a mail, whose reader makes a link of whatever looks like an address. */
export function forMail(text: string): string {
  return defang(visible(text));
}

function codePoints(run: string): string {
  const [first = '', ...more] = run;
  const code = first.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return more.length > 0 ? `‹U+${code} +${more.length}›` : `‹U+${code}›`;
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

/** Addresses stay readable, and no longer are addresses to a program that looks for them. */
function defang(line: string): string {
  return (
    line
      .replace(/http(?=s?:\/\/)/giu, 'hxxp')
      .replace(/(?<!(?<![\p{L}\p{N}+.-])hxxps?):\/\//giu, '[:]//')
      .replace(/(?<!\p{L})(mailto|tel|sms|callto):(?=\S)/giu, '$1[:]')
      // A name such as flags.enable_x ends in no top-level domain; ids of settings should stay as they are.
      .replace(/(?<=[^\s.])\.(?=\p{L}[\p{L}\p{M}])(?![A-Za-z]+_[A-Za-z0-9])/gu, '[.]')
  );
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The longest beginning of `line`, in whole characters as people see them, that fits once escaped. */
function fit(line: string, max: number, escape: (line: string) => string): string {
  const whole = escape(line);
  if (whole.length <= max) return whole;
  // Escaping never shortens, so no more than `max` units can fit; the last segment may itself be cut short.
  const starts = [...graphemes.segment(line.slice(0, max + 1))].map(({ index }) => index);
  let best = '…';
  let low = 0;
  let high = starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const cut = escape(`${line.slice(0, starts[middle]).trimEnd()}…`);
    if (cut.length <= max) {
      best = cut;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return best;
}
