import { describe, expect, test } from 'vitest';
import {
  breadthOf,
  doublings,
  listedIn,
  numbered,
  othersIn,
  othersOf,
  widened,
} from '../../functions/core/breadth.ts';

function observed(evidence: Record<string, unknown>) {
  return { subject: 's', message: 'so', evidence };
}

describe('without words of its rule, an acceptance covers', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['what is in a list', { names: ['a', 'b'] }, ['names "a"', 'names "b"']],
    ['each once', { names: ['a', 'a'] }, ['names "a"']],
    ['nothing of what is in none', { name: 'a', count: 3, gone: null, at: { day: 'd' } }, []],
    ['a list inside a record', { gained: { callbacks: ['c'] } }, ['gained.callbacks "c"']],
    ['the fields of a listed record', { uses: [{ id: 'a', n: 1 }] }, ['uses.id "a"', 'uses.n 1']],
    [
      'lists in lists',
      { pairs: [['a', false], [null]] },
      ['pairs "a"', 'pairs false', 'pairs null'],
    ],
    ['texts and numbers apart', { of: ['1', 1] }, ['of "1"', 'of 1']],
  ])('%s', (_what, evidence, expected) => {
    expect(breadthOf({}, observed(evidence))).toEqual(expected);
  });

  test.each(['attribution', 'endedBy', 'looksLike'])('nothing of %s, which is added', (name) => {
    expect(breadthOf({}, observed({ [name]: { among: ['x'] }, names: ['a'] }))).toEqual([
      'names "a"',
    ]);
  });
});

test('the words of the rule replace what the evidence lists, each text once', () => {
  const breadth = () => ['as told', 'as told'];
  expect(breadthOf({ breadth }, observed({ names: ['a'] }))).toEqual(['as told']);
});

test('widened is what no print covers', () => {
  const print = (text: string) => text.toUpperCase();
  expect(widened(['a', 'b', 'c'], ['A', 'C', 'D'], print)).toEqual(['b']);
  expect(widened([], [], print)).toEqual([]);
});

test.each([
  [undefined, []],
  ['3', []],
  [0, []],
  [3, ['1 things', '2 things', '3 things']],
])('numbered up to %s', (count, expected) => {
  expect(numbered(count, 'things')).toEqual(expected);
});

test('what a list leaves out is one text, another one with each change of it', () => {
  const digest = (value: unknown) => JSON.stringify(value);
  const of = (...texts: string[]) => othersIn(othersOf(texts, digest), 'things');
  expect(of()).toEqual([]);
  expect(of('b', 'a')).toEqual(['other things (["a","b"])']);
  expect(of('a', 'b')).toEqual(of('b', 'a'));
  expect(of('a', 'c')).not.toEqual(of('a', 'b'));
});

test.each([
  [undefined, 0],
  ['8', 0],
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [50_000, 16],
])('of %s, %d doublings', (count, expected) => {
  expect(doublings(count, 'things')).toHaveLength(expected);
});

test('a doubling names the power of two', () => {
  expect(doublings(7, 'things')).toEqual([
    'at least 1 things',
    'at least 2 things',
    'at least 4 things',
  ]);
});

test.each<[unknown, string | undefined, string[]]>([
  [undefined, undefined, []],
  ['text', undefined, []],
  [['a'], undefined, ['item "a"']],
  [[{ name: 'a', by: 'b' }, { by: 'c' }, 'text', null], 'name', ['item "a"']],
])('listed in %j by %s', (list, field, expected) => {
  expect(listedIn(list, 'item', field)).toEqual(expected);
});
