import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireDeployable } from '../../functions/core/deployed-tenant.ts';
import { ConfigError } from '../../functions/core/errors.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import { rules } from '../../functions/rules/index.ts';
import { readOptions } from '../../infra/options.ts';
import { pageText, root } from './commands.ts';

const readme = pageText('README.md');

const optionTable = /^### Options$([^]*?)^### /m.exec(readme)?.[1] ?? '';
/** Rows of the table of options: name and default as they are written. */
const optionRows = [...optionTable.matchAll(/^\| `([A-Za-z]+)` +\| (\S*) +\| \S/gm)].map(
  ([, name = '', value = '']): [string, string] => [name, value.replaceAll('`', '')],
);

function namesOfOptions(): string[] {
  try {
    readOptions({ nonsense: '1' });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return (/Options for -c are: (.+)\.$/.exec(error.message)?.[1] ?? '').split(', ');
  }
  return [];
}

test('the table of options names each of them, with its default', () => {
  const names = namesOfOptions();
  expect(names.length).toBeGreaterThan(5);
  expect(optionRows.map(([name]) => name).toSorted()).toEqual(names.toSorted());
  const defaults = Object.entries(readOptions({}))
    .map(([name, value]): [string, string] => [name, [value].flat().map(String).join(',')])
    .filter(([, value]) => value !== '');
  expect(Object.fromEntries(optionRows.filter(([, value]) => value !== ''))).toEqual(
    Object.fromEntries(defaults),
  );
});

test('the example for AWS is valid and can be deployed', () => {
  const file = 'tenants.aws.example.json';
  const tenants = parseTenants(pageText(file), file, rules);
  requireDeployable(tenants, file);
  expect(tenants.map(({ credentials }) => Object.keys(credentials)).flat()).toEqual([
    'secretId',
    'ssmParameter',
  ]);
  expect(tenants.flatMap(({ routes }) => routes.flatMap(Object.keys))).toEqual(
    expect.arrayContaining(['sns', 'slack']),
  );
});

test('the example for a laptop is valid, and its deployment is refused with what to do', () => {
  const file = 'tenants.example.json';
  const tenants = parseTenants(pageText(file), file, rules);
  expect(() => requireDeployable(tenants, file)).toThrow(/"secretId"/);
});

test('what the README says of deployment has the names of the example', () => {
  const deploy = /^## Deploy$([^]*?)^### Options$/m.exec(readme)?.[1] ?? '';
  for (const name of ['auth0/acme-prod', '/auth0/acme-dev', 'slack/security']) {
    expect(deploy).toContain(name);
    expect(pageText('tenants.aws.example.json')).toContain(`"${name}"`);
  }
});

test.each([
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/costs.md',
  'docs/runbook.md',
])('every link of %s to a page of the repository leads to it, and to its heading', (page) => {
  const links = [...pageText(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, to = '']) => to,
  );
  const broken = links.filter((to) => !leads(page, to));
  expect(broken).toEqual([]);
});

function leads(page: string, to: string): boolean {
  const [path = '', heading] = to.split('#');
  const target = path === '' ? page : new URL(path, `file:///${page}`).pathname.slice(1);
  try {
    if (heading === undefined) return target.endsWith('/') || pageText(target) !== '';
    const headings = [...pageText(target).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      slug(text),
    );
    return headings.includes(heading);
  } catch (error) {
    // A folder is a page too.
    return (error as NodeJS.ErrnoException).code === 'EISDIR';
  }
}

/** As GitHub makes an anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

describe('pictures', () => {
  const images = join(root, 'docs/images');
  const shown = [...readme.matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(
    ([, alt = '', path = '']): [string, string] => [path, alt],
  );
  // Shown in place of the first where dark is preferred; it has the alternative text of that.
  const dark = [
    ...readme.matchAll(/<source [^>]*srcset="([^"]+)"[^>]*>\s*<img alt="([^"]+)"/g),
  ].map(([, path = '', alt = '']): [string, string] => [path, alt]);
  const light = [...readme.matchAll(/<img alt="([^"]+)" src="([^"]+)"/g)].map(
    ([, alt = '', path = '']): [string, string] => [path, alt],
  );
  const pictures = [...shown, ...dark, ...light];

  test('each that was taken is shown, and no other', () => {
    const taken = readdirSync(images).map((name) => `docs/images/${name}`);
    expect(pictures.map(([path]) => path).toSorted()).toEqual(taken.toSorted());
    expect(taken.length).toBeGreaterThan(3);
  });

  test.each(pictures)('%s is a small PNG, and its text says what it shows', (path, alt) => {
    const bytes = readFileSync(join(root, path));
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(bytes.length).toBeLessThan(250_000);
    expect(alt.split(' ').length).toBeGreaterThan(7);
  });
});
