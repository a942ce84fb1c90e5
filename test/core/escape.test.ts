import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forLog, forMail, forSlack, forTerminal, visible } from '../../functions/core/escape.ts';
import { forbidden, hostileText, longHostileText, slackWouldActOn } from './hostile.ts';

const max = fc.integer({ min: 1, max: 400 });

describe('visible', () => {
  it.each([
    ['a line break', 'a\r\nb\nc\rd', 'a␤b␤c␤d'],
    ['other line breaks', 'a\u2028b\u2029c\u0085d\ve\f', 'a␤b␤c␤d␤e␤'],
    ['tabs and rare spaces', ' a\t\u00a0\u3000b ', 'a b'],
    ['a colour sequence', '\u001b[31mred', '‹U+001B›[31mred'],
    ['a C1 sequence', '\u009b2J', '‹U+009B›2J'],
    ['a direction override', 'a\u202eexe.txt', 'a‹U+202E›exe.txt'],
    ['a run of zero-width characters', 'a\u200b\u200b\u200bb', 'a‹U+200B +2›b'],
    ['tag characters', 'a\u{e0041}', 'a‹U+E0041›'],
    ['a format character', 'a\ufff9b', 'a‹U+FFF9›b'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a joiner that disguises a Latin name', 'Goo\u200dgle', 'Goo‹U+200D›gle'],
    ['a joiner that Persian needs', 'می\u200cخواهم', 'میخواهم'],
    ['the variation selector of an emoji', '❤\ufe0f', '❤'],
    ['a tower of marks', `a${'\u0301'.repeat(9)}`, `a${'\u0301'.repeat(4)}`],
    ['a mark with nothing under it', '\u0338x', '◌\u0338x'],
    ['nothing but space', ' \t ', ''],
    ['spaces before, after and together', '  a   b ', 'a b'],
    ['a space before', ' a', 'a'],
    ['a space after', 'a ', 'a'],
    ['two spaces together', 'a  b', 'a b'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('shows a text of a million words', () => {
    const words = 'word '.repeat(1_000_000);
    expect(visible(`${words}é`)).toBe(`${words}é`);
  });

  it('leaves nothing that has no shape, and changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(forbidden);
        expect(visible(shown)).toBe(shown);
        expect(JSON.parse(JSON.stringify(shown))).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps ordinary text as it is', () => {
    const ordinary = 'Partner Portal (München) – 日本語 العربية 👍 tpc_1a2b <b>&amp;</b>';
    expect(visible(ordinary)).toBe(ordinary);
  });
});

describe('forTerminal', () => {
  it('never emits a control character, holds its length, and is stable', () => {
    fc.assert(
      fc.property(hostileText, max, (text, max) => {
        const shown = forTerminal(text, max);
        expect(shown).not.toMatch(forbidden);
        expect(shown).not.toBe('');
        expect(shown.length).toBeLessThanOrEqual(max);
        expect(forTerminal(shown, max)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it('says so when there is nothing to see', () => {
    expect(forTerminal('', 80)).toBe('(empty)');
    expect(forTerminal(' \t', 80)).toBe('(empty)');
  });

  it('cuts between characters as people see them', () => {
    expect(forTerminal('ab👍🏽cd', 5)).toBe('ab…');
    expect(forTerminal('ab👍🏽cd', 7)).toBe('ab👍🏽…');
    expect(forTerminal('e\u0301e\u0301e\u0301', 4)).toBe('e\u0301…');
    expect(forTerminal('abc', 3)).toBe('abc');
    expect(forTerminal('abcd', 3)).toBe('ab…');
  });
});

describe('forMail', () => {
  it.each([
    ['an address', 'see https://evil.example/x', 'see hxxps://evil[.]example/x'],
    ['a mail address', 'a@evil.example', 'a@evil[.]example'],
    ['one within a word', 'amailto:a@evil.example', 'amailto[:]a@evil[.]example'],
    ['a telephone', 'tel:+1 hotel:+1 hotel:x', 'tel[:]+1 hotel[:]+1 hotel:x'],
    ['the id of a setting', 'setting flags.enable_x is on', 'setting flags.enable_x is on'],
    ['a key that ends in one', 'a/flag-unknown/flags.use_b', 'a/flag-unknown/flags.use_b'],
    ['a key that ends in none', 'x/y/evil.com_', 'x/y/evil[.]com_'],
    ['a key that ends in a domain', 'x/y/flags.com_a', 'x/y/flags[.]com_a'],
    ['a word like a setting', 'see evil.com_a now', 'see evil[.]com_a now'],
    ['a word like a flag', 'see flags.dev_a now', 'see flags[.]dev_a now'],
    [
      'full stops of other scripts',
      'evil。com evil．com evil｡com',
      'evil[.]com evil[.]com evil[.]com',
    ],
    ['a domain beside kana', 'あ。com', 'あ[.]com'],
    ['sentences of Japanese', 'これです。つぎも。', 'これです。つぎも。'],
    ['other full stops', 'evil․com evil﹒com', 'evil[.]com evil[.]com'],
    ['schemes of programs', 'skype:x SLACK:x Facetime:x', 'skype[:]x SLACK[:]x Facetime[:]x'],
    ['more of them', 'sip:a ms-word:x sms:x data:x', 'sip[:]a ms-word[:]x sms[:]x data[:]x'],
    ['a scheme in capitals', 'slack:OPEN?x slack:A/B', 'slack[:]OPEN?x slack[:]A/B'],
    ['a channel of ours', 'slack:WEB_1, sns', 'slack:WEB_1, sns'],
    ['one of ours by its key', 'a/channel-failing/slack:b/c', 'a/channel-failing/slack:b/c'],
    ['what is no scheme', 'read:clients gossip:x news: a', 'read:clients gossip:x news: a'],
    ['what only begins like one', 'flags.enable_x.evil.com', 'flags.enable_x[.]evil[.]com'],
    ['one with a host before it', 'www.evil.com_x', 'www[.]evil[.]com_x'],
    [
      'one so long that a line breaks in it',
      `flags.com_${'x'.repeat(60)}`,
      `flags[.]com_${'x'.repeat(60)}`,
    ],
    ['nothing', '', ''],
  ])('shows %s', (_, text, shown) => {
    expect(forMail(text)).toBe(shown);
  });
});

describe('forLog', () => {
  it('cuts between characters, and says so', () => {
    expect(forLog('abc', 3)).toBe('abc');
    expect(forLog('abcd', 3)).toBe('abc…');
    expect(forLog('ab😀', 3)).toBe('ab…');
    expect(forLog('a\n{"level":"ERROR"}', 30)).toBe('a␤{"level":"ERROR"}');
  });

  it('looks at no more than it may show, and says so', () => {
    expect(forLog(`${' '.repeat(50)}abc`, 20)).toBe('…');
  });
});

describe('forSlack', () => {
  it.each([
    ['a call to everybody', '<!channel> look', '&lt;!channel&gt; look'],
    ['a mention', '<@U0123ABCD>', '&lt;＠U0123ABCD&gt;'],
    ['a bare mention', '@here and @alice', '＠here and ＠alice'],
    ['a channel', 'see #general', 'see ＃general'],
    ['an address', 'https://evil.example/x', 'hxxps://evil[.]example/x'],
    ['an address in capitals', 'HTTP://EVIL.EXAMPLE', 'hxxp://EVIL[.]EXAMPLE'],
    ['an address of another kind', 'slack://open', 'slack[:]//open'],
    ['an address made to look inert', 'evil-hxxp://x', 'evil-hxxp[:]//x'],
    ['a bare domain', 'evil.example', 'evil[.]example'],
    ['a mail address', 'mailto:a@evil.example', 'mailto[:]a＠evil[.]example'],
    ['bold and struck', '*a* ~b~', '∗a∗ ∼b∼'],
    ['italics', '_a_', 'ˍaˍ'],
    ['code', '`a`', "'a'"],
    ['a quote', '>> a > b', '›› a &gt; b'],
    ['an emoji', ':white_check_mark: done', '∶white_check_mark: done'],
    ['an emoji of two digits', ':24: a:24:', '∶24: a∶24:'],
    ['one within a time', '09:00:00 T09:24:x', '09∶00:00 T09∶24:x'],
    ['an entity', '&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
    ['nothing', '', '(empty)'],
  ])('makes %s inert', (_, text, shown) => {
    expect(forSlack(text, 300)).toBe(shown);
  });

  it.each(['tpc_1a2b3c', 'third_party_security_mode', 'flags.enable_client_connections'])(
    'leaves the name %s as it is, so that it can be copied',
    (name) => {
      expect(forSlack(name, 300)).toBe(name);
    },
  );

  it.each(['2026-11-23T09:00:00.000Z', 'version 1.2.3', '198.51.100.7', 'e.g. this. That'])(
    'leaves %s as it is',
    (text) => {
      expect(forSlack(text, 300)).toBe(text);
    },
  );

  it('leaves nothing that Slack would act upon, and holds its length', () => {
    fc.assert(
      fc.property(hostileText, max, (text, max) => {
        const shown = forSlack(text, max);
        expect(slackWouldActOn(shown)).toBeNull();
        expect(shown).not.toMatch(forbidden);
        expect(shown).not.toBe('');
        expect(shown.length).toBeLessThanOrEqual(max);
        expect(JSON.parse(JSON.stringify(shown))).toBe(shown);
      }),
      { numRuns: 3000 },
    );
  });

  it('does so at any length', () => {
    fc.assert(
      fc.property(longHostileText, max, (text, max) => {
        const shown = forSlack(text, max);
        expect(slackWouldActOn(shown)).toBeNull();
        expect(shown.length).toBeLessThanOrEqual(max);
      }),
      { numRuns: 60 },
    );
  });

  it('is stable where there is nothing to write as an entity', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = forSlack(text.replace(/[&<>]/g, ''), 5000);
        expect(forSlack(shown, 5000)).toBe(shown);
      }),
      { numRuns: 1000 },
    );
  });

  it('never cuts an entity in two', () => {
    for (let max = 1; max < 40; max += 1) {
      expect(forSlack('a<b>&c<d>&'.repeat(4), max)).not.toMatch(/&(?!(?:amp|lt|gt);)/);
    }
  });
});
