import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { idProblem, newRule } from '../../scripts/new-rule.ts';
import { repository, staleFiles, writeDocs } from '../../scripts/write-docs.ts';

describe('in a copy of the repository', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'strictwatch-docs-'));
    for (const folder of ['functions/core', 'functions/rules', 'docs']) {
      cpSync(join(repository, folder), join(root, folder), { recursive: true });
    }
    for (const file of ['package.json', 'tenants.schema.json']) {
      cpSync(join(repository, file), join(root, file));
    }
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function read(path: string): string {
    return readFileSync(join(root, path), 'utf8');
  }

  test('a page that was edited, is missing or is left over is stale, and is put right', async () => {
    writeFileSync(join(root, 'docs/rules/app-permissive.md'), 'edited');
    rmSync(join(root, 'docs/rules/dcr-enabled.md'));
    writeFileSync(join(root, 'docs/rules/app-retired.md'), 'left over');
    expect(await staleFiles(root)).toEqual([
      'docs/rules/app-permissive.md',
      'docs/rules/app-retired.md',
      'docs/rules/dcr-enabled.md',
    ]);
    expect(await writeDocs(root)).toEqual([
      'wrote docs/rules/app-permissive.md',
      'removed docs/rules/app-retired.md',
      'wrote docs/rules/dcr-enabled.md',
    ]);
    expect(await staleFiles(root)).toEqual([]);
    expect(await writeDocs(root)).toEqual([]);
  });

  test('the sections of the README are generated, the rest of it is kept', async () => {
    const marks = (name: string) => `<!-- generated:${name} -->\n<!-- /generated:${name} -->`;
    writeFileSync(join(root, 'README.md'), `Before\n${marks('rules')}\n${marks('scopes')}\nAfter`);
    expect(await writeDocs(root)).toEqual(['wrote README.md']);
    expect(read('README.md')).toMatch(
      /^Before\n[^]*\(docs\/rules\/app-permissive\.md\)[^]*\nAfter$/,
    );
    expect(read('README.md')).toMatch(/\| `read:clients` +\| apps +\| yes +\|/);
    expect(await staleFiles(root)).toEqual([]);
  });

  test('a new rule is a file, an entry in the index and a page', async () => {
    expect(await newRule('app-made-by-test', root)).toEqual([
      'wrote functions/rules/app-made-by-test.ts',
      'wrote docs/rules/README.md',
      'wrote docs/rules/app-made-by-test.md',
      'wrote functions/rules/index.ts',
    ]);
    expect(read('functions/rules/index.ts')).toContain("from './app-made-by-test.ts'");
    expect(idProblem('app-made-by-test', root)).toMatch(/^There is a rule/);
    await expect(newRule('app-made-by-test', root)).rejects.toThrow('EEXIST');
  });
});

test.each([
  ['new-rule.ts', 'App', /^"App" is no rule id: [^\n]*\n$/],
  ['new-rule.ts', 'app-permissive', /^There is a rule "app-permissive" already: [^\n]*\n$/],
])('scripts/%s %s ends with 1 and one message', (script, argument, message) => {
  const path = join(repository, 'scripts', script);
  const run = spawnSync(process.execPath, [path, argument], { encoding: 'utf8' });
  expect([run.status, run.stdout]).toEqual([1, '']);
  expect(run.stderr).toMatch(message);
});
