import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Report } from '../../functions/core/posture/schema.ts';
import { formatNames } from '../../functions/core/report/files.ts';
import { hostileName } from '../core/posture/sample-posture.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, temporaryFolder, type Desk } from './run.ts';

/** Two tenants, one of them never read; the other with an app that was there, one that came, and hostile words. */
let desk: Desk;

beforeAll(async () => {
  const acme = await simulated({ apps: [partner('old')] });
  desk = deskFor({ acme, 'acme-dev': await simulated() }, { environment: 'staging' });
  await desk.run(['watch', '--now', '2026-11-16T09:00:00Z', '--tenant', 'acme']);
  acme.createApp(partner('new', { name: hostileName }));
  await desk.run(['watch', '--now', '2026-11-18T09:00:00Z', '--tenant', 'acme']);
});

async function json(...args: string[]): Promise<Report> {
  const { code, out, err } = await desk.run(['report', '--json', ...args]);
  expect([code, err]).toEqual([0, '']);
  return Report.parse(JSON.parse(out));
}

describe('report', () => {
  test('is one document for reading here of all tenants, worst first, and sends nothing', async () => {
    const { code, out, err } = await desk.run(['report', '--now', '2026-11-18T10:00:00Z'], {
      env: { NOT_SET: 'http://127.0.0.1:1/' },
    });
    expect([code, err]).toEqual([0, '']);
    expect(out.indexOf('acme-dev')).toBeLessThan(out.indexOf('app-permissive'));
    expect(out).toMatch(/never read/i);
    expect(out).toContain('staging');
    const wide = out
      .split('\n')
      .filter((line) => line.length > 80 && !/https?:|npx|auth0 /.test(line));
    expect(wide).toEqual([]);
  });

  test('--json is the document of the schema', async () => {
    const report = await json('--now', '2026-11-18T10:00:00Z');
    expect(
      report.overview.map(({ tenant, open, undecided }) => [tenant.id, open, undecided]),
    ).toEqual([
      ['acme-dev', 0, 0],
      ['acme', 1, 1],
    ]);
    expect(report.postures.map(({ tenant }) => tenant)).toEqual([
      { id: 'acme-dev', environment: 'staging', domain: expect.any(String) },
      { id: 'acme', environment: 'staging', domain: expect.any(String) },
    ]);
    expect(report.at).toBe('2026-11-18T10:00:00.000Z');
  });

  test('--tenant leaves the others out', async () => {
    const { overview } = await json('--tenant', 'acme');
    expect(overview.map(({ tenant }) => tenant.id)).toEqual(['acme']);
  });

  test('--tenant given twice is one tenant', async () => {
    const args = ['report', '--json', '--tenant', 'acme', '--tenant', 'acme'];
    for (const data of [desk.args, ['--data', join(desk.dir, 'data')]]) {
      const { overview } = Report.parse(
        JSON.parse((await strictwatch([...args, ...data], { env: desk.env })).out),
      );
      expect(overview.map(({ tenant }) => tenant.id)).toEqual(['acme']);
    }
  });

  test('--since tells what changed from the beginning of that day', async () => {
    const opened = async (day: string) =>
      (await json('--tenant', 'acme', '--since', day)).postures[0]?.changes.counts.opened;
    expect([await opened('2026-11-18'), await opened('2026-11-19')]).toEqual([1, 0]);
  });

  test('--as-of tells how it stood at the end of that day', async () => {
    const { at, postures, overview } = await json('--as-of', '2026-11-17');
    expect(at).toBe('2026-11-17T23:59:59.999Z');
    expect(overview.map(({ open, undecided }) => [open, undecided])).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(postures.map(({ isPast }) => isPast)).toEqual([true, true]);
  });

  test('--as-of before anything was stored says so', async () => {
    const { code, out, err } = await desk.run(['report', '--as-of', '2026-10-01']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      'No record of a run reaches back to 2026-10-01 23:59 UTC: the oldest is of 2026-11-16 09:00 UTC. So nothing is known of that day; give a later --as-of.\n',
    );
  });

  test('--as-of of a tenant without any record says so', async () => {
    const args = ['report', '--as-of', '2026-11-17', '--tenant', 'acme-dev'];
    expect((await desk.run(args)).err).toMatch(/there is none at all/);
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      'no format',
      ['--format', 'pdf'],
      /^--format "pdf" is no format\. They are: html, .*, md\.\n$/,
    ],
    ['the future', ['--as-of', '2027-01-01'], /^--as-of "2027-01-01" has not come yet: [^\n]+\n$/],
    [
      'an empty period',
      ['--since', '2026-11-23T09:00:00Z'],
      /^--since [^\n]+ is not before now[^\n]+\n$/,
    ],
  ])('%s is one message and exit 1', async (_name, args, message) => {
    const { code, out, err } = await desk.run(['report', ...args]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
  });

  test.each(formatNames)(
    '--format %s prints one document, with nothing in it that a terminal acts upon',
    async (format) => {
      const { code, out, err } = await desk.run(['report', '--format', format]);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('evil');
      expect(/[\p{Cc}\p{Bidi_Control}]/u.exec(out.replaceAll(/[\r\n\t]/g, ''))).toBeNull();

      const isMarkup = format === 'html' || format === 'md';
      expect(isMarkup && out.includes('<script>alert')).toBe(false);
    },
  );

  test('exits 2 for open findings only when it is asked to', async () => {
    const failOn = async (severity: string, ...args: string[]) =>
      (await desk.run(['report', '--fail-on', severity, ...args])).code;
    const acme = ['--tenant', 'acme', '--now', '2026-11-18T10:00:00Z'];
    expect((await desk.run(['report', ...acme])).code).toBe(0);
    expect(await failOn('high', ...acme)).toBe(2);
    expect(await failOn('critical', ...acme)).toBe(0);
    // Nothing was open then.
    expect(await failOn('info', ...acme, '--as-of', '2026-11-16T09:30:00Z')).toBe(0);
  });

  test('exits 3 where the newest run could not read the apps, whatever is open', async () => {
    const acme = await simulated({ apps: [partner('old')] });
    const unread = deskFor({ acme });
    await unread.run(['watch', '--now', '2026-11-16T09:00:00Z']);
    acme.createApp(partner('new'));
    await unread.run(['watch', '--now', '2026-11-16T10:00:00Z']);
    const args = ['report', '--fail-on', 'high', '--now', '2026-11-16T11:05:00Z'];
    expect((await unread.run(args)).code).toBe(2);
    acme.revokeScope('read:clients');
    await unread.run(['watch', '--now', '2026-11-16T11:00:00Z']);
    expect((await unread.run(args)).code).toBe(3);
  });

  test.each([
    ['was never read', ['--now', '2026-11-18T10:00:00Z']],
    ['was not read whole in time', ['--tenant', 'acme', '--now', '2026-11-20T10:00:00Z']],
  ])('exits 3 for a tenant that %s, and only with --fail-on', async (_name, args) => {
    expect((await desk.run(['report', ...args, '--fail-on', 'high'])).code).toBe(3);
    expect((await desk.run(['report', ...args])).code).toBe(0);
  });

  test('works on a folder that no configuration names, with the environment that is stored', async () => {
    const { code, out } = await strictwatch(['report', '--json', '--data', join(desk.dir, 'data')]);
    expect(code).toBe(0);
    const { postures } = Report.parse(JSON.parse(out));
    expect(postures.map(({ tenant }) => tenant)).toEqual([{ id: 'acme', environment: 'staging' }]);
  });

  test('needs data', async () => {
    const { code, err } = await strictwatch(['report', '--data', join(temporaryFolder(), 'none')]);
    expect(code).toBe(1);
    expect(err).toContain('Run `npx strictwatch watch` first');
  });

  test.each(['report', 'findings', 'apps', 'verify', 'toggle', 'suppressions'])(
    '%s leaves a folder that is not of Strictwatch as it is',
    async (command) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'theirs.txt'), 'theirs');
      const { code, out, err } = await strictwatch([command, '--data', folder]);
      expect([code, out, readdirSync(folder)]).toEqual([1, '', ['theirs.txt']]);
      expect(err).toMatch(/^[^\n]+ holds nothing of any tenant yet\. Run [^\n]+\n$/);
    },
  );

  test('says in its help that it sends nothing', async () => {
    const { out } = await strictwatch(['report', '--help']);
    expect(out).toContain('sends nothing: the deployed monitor tells the routes');
    expect(out).toMatch(/With --fail-on it ends with 3 [^]* with 2 /);
  });
});

