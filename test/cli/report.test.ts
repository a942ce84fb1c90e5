import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, temporaryFolder } from './run.ts';

describe('report', () => {
  test('prints the posture of each tenant, and sends nothing', async () => {
    const acme = await simulated({ apps: [partner('old')] });
    const desk = deskFor(
      { acme, 'acme-dev': await simulated() },
      {
        environment: 'staging',
        routes: [{ slack: { webhookEnv: 'NOT_SET' } }],
      },
    );
    const env = { NOT_SET: 'http://127.0.0.1:1/' };
    await desk.run(['watch', '--now', '2026-11-23T08:00:00Z', '--tenant', 'acme'], { env });
    const { code, out, err } = await desk.run(['report', '--now', '2026-11-23T09:00:00Z']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Posture of acme (staging), 2026-11-23 09:00 UTC\nno open findings, 1');
    expect(out).toContain('last read 60 minutes ago');
    expect(out).toContain('\n\nPosture of acme-dev (staging)');
    expect(out).toContain('never read: nothing is known of this tenant');
  });

  test('--json is one document', async () => {
    const desk = deskFor({ acme: await simulated() });
    await desk.run(['watch']);
    const { code, out } = await desk.run(['report', '--json', '--now', '2026-11-23T09:00:00Z']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      reports: [
        {
          tenant: 'acme',
          posture: {
            tenant: 'acme',
            environment: 'production',
            at: '2026-11-23T09:00:00.000Z',
            headline: expect.stringMatching(/^no open findings; /),
            lines: expect.arrayContaining([expect.stringMatching(/^31 days after/)]),
          },
          told: [],
        },
      ],
    });
  });

  test('exits 2 for open findings only when it is asked to', async () => {
    const acme = await simulated();
    const desk = deskFor({ acme });
    await desk.run(['watch', '--now', '2026-11-22T09:00:00Z']);
    acme.createApp(partner('new'));
    await desk.run(['watch', '--now', '2026-11-23T09:00:00Z']);
    expect((await desk.run(['report'])).code).toBe(0);
    expect((await desk.run(['report', '--fail-on', 'high'])).code).toBe(2);
    expect((await desk.run(['report', '--fail-on', 'critical'])).code).toBe(0);
  });

  test('works on a folder that no configuration names', async () => {
    const desk = deskFor({ acme: await simulated() });
    await desk.run(['watch']);
    const { code, out } = await strictwatch(['report', '--data', join(desk.dir, 'data')]);
    expect(code).toBe(0);
    expect(out).toContain('Posture of acme (environment unknown)');
  });

  test('needs data', async () => {
    const { code, err } = await strictwatch(['report', '--data', join(temporaryFolder(), 'none')]);
    expect(code).toBe(1);
    expect(err).toContain('Run `npx strictwatch watch` first');
  });

  test('says in its help that it sends nothing', async () => {
    const { out } = await strictwatch(['report', '--help']);
    expect(out).toContain('sends nothing: the deployed monitor tells the routes');
  });
});
