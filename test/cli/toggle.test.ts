import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { SimulatedTenant, TenantOptions } from '../../demo/tenant.ts';
import { ToggleOutput, type TenantToggle } from '../../functions/core/toggle-output.ts';
import { deskFor, simulated, strictwatch, temporaryFolder, type Desk } from './run.ts';

const noon = '2026-11-23T12:00:00Z';
const created = '2026-11-22T12:00:00.000Z';

const pipeline = {
  clientId: 'm2m1',
  clientName: 'partner-sync',
  ip: '203.0.113.7',
  userAgent: 'curl/8',
};

/** An app whose mode the tenant decides. */
const unstated = { name: 'New partner', is_first_party: false, app_type: 'regular_web' };

async function tenantAt(moment: string, options: TenantOptions = {}): Promise<SimulatedTenant> {
  return simulated({ clock: () => new Date(moment), ...options });
}

async function toggleAt(desk: Desk, now: string, ...more: string[]): Promise<TenantToggle> {
  const { code, out, err } = await desk.run(['toggle', '--json', '--now', now, ...more]);
  expect([code, err]).toEqual([0, '']);
  const [first] = ToggleOutput.parse(JSON.parse(out)).tenants;
  expect.assert(first !== undefined);
  return first;
}

describe('what the logs showed', () => {
  test('is told with who, and what it contradicts', async () => {
    const tenant = await tenantAt(created, { toggle: 'on' });
    const desk = deskFor(
      { acme: tenant },
      { declared: { toggle: { state: 'off', by: 'Sam', on: '2026-11-01', until: '2026-12-31' } } },
    );
    const app = tenant.createApp(unstated, pipeline);
    await desk.run(['watch', '--now', noon]);

    const { state, basis, asOf, rungs, conflicts } = await toggleAt(desk, noon);
    expect({ state, basis, asOf }).toEqual({ state: 'on', basis: 'log', asOf: created });
    expect(rungs.find(({ wins }) => wins)?.proof).toMatchObject({
      app: app.client_id,
      appName: 'New partner',
      actor: { kind: 'app', id: 'm2m1', name: 'partner-sync' },
    });
    expect(conflicts).toEqual([
      expect.stringContaining('proof beats declaration'),
      expect.stringContaining('what was seen beats what was announced'),
    ]);

    const { out } = await desk.run(['toggle', '--now', noon]);
    expect(out).toMatch(
      /^acme: the toggle .* is on, shown\s+by\s+the\s+tenant's log as of 2026-11-22\.\n/,
    );
    expect(out).toContain('Changes are told against on (log, 2026-11-22).');
    expect(out).toContain('2. log says on, 24 hours old, and counts\n');
    expect(out).toMatch(/Conflicts\n- the log says on [^]*Next\n- What is declared/);
  });

  test('ages: the same store says less on a later day', async () => {
    const tenant = await tenantAt(created, { toggle: 'on' });
    const desk = deskFor({ acme: tenant });
    tenant.createApp(unstated, pipeline);
    await desk.run(['watch', '--now', noon]);
    expect(await toggleAt(desk, '2026-12-22T12:00:00.000Z')).toMatchObject({ basis: 'log' });
    expect(await toggleAt(desk, '2026-12-22T12:00:00.001Z')).toMatchObject({
      state: 'expected-off',
      basis: 'vendor-schedule',
    });
  });
});

test('a tenant that was read and shows nothing: what to do for better evidence', async () => {
  const desk = deskFor({ acme: await tenantAt(noon) });
  await desk.run(['watch', '--now', noon]);
  const { out } = await desk.run(['toggle', '--now', noon]);
  expect(out).toContain('No state was known before');
  expect(out).toMatch(/Next\n- Nothing proves the state now\. A probe would/);
  expect(out).not.toContain('The logs were never read');
});

test('logs that may not be read are the first thing to see to', async () => {
  const tenant = await tenantAt(noon);
  tenant.revokeScope('read:logs');
  const desk = deskFor({ acme: tenant, other: await tenantAt(noon) });
  await desk.run(['watch', '--now', noon]);
  const { out } = await desk.run(['toggle', '--now', noon]);
  expect(out).toMatch(/^acme: [^]*Next\n- The logs were never read\.[^]*\n\nother: /);
});

