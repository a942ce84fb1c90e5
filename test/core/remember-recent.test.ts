import { expect, test } from 'vitest';
import { rememberRecent, rememberSettings } from '../../functions/core/remember-recent.ts';
import { settings } from '../../functions/core/sample.ts';
import { created, entry, set } from './attribute-samples.ts';

const now = new Date('2026-11-18T03:00:00.000Z');

function update(minute: number, parts: Parameters<typeof entry>[0] | object = {}) {
  const at = new Date(now.getTime() - minute * 60_000).toISOString();
  return entry({ operation: 'app-updated', app: 'a', changed: ['callbacks'], at, ...parts });
}

test('creations are not remembered, and nothing changes while nothing else comes', () => {
  const before = [update(300)];
  expect(rememberRecent(before, [created('a')], now)).toBe(before);
  expect(rememberRecent(before, [], now)).toBe(before);
});

test('each entry is remembered once, the newest first, for two hours', () => {
  const [old, first, last] = [update(121), update(120), update(1)];
  const recent = rememberRecent([old, first], [last, first], now);
  expect(recent).toEqual([last, first]);
  expect(rememberRecent(recent, [last, first], now)).toEqual(recent);
});

test('fifty are remembered, and fewer where they are long', () => {
  const many = Array.from({ length: 60 }, (_, minute) => update(minute));
  expect(rememberRecent([], many, now)).toEqual(many.slice(0, 50));
  const long = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`k${i}`, 'x'.repeat(200)]),
  );
  const big = many.map(({ id, at }) => set(long, { id, at }));
  const kept = rememberRecent([], big, now);
  expect(kept.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept).length).toBeLessThan(61_000);
});

test('a setting is remembered with the first read that showed its value', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 18, hour));
  const audience = (defaultAudience: string | null, hour: number, before = first) =>
    rememberSettings(before, settings({ defaultAudience }), at(hour));
  const first = rememberSettings([], settings(), at(1));
  const its = (all: typeof first) => all.find(({ path }) => path === 'default_audience');
  expect(audience(null, 2)).toEqual(first);
  const changed = audience('https://a', 2);
  expect(its(changed)).toEqual({
    path: 'default_audience',
    value: 'https://a',
    since: at(2).toISOString(),
  });
  expect(its(audience(null, 3, changed))?.since).toBe(at(3).toISOString());
});
