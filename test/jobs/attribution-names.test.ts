import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../demo/tenant.ts';
import type { JsonObject } from '../../demo/tenant/wire.ts';
import type { WatchOutcome } from '../../functions/jobs/watch.ts';
import { countWrites } from '../adapters/crash.ts';
import { createFastWorld, partner, type World } from './world.ts';

const mode = 'dynamic_client_registration_security_mode';
const on = { enable_dynamic_client_registration: true };
const unsafe = { callbacks: ['https://partner.example/callback', 'http://partner.example/cb'] };

let world: World;
let now: string;

beforeEach(async () => {
  at('08:00');
  world = await createFastWorld({ clock: () => new Date(now) });
});

afterEach(() => world.close());

/** Synthetic. */
function by(clientName: string): Actor {
  return { clientId: `Synthetic${clientName}`, clientName, ip: '203.0.113.7', userAgent: 'x/1' };
}

function at(time: string): void {
  now = `2026-11-18T${time}:00.000Z`;
}

function watch(time: string): Promise<WatchOutcome> {
  at(time);
  return world.run(now);
}

/** Two runs: the first adopts, the second is the one that what follows is compared with. */
async function watched(prepare: () => void): Promise<void> {
  at('09:00');
  prepare();
  await watch('09:00');
  await watch('09:30');
}

/** What is done leaves an entry that arrives only when it is let in. */
function late(time: string, act: () => void): () => void {
  at(time);
  act();
  return withhold();
}

/** Holds the newest entry back until it is let in. */
function withhold(): () => void {
  const entry = world.tenant.state.logs.pop();
  expect.assert(entry);
  return () => world.tenant.state.logs.push(entry);
}

function set(time: string, settings: JsonObject, clientName: string): void {
  at(time);
  world.tenant.setSettings(settings, by(clientName));
}

/** Whose name the finding says; null for nobody, undefined where there is no such finding. */
function who({ run }: WatchOutcome, rule: string): string | null | undefined {
  const finding = run.findings.find((one) => one.rule === rule);
  if (!finding) return undefined;
  const { attribution } = finding.evidence as {
    attribution?: { by?: { name: string }; unattributed?: string };
  };
  expect(attribution).toBeDefined();
  return attribution?.by?.name ?? null;
}

describe('a setting', () => {
  const strict = () => world.tenant.setSettings({ flags: on, [mode]: 'strict' }, null);
  const rule = 'dcr-mode-changed';

  test('is not said to be of whoever had set it before it was set back', async () => {
    await watched(strict);
    set('09:40', { [mode]: 'permissive' }, 'Ana');
    set('09:45', { [mode]: 'strict' }, 'Bob');
    const arrives = late('09:55', () => set('09:55', { [mode]: 'permissive' }, 'Carl'));
    expect(who(await watch('10:00'), rule)).toBeNull();
    arrives();
    expect(who(await watch('11:00'), rule)).toBe('Carl');
  });

  test('is no longer said to be of somebody once entries tell otherwise', async () => {
    await watched(strict);
    set('09:40', { [mode]: 'permissive' }, 'Ana');
    set('09:45', { [mode]: 'strict' }, 'Bob');
    const carl = late('09:55', () => set('09:55', { [mode]: 'permissive' }, 'Carl'));
    const bob = withhold();
    expect(who(await watch('10:00'), rule)).toBe('Ana');
    bob();
    expect(who(await watch('10:30'), rule)).toBeNull();
    carl();
    expect(who(await watch('11:00'), rule)).toBe('Carl');
    expect(world.slack.told().filter((told) => told.includes(rule))).toHaveLength(1);
  });

  test('is not said to be of whoever repeats it minutes after it was seen', async () => {
    await watched(strict);
    late('09:55', () => set('09:55', { [mode]: 'permissive' }, 'Carl'));
    expect(who(await watch('10:00'), rule)).toBeNull();
    set('10:10', { [mode]: 'permissive' }, 'Nightly');
    expect(who(await watch('10:15'), rule)).toBeNull();
  });

  test('that was so before is not what changed', async () => {
    await watched(() => world.tenant.setSettings({ [mode]: 'permissive' }, null));
    set('09:40', { flags: on }, 'Mallory');
    set('09:45', { [mode]: 'permissive' }, 'Nightly');
    const outcome = await watch('10:00');
    expect(who(outcome, 'dcr-permissive')).toBe('Mallory');
    expect(who(outcome, rule)).toBe('Mallory');
  });

  test('that changed between the read of the settings and that of the logs is of who changed it', async () => {
    await watched(strict);
    let isDone = false;
    world.tenant.onRequest((_, { pathname }) => {
      if (isDone || !pathname.includes('/client-grants')) return;
      isDone = true;
      world.tenant.setSettings({ [mode]: 'permissive' }, by('Carl'));
    });
    expect(who(await watch('10:00'), rule)).toBeUndefined();
    expect(isDone).toBe(true);
    expect(who(await watch('11:00'), rule)).toBe('Carl');
  });
});

