import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../functions/core/evaluate.ts';
import { factsOf } from '../../functions/core/facts.ts';
import { lookAlikes } from '../../functions/core/look-alike.ts';
import { isAlike } from '../../functions/core/name-shape.ts';
import { app, judgedOf, sample } from '../../functions/core/sample.ts';
import type { App } from '../../functions/core/snapshot.ts';
import { trustedNames } from '../../functions/core/trusted-names.ts';
import appCallbackUnsafe from '../../functions/rules/app-callback-unsafe.ts';
import appModeUnknown from '../../functions/rules/app-mode-unknown.ts';
import appPermissive from '../../functions/rules/app-permissive.ts';
import { hostileName } from './hostile.ts';
import { casesOf } from '../thorough.ts';

const own = (name: string, id = 'own') => app({ id, name, firstParty: true });
const third = (name: string, day = 20, parts: Partial<App> = {}) =>
  app({ id: `app${day}`, name, createdAt: `2026-11-${day}T00:00:00.000Z`, ...parts });

/** What an app of this name is taken for, among these. */
function taken(name: string, ...others: readonly App[]): string | undefined {
  const asked = third(name);
  return lookAlikes([...others, asked])(asked).looksLike;
}

const differently = 'but is written differently';

describe('a name people trust', () => {
  it.each([
    ['a Cyrillic letter', '\u0421laude', 'Claude'],
    ['a Greek letter', 'Ok\u03c4a', 'Okta'],
    ['an Armenian letter', 'S\u029fack', 'Slack'],
    ['a Cherokee letter', '\u13a0ropbox', 'Dropbox'],
    ['wide letters', '\uff33\uff4c\uff41\uff43\uff4b', 'Slack'],
    ['mathematical letters', '\u{1d402}ursor', 'Cursor'],
    ['small capitals', '\u1d04\u029f\u1d00\u1d1c\u1d05\u1d07', 'Claude'],
    ['a letter in a circle', '\u24dbinear', 'Linear'],
    ['a stroke', 'C\u0142aude', 'Claude'],
    ['an accent', 'Ge\u0301mini', 'Gemini'],
    ['marks', 'Go\u0335\u0336ogle', 'Google'],
    ['a zero-width character', 'Cha\u200btGPT', 'ChatGPT'],
    ['a letter that is not seen', 'Cha\u3164tGPT', 'ChatGPT'],
    ['a soft hyphen', 'Micro\u00adsoft', 'Microsoft'],
    ['a change of direction', '\u202ebuHtiG\u202c', 'GitHub'],
    ['zero for o', 'N0tion', 'Notion'],
    ['o for zero', 'AuthO', 'Auth0'],
    ['one for l', 'C1aude', 'Claude'],
    ['one for i', 'Zap1er', 'Zapier'],
    ['a bar for l', 'S|ack', 'Slack'],
    ['a capital I for l', 'CIaude', 'Claude'],
    ['an l for a capital I', 'OpenAl', 'OpenAI'],
    ['an l among capitals', 'GlTHUB', 'GitHub'],
    ['rn for m', 'rnicrosoft', 'Microsoft'],
    ['vv for w', 'VVindsurf', 'Windsurf'],
    ['other digits', '5a1e5force', 'Salesforce'],
    ['several at once', '\u0405\u1d0f1e5', undefined],
    ['more words around it', 'the \u0421laude Desktop (beta)', 'Claude'],
    ['no space around it', '\u0421laudeDesktop', 'Claude'],
    ['two words', 'Visua1 Studio Code', 'Visual Studio'],
    ['dots between', 's.l.\u0430.c.k', 'Slack'],
    ['none of its own letters', '\u041e\u043a\u0442\u0430', 'Okta'],
    ['a word of two', 'G\u043e\u043egledrive', 'Google'],
    ['a word of two, in other words', 'my driveG\u043e\u200bogle2', 'Google'],
    ['digits in a word of two', 'my\u0455l4ckbot', 'Slack'],
  ])('is seen in %s: %s', (_, name, trusted) => {
    expect(taken(name)).toBe(trusted && `${trusted}, but is written with other characters`);
  });

  it.each([
    ...trustedNames,
    'CLAUDE',
    'claude code',
    'Claude (Anthropic)',
    'Chat GPT',
    'VSCode',
    'Visual-Studio Code',
    'n8n',
    '1password',
    'S l a c k',
    'Linearity',
    'OAuth Orders',
    'Voktar',
    'OpenAL',
    '\u043e\u043a\u0442\u0430\u0432\u0430',
    'Claude\u7528\u30dc\u30c3\u30c8',
    'Slack\u9023\u643a',
    '\u03bcServices',
  ])('is no hint where it can be read as it is: %s', (name) => {
    expect(taken(name)).toBeUndefined();
  });

  it('is none where the plain name stands beside it', () => {
    expect(taken('\u0421laude, not Claude')).toBeUndefined();
  });

  it('is looked for in the first twelve words', () => {
    expect(taken(`${'of '.repeat(11)}C1aude`)).toMatch(/^Claude,/);
    expect(taken(`${'of '.repeat(12)}C1aude`)).toBeUndefined();
  });
});

