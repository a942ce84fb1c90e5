import { describe, expect, test } from 'vitest';
import {
  address,
  anchor,
  code,
  foreign,
  html,
  prose,
  textOf,
  type Value,
} from '../../../functions/core/report/html.ts';
import * as requirements from '../../../functions/core/readiness/requirements.ts';
import { deadlines } from '../../../functions/core/deadlines.ts';
import { rules } from '../../../functions/rules/index.ts';

const hostile = `"><img src=x onerror='alert(1)'>`;
const escaped = '&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;';

describe('a template', () => {
  test('escapes text between tags and in quotes', () => {
    expect(textOf(html`<p title="${hostile}">${hostile}</p>`)).toBe(
      `<p title="${escaped}">${escaped}</p>`,
    );
  });

  test('takes in markup it made, numbers, lists and nothing', () => {
    const item = html`<b>${'&'}</b>`;
    expect(textOf(html`<p>${item}${7}${[item, item]}${null}${''}</p>`)).toBe(
      '<p><b>&amp;</b>7<b>&amp;</b><b>&amp;</b></p>',
    );
  });

  test('does not take what only looks like markup it made', () => {
    const forged = { markup: '<script>', '[Symbol(markup)]': '<script>' } as unknown as Value;
    expect(() => html`<p>${forged}</p>`).toThrow(TypeError);
  });

  test('isolates the reading direction of foreign text, and cuts it', () => {
    expect(textOf(foreign('a\u202Eb'))).toBe('<bdi>a‹U+202E›b</bdi>');
    expect(textOf(code('<'.repeat(9), 10))).toBe('<code>&lt;&lt;…</code>');
  });

  test('shows what stands between backticks as code', () => {
    expect(textOf(prose('Run `a < b` twice, or `c`.'))).toBe(
      'Run <code>a &lt; b</code> twice, or <code>c</code>.',
    );
  });

  // oxfmt would mend these if they were templates.
  const strings = (...parts: string[]) =>
    Object.assign(parts, { raw: parts }) as unknown as TemplateStringsArray;

  test('drops the indentation of its source', () => {
    expect(textOf(html(strings('<p>\n    a\n  </p>')))).toBe('<p>\na\n</p>');
  });

  test.each([
    ['an unquoted attribute', strings('<p title=', '></p>')],
    ['single quotes', strings("<p title='", "'></p>")],
    ['the name of a tag', strings('<', '></p>')],
    ['the name of an attribute', strings('<p ', '="a"></p>')],
    ['a handler', strings('<p onclick="', '"></p>')],
    ['a style', strings('<p style="', '"></p>')],
    ['a source', strings('<img src="', '"/>')],
    ['a reference of SVG', strings('<use xlink:href="', '"/>')],
    ['a script', strings('<script>', '</script>')],
    ['a style sheet', strings('<style>', '</style>')],
    ['a comment', strings('<!-- ', ' -->')],
    ['a tag that is left open', strings('<p>', '</p')],
    ['an address', strings('<a href="', '">a</a>')],
  ])('refuses a value in %s', (_, template) => {
    expect(() => html(template, 'harmless')).toThrow(TypeError);
  });

  test('refuses markup in an attribute', () => {
    expect(() => html`<p title="${html`<b>b</b>`}"></p>`).toThrow('Only text may stand in title');
  });
});

describe('an address', () => {
  test.each([
    'https://manage.auth0.com/dashboard/eu/acme/applications/a%20b/settings',
    'https://auth0.com/docs/get-started/applications',
  ])('is linked: %s', (url) => {
    expect(textOf(html`<a href="${address(url)}">a</a>`)).toBe(`<a href="${url}">a</a>`);
  });

  test.each([
    'javascript:alert(1)',
    'http://auth0.com/docs',
    'https://auth0.com.evil.example/docs',
    'https://evil.example/auth0.com/',
    'https://auth0.com@evil.example/',
    'https://auth0.com\\@evil.example/',
    'https://auth0.com/docs?next=https://evil.example',
    'https://auth0.com/docs"onmouseover="alert(1)',
    'https://manage.auth0.com/dashboard/../"',
    '//auth0.com/docs',
    '',
  ])('stays text: %s', (url) => {
    expect(address(url)).toBeNull();
  });

  test('is known for every source that rules, requirements and deadlines cite', () => {
    const cited = [
      ...rules.flatMap(({ docs }) => docs.see),
      ...Object.values(deadlines).map(({ source }) => source),
      ...[...JSON.stringify(requirements).matchAll(/"source":"([^"]+)"/g)].map(([, url]) => url),
    ];
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter((url) => url === undefined || address(url) === null)).toEqual([]);
  });

  test('of a place on the page', () => {
    expect(textOf(html`<a href="${anchor('t1-apps')}">a</a>`)).toBe('<a href="#t1-apps">a</a>');
  });
});