describe('report --out', () => {
  test('writes what --format prints, whole and for its owner alone', async () => {
    const path = join(temporaryFolder(), 'plan.csv');
    const { code, out, err } = await desk.run(['report', '--out', path]);
    expect([code, out, err]).toEqual([0, '', `The report is in ${path}.\n`]);
    expect(readFileSync(path, 'utf8')).toBe((await desk.run(['report', '--format', 'csv'])).out);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  });

  test('into a folder is refused', async () => {
    const dir = join(temporaryFolder(), 'reports.html');
    mkdirSync(dir);
    const { code, out, err } = await desk.run(['report', '--out', dir]);
    expect([code, out, err]).toEqual([1, '', `${dir} is a folder. Name a file to write to.\n`]);
  });
});

describe('report --open', () => {
  test('writes a page into the data folder, prints where, and exits 0 where nothing can show it', async () => {
    const now = '2026-11-18T10:00:00Z';
    const { code, out, err } = await desk.run(['report', '--open', '--now', now]);
    const path = join(desk.dir, 'data', 'reports', 'tenants-2026-11-18T100000Z.html');
    expect([code, out]).toEqual([0, `${path}\n`]);
    expect(err).toMatch(/^It was not opened, since there is no screen here[^\n]+\.\n$/);
    expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>/i);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  });

  test('names the page of one tenant by it, and writes to --out where that is given', async () => {
    await desk.run(['report', '--open', '--tenant', 'acme', '--as-of', '2026-11-17']);
    expect(readdirSync(join(desk.dir, 'data', 'reports'))).toContain(
      'acme-2026-11-17T235959Z.html',
    );
    const path = join(temporaryFolder(), 'page.html');
    expect((await desk.run(['report', '--open', '--out', path])).out).toBe(`${path}\n`);
    expect(existsSync(path)).toBe(true);
  });
});
