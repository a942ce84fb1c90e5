import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  burstFacts,
  burstInWords,
  clustersOf,
  registeredLately,
} from '../../functions/core/dcr-cluster.ts';
import { likenessOf, skeletonOf } from '../../functions/core/likeness.ts';
import type { Registration } from '../../functions/core/log-memory.ts';
import { app } from '../../functions/core/sample.ts';
import { hostileText, longHostileText } from './hostile.ts';

const start = Date.parse('2026-11-23T08:00:00.000Z');
const now = new Date('2026-11-23T09:00:00.000Z');
const minutes = (count: number) => new Date(start + count * 60_000).toISOString();

function registration(parts: Partial<Registration> = {}): Registration {
  return {
    app: 'app1',
    at: minutes(0),
    name: 'Free Gift',
    hosts: ['gift.example'],
    traits: 'none: authorization_code',
    ...parts,
  };
}

const likenesses = (...all: Partial<Registration>[]) =>
  new Set(all.map((parts) => likenessOf(registration(parts)))).size;

describe('names', () => {
  test.each([
    ['numbers', ['Free Gift 1', 'Free Gift 22', 'Free Gift #003', 'Free Gift']],
    ['pieces of hexadecimal', ['Free Gift 8f3a', 'Free Gift a0b1c2d3', 'Free Gift']],
    [
      'uuids',
      ['Gift 3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'Gift 9b2e4d1a-77aa-4c0e-8d11-55e0b3a9f00d'],
    ],
    ['pieces of ids', ['Gift x9Kq2Lw8', 'Gift b7Zt4Pm1']],
    ['case and punctuation', ['FREE GIFT', 'free-gift!', 'Free.Gift', 'F r e e G i f t']],
    ['accents', ['Café', 'Cafe', 'Cafe\u0301']],
    ['towers of marks', ['Gift', `G${'\u0301'.repeat(30)}ift`]],
    ['zero-width characters', ['Gift', 'G\u200bi\u200df\ufefft', 'G\u00adift']],
    ['direction marks', ['Gift', '\u202eGift\u202c']],
    ['wide and styled letters', ['Gift', 'Ｇｉｆｔ', '𝐆𝐢𝐟𝐭', 'Ⓖⓘⓕⓣ']],
    ['look-alikes of other scripts', ['cope', 'соре', 'cοpe']],
    ['digits of other scripts', ['Gift 1', 'Gift ٣', 'Gift ⑦', 'Gift ५']],
    ['nothing that can be read', ['', '   ', '\u200b', '12345', '!!!', '\ud800']],
  ])('that differ by %s are alike', (_, names) => {
    expect(new Set(names.map(skeletonOf)).size).toBe(1);
  });

  test.each([
    ['Free Gift', 'Free Lunch'],
    ['日本語', '中文'],
    ['oauth2client', 'oauth2server'],
    ['App', ''],
  ])('%s and %s are not', (one, other) => {
    expect(skeletonOf(one)).not.toBe(skeletonOf(other));
  });

  test('keep the digits that a word begins or ends with out, and the word in', () => {
    expect(skeletonOf('web3 oauth2client')).toBe('weboauthclient');
  });

  test('of 10,000 characters are judged by their beginning', () => {
    const long = 'Gift '.repeat(2000);
    expect(skeletonOf(long)).toBe(skeletonOf(`${long}tail`));
    expect(skeletonOf(long).length).toBeLessThanOrEqual(60);
  });
});

describe('registrations', () => {
  test.each([
    ['subdomains', [['a1.gift.example'], ['b.c.gift.example'], ['gift.example']]],
    ['numbers of a domain', [['gift1.example'], ['gift22.example']]],
    ['ways to say this machine', [['localhost'], ['127.0.0.1'], ['127.8.8.8'], ['[::1]']]],
    ['addresses', [['203.0.113.7'], ['198.51.100.1'], ['[2001:db8::1]']]],
    ['how often they name a domain', [['a.gift.example', 'b.gift.example'], ['gift.example']]],
  ])('that differ by %s are alike', (_, hosts) => {
    expect(likenesses(...hosts.map((some) => ({ hosts: some })))).toBe(1);
  });

  test('are not when name, domain or way of signing in is another', () => {
    expect(
      likenesses(
        {},
        { name: 'Lunch' },
        { hosts: ['gift.test'] },
        { hosts: [] },
        { hosts: ['cursor:'] },
        { traits: 'none: implicit' },
      ),
    ).toBe(6);
  });

  test('are called by name and domain', () => {
    expect(likenessOf(registration({ name: 'Free Gift 7' }))).toMatch(
      /^freegift-gift-example-[a-z0-9]{7}$/,
    );
    expect(likenessOf(registration({ hosts: ['127.0.0.1'] }))).toContain('freegift-loopback-');
    expect(likenessOf(registration({ name: '日本語', hosts: [] }))).toMatch(/^[a-z0-9]{7}$/);
  });

  test('have a name that is short and harmless, whatever strangers send', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, longHostileText), fc.array(hostileText), (name, hosts) => {
        const likeness = likenessOf(registration({ name, hosts }));
        expect(likeness).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(likeness.length).toBeLessThanOrEqual(70);
        expect(likenessOf(registration({ name, hosts }))).toBe(likeness);
      }),
    );
  });
});