describe('an app', () => {
  const rules = ['app-callback-unsafe', 'app-widened'] as const;
  const update = (time: string, parts: JsonObject, name: string) => {
    at(time);
    world.tenant.updateApp('p', parts, by(name));
  };

  test('is of whoever set what was found, and not of who set something else', async () => {
    await watched(() => world.tenant.createApp(partner('p'), null));
    update('09:40', unsafe, 'Mallory');
    update('09:45', { description: 'tagged' }, 'Tool');
    const outcome = await watch('10:00');
    for (const rule of rules) expect(who(outcome, rule), rule).toBe('Mallory');
  });

  test('is of nobody while only who set something else is known', async () => {
    await watched(() => world.tenant.createApp(partner('p'), null));
    late('09:40', () => update('09:40', unsafe, 'Mallory'));
    update('09:45', { description: 'tagged' }, 'Tool');
    const outcome = await watch('10:00');
    for (const rule of rules) expect(who(outcome, rule), rule).toBeNull();
  });

  test('is of nobody when the same was set before, and was well', async () => {
    await watched(() => world.tenant.createApp(partner('p'), null));
    update('09:40', { callbacks: ['https://partner.example/other'] }, 'Bob');
    await watch('09:50');
    late('09:55', () => update('09:55', unsafe, 'Mallory'));
    expect(who(await watch('10:00'), 'app-callback-unsafe')).toBeNull();
  });

  test('is of whoever created it so', async () => {
    await watched(() => {});
    at('09:40');
    world.tenant.createApp(partner('p', unsafe), by('Mallory'));
    update('09:45', { description: 'tagged' }, 'Alice');
    expect(who(await watch('10:00'), 'app-callback-unsafe')).toBe('Mallory');
  });

  test('is not of whoever created it well', async () => {
    await watched(() => {});
    at('09:40');
    world.tenant.createApp(partner('p'), by('Alice'));
    late('09:45', () => update('09:45', unsafe, 'Mallory'));
    expect(who(await watch('10:00'), 'app-callback-unsafe')).toBeNull();
  });

  test('whose update came while the apps could not be read is of who updated it', async () => {
    await watched(() => world.tenant.createApp(partner('p'), null));
    update('09:40', unsafe, 'Carl');
    world.tenant.setFaults({
      match: { method: 'GET', path: '/api/v2/clients', nth: 1, times: Infinity },
      failure: { kind: 'answer', answer: { status: 500, body: {} } },
    });
    const { run } = await watch('10:00');
    expect([run.sections.apps.ok, run.sections.logs.ok]).toEqual([false, true]);
    world.tenant.setFaults();
    expect(who(await watch('11:00'), 'app-callback-unsafe')).toBe('Carl');
  });

  test('that was deleted says by whom also when that comes late', async () => {
    await watched(() => {});
    at('09:40');
    world.tenant.createApp(partner('p'), by('Mallory'));
    await watch('10:00');
    const arrives = late('10:10', () => world.tenant.deleteApp('p', by('Dora')));
    await watch('10:30');
    arrives();
    await watch('11:30');
    const [stored] = await world.store.findings('acme');
    expect(stored).toMatchObject({
      status: 'resolved',
      transition: 2,
      evidence: { endedBy: { by: { name: 'Dora' } } },
    });
    expect(await world.store.findings('acme')).toHaveLength(1);
  });
});

describe('an app of a client ID metadata document', () => {
  const register = (time: string, name: string, client_id: string) => {
    at(time);
    const request = {
      method: 'post',
      path: '/api/v2/clients/cimd/register',
      body: { external_client_id: 'https://partner.example/client.json' },
    };
    world.tenant.addLog({
      type: 'sapi',
      description: 'Register or update a CIMD client via metadata URI',
      client_id: `Synthetic${name}`,
      client_name: name,
      details: { request, response: { statusCode: 200, body: { client_id } } },
    });
  };
  const cimd = { external_metadata_type: 'cimd', ...unsafe };

  test('is of whoever registered it, not of who refreshed it', async () => {
    await watched(() => {});
    at('09:40');
    world.tenant.createApp(partner('p', cimd), null);
    register('09:40', 'Mallory', 'p');
    register('09:50', 'Alice', 'p');
    const outcome = await watch('10:00');
    for (const rule of ['app-permissive', 'app-callback-unsafe'])
      expect(who(outcome, rule), rule).toBe('Mallory');
    const found = outcome.run.findings.find(({ rule }) => rule === 'app-permissive');
    expect(found?.evidence).toMatchObject({ attribution: { how: 'unknown' } });
  });

  test('that is old is of nobody, whoever refreshed it', async () => {
    at('09:00');
    const created_at = '2026-03-01T00:00:00.000Z';
    world.tenant.createApp(partner('q', { ...cimd, created_at }), null);
    register('09:10', 'Alice', 'q');
    const outcome = await watch('09:20');
    for (const rule of ['app-permissive', 'app-callback-unsafe'])
      expect(who(outcome, rule), rule).toBeNull();
  });
});

