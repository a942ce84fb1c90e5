import { describe, expect, it } from 'vitest';
import { factsOf } from '../../functions/core/facts.ts';

describe('factsOf', () => {
  it('puts what changed first, then values, then lists, then the rest', () => {
    const facts = factsOf({
      caller: { name: 'ci', ip: '198.51.100.7' },
      grantTypes: ['a', 'b'],
      origin: 'dcr',
      after: 'permissive',
      before: 'strict',
    });
    expect(facts).toEqual([
      { name: 'change', value: 'strict → permissive' },
      { name: 'origin', value: 'dcr' },
      { name: 'grant types', value: 'a, b' },
      { name: 'caller', value: 'name ci, ip 198.51.100.7' },
    ]);
  });

  it.each([
    [
      'a change of several values',
      { before: { enabled: true, mode: 'strict' }, after: null },
      'enabled true, mode strict → not set',
    ],
    ['a long list', { x: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, 'a, b, c, d, e and 2 more'],
    ['an empty list', { x: [] }, 'none'],
    ['a list of records', { x: [{ a: 1, b: 2 }, { a: 3 }] }, 'a 1, b 2; a 3'],
    ['what is nested too deep', { x: { y: { z: { w: 1 } } } }, 'y z …'],
    ['false', { x: false }, 'false'],
    ['zero', { x: 0 }, '0'],
    ['null', { x: null }, 'not set'],
    ['only what it is after', { after: 'on' }, 'on'],
  ])('writes %s', (_, evidence, value) => {
    expect(factsOf(evidence).map((fact) => fact.value)).toEqual([value]);
  });

  it('leaves out what says nothing, and stops at six', () => {
    expect(factsOf({ a: '', b: undefined })).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, i]));
    expect(factsOf(many)).toHaveLength(6);
  });

  it('leaves the names of Auth0 as they are', () => {
    expect(
      factsOf({ third_party_security_mode: 'x', clientId: 'y' }).map(({ name }) => name),
    ).toEqual(['third_party_security_mode', 'client id']);
  });
});
