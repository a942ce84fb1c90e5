import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openInBrowser } from '../../functions/adapters/browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'strictwatch-browser-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = join(folder, 'asked');
beforeEach(() => rmSync(asked, { force: true }));

/** A program in a PATH of its own that writes down what it was asked for. */
function opener(name: string, exitCode: number): Record<string, string> {
  const script = `#!/bin/sh\nfor word in "$@"; do echo "$word"; done > '${asked}'\nexit ${exitCode}\n`;
  writeFileSync(join(folder, name), script);
  chmodSync(join(folder, name), 0o755);
  return { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':synthetic' };
}

/** What a shell would act upon, and what an opener would take for an option. */
const hostile = join(folder, "-a b;touch x,$(id)&'.html");

test.each([
  ['linux', 'xdg-open'],
  ['darwin', 'open'],
  ['win32', 'explorer.exe'],
])('on %s %s is given one address that holds nothing to act upon', async (platform, name) => {
  expect(await openInBrowser(hostile, opener(name, 0), platform)).toBeNull();
  expect(readFileSync(asked, 'utf8')).toMatch(
    /^file:\/\/\/\S+\/-a%20b;touch%20x%2C\$\(id\)&'\.html\n$/,
  );
});

test('an opener that found no browser is told of', async () => {
  const problem = await openInBrowser(hostile, opener('xdg-open', 3), 'linux');
  expect(problem).toBe('xdg-open ended with 3');
});

test('Explorer ends with 1 when all is well', async () => {
  expect(await openInBrowser(hostile, opener('explorer.exe', 1), 'win32')).toBeNull();
});

test('an opener that is not there is told of', async () => {
  const env = { PATH: join(folder, 'none'), DISPLAY: ':synthetic' };
  expect(await openInBrowser(hostile, env, 'linux')).toBe('xdg-open could not be started (ENOENT)');
});

test.each([
  ['without a screen', { DISPLAY: '' }, /there is no screen here/],
  ['in a CI job', { CI: 'true' }, /this is a CI job/],
])('%s nothing is started', async (_name, env, problem) => {
  const given = { ...opener('xdg-open', 0), ...env };
  expect(await openInBrowser(hostile, given, 'linux')).toMatch(problem);
  expect(existsSync(asked)).toBe(false);
});
