import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isActive, latestEnd, matches, suppressionOf } from '../../functions/core/suppression.ts';
import { at, day, day0, suppression } from './lifecycle-samples.ts';

test.each<[string, string, boolean]>([
  ['', '', true],
  ['', 'a', false],
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['abc', 'xabc', false],
  ['abc', 'ABC', false],
  ['*', '', true],
  ['*', 'any\nthing', true],
  ['tpc_*', 'tpc_1', true],
  ['tpc_*', 'tpc_', true],
  ['tpc_*', 'a tpc_1', false],
  ['*_1', 'tpc_1', true],
  ['*_1', 'tpc_1 ', false],
  ['a*z', 'az', true],
  ['a*z', 'a', false],
  ['a*a', 'a', false],
  ['aa*aa', 'aaa', false],
  ['aa*aa', 'aaaa', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['*ab*', 'xaabx', true],
  ['a**b', 'ab', true],
  ['a.c', 'abc', false],
  ['[a-z]?', 'b', false],
  ['https://*.example/(cb)', 'https://x.example/(cb)', true],
  ['\\*', '\\anything', true],
])('%j on %j: %s', (pattern, subject, expected) => {
  expect(matches(pattern, subject)).toBe(expected);
});

test('a pattern matches what its stars stand for, and nothing else', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n', '\ud800'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (stars, subject) => {
      const parts = stars.split('*').map((part) => part.replaceAll('.', '\\.'));
      expect(matches(stars, subject)).toBe(new RegExp(`^${parts.join('[^]*')}$`).test(subject));
    }),
    { numRuns: 2_000 },
  );
});

test('what stands between the stars is found wherever it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (parts, filling) => {
      const subject = parts.map((part) => part.replaceAll('*', '')).join(filling);
      expect(matches(parts.map((part) => part.replaceAll('*', '')).join('*'), subject)).toBe(true);
    }),
  );
});

/** Trying each star at each place would not end within the age of the universe, nor a square of these within a second. */
test.each([
  ['a*'.repeat(50_000), true],
  [`${'a*'.repeat(50_000)}b`, false],
  [`${'*a'.repeat(50_000)}*b*`, false],
  ['a*'.repeat(100_001), false],
  ['*'.repeat(100_000), true],
])('a hostile pattern is done with in one pass (%#)', (pattern, expected) => {
  const subject = 'a'.repeat(100_000);
  const start = performance.now();
  expect(matches(pattern, subject)).toBe(expected);
  expect(performance.now() - start).toBeLessThan(1_000);
});

describe('a suppression', () => {
  test.each<[string, number, Parameters<typeof suppression>[0], boolean]>([
    ['does not hold a millisecond before it begins', -1, {}, false],
    ['holds from when it begins', 0, {}, true],
    ['holds until a millisecond before its end', 10 * day - 1, {}, true],
    ['does not hold at its end', 10 * day, {}, false],
    ['does not hold once lifted', 1, { lifted: { by: 'Lee', at: at(5), reason: 'done' } }, false],
    ['says its end with an offset', 10 * day - 1, { until: '2026-11-11T10:00:00+01:00' }, true],
    ['ends then', 10 * day, { until: '2026-11-11T10:00:00+01:00' }, false],
  ])('%s', (_what, ms, parts, expected) => {
    expect(isActive(suppression(parts), new Date(at(ms)))).toBe(expected);
  });

  test.each([
    ['2026-11-01T00:00:00.000Z', '2027-01-30T23:59:59.999Z'],
    ['2026-11-01T23:59:59.999Z', '2027-01-30T23:59:59.999Z'],
    ['2028-01-01T12:00:00.000Z', '2028-03-31T23:59:59.999Z'],
  ])('made %s ends %s at the latest', (from, end) => {
    expect(latestEnd(new Date(from)).toISOString()).toBe(end);
  });
});

describe('of several', () => {
  const finding = { rule: 'app-tested', subject: 's1' };
  const found = (...all: Parameters<typeof suppression>[0][]) =>
    suppressionOf(all.map(suppression), finding, new Date(day0))?.id ?? null;

  test('the one that lasts longest hides a finding, in whatever order they are', () => {
    const long = { id: 'long', until: at(9 * day) };
    const short = { id: 'short', until: at(8 * day) };
    expect(found(long, short)).toBe('long');
    expect(found(short, long)).toBe('long');
  });

  test('their ends are compared as moments', () => {
    const early = { id: 'early', until: '2026-11-11T09:30:00+01:00' };
    const late = { id: 'late', until: '2026-11-11T09:00:00Z' };
    expect(found(early, late)).toBe('late');
  });

  test('only those that hold, of its rule, and that match it', () => {
    const lifted = { by: 'Lee', at: day0, reason: 'done' };
    const none = [
      { at: at(1) },
      { until: day0 },
      { lifted },
      { rule: 'other-rule' },
      { subject: 's2' },
      { subject: 'S*' },
    ];
    expect(found(...none)).toBe(null);
    expect(found(...none, { id: 'this', subject: 's*', until: at(1) })).toBe('this');
  });
});
