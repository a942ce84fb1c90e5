import { afterEach, expect, test } from 'vitest';
import { failures } from '../../demo/tenant.ts';
import type { WatchOutcome } from '../../functions/jobs/watch.ts';
import { createFastWorld, partner, type RunOptions, type World } from './world.ts';

/** Whole runs, in which what showed the toggle ages, fails or is forged. */

let world: World;
let now = '';
afterEach(() => world.close());

async function begin(): Promise<void> {
  now = '2026-11-01T09:00:00.000Z';
  world = await createFastWorld({ clock: () => new Date(now) });
}

async function runAt(at: string, tenant: RunOptions['tenant'] = {}): Promise<WatchOutcome> {
  now = new Date(at).toISOString();
  return world.run(now, { tenant });
}

function statusOf({ run }: WatchOutcome, rule: string): string | undefined {
  return run.findings.find((finding) => finding.rule === rule)?.status;
}

const pipeline = { clientId: 'pipeline', clientName: 'Pipeline', ip: '203.0.113.1', userAgent: '' };
const withField = { toggle: { apiField: 'settings.flags.the_toggle' } } as const;
const probing = { toggle: { probeEveryDays: 7 } } as const;

function allowProbe(): void {
  world.tenant.grantScope('create:clients');
  world.tenant.grantScope('delete:clients');
}

test('a toggle seen on stays a finding when what saw it falls silent, whatever was seen before', async () => {
  await begin();
  const { tenant } = world;
  tenant.setToggle('off');
  await runAt('2026-11-05T09:00:00Z', withField);
  now = '2026-11-05T09:30:00.000Z';
  tenant.createApp({ name: 'x', is_first_party: false }, pipeline);
  const first = await runAt('2026-11-05T10:00:00Z', withField);
  expect(first.run.toggle).toMatchObject({ state: 'off', basis: 'log' });

  tenant.setSettings({ flags: { the_toggle: true } }, null);
  const seen = await runAt('2026-11-06T10:00:00Z', withField);
  expect([seen.run.toggle.basis, statusOf(seen, 'toggle-on')]).toEqual(['api-field', 'open']);

  tenant.revokeScope('read:tenant_settings');
  tenant.expireTokens();
  const silent = await runAt('2026-11-08T10:00:01Z', withField);
  expect(silent.run.toggle).toMatchObject({ state: 'expected-off', basis: 'vendor-schedule' });
  expect(silent.warnings).toEqual([
    expect.stringMatching(/`toggle.apiField` shows nothing: .*scope/),
  ]);
  const open = (await world.store.findings('acme')).filter(({ rule }) => rule === 'toggle-on');
  expect(open.map(({ status }) => status)).toEqual(['open']);
});

test('a probe that Auth0 refuses is made once a day, and each run says so', async () => {
  await begin();
  allowProbe();
  await runAt('2026-11-01T09:00:00Z', probing);
  world.tenant.setFaults({
    match: { method: 'POST', path: '/api/v2/clients', times: Infinity },
    failure: failures.status(403, 'You reached the limit of entities', 'too_many_entities'),
  });
  const made: number[] = [];
  for (const hour of ['01T10', '01T11', '02T09', '02T10']) {
    world.tenant.reset();
    const { warnings } = await runAt(`2026-11-${hour}:00:00Z`, probing);
    expect(warnings).toEqual([expect.stringMatching(/^the toggle (could not be|is not) probed/)]);
    made.push(world.tenant.requests.filter(isCreation).length);
  }
  expect(made).toEqual([1, 0, 0, 1]);
});

function isCreation({ method, pathname }: { method: string; pathname: string }): boolean {
  return method === 'POST' && pathname === '/api/v2/clients';
}

test("an app under the probe's name that was granted an API is watched as any other, and left alone", async () => {
  await begin();
  const { tenant } = world;
  allowProbe();
  await runAt('2026-11-01T10:00:00Z', probing);
  const { probeName } = (await world.store.logs('acme')).memory;
  expect.assert(probeName !== null);
  const grant_types = ['client_credentials'];
  tenant.createApp(partner('hidden', { name: probeName, callbacks: [], grant_types }), pipeline);
  tenant.addGrant({ client_id: 'hidden', audience: 'https://orders.example', scope: ['read'] });
  const { run, warnings } = await runAt('2026-11-01T11:00:00Z', probing);
  expect(run.findings).toContainEqual(
    expect.objectContaining({ rule: 'app-permissive', subject: 'hidden', status: 'open' }),
  );
  expect(warnings).toEqual([]);
  expect(tenant.app('hidden')).toBeDefined();
});

test('an entry dated far ahead silences no proof', async () => {
  await begin();
  const { tenant } = world;
  await runAt('2026-11-01T09:30:00Z');
  tenant.setToggle('on');
  now = '2099-01-01T00:00:00.000Z';
  tenant.createApp({ name: 'ahead', is_first_party: false }, pipeline);
  now = '2026-11-05T10:00:00.000Z';
  tenant.setToggle('off');
  tenant.createApp({ name: 'now', is_first_party: false }, pipeline);
  const { run } = await runAt('2026-11-05T10:30:00Z');
  expect(run.toggle).toEqual({ state: 'off', basis: 'log', asOf: '2026-11-05T10:00:00.000Z' });
});
