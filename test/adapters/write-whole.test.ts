import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { writeWhole } from '../../functions/adapters/write-whole.ts';
import { ConfigError } from '../../functions/core/errors.ts';

const root = mkdtempSync(join(tmpdir(), 'strictwatch-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(): string {
  return mkdtempSync(join(root, 'in-'));
}

test('the file is its owner’s alone, and nothing else is left beside it', async () => {
  const dir = folder();
  await writeWhole(join(dir, 'a.md'), 'text');
  expect(readFileSync(join(dir, 'a.md'), 'utf8')).toBe('text');
  expect((statSync(join(dir, 'a.md')).mode & 0o777).toString(8)).toBe('600');
  expect(readdirSync(dir)).toEqual(['a.md']);
});

test('a file that all may read is replaced by one that is its owner’s alone', async () => {
  const file = join(folder(), 'a.md');
  writeFileSync(file, 'old');
  chmodSync(file, 0o644);
  await writeWhole(file, 'new');
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['new', 0o600]);
});

test('a link stays, and the file that it leads to is replaced, whatever folder it is in', async () => {
  const [dir, kept] = [folder(), folder()];
  writeFileSync(join(kept, 'latest.md'), 'old');
  symlinkSync(join(kept, 'latest.md'), join(dir, 'a.md'));
  await writeWhole(join(dir, 'a.md'), 'new');
  expect(lstatSync(join(dir, 'a.md')).isSymbolicLink()).toBe(true);
  expect(lstatSync(join(kept, 'latest.md')).isSymbolicLink()).toBe(false);
  expect(readFileSync(join(kept, 'latest.md'), 'utf8')).toBe('new');
  expect([readdirSync(dir), readdirSync(kept)]).toEqual([['a.md'], ['latest.md']]);
});

test.each<[string, (dir: string) => string, RegExp]>([
  ['a folder', (dir) => dir, /is a folder\. Name a file/],
  ['a name that is to be a folder', (dir) => join(dir, 'none/'), /is a folder\. Name a file/],
  [
    'a link that leads nowhere',
    (dir) => {
      symlinkSync(join(dir, 'none.md'), join(dir, 'a.md'));
      return join(dir, 'a.md');
    },
    /a\.md is a link that leads nowhere\./,
  ],
  ['a device', () => '/dev/null', /\/dev\/null is no ordinary file/],
  ['a folder that is not there', (dir) => join(dir, 'none', 'a.md'), /none is not there\. Make it/],
  [
    'a file in the place of its folder',
    (dir) => {
      writeFileSync(join(dir, 'file'), '');
      return join(dir, 'file', 'a.md');
    },
    /file is not there\. Make it/,
  ],
])('%s is refused in one message', async (_name, pathIn, message) => {
  const dir = folder();
  const path = pathIn(dir);
  const there = readdirSync(dir);
  const writing = writeWhole(path, 'text');
  await expect(writing).rejects.toThrow(ConfigError);
  await expect(writing).rejects.toThrow(message);
  expect(readdirSync(dir)).toEqual(there);
});

test('a draft that cannot take its place is removed, and that is one message', async () => {
  const dir = folder();
  const file = join(dir, 'a.md');
  const writing = writeWhole(file, 'x'.repeat(5_000_000));
  while (readdirSync(dir).length === 0) await setImmediate();
  // Made meanwhile: a folder of that name, which a file cannot replace.
  mkdirSync(file);
  await expect(writing).rejects.toThrow(ConfigError);
  await expect(writing).rejects.toThrow(/a\.md could not be written \(EISDIR\)/);
  expect(readdirSync(dir)).toEqual(['a.md']);
});
