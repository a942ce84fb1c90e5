import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { asJson } from '../../functions/cli/json.ts';
import { forbidden } from '../core/hostile.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, type Desk } from './run.ts';

/** What each of them does to a terminal is in test/core/hostile.ts; synthetic. */
const name =
  'a\u009b2J\u202eb\u2028\u2029c\u2066\u2069\u200b\u200f\u061c\ufeff\u007fd\u{e0041}"\\\n';
const key = 'acme/app-permissive/new';

test('it is the same value, and nothing in it moves a cursor, reorders or hides', () => {
  const value = { [name]: [name, { name }], plain: 'München 日本語 👍' };
  const text = asJson(value);
  expect(text).not.toMatch(forbidden);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('\\u009b2J\\u202eb');
  expect(text).toContain('\\udb40\\udc41');
  expect(text).toContain('München 日本語 👍');
});

let desk: Desk;
beforeAll(async () => {
  const tenant = await simulated();
  desk = deskFor({ acme: tenant });
  await desk.watch('2026-11-20T09:00:00Z');
  tenant.createApp({ ...partner('new'), name });
});

const why = ['--by', name, '--owner', name, '--reason', name];

test.each<[string, readonly string[]]>([
  ['watch', []],
  ['suppress', [key, ...why, '--until', '3d']],
  ['suppress', ['--rule', 'app-permissive', '--preview']],
  ['suppressions', []],
  ['findings', []],
  ['history', [key]],
  ['explain', [key]],
  ['apps', []],
])('%s --json is harmless in a terminal, and holds the name', async (command, args) => {
  const now = ['--now', '2026-11-21T09:00:00Z'];
  const { code, out } = await desk.run([command, ...args, ...now, '--json']);
  expect(code).not.toBe(1);
  expect(out.slice(0, -1)).not.toMatch(forbidden);
  expect(JSON.stringify(JSON.parse(out))).toContain('\u009b2J\u202eb');
});

test('no command writes a document in any other way', () => {
  const folder = join(import.meta.dirname, '../../functions/cli');
  const others = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && file !== 'json.ts',
  );
  expect(others.length).toBeGreaterThan(20);
  const quoting = /JSON\.stringify\((?!forTerminal\(|name\))/;
  expect(others.filter((file) => quoting.test(readFileSync(join(folder, file), 'utf8')))).toEqual(
    [],
  );
});

test('what an argument is said to be is harmless too', async () => {
  for (const args of [
    ['explain', name],
    ['watch', '--now', name],
  ]) {
    const { err } = await strictwatch(args);
    expect(err.slice(0, -1)).not.toMatch(forbidden);
  }
});
