import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { dynaliteTable, openDynalite } from '../../functions/adapters/dynalite.ts';
import { createStore } from '../../functions/adapters/dynamo.ts';
import { parseTenants } from '../../functions/core/tenant.ts';
import { rules } from '../../functions/rules/index.ts';
import { partner } from '../jobs/world.ts';
import { deskFor, simulated, strictwatch, temporaryFolder } from './run.ts';

const root = join(import.meta.dirname, '../..');

describe('a data folder that cannot be used is one message and exit 1, and nothing is lost', () => {
  test('in use by another process', async () => {
    const desk = deskFor({ acme: await simulated() });
    await desk.run(['watch']);
    const other = await openDynalite(join(desk.dir, 'data'));
    const { code, out, err } = await desk.run(['watch', '--json']);
    await other.close();
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/is using the data folder/);
    expect((await desk.run(['watch'])).code).toBe(0);
  });

  test('damaged', async () => {
    const desk = deskFor({ acme: await simulated({ apps: [partner('old')] }) });
    await desk.run(['watch']);
    const db = join(desk.dir, 'data', 'db');
    for (const name of readdirSync(db).filter((name) => /\.(ldb|log)$/.test(name))) {
      const bytes = readFileSync(join(db, name));
      bytes.fill(0x2a, bytes.length >> 1);
      writeFileSync(join(db, name), bytes);
    }
    const { code, out, err } = await desk.run(['watch', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/damaged[^]*aside/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('a file where the folder should be', async () => {
    const file = join(temporaryFolder(), 'data');
    writeFileSync(file, '');
    const { code, err } = await strictwatch(['findings', '--data', file]);
    expect(code).toBe(1);
    expect(err).toContain(file);
  });

  const small = join(temporaryFolder(), 'small');
  mkdirSync(small);
  const canMount =
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;

  test.skipIf(!canMount)('on a disk that is full (needs the right to mount one)', async () => {
    const apps = Array.from({ length: 3000 }, (_, i) => partner(`app${i}`));
    const desk = deskFor({ acme: await simulated({ apps }) });
    const onSmall = [...desk.args.slice(0, 2), '--data', join(small, 'data')];
    try {
      const { code, out, err } = await strictwatch(['watch', '--json', ...onSmall], {
        env: desk.env,
      });
      expect([code, out]).toEqual([1, '{"version":1,"runs":[]}\n']);
      expect(err).toMatch(/full|space/);
      spawnSync('mount', ['-o', 'remount,size=200m', small]);
      const database = await openDynalite(join(small, 'data'));
      const store = createStore({ client: database.client, table: dynaliteTable });
      const session = await store.beginDry('acme');
      const { head, findings } = await session.load();
      await database.close();
      expect([head, findings.size]).toEqual([null, 0]);
      // The lease could not be given back on a full disk; who has the folder need not wait for it.
      const next = await strictwatch(['watch', ...onSmall], { env: desk.env });
      expect(next.err).not.toMatch(/another run/i);
      expect(next.code).toBe(0);
    } finally {
      spawnSync('umount', ['-l', small]);
    }
  });
});

describe('schemas', () => {
  const ajv = new Ajv2020({ formats: { 'date-time': true, date: true, uri: true } });
  const schema = (path: string) => ajv.compile(JSON.parse(readFileSync(join(root, path), 'utf8')));

  test('what watch --json prints is what its published schema says', async () => {
    const tenant = await simulated({ apps: [partner('old')] });
    const desk = deskFor({ acme: tenant });
    const validate = schema('docs/watch-output.schema.json');
    await desk.run(['watch']);
    tenant.createApp(partner('new'));
    tenant.revokeScope('read:prompts');
    const { out } = await desk.run(['watch', '--json']);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ version: 1, runs: [{}] })).toBe(false);
  });

  test('the example configuration is accepted, by the parser and by the schema for editors', () => {
    const text = readFileSync(join(root, 'tenants.example.json'), 'utf8');
    const ids = rules.map(({ id }) => id);
    expect(parseTenants(text, 'tenants.example.json', ids).map(({ id }) => id)).toEqual([
      'acme-prod',
      'acme-dev',
    ]);
    const validate = schema('tenants.schema.json');
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ tenants: [{ id: 'acme' }] })).toBe(false);
  });
});