describe('an app of your own', () => {
  it('of the same name is named', () => {
    expect(taken('Portal', own('Portal'))).toBe('your app "Portal" (own): it has the same name');
  });

  it('of the same name, symbols only, too', () => {
    expect(taken('🔥🔥', own('🔥🔥'))).toMatch(/^your app/);
    expect(taken('🔥', own('🔥🔥'))).toBeUndefined();
  });

  it.each([
    ['case', 'partner portal'],
    ['case, of all but an l', 'PARTNER PORTAl'],
    ['spaces', 'Partner  Portal '],
    ['no space', 'PartnerPortal'],
    ['punctuation', 'Partner-Portal!'],
    ['letters', 'P\u0430rtner Portal'],
    ['marks', 'P\u0301artner Portal'],
    ['what is not seen', 'Partner\u200b Portal'],
    ['what is not seen, two hundred times', `Partner${'\u2060'.repeat(200)} Portal`],
    ['one for l', 'Partner Porta1'],
    ['a capital I for l', 'Partner PortaI'],
    ['a stroke for l', 'Partner Porta\u2223'],
  ])('is named where only %s differs', (_, name) => {
    expect(taken(name, own('Partner Portal'))).toBe(
      `your app "Partner Portal" (own), ${differently}`,
    );
  });

  it('is named where two capital I stand for l', () => {
    expect(taken('AII Orders', own('All Orders'))).toMatch(/^your app "All Orders"/);
  });

  it('is named where rn stands for m, and vv for w', () => {
    expect(taken('rny vveb', own('My Web'))).toMatch(/^your app "My Web"/);
  });

  it.each([
    ['Mail', 'Mall'],
    ['MAIL', 'MALL'],
    ['MAIL', 'Mall'],
    ['Ali', 'All'],
    ['Bill', 'Bili'],
    ['IT Portal', 'LT Portal'],
    ['Orders', 'Order'],
    ['Orders 2', 'Orders 3'],
    ['カード', 'ガード'],
    ['мой', 'мои'],
    ['日本語', '中文'],
    ['', ''],
    [' ', '\u200b'],
    ['!!!', '???'],
  ])('%s is not taken for %s', (one, other) => {
    expect(taken(one, own(other))).toBeUndefined();
    expect(taken(other, own(one))).toBeUndefined();
  });

  it.each(['MaIl', 'Ma1l', 'Ma|l', 'MaII'])('%s is taken for both Mail and Mall', (name) => {
    expect(taken(name, own('Mail'))).toMatch(/^your app "Mail"/);
    expect(taken(name, own('Mall'))).toMatch(/^your app "Mall"/);
  });

  it('written the same comes before one written differently, and before a name people trust', () => {
    const apps = [own('claude', 'lower'), own('C1aude', 'digit')];
    expect(taken('C1aude', ...apps)).toBe('your app "C1aude" (digit): it has the same name');
  });

  it('is not asked about itself', () => {
    const apps = [own('Portal'), own('PortaI', 'other')];
    for (const one of apps) expect(lookAlikes(apps)(one)).toEqual({});
  });

  it('is named with its id, both cut, its quotes not closing ours', () => {
    const name = `"${'x'.repeat(90)}`;
    const hint = taken(name, own(name, 'i'.repeat(90)));
    expect(hint).toBe(`your app "'${'x'.repeat(58)}…" (${'i'.repeat(63)}…): it has the same name`);
  });

  it('with a name longer than anybody reads is compared with none', () => {
    const long = 'Portal '.repeat(20);
    expect(taken(long.toUpperCase(), own(long))).toBeUndefined();
  });
});

