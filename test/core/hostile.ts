import * as fc from 'fast-check';

/** Pieces an attacker would put into an app's name, to be mixed with any text at all. */
const pieces = [
  '<!channel>',
  '<!here|here>',
  '<!everyone>',
  '<@U0123ABCD>',
  '<#C0123ABCD|general>',
  '<!subteam^S0123>',
  '<!date^0^{date}|now>',
  '<https://evil.example|Open in Auth0>',
  '<mailto:a@evil.example|mail>',
  '@here',
  '@channel',
  '@everyone',
  '@alice',
  '#general',
  'https://evil.example/a?b=c&d=e',
  'HTTP://EVIL.EXAMPLE',
  'httphttp://evil.example',
  'slack://open',
  'evil-hxxp://evil.example',
  'evil.example',
  'www.evil.example.',
  'a@evil.example',
  'mailto:a@evil.example',
  'tel:+15550100',
  'skype:a',
  'slack:open',
  'evil。com',
  'evil．com',
  'x/y/evil.com_',
  '*bold*',
  '_italic_',
  '~struck~',
  '`code`',
  '```block```',
  ':white_check_mark:',
  ':+1:',
  ':24:',
  ':100:',
  '> quote',
  '>>> quote',
  '&lt;!channel&gt;',
  '&amp;',
  '*_~`',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u001b]0;title\u001b\\',
  '\u009b2J',
  '\u001bc',
  '\r\nHIGH  resolved',
  '\n',
  '\t',
  '\b\b\b',
  '\u0000',
  '\u007f',
  '\u202etxt.exe',
  '\u2066isolated\u2069',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u3164',
  '\ufe0f',
  '\u{e0041}\u{e007f}',
  '\ud800',
  '\udfff',
  '\ufffe',
  '\u2028',
  '\u0085',
  '\u0301'.repeat(40),
  '👩‍👩‍👧‍👦',
  '日本語',
  '\u00a0',
  ' ',
  '=HYPERLINK("https://evil.example","Open")',
  "=cmd|' /C calc'!A0",
  '@SUM(1+1)',
  '+1',
  '-2+3',
  ';=1+1',
  ',=1+1',
  ' "=1+1',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  '﹣1',
  '"',
  '","',
  "'",
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '&#60;b&#62;',
  '<!--',
  ']]>',
  '\r\nBcc: a@evil.example',
  '{"level":"ERROR"}',
  'tpc_1a2b3c',
  'a_b',
  '_',
  '.',
  ':',
  '/',
];

const surrogates = fc
  .integer({ min: 0xd800, max: 0xdfff })
  .map((code) => String.fromCharCode(code));

/**
 * Any character but a lone surrogate, the unit of text that may be anything. fast-check's own `binary` makes a table of
 * all of Unicode when it is first used, in every process of the tests.
 */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((at) => String.fromCodePoint(at < 0xd800 ? at : at + 0x800));

/** Unicode text with lone surrogates, control sequences and markup strewn in; synthetic. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 6 }) },
      { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
      { weight: 1, arbitrary: surrogates },
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

/** The same at the length of a flood: 10,000 characters and more. */
export const longHostileText: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...pieces, '\\', '"', '<', '&'), hostileText)
  .map(([piece, text]) => text + piece.repeat(Math.ceil(10_000 / piece.length)) + text);

/** A name as an attacker registers it: hostile, empty, or without end. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  { weight: 18, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\u200b', 'x'.repeat(10_000)) },
  { weight: 1, arbitrary: longHostileText },
);

/** What no shown text may hold: controls, direction marks, zero-width characters, halves of characters. */
export const forbidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

/** What Slack acts upon in mrkdwn, told by shapes rather than by how it is escaped. */
const slackActsOn: readonly (readonly [string, RegExp])[] = [
  ['a mention, link or date', /<[^>]*>?|>/],
  ['a bare ampersand', /&(?!(?:amp|lt|gt);)/],
  ['bold, struck or code', /[*~`]/],
  ['italics', /(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/],
  ['a quote', /^(?:&gt;|>)/],
  ['a person or group', /@/],
  ['a channel', /#/],
  ['an address', /(?<!hxxps?):\/\//i],
  ['a web address', /https?:\/\//i],
  ['an address of a person', /(?<!\p{L})(?:mailto|tel|sms|callto|skype):\S/iu],
  ['a scheme of Slack', /(?<!\p{L})(?:slack:(?![A-Z0-9_]+(?![^\s"'`),;.…]))|SLACK:)\S/u],
  ['a domain with another full stop', /[\p{L}\p{N}][．｡。]com/iu],
  ['a bare domain', /[\p{L}\p{N}]\.(?:com|exe|example|[\p{L}]{2,24})(?![\p{L}\p{N}_-])/iu],
  ['an emoji', /(?<!T\d\d(?=:\d\d:\d\d)):[a-z0-9_+'-]+:/i],
];

/** The first thing in the text that Slack would act upon, or null. */
export function slackWouldActOn(text: string): string | null {
  const hit = slackActsOn.find(([, shape]) => shape.test(text));
  return hit ? `${hit[0]}: ${hit[1].exec(text)?.[0]}` : null;
}
