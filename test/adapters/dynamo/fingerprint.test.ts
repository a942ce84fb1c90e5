import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../functions/adapters/dynamo/fingerprint.ts';
import { StoreError } from '../../../functions/core/errors.ts';

describe('canonical JSON', () => {
  test('is JSON of the same value, whatever the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        // toEqual tells -0 from 0, which JSON does not.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(inOrder(value, sorted))).toBe(text);
        expect(canonicalJson(inOrder(value, backwards))).toBe(text);
      }),
    );
  });

  test('has its keys in order, numbers too, which objects put first', () => {
    expect(canonicalJson({ b: 1, a: { 10: 0, 9: 0, '': 0 } })).toBe(
      '{"a":{"":0,"10":0,"9":0},"b":1}',
    );
  });

  test.each(['{"b":[{"z":1,"10":2,"9":3}],"a":0}', '{"b":1,"__proto__":{"z":1,"a":2}}'])(
    'of %s, which no object holds in order, is of the same value',
    (text) => {
      const ordered = canonicalJson(JSON.parse(text));
      expect(JSON.parse(ordered)).toEqual(JSON.parse(text));
      expect([...ordered.matchAll(/"(\w+)":/g)].map(([, name]) => name)).toEqual(
        text.startsWith('{"b":[') ? ['a', 'b', '10', '9', 'z'] : ['__proto__', 'a', 'z', 'b'],
      );
    },
  );

  test.each([
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [{ b: 1, a: undefined }, '{"b":1}'],
    [[undefined, { b: [], a: {} }], '[null,{"a":{},"b":[]}]'],
    [[undefined], '[null]'],
    [undefined, 'null'],
    ['a "word"', '"a \\"word\\""'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('is refused of a value that is nested too deep, its keys in order or not', () => {
    const deep = (inner: object) => {
      let value: object = inner;
      for (let level = 0; level < 600; level += 1) value = [value];
      return value;
    };
    expect(() => canonicalJson(deep({ a: 1, b: 2 }))).toThrow(StoreError);
    expect(() => canonicalJson([{ b: 1, a: 2 }, deep({})])).toThrow(StoreError);
  });
});

const sorted = (names: string[]) => names.toSorted();
const backwards = (names: string[]) => names.toSorted().toReversed();

function inOrder(value: unknown, order: (names: string[]) => string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => inOrder(item, order));
  const fields = value as Record<string, unknown>;
  const names = order(Object.keys(fields));
  return Object.fromEntries(names.map((name) => [name, inOrder(fields[name], order)]));
}
