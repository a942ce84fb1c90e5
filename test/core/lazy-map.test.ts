import { expect, test } from 'vitest';
import { lazyMap } from '../../functions/core/lazy-map.ts';

const made: string[] = [];
const base = new Map([
  ['a', 1],
  ['b', 2],
]);
const more = new Map([['c', 'three']]);
const map = lazyMap<string, number | string, number | string>(
  base,
  (key, value) => {
    made.push(key);
    return `${key}${value}`;
  },
  more,
);

test('makes a value only when it is asked for', () => {
  expect([map.size, map.has('a'), map.has('c'), map.has('d'), [...map.keys()]]).toEqual([
    3,
    true,
    true,
    false,
    ['a', 'b', 'c'],
  ]);
  expect(made).toEqual([]);
  expect([map.get('b'), map.get('c'), map.get('d')]).toEqual(['b2', 'three', undefined]);
  expect(made).toEqual(['b']);
});

test('is otherwise a map like any other', () => {
  const expected = [
    ['a', 'a1'],
    ['b', 'b2'],
    ['c', 'three'],
  ];
  expect([...map]).toEqual(expected);
  expect([...map.entries()]).toEqual(expected);
  expect([...map.values()]).toEqual(expected.map(([, value]) => value));
  const seen: unknown[] = [];
  for (const [key, value] of new Map(map)) seen.push([key, value]);
  expect(seen).toEqual(expected);
  const visited: unknown[] = [];
  // oxlint-disable-next-line unicorn/no-array-for-each -- the method itself is tested
  map.forEach((value, key, whole) => visited.push([key, value, whole === map]));
  expect(visited).toEqual(expected.map(([key, value]) => [key, value, true]));
});
