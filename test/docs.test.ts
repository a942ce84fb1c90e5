import { describe, expect, test } from 'vitest';
import { markdownTable } from '../scripts/docs/markdown-table.ts';
import { replaceSections } from '../scripts/docs/marked-sections.ts';
import { idProblem } from '../scripts/new-rule.ts';
import { generated, staleFiles } from '../scripts/write-docs.ts';

test('what is generated is committed as it would be written now', async () => {
  expect(await staleFiles()).toEqual([]);
  expect([...(await generated()).keys()]).toContain('docs/rules/app-permissive.md');
});

describe('idProblem', () => {
  test.each([
    [undefined, /^Give the new rule an id/],
    ['app', /is no rule id/],
    ['App-Permissive', /is no rule id/],
    ['app-', /is no rule id/],
    ['../app-x', /is no rule id/],
    ['app-x\n', /is no rule id/],
    ['app-permissive', /^There is a rule "app-permissive" already/],
    ['watch-stale', /^There is a rule "watch-stale" already/],
  ])('%j is refused', (id, problem) => {
    expect(idProblem(id)).toMatch(problem);
  });

  test('a free id has none', () => {
    expect(idProblem('app-made-by-test')).toBeNull();
  });
});

describe('replaceSections', () => {
  const text = 'a\n<!-- generated:one -->\nold\n<!-- /generated:one -->\nb';

  test('replaces what is between the marks, as often as wished', () => {
    const once = replaceSections('README.md', text, { one: 'new $& $1' });
    expect(once).toBe('a\n<!-- generated:one -->\n\nnew $& $1\n\n<!-- /generated:one -->\nb');
    expect(replaceSections('README.md', once, { one: 'new $& $1' })).toBe(once);
  });

  test('leaves text without marks alone', () => {
    expect(replaceSections('README.md', 'a', { one: 'new' })).toBe('a');
  });

  test('a mark that nothing is generated for is a mistake', () => {
    expect(() => replaceSections('README.md', text, { two: 'new' })).toThrow(
      'README.md: nothing is generated for "one"',
    );
  });

  test('a mark that is not closed is a mistake', () => {
    expect(() => replaceSections('README.md', '<!-- generated:one -->', { one: 'new' })).toThrow(
      'README.md: <!-- generated:one --> is not closed by <!-- /generated:one -->',
    );
  });
});

test('markdownTable aligns its columns and escapes bars', () => {
  expect(
    markdownTable(
      ['a', 'long head'],
      [
        ['x|y', '1'],
        ['z', '2'],
      ],
    ),
  ).toBe(
    [
      '| a    | long head |',
      '| ---- | --------- |',
      '| x\\|y | 1         |',
      '| z    | 2         |',
    ].join('\n'),
  );
});
