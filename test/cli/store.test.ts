import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { openDynalite } from '../../functions/adapters/dynalite.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
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
    expect(parseTenants(text, 'tenants.example.json', rules).map(({ id }) => id)).toEqual([
      'acme-prod',
      'acme-dev',
    ]);
    const validate = schema('tenants.schema.json');
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ tenants: [{ id: 'acme' }] })).toBe(false);
  });
});
