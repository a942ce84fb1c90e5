import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDynalite } from '../../functions/adapters/dynalite.ts';
import { Report } from '../../functions/core/posture/schema.ts';
import { tamperWith } from '../adapters/tamper.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, temporaryFolder, type Desk } from './run.ts';

/** Three tenants, of which one is damaged in the store. */
let desk: Desk;

const now = ['--now', '2026-11-18T10:00:00Z'];

beforeAll(async () => {
  const tenants = { acme: await simulated(), bent: await simulated(), cord: await simulated() };
  desk = deskFor(tenants);
  await desk.run(['watch', '--now', '2026-11-16T09:00:00Z']);
  tenants.acme.createApp(partner('new'));
  await desk.run(['watch', '--now', '2026-11-18T09:30:00Z']);
  const database = await openDynalite(join(desk.dir, 'data'));
  const behind = tamperWith(database.client, 'bent');
  await behind.edit(await behind.item('HEAD'), () => ({ damaged: true }));
  await database.close();
});

describe('a damaged tenant', () => {
  test.each<[string, () => Promise<{ code: number; out: string; err: string }>]>([
    ['configured', () => desk.run(['report', '--json', ...now])],
    [
      'of a folder that no configuration names',
      () => strictwatch(['report', '--json', ...now, '--data', join(desk.dir, 'data')]),
    ],
  ])('%s is a row and a message, and exit 1; the others are told', async (_name, report) => {
    const { code, out, err } = await report();
    const { overview, postures } = Report.parse(JSON.parse(out));
    expect(code).toBe(1);
    expect(err).toMatch(/^bent: [^\n]+damaged[^\n]*\n$/);
    const rows = new Map(overview.map((row) => [row.tenant.id, row]));
    expect([...rows.keys()].sort()).toEqual(['acme', 'bent', 'cord']);
    expect([rows.get('acme')?.open, rows.get('cord')?.open]).toEqual([1, 0]);
    expect(rows.get('bent')).toMatchObject({ open: null, undecided: null, changes: null });
    expect(rows.get('bent')?.verdict).toEqual({
      state: 'not-known',
      sentence: expect.stringMatching(
        /^Not known: what is stored of it cannot be read\. .*damaged/,
      ),
    });
    expect(postures.map(({ tenant }) => tenant.id).sort()).toEqual(['acme', 'cord']);
  });

  test('is written to the file as well, and is worse than what --fail-on finds', async () => {
    const path = join(temporaryFolder(), 'report.json');
    const { code } = await desk.run(['report', ...now, '--out', path, '--fail-on', 'high']);
    expect(code).toBe(1);
    expect(Report.parse(JSON.parse(readFileSync(path, 'utf8'))).overview).toHaveLength(3);
  });

  test('stops no report of a past day', async () => {
    const { code, out } = await desk.run(['report', '--json', ...now, '--as-of', '2026-11-16']);
    expect(code).toBe(1);
    expect(Report.parse(JSON.parse(out)).postures).toHaveLength(2);
  });

  test('asked for alone is one message, and nothing is written', async () => {
    const path = join(temporaryFolder(), 'report.json');
    const args = ['report', ...now, '--tenant', 'bent', '--out', path];
    const { code, out, err } = await desk.run(args);
    expect([code, out, existsSync(path)]).toEqual([1, '', false]);
    expect(err).toMatch(/^[^\n]+damaged[^\n]*\n$/);
  });
});