test('default permissions on an API are not of whoever changed those on another', async () => {
  const audience = 'https://a.example';
  const grant = { audience, subject_type: 'user', default_for: 'third_party_clients' };
  await watched(() => world.tenant.addGrant({ ...grant, scope: ['read:x'] }));
  world.tenant.addGrant({ ...grant, scope: ['read:x', 'write:x'] });
  at('09:40');
  world.tenant.addLog({
    type: 'sapi',
    description: 'Update client grant',
    client_id: 'SyntheticBob',
    client_name: 'Bob',
    details: {
      request: { method: 'patch', path: '/api/v2/client-grants/x', body: { scope: [] } },
      response: { statusCode: 200, body: { ...grant, audience: 'https://b.example' } },
    },
  });
  expect(who(await watch('10:00'), 'default-permissions-widened')).toBeNull();
});

test('what is remembered for the next run is not written again by it', async () => {
  await watched(() => world.tenant.createApp(partner('p'), null));
  const quiet = countWrites(world.client);
  await world.run('2026-11-18T09:35:00.000Z', { client: quiet.client });
  at('09:40');
  world.tenant.updateApp('p', { description: 'tagged' }, by('Tool'));
  await watch('10:00');
  const again = countWrites(world.client);
  await world.run('2026-11-18T14:00:00.000Z', { client: again.client });
  expect(again.count()).toBe(quiet.count());
  expect((await world.store.logs('acme')).memory.recent).toHaveLength(1);
});

describe('a message that something is over', () => {
  const strict = () => world.tenant.setSettings({ flags: on, [mode]: 'strict' }, null);

  /** Lines of the newest message on one finding that say who. */
  function told(rule: string): string[] {
    const its = world.slack.accepted.at(-1)?.told.find((one) => one.rule === rule);
    expect(its?.announcement).toBe('resolved');
    const lines = its?.facts.map(({ name, value }) => `${name}: ${value}`) ?? [];
    return lines.filter((line) => / by: /.test(line)).map((line) => line.replace(/ \(.*/, ''));
  }

  test('says who put a setting back, and who had changed it', async () => {
    await watched(strict);
    set('09:40', { [mode]: 'permissive' }, 'Ana');
    await watch('10:00');
    set('10:20', { [mode]: 'strict' }, 'Bob');
    set('10:30', { [mode]: 'strict' }, 'Carl');
    const { run } = await watch('11:00');
    expect(told('dcr-mode-changed')).toEqual([
      'put back by: M2M app "Bob"',
      'changed by: M2M app "Ana"',
    ]);
    expect(told('dcr-permissive')[0]).toBe('then changed by: M2M app "Bob"');
    const over = run.findings.find(({ rule }) => rule === 'dcr-mode-changed');
    expect(over?.evidence).toMatchObject({ endedBy: { by: { name: 'Bob' } } });
    expect(over?.evidence).not.toHaveProperty('endedBy.among');
  });

  test('says who updated the app', async () => {
    await watched(() => world.tenant.createApp(partner('p'), null));
    at('09:40');
    world.tenant.updateApp('p', unsafe, by('Mallory'));
    await watch('10:00');
    at('10:20');
    world.tenant.updateApp('p', { callbacks: ['https://partner.example/callback'] }, by('Bob'));
    world.tenant.updateApp('p', { description: 'tagged' }, by('Tool'));
    await watch('11:00');
    for (const rule of ['app-callback-unsafe', 'app-widened'])
      expect(told(rule), rule).toEqual([
        'app then changed by: M2M app "Bob"',
        'app changed by: M2M app "Mallory"',
      ]);
  });

  test('says so when its channel was down, and is not followed by another when the entry is late', async () => {
    await watched(strict);
    set('09:40', { [mode]: 'permissive' }, 'Ana');
    await watch('10:00');
    set('10:20', { [mode]: 'strict' }, 'Bob');
    world.slack.isDown = true;
    await watch('11:00');
    world.slack.isDown = false;
    await watch('12:00');
    expect(told('dcr-mode-changed')[0]).toBe('put back by: M2M app "Bob"');

    set('12:10', { [mode]: 'permissive' }, 'Ana');
    await watch('12:30');
    const arrives = late('12:40', () => set('12:40', { [mode]: 'strict' }, 'Bob'));
    await watch('13:00');
    expect(told('dcr-mode-changed')).toEqual(['changed by: M2M app "Ana"']);
    const messages = world.slack.accepted.length;
    arrives();
    await watch('14:00');
    expect(world.slack.accepted).toHaveLength(messages);
    const findings = await world.store.findings('acme');
    const stored = findings.find(({ rule }) => rule === 'dcr-mode-changed');
    expect(stored?.status).toBe('resolved');
    expect(stored?.evidence).not.toHaveProperty('endedBy');
  });
});
