import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Report } from '../../functions/core/posture/schema.ts';
import { strictwatch, temporaryFolder } from './run.ts';

const end = '2026-11-20T15:00:00.000Z';

describe('demo --report', () => {
  test('writes the page of the end of its story, prints where, and leaves the story out', async () => {
    const data = temporaryFolder();
    const { code, out, err } = await strictwatch(['demo', '--report', '--data', data]);
    const path = join(data, 'demo', 'reports', 'acme-prod-2026-11-20T150000Z.html');
    expect([code, out]).toEqual([0, `${path}\n`]);
    expect(err).toMatch(/^Playing a week[^\n]+\nIt was not opened, since [^\n]+\nTo look around/);
    expect(readFileSync(path, 'utf8')).toContain('Courier tracking (2019)');
  });

  test('is the report of the story’s last moment, and the same each time', async () => {
    const play = () => strictwatch(['demo', '--report', '--json', '--data', temporaryFolder()]);
    const [first, second] = [await play(), await play()];
    const { at, postures, generatedAt } = Report.parse(JSON.parse(first.out));
    expect([at, generatedAt, postures[0]?.isPast]).toEqual([end, end, false]);
    // A record says when it is deleted, by the clock of this machine.
    const [one, other] = [first, second].map(({ out }) => out.replace(/"record": "\w+"/, ''));
    expect(other).toBe(one);
  });

  test('writes to --out as it is named, and opens nothing', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'story.md');
    const { code, out, err } = await strictwatch([
      'demo',
      '--report',
      '--out',
      path,
      '--data',
      folder,
    ]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain(`The report is in ${path}.`);
    expect(err).not.toContain('opened');
    expect(readFileSync(path, 'utf8')).toContain('acme-prod');
    expect(existsSync(join(folder, 'demo', 'reports'))).toBe(false);
  });

  test.each<[string, string, RegExp]>([
    ['in a folder that is not there', 'none/r.html', /The folder [^\n]+none is not there/],
    ['in its own folder', 'demo/r.html', /r\.html lies in [^\n]+demo, which is made anew/],
  ])(
    '--out %s is refused before anything is played, and the last demo stays',
    async (_, to, message) => {
      const folder = temporaryFolder();
      const mark = join(folder, 'demo', 'strictwatch.json');
      mkdirSync(join(folder, 'demo'));
      writeFileSync(mark, '{"version":1}');
      const args = ['demo', '--report', '--out', join(folder, to), '--data', folder];
      const { code, out, err } = await strictwatch(args);
      expect([code, out]).toEqual([1, '']);
      expect(err).toMatch(message);
      expect(err).not.toContain('Playing');
      expect(readFileSync(mark, 'utf8')).toBe('{"version":1}');
    },
  );

  test.each<[string, readonly string[], RegExp]>([
    ['--out', ['--out', 'a.html'], /add --report/],
    ['--format', ['--format', 'html'], /add --report/],
    ['--json', ['--json'], /has no JSON.*demo --report --json/],
  ])('%s without --report is one message, and nothing is played', async (_name, args, message) => {
    const data = temporaryFolder();
    const { code, out, err } = await strictwatch(['demo', ...args, '--data', data]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
    expect(existsSync(join(data, 'demo'))).toBe(false);
  });
});
