import { afterEach, describe, expect, it } from 'vitest';
import type { Reading } from '../../../functions/core/ports.ts';
import { failures, type TenantOptions } from '../../../demo/tenant.ts';
import { logsOf, remembering, toldBy, watched, type Watched } from './log-runs.ts';
import { failureOf, idsOf, valueOf, type tenantAt } from './reading.ts';

let world: Watched;
afterEach(() => world.tenant.close());

type Config = Parameters<typeof tenantAt>[1];

async function begin(options: TenantOptions = {}, toggle: Config = {}): Promise<void> {
  world = await watched(options, toggle);
}

function writes(): string[] {
  return world.tenant.requests
    .filter(({ method, pathname }) => method !== 'GET' && pathname !== '/oauth/token')
    .map(({ method }) => method);
}

describe('a flag that shows the toggle', () => {
  const settingsFlag = { toggle: { apiField: 'settings.flags.the_toggle' } };
  const migration = { toggle: { apiField: 'migrations.flags.the_toggle' } };

  it('is not read where none is named', async () => {
    await begin({ migrations: { the_toggle: true } });
    expect((await world.run()).toggle.apiField).toBeNull();
    expect(world.tenant.requests.map(({ pathname }) => pathname)).not.toContain(
      '/api/v2/migrations',
    );
  });

  it.each([
    [true, 'on'],
    [false, 'off'],
  ])('among the settings says %s: %s, without a request', async (flag, state) => {
    await begin({}, settingsFlag);
    world.tenant.setSettings({ flags: { the_toggle: flag } });
    const reading = await world.run();
    expect(reading.toggle.apiField).toEqual({
      ok: true,
      proof: { state, asOf: '2026-11-01T09:00:00.000Z', field: 'settings.flags.the_toggle' },
    });
    expect(reading.calls).toBe(1 + 9);
  });

  it.each([
    [undefined, 'Auth0 answered no settings.flags.the_toggle'],
    [null, 'settings.flags.the_toggle is neither true nor false'],
    ['false', 'settings.flags.the_toggle is neither true nor false'],
  ])('among the settings that is %j says nothing', async (flag, reason) => {
    await begin({}, settingsFlag);
    world.tenant.setSettings({ flags: { the_toggle: flag } });
    const { toggle, warnings } = await world.run();
    expect(toggle.apiField).toEqual({ ok: false, reason });
    expect(warnings).toEqual([`\`toggle.apiField\` shows nothing: ${reason}`]);
  });

  it('named as what every object has says nothing', async () => {
    await begin({}, { toggle: { apiField: 'settings.flags.constructor' } });
    expect((await world.run()).toggle.apiField?.ok).toBe(false);
  });

  it('says nothing where the settings were not read', async () => {
    await begin({ scopes: ['read:clients', 'read:logs'] }, settingsFlag);
    expect((await world.run()).toggle.apiField).toEqual({
      ok: false,
      reason:
        'settings.flags.the_toggle could not be read: missing scope read:tenant_settings: add it to the Management API grant of the M2M application',
    });
  });

  it('says nothing without a token, and asks for none', async () => {
    await begin({ clientSecret: 'right' }, migration);
    world.tenant.rotateSecret();
    world.tenant.state.credentials.clientId = 'another';
    const reading = await world.run({
      timeLeft: () => 0,
    });
    expect(reading.toggle.apiField?.ok).toBe(false);
    expect(reading.calls).toBe(0);
  });

  it('among the migrations says on', async () => {
    await begin({ migrations: { the_toggle: true } }, migration);
    expect((await world.run()).toggle.apiField).toMatchObject({
      ok: true,
      proof: { state: 'on', field: 'migrations.flags.the_toggle' },
    });
  });

  const says = (body: unknown) => ({ kind: 'answer', answer: { status: 200, body } }) as const;

  it.each([
    ['404', failures.status(404, 'Not Found'), 'Auth0 answered 404'],
    ['403', failures.status(403, 'Forbidden', 'insufficient_scope'), 'insufficient_scope'],
    ['200 with HTML', says('<html>{"flags":{"the_toggle":true}}</html>'), 'not JSON'],
    ['another object', says({ the_toggle: false }), 'held no flags'],
    ['a list', says([{ flags: { the_toggle: false } }]), 'held no flags'],
    ['no such flag', says({ flags: {} }), 'answered no migrations.flags.the_toggle'],
    ['a text', says({ flags: { the_toggle: 'on' } }), 'neither true nor false'],
  ])('among the migrations says nothing where they are %s', async (_what, failure, reason) => {
    await begin({}, migration);
    world.tenant.setFaults({ match: { path: '/api/v2/migrations', times: Infinity }, failure });
    const { toggle, snapshot } = await world.run();
    expect(toggle.apiField).toEqual({ ok: false, reason: expect.stringContaining(reason) });
    expect(Object.values(snapshot.sections).every(({ ok }) => ok)).toBe(true);
  });
});

