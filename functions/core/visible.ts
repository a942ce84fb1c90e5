/** Says that there was text, and that none of it can be seen. */
const nothing = '(empty)';

/** What words of visible ASCII with one space between them have not. */
const unplain = /[^ -~]| {2}|^ | $/;

/**
 * The first step for every place: one line, without control, bidirectional or zero-width characters, lone
 * surrogates or towers of combining marks. Applying it twice changes nothing.
 */
export function visible(text: string): string {
  // What most text is: nothing below would change it.
  if (!unplain.test(text)) return text;
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

/** `text` made visible and then escaped, at most `max` UTF-16 units; never empty. */
export function shown(text: string, max: number, escape: (line: string) => string): string {
  return fit(visible(text) || nothing, max, escape);
}

function codePoints(run: string): string {
  const [first = '', ...more] = run;
  const code = first.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return more.length > 0 ? `‹U+${code} +${more.length}›` : `‹U+${code}›`;
}

let segmenter: Intl.Segmenter | undefined;

/** Made when a text is first too long: Node loads tables for it, a tenth of a function's import. */
function graphemes(): Intl.Segmenter {
  return (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' }));
}

/** The longest beginning of `line`, in whole characters as people see them, that fits once escaped. */
function fit(line: string, max: number, escape: (line: string) => string): string {
  const whole = escape(line);
  if (whole.length <= max) return whole;
  // Escaping never shortens, so no more than `max` units can fit; the last segment may itself be cut short.
  const starts = [...graphemes().segment(line.slice(0, max + 1))].map(({ index }) => index);
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