describe('an app of somebody else', () => {
  it('that was there before is named at the later one, not the other way round', () => {
    const [older, later] = [third('Portal', 10), third('P0rtal', 11)];
    const ask = lookAlikes([later, older]);
    expect(ask(later)).toEqual({ looksLike: `the older app "Portal" (app10), ${differently}` });
    expect(ask(older)).toEqual({});
  });

  it('is not named where Auth0 did not say which came first', () => {
    const undated = app({ id: 'undated', name: 'Portal' });
    expect(taken('P0rtal', undated)).toBeUndefined();
    expect(lookAlikes([undated, third('P0rtal', 10)])(undated)).toEqual({});
    expect(taken('P0rtal', third('Portal', 20, { id: 'same day' }))).toBeUndefined();
  });

  it('with the same name is no look-alike', () => {
    expect(taken('Portal', third('Portal', 10))).toBeUndefined();
  });

  it('is the oldest of those', () => {
    const others = [third('Porta1', 12), third('Port\u0430l', 10), third('P0rtal', 11)];
    expect(taken('Portal', ...others)).toMatch(/^the older app "Port\u0430l" \(app10\)/);
  });

  it.each([
    ['Partner Portal', 'partner-portal'],
    ['Partner Portal', 'PARTNER\u00a0PORTAL!'],
    ['\u041f\u043e\u0440\u0442\u0430\u043b', '\u043f\u043e\u0440\u0442\u0430\u043b'],
    ['Phase 1', 'Phase I'],
    ['Phase II', 'phase-11'],
    ['Team 0', 'Team O'],
  ])('is no look-alike by case, spaces, punctuation and counting: %s and %s', (one, other) => {
    expect(taken(one, third(other, 10))).toBeUndefined();
    expect(taken(other, third(one, 10))).toBeUndefined();
    expect(taken(one, own(other))).toBe(`your app ${JSON.stringify(other)} (own), ${differently}`);
    expect(taken(other, own(one))).toBe(`your app ${JSON.stringify(one)} (own), ${differently}`);
  });

  it.each([
    ['Phase 1', 'Phase l'],
    ['Partner Portal', 'Partner\ufeffPortal'],
    ['Partner Portal', 'partner-p\u043ertal'],
    ['Bill 10', 'BiII 10'],
  ])('is one by anything else: %s and %s', (one, other) => {
    expect(taken(other, third(one, 10))).toMatch(/^the older app/);
  });

  it('is told by its oldest of one name, and by none whose age is unknown', () => {
    const undated = ['portal', 'PORTAL', 'Por tal', 'por-tal', 'port al'].map((name, at) =>
      app({ id: `undated${at}`, name }),
    );
    const dated = [third('Portal', 10), third('Portal', 20)];
    const asked = third('P0rtal', 15);
    for (const apps of [dated, dated.toReversed()]) {
      const hint = lookAlikes([...undated, ...apps, asked])(asked).looksLike;
      expect(hint).toBe(`the older app "Portal" (app10), ${differently}`);
    }
  });

  it('comes after an app of your own and a name people trust', () => {
    expect(taken('C1aude', third('Claude', 10))).toMatch(/^Claude,/);
    expect(taken('P0rtal', third('Portal', 10), own('Portal'))).toMatch(/^your app/);
  });

  it('of a party Auth0 did not say is asked about like any other', () => {
    const asked = third('Portal', 20, { firstParty: null });
    expect(lookAlikes([own('Portal'), asked])(asked).looksLike).toMatch(/^your app/);
  });
});

/** Drawn alike in most fonts; from Unicode's data for confusable characters, and common practice with digits. */
const alike: Readonly<Record<string, readonly string[]>> = {
  a: ['\u0430', '\u03b1', '\uff41', '\u{1d41a}', 'a\u0301'],
  c: ['\u0441', '\u03f2', 'c\u0327'],
  d: ['\u0501', '\uff44'],
  e: ['\u0435', '\u212e', 'e\u0302'],
  i: ['\u0456', '\u03b9', '1', '\u0131', '|'],
  l: ['1', '|', '\u04cf', 'I', '\u{1d4c1}'],
  m: ['rn', '\uff4d'],
  n: ['\u0578', 'n\u0303'],
  o: ['0', '\u043e', '\u03bf', '\u0585', '\u2c9f'],
  p: ['\u0440', '\u03c1'],
  r: ['\u0433', '\uff52'],
  s: ['\u0455', '\u{1d42c}'],
  t: ['\u{1d42d}', '\uff54', 't\u0323'],
  u: ['\u057d', '\u03c5'],
  w: ['vv', '\u0461', '\u051d'],
  x: ['\u0445'],
};
const unseen = ['\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u200e', '\u2066'];
const spacing = ['', ' ', '-', '_', '.'];

