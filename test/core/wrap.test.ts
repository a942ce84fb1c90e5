import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { displayWidth, wrap } from '../../functions/core/wrap.ts';

it.each([
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本', 4],
  ['한글', 4],
  ['👍🏽', 2],
  ['ﾊ', 1],
  ['→…', 2],
])('%j takes %i columns', (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

it('breaks between words, and inside one that is longer than a line', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
  expect(wrap('日本語', 4)).toEqual(['日本', '語']);
  expect(wrap('', 10)).toEqual(['']);
});

it('keeps every character and never exceeds the width', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }));
  fc.assert(
    fc.property(words, fc.integer({ min: 2, max: 40 }), (words, width) => {
      const text = words.join(' ');
      const lines = wrap(text, width);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(lines.join('').replace(/ /g, '')).toBe(text.replace(/ /g, ''));
    }),
  );
});
