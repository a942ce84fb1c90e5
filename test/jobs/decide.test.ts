import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../functions/core/action.ts';
import { DecideReply } from '../../functions/core/decide-output.ts';
import type { Collect } from '../../functions/core/ports.ts';
import {
  app,
  defaultGrant,
  grant,
  settings,
  type SampleParts,
} from '../../functions/core/sample.ts';
import { rules } from '../../functions/rules/index.ts';
import { logs } from '../core/attribute-samples.ts';
import { decideIn, findingIn, type DecideOptions } from './decisions.ts';
import { createFastWorld, readAs, type RunOptions, type World } from './world.ts';

let world: World;
let id: string;
let count = 0;

beforeAll(async () => {
  world = await createFastWorld();
});

afterAll(() => world.close());

beforeEach(() => {
  id = `t${count++}`;
  for (const channel of [world.slack, world.terminal]) {
    channel.accepted.length = 0;
    channel.isDown = false;
  }
});

const on = (day: number) => `2026-11-${String(day).padStart(2, '0')}T09:00:00.000Z`;

function run(day: number, parts: SampleParts, options: RunOptions = {}) {
  return world.run(on(day), {
    collect: readAs(parts, logs()),
    ...options,
    tenant: { id, ...options.tenant },
  });
}

function decide(day: number, action: Action, options: DecideOptions = {}) {
  return decideIn(world, on(day), action, { ...options, tenant: { id, ...options.tenant } });
}

const stored = (rule: string, subject = 'p') => findingIn(world, `${id}/${rule}/${subject}`);

/** What people were told since this was last asked, by both channels together. */
function told(): string[] {
  return [world.slack, world.terminal].flatMap((channel) => {
    const words = channel.told().map((word) => `${channel.id} ${word}`);
    channel.accepted.length = 0;
    return words;
  });
}

const permissive = app({ id: 'p', securityMode: 'permissive' });
const by = 'Ana';
const accept = (rule: string, subject = 'p'): Action => ({
  kind: 'accept',
  finding: `${id}/${rule}/${subject}`,
  by,
  owner: 'web',
  reason: 'meant',
});
const suppress = (until: string): Action => ({
  kind: 'suppress',
  rule: 'app-permissive',
  subject: '*',
  by,
  owner: 'web',
  reason: 'migration',
  until,
});