/** A name of which letters were replaced by what looks like them, and into which was put what is not seen. */
function disguised(name: string): fc.Arbitrary<string> {
  const letters = Array.from(name, (letter) =>
    fc.tuple(
      fc.constantFrom(letter, letter, ...(alike[letter] ?? [])),
      fc.constantFrom('', '', '', ...unseen),
    ),
  );
  return fc.tuple(...letters).map((parts) => parts.flat().join(''));
}

const words = ['partner', 'portal', 'orders', 'mail', 'mall', 'team', 'web', 'box', 'sales'];
const plainName = fc
  .uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' '));
const fixed = { seed: 20_261_123, numRuns: casesOf(500) };

describe('any name', () => {
  it('in disguise is taken for what it is not', () => {
    const names = plainName.chain((name) =>
      fc.tuple(fc.constant(name), disguised(name), fc.constantFrom(...spacing)),
    );
    fc.assert(
      fc.property(names, ([name, disguise, space]) => {
        const spaced = disguise.replaceAll(' ', space);
        fc.pre(spaced !== name);
        expect(taken(spaced, own(name))).toBe(`your app "${name}" (own), ${differently}`);
        fc.pre(spaced.replace(/[ ._-]/g, '') !== name.replaceAll(' ', ''));
        expect(taken(spaced, third(name, 10))).toMatch(/^the older app/);
      }),
      fixed,
    );
  });

  it('that people trust is seen through every disguise but case and spaces', () => {
    const names = fc
      .constantFrom(...trustedNames.map((name) => name.toLowerCase()))
      .chain((name) => fc.tuple(fc.constant(name), disguised(name)));
    fc.assert(
      fc.property(names, ([name, disguise]) => {
        fc.pre(!disguise.toLowerCase().includes(name));
        const hint = taken(`my ${disguise} app`);
        expect(hint?.toLowerCase()).toBe(`${name}, but is written with other characters`);
      }),
      fixed,
    );
  });

  it('that is plainly another is taken for none', () => {
    fc.assert(
      fc.property(plainName, plainName, fc.boolean(), (one, other, loud) => {
        fc.pre(one.replaceAll(' ', '') !== other.replaceAll(' ', ''));
        expect(taken(loud ? one.toUpperCase() : one, own(other), third(other, 10))).toBeUndefined();
      }),
      fixed,
    );
  });

  it('at all gets no answer, or one that is short and says whom it names', () => {
    fc.assert(
      fc.property(hostileName, hostileName, (one, other) => {
        const hint = taken(one, own(other)) ?? '';
        expect(hint).toMatch(/^$|^your app ".*" \(own\)|^[\w ]+, but is /s);
        expect(hint.length).toBeLessThan(200);
      }),
      { ...fixed, numRuns: casesOf(300) },
    );
  });

  it('is taken for the same name of your own', () => {
    const readable = hostileName.filter((name) => name.trim() !== '' && name.length < 50);
    fc.assert(
      fc.property(readable, (name) => {
        expect(taken(name, own(name))).toMatch(/: it has the same name$/);
      }),
      { ...fixed, numRuns: casesOf(300) },
    );
  });
});

describe('shapes', () => {
  it.each([
    ['mail', 'mail', true],
    ['ma|l', 'mail', true],
    ['mall', 'ma|l', true],
    ['mail', 'mall', false],
    ['ma|l', 'mabl', false],
    ['mabl', 'ma|l', false],
    ['mal', 'ma||', false],
    ['mall', 'mal', false],
  ])('%s and %s are alike: %s', (one, other, alike) => {
    expect(isAlike(one, other)).toBe(alike);
  });
});

