import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
let at = 0;

beforeEach(async () => {
  at = Date.parse('2026-11-01T09:00:00.000Z');
  world = await createWorld({ clock: () => new Date(at) });
});

afterEach(() => world.close());

/** Synthetic. */
const ana = {
  clientId: 'dash',
  clientName: 'Dashboard',
  ip: '203.0.113.1',
  userAgent: 'x/1',
  user: { id: 'auth0|ana', name: 'Ana Example', email: 'ana@acme.example' },
};
const plain = /Ana Example|ana@acme|auth0\|ana|203\.0\.113\.\d+/g;

function run(hour: string, personalData: 'shown' | 'hashed') {
  at = Date.parse(`2026-11-01T${hour}:00.000Z`);
  return world.run(new Date(at).toISOString(), { tenant: { personalData } });
}

function deedsOfAna(name: string): void {
  const { tenant } = world;
  tenant.setSettings({ support_email: ana.user.email, idle_session_lifetime: name.length }, ana);
  tenant.createApp({ name, is_first_party: false }, ana);
  tenant.registerApp({ client_name: name, redirect_uris: ['https://a.example'] }, '203.0.113.77');
  tenant.addLog({
    type: 'depnote',
    description: `third-party default used by ${ana.user.email}`,
    user_id: ana.user.id,
    user_name: ana.user.name,
    details: {},
  });
}

async function remembered(): Promise<string[]> {
  return JSON.stringify((await world.store.logs('acme')).memory).match(plain) ?? [];
}

test('a tenant that asks for hashes has nobody remembered in plain, and one person is one caller', async () => {
  await run('09:00', 'shown');
  deedsOfAna('One');
  await run('10:00', 'shown');
  expect(new Set(await remembered())).toEqual(
    new Set(['Ana Example', 'ana@acme', 'auth0|ana', '203.0.113.1', '203.0.113.77']),
  );
  deedsOfAna('Two');
  const { run: result } = await run('11:00', 'hashed');
  expect(await remembered()).toEqual([]);
  const { memory } = await world.store.logs('acme');
  expect(memory.callers).toMatchObject([{ apps: [{ name: 'Two' }, { name: 'One' }] }]);
  const open = result.findings.filter(
    ({ rule, status }) => rule === 'creation-relies-on-default' && status === 'open',
  );
  expect(open.map(({ subject }) => subject)).toEqual([memory.callers[0]?.id]);
  expect(memory.toggle.notice?.text).toBe('third-party default used by …');
  await run('12:00', 'hashed');
  expect((await world.store.logs('acme')).memory).toEqual(memory);
});

test('an app is no person: it stays known by its id and name', async () => {
  const { user: _nobody, ...pipeline } = ana;
  world.tenant.createApp({ name: 'One', is_first_party: false }, pipeline);
  await run('09:00', 'shown');
  const before = (await world.store.logs('acme')).memory.callers;
  await run('10:00', 'hashed');
  const { callers } = (await world.store.logs('acme')).memory;
  const ip = callers[0]?.ip;
  expect(ip).toMatch(/^hashed:/);
  expect(callers).toEqual(before.map((caller) => ({ ...caller, ip })));
  expect(callers).toMatchObject([{ id: 'dash', name: 'Dashboard' }]);
});

test('they are hashed too when the logs cannot be read', async () => {
  deedsOfAna('One');
  await run('10:00', 'shown');
  world.tenant.revokeScope('read:logs');
  world.tenant.expireTokens();
  await run('11:00', 'hashed');
  expect(await remembered()).toEqual([]);
});