describe('a finding of a drift rule that is accepted moves the baseline to what it saw', () => {
  const url = 'https://partner.example';
  const callbacks = [`${url}/a`];
  const widened = [`${url}/a`, `${url}/b`];
  const api = 'https://api.example/orders';
  const dcr = (mode: 'strict' | 'permissive' | 'unset') =>
    settings({ dcr: { enabled: true, mode } });

  /** How a tenant is before, as somebody finds it and accepts it, and after another change. */
  const cases: readonly [rule: string, subject: string, ...SampleParts[]][] = [
    [
      'app-identity-changed',
      'p',
      { apps: [app({ id: 'p' })] },
      { apps: [permissive] },
      { apps: [app({ id: 'p', firstParty: true, securityMode: null })] },
    ],
    [
      'app-widened',
      'p',
      { apps: [app({ id: 'p', callbacks })] },
      { apps: [app({ id: 'p', callbacks: widened })] },
      { apps: [app({ id: 'p', callbacks: [...widened, `${url}/c`] })] },
    ],
    [
      'app-widened',
      'p',
      { apps: [app({ id: 'p' })] },
      { apps: [app({ id: 'p' })], grants: [grant({ audience: api, appId: 'p', scopes: ['a'] })] },
      {
        apps: [app({ id: 'p' })],
        grants: [grant({ audience: api, appId: 'p', scopes: ['a', 'b'] })],
      },
    ],
    [
      'dcr-mode-changed',
      'dcr',
      { settings: dcr('strict') },
      { settings: dcr('permissive') },
      { settings: dcr('unset') },
    ],
    [
      'default-permissions-widened',
      api,
      { grants: [] },
      { grants: [defaultGrant({ audience: api, scopes: ['a'] })] },
      { grants: [defaultGrant({ audience: api, scopes: ['a', 'b'] })] },
    ],
    [
      'settings-drift',
      'default_audience',
      { settings: settings({ defaultAudience: null }) },
      { settings: settings({ defaultAudience: api }) },
      { settings: settings({ defaultAudience: `${api}/2` }) },
    ],
  ];

  test('all drift rules are tried here', () => {
    const tried = new Set([...cases.map(([rule]) => rule), 'toggle-changed']);
    expect(rules.filter(({ drift }) => drift).map((rule) => rule.id)).toEqual([...tried].sort());
  });

  test.each(cases)('%s of %s', async (rule, subject, before, found, another) => {
    await run(1, before);
    await run(2, found);
    expect(await stored(rule, subject)).toMatchObject({ status: 'open' });
    told();
    const reply = await decide(3, accept(rule, subject));
    expect(reply.findings).toMatchObject([{ status: 'resolved', end: 'baseline' }]);
    expect(reply.message).toMatch(/^Accepted as the new baseline: /);
    expect(await stored(rule, subject)).toMatchObject({
      status: 'resolved',
      end: 'baseline',
      decision: { by, owner: 'web', reason: 'meant' },
    });
    const accepted = await stored(rule, subject);

    await run(4, found);
    expect(await stored(rule, subject)).toEqual(accepted);
    expect(told().filter((word) => word.includes(rule))).toEqual([]);

    await run(5, another);
    expect(await stored(rule, subject)).toMatchObject({ status: 'open' });
    expect(told()).toContain(`terminal reopened ${rule} ${subject} 3`);
  });

  test('toggle-changed', async () => {
    const seen = (state: 'on' | 'off', day: number): RunOptions => ({
      collect: reading(state, day),
    });
    await run(1, {}, seen('off', 1));
    await run(2, {}, seen('on', 2));
    told();
    await decide(3, accept('toggle-changed', 'toggle'));
    const accepted = await stored('toggle-changed', 'toggle');
    expect(accepted).toMatchObject({ status: 'resolved', end: 'baseline' });
    await run(4, {}, seen('on', 4));
    expect(await stored('toggle-changed', 'toggle')).toEqual(accepted);
    await run(5, {}, seen('off', 5));
    expect(told()).toContain('terminal reopened toggle-changed toggle 3');
  });

  function reading(state: 'on' | 'off', day: number): Collect {
    const collect = readAs({}, logs());
    const apiField = { ok: true, proof: { state, asOf: on(day) } } as const;
    return async (request, left) => ({
      ...(await collect(request, left)),
      toggle: { apiField, probe: null, litter: [], probeName: null },
    });
  }

  test('and nothing else: what the app gained besides is found all the same', async () => {
    await run(1, { apps: [app({ id: 'p', callbacks })] });
    const both = { apps: [app({ id: 'p', callbacks: widened, securityMode: 'permissive' })] };
    await run(2, both);
    await decide(3, accept('app-widened'));
    await run(4, both);
    expect(await stored('app-identity-changed')).toMatchObject({ status: 'open' });
    await decide(5, accept('app-identity-changed'));
    await run(6, both);
    expect(await stored('app-identity-changed')).toMatchObject({ status: 'resolved' });
    expect(await stored('app-widened')).toMatchObject({ status: 'resolved', end: 'baseline' });
  });

  test('and not the default permissions of another API', async () => {
    const other = `${api}/2`;
    await run(1, { grants: [] });
    const both = [api, other].map((audience) => defaultGrant({ audience, scopes: ['a'] }));
    await run(2, { grants: both });
    await decide(3, accept('default-permissions-widened', api));
    await run(4, { grants: both });
    expect(await stored('default-permissions-widened', api)).toMatchObject({ status: 'resolved' });
    expect(await stored('default-permissions-widened', other)).toMatchObject({ status: 'open' });
  });

  test('unless more was stored since than the finding says', async () => {
    await run(1, { apps: [app({ id: 'p', callbacks })] });
    await run(2, { apps: [app({ id: 'p', callbacks: widened })] });
    const unread = { ok: false, reason: 'gone', cause: 'unavailable' } as const;
    const more = { apps: [app({ id: 'p', callbacks: [...widened, `${url}/c`] })] };
    const read = readAs(more, logs());
    await run(
      3,
      {},
      {
        collect: async (request, left) => {
          const reading = await read(request, left);
          const sections = { ...reading.snapshot.sections, grants: unread };
          return { ...reading, snapshot: { ...reading.snapshot, sections } };
        },
      },
    );
    await expect(decide(4, accept('app-widened'))).rejects.toThrow(
      /no longer what the finding says/,
    );
    await run(5, more);
    expect((await decide(6, accept('app-widened'))).message).toMatch(
      /^Accepted as the new baseline/,
    );
  });

  test('where it compares with the intent of the file, the finding itself is accepted', async () => {
    const tenant = { intent: { newApps: 'strict', dcr: 'permissive' } as const };
    const strict = { settings: dcr('strict') };
    await run(1, strict, { tenant });
    const reply = await decide(2, accept('dcr-mode-changed', 'dcr'), { tenant });
    expect(reply.findings).toMatchObject([{ status: 'accepted' }]);
    await run(3, strict, { tenant });
    expect(await stored('dcr-mode-changed', 'dcr')).toMatchObject({ status: 'accepted' });
  });
});