test('a probe that is asked for and cannot be made is said by each run', async () => {
  const desk = deskFor({ acme: await tenantAt(noon) }, { toggle: { probeEveryDays: 7 } });
  const missing = /acme: the toggle is not probed: missing scope create:clients, delete:clients/;
  expect((await desk.run(['watch', '--now', noon])).err).toMatch(missing);
  expect((await desk.run(['watch', '--now', '2026-11-23T13:00:00Z'])).err).toMatch(missing);
  const { out } = await desk.run(['toggle', '--now', noon]);
  expect(out.replace(/\s+/g, ' ')).toContain('Each run of `npx strictwatch watch` says why');
});

describe('without a configuration', () => {
  test('what is declared is not known, and that is said', async () => {
    const desk = deskFor(
      { acme: await tenantAt(noon) },
      { declared: { toggle: { state: 'off', by: 'Sam', on: '2026-11-01', until: '2026-12-31' } } },
    );
    await desk.run(['watch', '--now', noon]);
    expect(await toggleAt(desk, noon)).toMatchObject({ state: 'off', basis: 'declared' });
    const data = join(desk.dir, 'data');
    const { out } = await strictwatch(['toggle', '--json', '--data', data, '--now', noon]);
    const [only] = ToggleOutput.parse(JSON.parse(out)).tenants;
    expect(only).toMatchObject({ tenant: 'acme', state: 'expected-off' });
    expect(only?.rungs.find(({ basis }) => basis === 'declared')).toMatchObject({
      says: null,
      because: expect.stringContaining('`--config FILE`'),
    });
  });

  test('a tenant that is not stored is refused', async () => {
    const desk = deskFor({ acme: await tenantAt(noon) });
    await desk.run(['watch', '--now', noon]);
    const data = join(desk.dir, 'data');
    const { code, out, err } = await strictwatch(['toggle', '--data', data, '--tenant', 'nobody']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/holds nothing of nobody yet/);
  });

  test('a folder that is not there is refused', async () => {
    const data = join(temporaryFolder(), 'none');
    const { code, err } = await strictwatch(['toggle', '--data', data]);
    expect(code).toBe(1);
    expect(err).toMatch(/is not there\. Run `npx strictwatch watch` first/);
  });
});

test('a finding that is open, and a state that changed, do not change the exit code', async () => {
  const tenant = await tenantAt(created, { toggle: 'off' });
  const desk = deskFor({ acme: tenant });
  tenant.createApp(unstated, pipeline);
  await desk.run(['watch', '--now', created]);
  tenant.setToggle('on');
  tenant.setClock(() => new Date(noon));
  tenant.createApp({ ...unstated, name: 'Later' }, pipeline);
  const { code, run } = await desk.watch(noon);
  expect([code, run.toggle]).toEqual([
    2,
    { state: 'on', basis: 'log', asOf: '2026-11-23T12:00:00.000Z' },
  ]);
  expect(run.findings.filter(({ subject }) => subject === 'toggle')).toMatchObject([
    { rule: 'toggle-changed', status: 'open', announced: 'opened', severity: 'high' },
    {
      rule: 'toggle-on',
      status: 'open',
      announced: 'opened',
      severity: 'critical',
      stage: 'overdue',
    },
  ]);
  expect((await desk.run(['toggle', '--now', noon])).code).toBe(0);
  const { rungs } = await toggleAt(desk, noon);
  expect(rungs[1]?.because).toMatch(
    /it was off at 2026-11-22 12:00 UTC, so it was switched between/,
  );
});

test('what toggle --json prints is what its published schema says', async () => {
  const path = join(import.meta.dirname, '../../docs/toggle-output.schema.json');
  const ajv = new Ajv2020({ formats: { 'date-time': true } });
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
  const tenant = await tenantAt(created, { toggle: 'on' });
  const desk = deskFor({ acme: tenant });
  tenant.createApp(unstated, pipeline);
  await desk.run(['watch', '--now', noon]);
  const { out } = await desk.run(['toggle', '--json', '--now', noon]);
  expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ version: 1, tenants: [{}] })).toBe(false);
});