describe('what was registered lately', () => {
  const dcr = (id: string, createdAt?: string) =>
    app({ id, name: id, origin: 'dcr', ...(createdAt && { createdAt }) });
  const lately = (...args: Partial<Parameters<typeof registeredLately>>) => {
    const [apps = [], remembered = []] = args;
    return registeredLately(apps, remembered, now).map((one) => [one.app, one.at]);
  };

  test('is in the order it was', () => {
    const apps = [dcr('b', minutes(5)), dcr('c', minutes(9)), dcr('a', minutes(5))];
    expect(lately(apps, [registration({ app: 'd', at: minutes(1) })])).toEqual([
      ['d', minutes(1)],
      ['a', minutes(5)],
      ['b', minutes(5)],
      ['c', minutes(9)],
    ]);
  });

  test('is what the app itself says, where it is remembered too', () => {
    const known = registration({ app: 'a', at: minutes(30), undated: true, ip: '192.0.2.1' });
    const [one] = registeredLately([dcr('a', minutes(5))], [known], now);
    expect(one).toEqual({
      app: 'a',
      at: minutes(5),
      name: 'a',
      hosts: ['partner.example'],
      traits: 'unknown: authorization_code, refresh_token',
      ip: '192.0.2.1',
    });
  });

  test('is when it was first seen, where nothing else is known', () => {
    const known = registration({ app: 'a', at: minutes(30), undated: true });
    expect(registeredLately([dcr('a')], [known], now)).toMatchObject([
      { at: minutes(30), undated: true, name: 'a' },
    ]);
    expect(lately([dcr('a')])).toEqual([]);
  });

  test('is of the last 24 hours', () => {
    const yesterday = (ms: number) => new Date(now.getTime() - 86_400_000 + ms).toISOString();
    expect(lately([dcr('old', yesterday(0)), dcr('new', yesterday(1))])).toEqual([
      ['new', yesterday(1)],
    ]);
    expect(lately([], [registration({ at: yesterday(0) })])).toEqual([]);
    const ahead = (ms: number) => new Date(now.getTime() + ms).toISOString();
    expect(lately([dcr('ahead', ahead(60_000)), dcr('bogus', ahead(86_400_000))])).toEqual([
      ['ahead', ahead(60_000)],
    ]);
    expect(lately([dcr('none', 'not a time')])).toEqual([]);
  });

  test('is not what was created otherwise', () => {
    expect(lately([{ ...dcr('a', minutes(5)), origin: 'regular' }])).toEqual([]);
  });
});

describe('clusters', () => {
  const many = (at: readonly number[], parts: Partial<Registration> = {}) =>
    at.map((minute, index) =>
      registration({ app: `${minute} ${index}`, at: minutes(minute), ...parts }),
    );
  const within = (at: readonly number[]) => clustersOf(many(at))[0]?.withinAnHour;

  test.each([
    [[0, 20, 40, 60], 4],
    [[0, 20, 40, 61], 3],
    [[0, 100, 101, 102, 200], 3],
    [[0, 0, 0], 3],
    [[5], 1],
  ])('registered at minutes %j count %i within an hour', (at, expected) => {
    expect(within(at)).toBe(expected);
  });

  test('hold the most that any hour holds', () => {
    const times = fc.array(fc.integer({ min: 0, max: 1400 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, (at) => {
        const sorted = at.toSorted((a, b) => a - b);
        const naive = sorted.map((end) => sorted.filter((time) => time <= end && end - time <= 60));
        expect(within(sorted)).toBe(Math.max(...naive.map(({ length }) => length)));
      }),
    );
  });

  test('come largest first, each registration in one', () => {
    const all = [
      ...many([1, 2]),
      ...many([3, 4, 5], { name: 'Lunch' }),
      ...many([6, 7], { name: 'Ant' }),
    ];
    const clusters = clustersOf(all);
    expect(
      clusters.map(({ subject, registrations }) => [subject.split('-')[0], registrations.length]),
    ).toEqual([
      ['lunch', 3],
      ['ant', 2],
      ['freegift', 2],
    ]);
  });

  test('of 50,000 registrations take a moment', () => {
    const flood = Array.from({ length: 50_000 }, (_, at) =>
      registration({
        app: `app${at}`,
        at: minutes(at / 60),
        name: `Gift ${at} \u202e`,
        hosts: [`a${at}.evil.example`],
      }),
    );
    const [cluster, ...others] = clustersOf(flood);
    expect(cluster?.registrations).toHaveLength(50_000);
    expect(others).toEqual([]);
  }, 5000);
});

describe('a burst', () => {
  const burst = Array.from({ length: 12 }, (_, at) =>
    registration({
      app: `app${at}`,
      at: minutes(at * 10),
      name: `Gift ${at}`,
      hosts: [`h${at % 7}.example`],
      ...(at % 2 === 0 && { ip: `192.0.2.${at % 4}` }),
    }),
  );

  test('is told with how many, how fast, and a few of what they are', () => {
    expect(burstFacts(burst)).toEqual({
      count: 12,
      withinAnHour: 7,
      first: minutes(0),
      last: minutes(110),
      names: ['Gift 0', 'Gift 1', 'Gift 2', 'Gift 3', 'Gift 4'],
      hosts: ['h0.example', 'h1.example', 'h2.example', 'h3.example', 'h4.example'],
      ips: ['192.0.2.0', '192.0.2.2'],
      apps: burst.slice(0, 10).map((one) => one.app),
    });
  });

  test('says how many have no other time than when they were first seen', () => {
    expect(burstFacts([registration({ undated: true }), registration()])).toMatchObject({
      countedWhenFirstSeen: 1,
    });
  });

  test.each([
    [
      burst,
      '12 apps were registered dynamically within 24 hours, 7 of them within one: "Gift 0" and others',
    ],
    [
      [registration()],
      '1 apps were registered dynamically within 24 hours, 1 of them within one: "Free Gift"',
    ],
    [
      [registration({ name: ' ' })],
      '1 apps were registered dynamically within 24 hours, 1 of them within one: the first without a name',
    ],
  ])('is told in a sentence', (registrations, sentence) => {
    expect(burstInWords('apps', registrations)).toBe(sentence);
  });
});