describe('many apps', () => {
  /** Apps that count how often their names are read, which is all that takes time. */
  function counted(names: readonly string[], firstParty: boolean) {
    const reads = { count: 0 };
    const base = third('', 10, { firstParty });
    const apps = names.map((name, at): App => ({
      ...base,
      id: `app${at}`,
      get name() {
        reads.count += 1;
        return name;
      },
    }));
    return { apps, reads };
  }

  const barred = ['illl', 'lill', 'llil', 'llli', '1lll', 'l1ll', 'Ilii', 'iiil', 'lIli', 'il1l'];
  const everyWay = (at: number) =>
    Array.from(String(at).padStart(5, '0'), (digit) => barred[+digit]).join('');

  it.each([
    ['of one name', 5_000, false, () => 'Free Gift'],
    ['of two names', 5_000, false, (at: number) => (at % 2 ? 'Free G1ft' : 'Free Gift')],
    ['of as many ways to write one name', 5_000, false, everyWay],
    ['of your own, of one name', 100_000, true, () => 'Free Gift'],
    ['of your own, of as many ways', 10_000, true, everyWay],
  ])('%s (%i of them) cost each a few looks at a name', (_, many, firstParty, nameAt) => {
    const names = Array.from({ length: many }, (_, at) => nameAt(at));
    const { apps, reads } = counted(names, firstParty);
    const likeness = lookAlikes(apps);
    for (let at = 0; at < many; at += 10) likeness(third(names[at] ?? ''));
    expect(reads.count).toBeGreaterThanOrEqual(many);
    expect(reads.count).toBeLessThan(many * 30);
  });

  it('of strangers are not held against each other beyond 5,000, and against your own they are', () => {
    const strangers = Array.from({ length: 5_000 }, () => 'Free Gift');
    const { apps, reads } = counted(strangers, false);
    expect(lookAlikes(apps)(third('Free G1ft', 20))).toHaveProperty('looksLike');
    const many = [...apps, own('Portal')];
    reads.count = 0;
    const likeness = lookAlikes(many);
    expect(likeness(third('Free G1ft', 20))).toEqual({});
    expect(likeness(third('P0rtal'))).toHaveProperty('looksLike');
    expect(reads.count).toBe(0);
  });

  it('are not looked at until somebody asks, and then once', () => {
    const { apps, reads } = counted(['Portal'], true);
    const likeness = lookAlikes(apps);
    expect(likeness(own('P0rtal'))).toEqual({});
    expect(reads.count).toBe(0);
    expect(likeness(third('P0rtal'))).toHaveProperty('looksLike');
    const after = reads.count;
    expect(likeness(third('Other'))).toEqual({});
    expect(reads.count).toBe(after);
  });
});

describe('a finding', () => {
  const callbacks = ['http://partner.example/callback'];
  const partner = { callbacks, createdAt: '2026-11-20T00:00:00.000Z' };

  it.each([
    [appPermissive, { securityMode: 'permissive' }],
    [appModeUnknown, { securityMode: 'unknown' }],
    [appCallbackUnsafe, {}],
  ] as const)('of $id has the hint in its evidence, and else says the same', (rule, parts) => {
    const asked = app({ id: 'partner', name: 'P0rtal', ...partner, ...parts });
    const seen = (...others: App[]) => {
      const [verdict] = evaluate([rule], judgedOf(sample({ apps: [asked, ...others] })));
      expect.assert(verdict?.status === 'evaluated');
      return verdict.observations;
    };
    const [plain] = seen();
    const [hinted] = seen(own('Portal'));
    const looksLike = `your app "Portal" (own), ${differently}`;
    expect(plain?.evidence).not.toHaveProperty('looksLike');
    expect(hinted).toEqual({ ...plain, evidence: { ...plain?.evidence, looksLike } });
  });

  it('is not made by a name: a strict app has none', () => {
    const apps = [own('Portal'), third('P0rtal')];
    const rules = [appPermissive, appModeUnknown, appCallbackUnsafe];
    for (const verdict of evaluate(rules, judgedOf(sample({ apps })))) {
      expect(verdict).toMatchObject({ status: 'evaluated', observations: [] });
    }
  });

  it('shows the hint before anything else', () => {
    expect(factsOf({ name: 'x', origin: 'dcr', looksLike: 'Claude' })[0]).toEqual({
      name: 'looks like',
      value: 'Claude',
    });
  });
});