const scopes = [
  'read:clients',
  'read:tenant_settings',
  'read:client_grants',
  'read:resource_servers',
  'read:connections',
  'read:prompts',
  'read:rules',
  'read:hooks',
  'read:logs',
  'create:clients',
  'delete:clients',
];

describe('the probe', () => {
  const weekly = { toggle: { probeEveryDays: 7 } };

  /** A tenant whose probe has its name from an earlier run. */
  async function named(options: TenantOptions = {}, config: Config = weekly): Promise<void> {
    await begin({ scopes, ...options }, config);
    const { toggle } = await probe();
    remembering(world, { probeName: toggle.probeName });
    world.pass(1);
  }

  function probe(parts: Parameters<Watched['run']>[0] = {}): Promise<Reading> {
    return world.run({ mayProbe: true, ...parts });
  }

  function names(): string[] {
    return world.tenant.apps().map(({ name }) => name);
  }

  it('gets its name in the first run, and makes nothing before that is stored', async () => {
    await begin({ scopes }, weekly);
    const { toggle } = await probe();
    expect(toggle).toEqual({
      apiField: null,
      probe: null,
      litter: [],
      probeName: expect.stringMatching(/^strictwatch-probe-[0-9a-f-]{36}$/),
    });
    expect(writes()).toEqual([]);
    expect((await probe()).toggle.probeName).not.toBe(toggle.probeName);
  });

  it.each(['on', 'off'] as const)(
    'shows that the toggle is %s, and leaves nothing',
    async (state) => {
      await named({ toggle: state });
      const before = names();
      const { toggle, warnings } = await probe();
      expect(toggle.probe).toEqual({
        ok: true,
        proof: {
          state,
          asOf: world.now().toISOString(),
          app: expect.any(String),
          appName: world.logs.memory.probeName,
        },
      });
      expect(toggle.litter).toEqual([]);
      expect(warnings).toEqual([]);
      expect(writes()).toEqual(['POST', 'DELETE']);
      expect(names()).toEqual(before);
      const [made] = world.tenant.state.logs;
      expect(made).toMatchObject({
        description: 'Create a client',
        details: {
          request: {
            body: {
              name: world.logs.memory.probeName,
              description: expect.stringContaining('Strictwatch'),
              is_first_party: false,
              app_type: 'regular_web',
            },
          },
        },
      });
    },
  );

  it('is not told of as something that happened in the tenant', async () => {
    await named();
    await probe();
    world.pass(1);
    const reading = await world.run();
    expect(toldBy(reading).filter((told) => told.startsWith('app-created'))).toEqual([]);
    expect(logsOf(reading).position.newest).not.toBeNull();
  });

  it('is due again after its days, and not before', async () => {
    await named();
    const proof = { state: 'on', asOf: world.now().toISOString() } as const;
    const { toggle } = world.logs.memory;
    remembering(world, { toggle: { ...toggle, probe: proof } });
    world.pass(7 * 24 - 1);
    expect((await probe()).toggle.probe).toBeNull();
    expect(writes()).toEqual([]);
    world.pass(1);
    expect((await probe()).toggle.probe?.ok).toBe(true);
  });

  it('is not made in a dry run', async () => {
    await named();
    const { toggle } = await world.run({ mayProbe: false });
    expect(toggle).toMatchObject({ probe: null, probeName: world.logs.memory.probeName });
    expect(writes()).toEqual([]);
  });

  it('is not made where nobody asks for one, whatever is remembered and granted', async () => {
    await named({}, {});
    remembering(world, { probeName: 'strictwatch-probe-x' });
    world.tenant.createApp({ name: 'strictwatch-probe-x', is_first_party: false });
    const reading = await probe();
    expect(reading.toggle).toEqual({ apiField: null, probe: null, litter: [], probeName: null });
    expect(idsOf(reading)).toHaveLength(1);
    const methods = world.tenant.requests.map(({ method, pathname }) => `${method} ${pathname}`);
    expect(methods.filter((asked) => !asked.startsWith('GET '))).toEqual([]);
  });

  it.each([
    ['create:clients', 'create:clients'],
    ['delete:clients', 'delete:clients'],
  ])('is not made without %s', async (scope) => {
    await named({ scopes: scopes.filter((other) => other !== scope) });
    const { toggle, snapshot } = await probe();
    expect(toggle.probe).toEqual({
      ok: false,
      reason: `the toggle is not probed: missing scope ${scope}: add it to the Management API grant of the M2M application`,
    });
    expect(writes()).toEqual([]);
    expect(snapshot.sections.apps.ok).toBe(true);
  });

  it('that lacks a scope is warned about in each run, the first and a dry one too', async () => {
    await begin({ scopes: scopes.filter((other) => other !== 'create:clients') }, weekly);
    const lacking = [expect.stringMatching(/^the toggle is not probed: missing scope create:/)];
    const first = await probe();
    expect(first.warnings).toEqual(lacking);
    remembering(world, { probeName: first.toggle.probeName });
    expect((await probe()).warnings).toEqual(lacking);
    expect((await world.run({ mayProbe: false })).warnings).toEqual(lacking);
  });

  it.each([
    ['is refused', failures.status(403, 'You reached the limit of entities', 'too_many_entities')],
    [
      'comes back without a mode',
      { kind: 'answer', answer: { status: 201, body: { client_id: 'a' } } },
    ],
  ] as const)('that %s is made again a day later, and not before', async (_what, failure) => {
    await named();
    world.tenant.setFaults({
      match: { method: 'POST', path: '/api/v2/clients', times: Infinity },
      failure,
    });
    const first = await probe();
    expect(first.toggle.probeTriedAt).toBe(world.now().toISOString());
    expect(first.warnings).toEqual([first.toggle.probe?.ok === false && first.toggle.probe.reason]);
    const { toggle } = world.logs.memory;
    remembering(world, { toggle: { ...toggle, probeTriedAt: world.now().toISOString() } });

    world.pass(23);
    const second = await probe();
    expect(writes()).toEqual([]);
    expect(second.toggle.probeTriedAt).toBeUndefined();
    expect(second.warnings).toEqual([
      'the toggle is not probed: the probe of 2026-11-01 10:00 UTC showed nothing, as that run said, and none is made again before 2026-11-02 10:00 UTC',
    ]);
    world.pass(1);
    world.tenant.setFaults();
    expect((await probe()).toggle.probe?.ok).toBe(true);
  });

  it('is made once the scopes are granted', async () => {
    await named({
      scopes: scopes.filter((scope) => !scope.endsWith(':clients')).concat('read:clients'),
    });
    expect((await probe()).toggle.probe?.ok).toBe(false);
    world.tenant.grantScope('create:clients');
    world.tenant.grantScope('delete:clients');
    expect((await probe()).toggle.probe?.ok).toBe(true);
  });

  it('is not made while the apps cannot be read', async () => {
    await named();
    world.tenant.setFaults({
      match: { method: 'GET', path: '/api/v2/clients', times: Infinity },
      failure: failures.serverError(),
    });
    const reading = await probe();
    expect(failureOf(reading, 'apps').cause).toBe('unavailable');
    expect(reading.toggle.probe).toMatchObject({ ok: false });
    expect(writes()).toEqual([]);
  });

  it('is not made without the time to clean up', async () => {
    await named();
    expect((await probe({ timeLeft: () => 20_000 })).toggle.probe).toEqual({
      ok: false,
      reason: 'the toggle is not probed: there was too little time to clean up',
    });
    expect(writes()).toEqual([]);
  });

  it('says what Auth0 answered where it may not be made', async () => {
    await named();
    world.tenant.setFaults({
      match: { method: 'POST', path: '/api/v2/clients' },
      failure: failures.status(403, 'You reached the limit of entities', 'too_many_entities'),
    });
    expect((await probe()).toggle.probe).toMatchObject({
      ok: false,
      reason: expect.stringContaining('Auth0 answered 403 too_many_entities'),
    });
  });

  it('deletes again where deleting fails at first', async () => {
    await named();
    world.tenant.setFaults({
      match: { method: 'DELETE', times: 2 },
      failure: failures.serverError(),
    });
    expect((await probe()).toggle).toMatchObject({ probe: { ok: true }, litter: [] });
    expect(writes()).toEqual(['POST', 'DELETE', 'DELETE', 'DELETE']);
  });

  it('that cannot be deleted is said, hidden, deleted by the next run, and not made again before', async () => {
    await named({ toggle: 'on' });
    const fault = {
      match: { method: 'DELETE', times: Infinity },
      failure: failures.status(409, 'Conflict'),
    };
    world.tenant.setFaults(fault);
    const first = await probe();
    const id = world.tenant
      .apps()
      .find(({ name }) => name === world.logs.memory.probeName)?.client_id;
    expect(first.toggle).toMatchObject({
      probe: { ok: true, proof: { state: 'on' } },
      litter: [id],
    });
    expect(first.warnings).toEqual([expect.stringContaining(`${id}`)]);
    expect(first.warnings[0]).toContain('delete it in the Auth0 Dashboard');
    expect(first.warnings[0]).not.toContain('grants nothing');

    world.pass(1);
    const second = await probe();
    expect(second.toggle).toMatchObject({
      probe: { ok: false, reason: 'the toggle is not probed: an app of an earlier probe is left' },
      litter: [id],
    });
    expect(idsOf(second)).not.toContain(id);
    expect(writes()).toEqual(['DELETE']);
    expect(second.warnings).toEqual([
      'the toggle is not probed: an app of an earlier probe is left',
      expect.stringContaining(`${id}`),
    ]);

    world.tenant.setFaults();
    const third = await probe();
    expect(third.toggle).toMatchObject({ probe: { ok: true }, litter: [] });
    expect(third.warnings).toEqual([]);
    expect(names()).not.toContain(world.logs.memory.probeName);
  });

  it.each([
    ['without an answer', failures.reset()],
    ['with an answer that was cut', failures.cut()],
    ['late, behind a gateway', failures.badGateway()],
  ])('made %s is not made twice, and is found by the next run', async (_what, failure) => {
    await named();
    world.tenant.setFaults({ match: { method: 'POST', path: '/api/v2/clients' }, failure });
    const first = await probe();
    expect(first.toggle.probe).toEqual({
      ok: false,
      reason:
        "Auth0 did not say whether it created the probe's app: the next run looks for it and deletes it",
    });
    expect(writes()).toEqual(['POST']);
    const left = names().filter((name) => name === world.logs.memory.probeName).length;
    const second = await probe();
    expect(second.toggle).toMatchObject({ probe: { ok: true }, litter: [] });
    expect(writes()).toEqual([...Array<string>(left).fill('DELETE'), 'POST', 'DELETE']);
    expect(names()).not.toContain(world.logs.memory.probeName);
  });

  const answers = (body: unknown) => ({ kind: 'answer', answer: { status: 201, body } }) as const;

  it.each([
    ['an id that is none', { client_id: '../users/x', third_party_security_mode: 'strict' }],
    ['no id', { third_party_security_mode: 'strict' }],
    ['a list', []],
  ])('answered with %s is deleted by nobody', async (_what, body) => {
    await named();
    world.tenant.setFaults({
      match: { method: 'POST', path: '/api/v2/clients' },
      failure: answers(body),
    });
    expect((await probe()).toggle.probe?.ok).toBe(false);
    expect(writes()).toEqual(['POST']);
  });

  it.each([
    [{ client_id: 'tpc_a' }, 'off'],
    [{ client_id: 'a' }, null],
    [{ client_id: 'tpc_a', third_party_security_mode: 'other' }, null],
  ])('answered with %j says %s', async (body, state) => {
    await named();
    world.tenant.setFaults({
      match: { method: 'POST', path: '/api/v2/clients' },
      failure: answers(body),
    });
    const { probe: probed } = (await probe()).toggle;
    expect(probed?.ok ? probed.proof.state : null).toBe(state);
    expect(writes()).toEqual(['POST', 'DELETE']);
  });

  it('never takes an app for its own that was known, that leads somewhere, or that came otherwise', async () => {
    await named();
    const name = world.logs.memory.probeName ?? '';
    const known = world.tenant.createApp({ name, is_first_party: false }).client_id;
    world.knownApps.add(known);
    const others = [
      world.tenant.createApp({ name, is_first_party: false, callbacks: ['https://x.example/'] }),
      world.tenant.createApp({ name, is_first_party: false, web_origins: ['https://x.example'] }),
      world.tenant.createApp({ name, is_first_party: true }),
      world.tenant.createApp({ name, is_first_party: false, external_metadata_type: 'dcr' }),
      world.tenant.createApp({ name: `${name} `, is_first_party: false }),
      world.tenant.createApp({ name, is_first_party: false, app_type: 'spa' }),
      world.tenant.createApp({ name, is_first_party: false, grant_types: ['password'] }),
      granted(world.tenant.createApp({ name, is_first_party: false })),
    ].map(({ client_id }) => client_id);
    const reading = await probe();
    expect(idsOf(reading)).toEqual([known, ...others].toSorted());
    expect(writes()).toEqual(['POST', 'DELETE']);
    expect(valueOf(reading, 'apps').filter((app) => app.name === name)).toHaveLength(8);
  });

  it('takes an app for its own where the grants could not be read', async () => {
    await named({ scopes: scopes.filter((scope) => scope !== 'read:client_grants') });
    const name = world.logs.memory.probeName ?? '';
    granted(world.tenant.createApp({ name, is_first_party: false }));
    expect((await probe()).toggle.litter).toEqual([]);
    expect(writes()).toEqual(['DELETE', 'POST', 'DELETE']);
  });

  function granted<T extends { readonly client_id: string }>(app: T): T {
    const audience = 'https://orders.example';
    world.tenant.addGrant({ client_id: app.client_id, audience, scope: [] });
    return app;
  }
});