describe('what is decided', () => {
  test('is kept by the next run, which tells nobody', async () => {
    await run(1, {});
    await run(2, { apps: [permissive] });
    const finding = `${id}/app-permissive/p`;
    told();
    for (const action of [
      { kind: 'acknowledge', finding, by },
      { kind: 'reopen', finding, by, reason: 'mistake' },
      accept('app-permissive'),
      { kind: 'reopen', finding, by, reason: 'mistake' },
      { kind: 'suppress', finding, by, owner: 'web', reason: 'later', until: on(20) },
    ] as const satisfies Action[]) {
      const reply = DecideReply.parse(await decide(3, action));
      const [decided] = reply.findings;
      expect(decided).toMatchObject({ key: finding, announced: null });
      await run(3, { apps: [permissive] });
      expect(await stored('app-permissive')).toMatchObject({ status: decided?.status });
      expect(told()).toEqual([]);
    }
    const past = await world.store.history(id, 'app-permissive', 'p');
    expect(past.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['acknowledged', 'taken-back', 'accepted', 'suppressed']),
    );
  });

  test('an acceptance covers what the finding says, and no more', async () => {
    const unsafe = (...hosts: string[]) => ({
      apps: [app({ id: 'p', callbacks: hosts.map((host) => `http://${host}/cb`) })],
    });
    await run(1, {});
    await run(2, unsafe('a.example'));
    await decide(3, accept('app-callback-unsafe'));
    await run(4, unsafe('a.example'));
    expect(await stored('app-callback-unsafe')).toMatchObject({ status: 'accepted' });
    await run(5, unsafe('a.example', 'b.example'));
    const { status, because } = await stored('app-callback-unsafe');
    expect([status, because]).toEqual([
      'open',
      expect.stringMatching(/^The acceptance by Ana \(meant\) is void: it now also covers .*b\.ex/),
    ]);
  });

  test('a pattern hides what stands and what comes; its end is told at once, with words', async () => {
    await run(1, {});
    await run(2, { apps: [permissive] });
    const { suppression } = await decide(3, suppress(on(20)));
    told();
    const second = app({ id: 'q', name: 'Second', securityMode: 'permissive' });
    await run(4, { apps: [permissive, second] });
    expect(await stored('app-permissive', 'q')).toMatchObject({
      status: 'suppressed',
      decision: { suppression: suppression?.id },
    });
    expect(told()).toEqual([]);

    const lift = {
      kind: 'unsuppress',
      suppression: suppression?.id ?? '',
      by,
      reason: 'x',
    } as const;
    const reply = DecideReply.parse(await decide(5, lift));
    expect(reply.findings.map(({ announced }) => announced)).toEqual([
      'suppression-ended',
      'suppression-ended',
    ]);
    expect(world.slack.accepted.flatMap((message) => message.told)).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(/was lifted by Ana \(x\)\..*"Second" is in permissive/s),
      }),
    );
    told();
    await run(6, { apps: [permissive, second] });
    expect(told().filter((word) => word.includes('suppression-ended'))).toEqual([]);
    const past = await world.store.history(id, 'suppression', suppression?.id ?? '');
    expect(past).toMatchObject([
      { what: 'suppressed', by, hides: { rule: 'app-permissive', subject: '*' } },
      { what: 'unsuppressed', by },
    ]);
  });

  test('a channel that does not accept is owed it, and the reply says so', async () => {
    await run(1, { apps: [permissive] });
    const finding = `${id}/app-permissive/p`;
    await decide(2, { kind: 'suppress', finding, by, owner: 'o', reason: 'r', until: on(20) });
    told();
    world.slack.isDown = true;
    const reply = await decide(3, { kind: 'unsuppress', finding, by, reason: 'x' });
    expect(reply.undelivered).toEqual(['slack:WEBHOOK is down.']);
    expect((await stored('app-permissive')).owed).toMatchObject([
      { channel: 'slack:WEBHOOK', kind: 'suppression-ended' },
    ]);
    expect(told()).toEqual(['terminal suppression-ended app-permissive p 1']);
  });

  test('a dry run says what it would do, and does nothing', async () => {
    await run(1, { apps: [permissive] });
    const head = await world.store.head(id);
    told();
    const reply = await decide(2, suppress(on(20)), { dryRun: true });
    expect(reply.findings).toMatchObject([{ status: 'suppressed' }]);
    expect(await stored('app-permissive')).toMatchObject({ status: 'inherited' });
    expect(await world.store.head(id)).toEqual(head);
    expect(await world.store.history(id, 'suppression', reply.suppression?.id ?? '')).toEqual([]);
  });

  test('about a tenant that was never watched is refused', async () => {
    await expect(decide(1, suppress(on(20)))).rejects.toThrow(
      /^Nothing is stored of t\d+ yet.*Run `npx strictwatch watch --tenant t\d+` first\.$/,
    );
  });

  test('is listed up to 100 findings, the worst first; the others are counted', async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      app({ id: `p${i}`, securityMode: 'permissive' }),
    );
    await run(1, { apps: many });
    const reply = await decide(2, suppress(on(20)));
    expect([reply.findings.length, reply.omitted]).toEqual([100, 20]);
    expect(reply.findings.every(({ message }) => message !== '')).toBe(true);
    told();
    const lift = { kind: 'unsuppress', suppression: reply.suppression?.id ?? '' } as const;
    await decide(3, { ...lift, by, reason: 'x' });
    const [message] = world.slack.accepted;
    expect(message?.told.map((one) => one.message.includes('permissive'))).toEqual(
      Array.from({ length: 10 }, () => true),
    );
    expect(message?.rest?.count).toBe(110);
  });
});

test('a suppression of the file hides from its first day to its last, then a run says that it has ended', async () => {
  const entry = { rule: 'app-permissive', subject: '*', by, owner: 'web', reason: 'x' };
  const tenant = { suppressions: [{ ...entry, on: '2026-11-01', until: '2026-11-02' }] };
  await run(1, {}, { tenant });
  const hidden = await run(2, { apps: [permissive] }, { tenant });
  expect(await stored('app-permissive')).toMatchObject({ status: 'suppressed' });
  const ended = await run(3, { apps: [permissive] }, { tenant });
  expect(await stored('app-permissive')).toMatchObject({ status: 'open' });
  expect([hidden.warnings, ended.warnings]).toEqual([
    [],
    ['The suppression of app-permissive for "*" in tenants.json ended on 2026-11-02: take it out.'],
  ]);
});
