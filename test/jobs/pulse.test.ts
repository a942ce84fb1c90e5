import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BusyError, ConfigError, DeliveryError } from '../../functions/core/errors.ts';
import type { RunRecord } from '../../functions/core/run.ts';
import { PulseResult } from '../../functions/core/pulse.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { countWrites, sendOf, withSend } from '../adapters/crash.ts';
import { createFastWorld, fakeChannel, partner, type World } from './world.ts';
import { only, pulseAt, storeOf } from './pulses.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld({ apps: [partner('old')] });
});

afterEach(() => world.close());

const adopted = '2026-11-01T09:00:00.000Z';
const opened = 'opened watch-stale watch 1';
const resolved = 'resolved watch-stale watch 2';

describe('a tenant that is read as its schedule says', () => {
  beforeEach(() => world.run(adopted));

  test('costs two small reads, writes nothing, and nobody is told', async () => {
    const commands: string[] = [];
    const send = sendOf(world.client);
    const client = withSend(world.client, (command) => {
      commands.push(command.constructor.name);
      return send(command);
    });
    const outcome = await pulseAt(world, '10:00:00.000', { client });
    expect(commands).toEqual(['GetItemCommand', 'QueryCommand']);
    expect(outcome).toEqual({
      result: {
        version: 1,
        at: '2026-11-01T10:00:00.000Z',
        tenants: [
          {
            tenant: 'acme',
            lastComplete: adopted,
            ageSeconds: 3600,
            oldestAllowed: '2026-11-01T07:30:00.000Z',
            stale: false,
            finding: null,
          },
        ],
      },
      undelivered: [],
      overdue: [],
      failures: [],
      warnings: [],
    });
    expect(world.slack.told()).toEqual([]);
  });

  test('is on time while only one run is missing', async () => {
    expect(only(await pulseAt(world, '11:30:00.000'))).toMatchObject({ stale: false });
    expect(only(await pulseAt(world, '11:30:01.000'))).toMatchObject({ stale: true });
  });

  test('is as old as the beginning of its last run', async () => {
    const store = storeOf(world);
    const runs = async (tenant: string, limit: number) =>
      (await store.runs(tenant, limit)).map((run) => ({
        ...run,
        finishedAt: '2026-11-01T09:14:00.000Z',
      }));
    const seen = only(await pulseAt(world, '10:00:00.000', { store: { ...store, runs } }));
    expect(seen).toMatchObject({ lastComplete: adopted, ageSeconds: 3600 });
  });

  test('is no younger than nothing when a replay looks from before its last run', async () => {
    expect(only(await pulseAt(world, '08:00:00.000'))).toMatchObject({
      ageSeconds: 0,
      stale: false,
    });
  });
});

describe('a tenant that is not read any more', () => {
  beforeEach(() => world.run(adopted));

  test('is told of once, with what is known', async () => {
    const first = only(await pulseAt(world, '12:00:00.000'));
    expect(first).toMatchObject({
      stale: true,
      finding: {
        key: 'acme/watch-stale/watch',
        severity: 'critical',
        status: 'open',
        announced: 'opened',
        message:
          'the tenant was last read whole at 2026-11-01 09:00 UTC, which is too long for the schedule rate(1 hour); no run has come to an end since then',
        evidence: { lastComplete: adopted, schedule: 'rate(1 hour)', reasons: [] },
      },
    });
    const second = only(await pulseAt(world, '12:15:00.000'));
    expect(second.finding).toMatchObject({ status: 'open', announced: null, transition: 1 });
    for (const channel of [world.slack, world.terminal]) expect(channel.told()).toEqual([opened]);
  });

  test('changes nothing in the store while it stands', async () => {
    await pulseAt(world, '12:00:00.000');
    const before = await world.store.findings('acme');
    const counting = countWrites(world.client);
    await pulseAt(world, '12:15:00.000', { client: counting.client });
    // The lease is taken and given back.
    expect(counting.count()).toBe(2);
    expect(await world.store.findings('acme')).toEqual(before);
  });

  test('says why its newest run was not complete', async () => {
    world.tenant.revokeScope('read:clients');
    world.tenant.expireTokens();
    for (const hour of [10, 11]) await world.run(`2026-11-01T${hour}:00:00.000Z`);
    const { finding, lastComplete } = only(await pulseAt(world, '12:00:00.000'));
    expect(lastComplete).toBe(adopted);
    expect(finding?.message).toMatch(/; the newest run could not read apps \(.*read:clients.*\)$/);
    expect(finding?.evidence['reasons']).toEqual([expect.stringMatching(/^apps \(/)]);
  });

  test('reminds after a day', async () => {
    await pulseAt(world, '12:00:00.000');
    const next = only(await pulseAt(world, '2026-11-02T12:00:00.000Z'));
    expect(next.finding).toMatchObject({ announced: 'reminded' });
    expect(world.slack.told()).toEqual([opened, 'reminded watch-stale watch 2']);
  });

  test('is over once it is read again, which is told once', async () => {
    await pulseAt(world, '12:00:00.000');
    const { run } = await world.run('2026-11-01T13:00:00.000Z');
    expect(run.findings.filter(({ rule }) => rule === 'watch-stale')).toMatchObject([
      { status: 'open', announced: null, message: expect.stringMatching(/^the tenant was last/) },
    ]);
    const over = only(await pulseAt(world, '13:15:00.000'));
    expect(over).toMatchObject({
      stale: false,
      finding: { status: 'resolved', announced: 'resolved' },
    });
    expect(only(await pulseAt(world, '13:30:00.000')).finding).toBeNull();
    expect(world.slack.told()).toEqual([opened, resolved]);
    const head = await world.store.head('acme');
    expect([head?.isStale, head?.lastComplete]).toEqual([undefined, undefined]);
  });

  test('is the same finding when it happens again', async () => {
    await pulseAt(world, '12:00:00.000');
    await world.run('2026-11-01T13:00:00.000Z');
    await pulseAt(world, '13:15:00.000');
    await pulseAt(world, '20:00:00.000');
    expect(world.slack.told()).toEqual([opened, resolved, 'reopened watch-stale watch 3']);
  });

  test('an incomplete run does not end it', async () => {
    await pulseAt(world, '12:00:00.000');
    world.tenant.revokeScope('read:clients');
    world.tenant.expireTokens();
    await world.run('2026-11-01T13:00:00.000Z');
    expect(await world.store.head('acme')).toMatchObject({ isStale: true, lastComplete: adopted });
    expect(only(await pulseAt(world, '13:15:00.000'))).toMatchObject({
      stale: true,
      lastComplete: adopted,
      finding: { status: 'open' },
    });
  });

  test('is not told when a run reads it between the look and the lease', async () => {
    const store = storeOf(world);
    const racing = {
      ...store,
      begin: async (tenant: string) => {
        await world.run('2026-11-01T12:00:00.000Z');
        return store.begin(tenant);
      },
    };
    const seen = only(await pulseAt(world, '12:00:30.000', { store: racing }));
    expect(seen).toMatchObject({ stale: false, lastComplete: '2026-11-01T12:00:00.000Z' });
    expect(world.slack.told()).toEqual([]);
  });

  test('is remembered beyond the runs that are looked through', async () => {
    await pulseAt(world, '12:00:00.000');
    const [complete] = await world.store.runs('acme', 1);
    const failed = { ...(complete as RunRecord), complete: false };
    const asked: number[] = [];
    const store = {
      ...storeOf(world),
      runs: async (_tenant: string, limit: number) => {
        asked.push(limit);
        return Array.from({ length: limit }, () => failed);
      },
    };
    const seen = only(await pulseAt(world, '2026-12-31T12:00:00.000Z', { store }));
    expect(seen).toMatchObject({ stale: true, lastComplete: adopted });
    // Once to look, and once more when no run can interfere.
    expect(asked).toEqual([1, 10, 100, 1000, 1, 10, 100, 1000]);
  });
});

describe('a tenant that no run has read yet', () => {
  test('has its time from the first pulse on, and is then told of', async () => {
    const first = only(await pulseAt(world, '09:00:00.000'));
    expect(first).toMatchObject({ stale: false, lastComplete: null, ageSeconds: null });
    expect(await world.store.head('acme')).toMatchObject({
      expectedSince: adopted,
      firstComplete: null,
      adopted: [],
    });
    expect(only(await pulseAt(world, '11:30:00.000'))).toMatchObject({ stale: false });
    const late = only(await pulseAt(world, '11:31:00.000'));
    expect(late.finding?.message).toMatch(
      /^the tenant has never been read whole, though that is expected since 2026-11-01 09:00 UTC/,
    );
    expect(world.slack.told()).toEqual([opened]);
  });

  test('is adopted by its first complete run as if pulse had never looked', async () => {
    await pulseAt(world, '09:00:00.000');
    await pulseAt(world, '12:00:00.000');
    const { run } = await world.run('2026-11-01T13:00:00.000Z');
    expect(run.findings.map(({ status, rule }) => `${status} ${rule}`)).toEqual([
      'inherited app-permissive',
      'open watch-stale',
    ]);
    expect(world.slack.accepted.at(-1)).toMatchObject({ told: [], adoption: { total: 1 } });
    await pulseAt(world, '13:15:00.000');
    expect(world.slack.told()).toEqual([opened, resolved]);
    expect(world.slack.accepted.filter(({ adoption }) => adoption)).toHaveLength(1);
  });

  test('has its time from its first run on, when that could not read it', async () => {
    world.tenant.revokeScope('read:clients');
    await world.run(adopted);
    expect(only(await pulseAt(world, '11:00:00.000'))).toMatchObject({ stale: false });
    expect(only(await pulseAt(world, '12:00:00.000'))).toMatchObject({ stale: true });
  });
});

describe('a schedule that became shorter', () => {
  const daily = { schedule: { watch: 'rate(1 day)', report: 'rate(7 days)', timeZone: 'UTC' } };

  test('has its time first', async () => {
    await world.run(adopted, { tenant: daily });
    expect(only(await pulseAt(world, '20:00:00.000', { tenant: daily })).stale).toBe(false);
    expect(only(await pulseAt(world, '20:15:00.000')).stale).toBe(false);
    expect(only(await pulseAt(world, '22:45:00.000')).stale).toBe(false);
    expect(only(await pulseAt(world, '22:46:00.000')).stale).toBe(true);
  });

  test('gives no time to what is stale already', async () => {
    await world.run(adopted);
    await pulseAt(world, '12:00:00.000');
    const schedule = { ...daily.schedule, watch: 'rate(30 minutes)' };
    expect(only(await pulseAt(world, '12:15:00.000', { tenant: { schedule } })).stale).toBe(true);
  });
});

describe('telling', () => {
  beforeEach(() => world.run(adopted));

  test('what Slack did not accept stays owed to it, and comes with the next pulse', async () => {
    world.slack.isDown = true;
    const first = await pulseAt(world, '12:00:00.000');
    expect(first.undelivered.map(({ message }) => message)).toEqual(['slack:WEBHOOK is down.']);
    world.slack.isDown = false;
    const second = await pulseAt(world, '12:15:00.000');
    expect(second.undelivered).toEqual([]);
    expect([world.slack.told(), world.terminal.told()]).toEqual([[opened], [opened]]);
  });

  test('what ended while Slack was down is told with its opening', async () => {
    world.slack.isDown = true;
    await pulseAt(world, '12:00:00.000');
    await world.run('2026-11-01T13:00:00.000Z');
    await pulseAt(world, '13:15:00.000');
    world.slack.isDown = false;
    await pulseAt(world, '13:30:00.000');
    await pulseAt(world, '13:45:00.000');
    expect(world.slack.told()).toEqual([opened, resolved]);
    expect((await world.store.head('acme'))?.isStale).toBeUndefined();
  });

  test('what pulse owes, a run pays as well', async () => {
    world.slack.isDown = true;
    await pulseAt(world, '12:00:00.000');
    world.slack.isDown = false;
    await world.run('2026-11-01T13:00:00.000Z');
    expect(world.slack.told()).toEqual([opened]);
  });

  test('what watch owes is left to watch', async () => {
    world.tenant.createApp(partner('new'));
    world.slack.isDown = true;
    await world.run('2026-11-01T10:00:00.000Z');
    world.slack.isDown = false;
    await pulseAt(world, '14:00:00.000');
    expect(world.slack.told()).toEqual([opened]);
    await world.run('2026-11-01T15:00:00.000Z');
    expect(world.slack.told()).toEqual([opened, 'opened app-permissive new 1']);
  });

  test('the summary of an adoption is left to watch', async () => {
    const other = await createFastWorld();
    other.slack.isDown = true;
    await other.run(adopted);
    other.slack.isDown = false;
    await pulseAt(other, '14:00:00.000');
    expect(other.slack.accepted).toMatchObject([{ adoption: null }]);
    await other.run('2026-11-01T15:00:00.000Z');
    expect(other.slack.accepted.at(-1)).toMatchObject({ adoption: { total: 0 } });
    await other.close();
  });

  test('what a channel that is gone was owed passes to the one that came in its place', async () => {
    world.slack.isDown = true;
    await pulseAt(world, '12:00:00.000');
    const other = fakeChannel('slack:OTHER');
    const routes: Tenant['routes'] = [{ minSeverity: 'medium', slack: { webhookEnv: 'OTHER' } }];
    const channels = [world.terminal, other];
    const { warnings } = await pulseAt(world, '12:15:00.000', { channels, tenant: { routes } });
    expect([other.told(), warnings]).toEqual([[opened], []]);
  });

  test('passes to nobody who was there all along, on a tenant no run has read either', async () => {
    const tenant = { id: 'unread' };
    await pulseAt(world, '09:00:00.000', { tenant });
    world.slack.isDown = true;
    await pulseAt(world, '12:00:00.000', { tenant });
    const other = fakeChannel('slack:OTHER');
    const routes: Tenant['routes'] = [{ minSeverity: 'medium', slack: { webhookEnv: 'OTHER' } }];
    const channels = [world.terminal, other];
    await pulseAt(world, '12:15:00.000', { channels, tenant: { ...tenant, routes } });
    expect([other.told(), world.terminal.told()]).toEqual([[opened], [opened]]);
  });

  test('passes to those that were there when no channel came in its place', async () => {
    world.slack.isDown = true;
    await pulseAt(world, '12:00:00.000');
    const { warnings } = await pulseAt(world, '12:15:00.000', { channels: [world.terminal] });
    expect([world.terminal.told(), warnings]).toEqual([[opened, opened], []]);
  });

  test('is dropped with a word when nobody that is left hears of it', async () => {
    world.slack.isDown = true;
    await pulseAt(world, '12:00:00.000', { channels: [world.slack] });
    const other = fakeChannel('slack:OTHER');
    const { warnings } = await pulseAt(world, '12:15:00.000', {
      channels: [other],
      tenant: {
        routes: [{ minSeverity: 'low', rules: ['app-*'], slack: { webhookEnv: 'OTHER' } }],
      },
    });
    expect([other.told(), warnings]).toEqual([
      [],
      [expect.stringMatching(/^acme: 1 finding had messages owed/)],
    ]);
  });

  test('a severity of the tenant decides who hears', async () => {
    const rules: Tenant['rules'] = { 'watch-stale': { severity: 'low' } };
    await pulseAt(world, '12:00:00.000', { tenant: { rules } });
    expect([world.slack.told(), world.terminal.told()]).toEqual([[], [opened]]);
  });
});

describe('the rule switched off', () => {
  const off = { rules: { 'watch-stale': 'off' as const } };
  const statusNow = async () =>
    (await world.store.findings('acme')).find(({ rule }) => rule === 'watch-stale')?.status;

  beforeEach(async () => {
    await world.run(adopted);
    await pulseAt(world, '12:00:00.000');
  });

  test('ends what stands without a word, by pulse', async () => {
    const seen = only(await pulseAt(world, '12:15:00.000', { tenant: off }));
    expect(seen).toMatchObject({ stale: true, finding: { status: 'resolved', announced: null } });
    expect(only(await pulseAt(world, '12:30:00.000', { tenant: off })).finding).toBeNull();
    expect(world.slack.told()).toEqual([opened]);
    expect((await world.store.head('acme'))?.isStale).toBeUndefined();
  });

  test('ends what stands without a word, by watch', async () => {
    await world.run('2026-11-01T13:00:00.000Z');
    expect(await statusNow()).toBe('open');
    await world.run('2026-11-01T14:00:00.000Z', { tenant: off });
    expect(await statusNow()).toBe('resolved');
    await pulseAt(world, '14:15:00.000', { tenant: off });
    expect(world.slack.told()).toEqual([opened]);
    expect((await world.store.head('acme'))?.isStale).toBeUndefined();
  });
});

describe('a dry run', () => {
  test('shows what is so, writes nothing and tells nobody', async () => {
    await world.run(adopted);
    const counting = countWrites(world.client);
    const dry = await pulseAt(world, '12:00:00.000', { dryRun: true, client: counting.client });
    expect(only(dry)).toMatchObject({ stale: true, finding: { status: 'open', announced: null } });
    expect([counting.count(), world.slack.told()]).toEqual([0, []]);
    await pulseAt(world, '12:15:00.000');
    expect(world.slack.told()).toEqual([opened]);
  });

  test('of a tenant nobody has looked at leaves it so', async () => {
    expect(only(await pulseAt(world, '12:00:00.000', { dryRun: true })).stale).toBe(false);
    expect(await world.store.head('acme')).toBeNull();
  });
});

describe('several tenants', () => {
  const withId = (id: string): Tenant => ({ ...world.config, id });

  test('what fails in one is given back, and the others are looked at', async () => {
    const { result, failures } = await pulseAt(world, '12:00:00.000', {
      tenants: ['a', 'b', 'c'].map(withId),
      channelsOf: ({ id }) => {
        if (id === 'b') throw new ConfigError('no webhook');
        return [];
      },
    });
    expect(result.tenants.map(({ tenant }) => tenant)).toEqual(['a', 'c']);
    expect(failures).toEqual([{ tenant: 'b', error: new ConfigError('no webhook') }]);
  });

  test('one that a run holds is busy, and the others are looked at', async () => {
    await world.run(adopted);
    const session = await world.store.begin('acme');
    const tenants = [world.config, withId('other')];
    const { result } = await pulseAt(world, '12:00:00.000', { tenants });
    await session.end();
    expect(result.tenants).toMatchObject([
      { tenant: 'acme', stale: true, busy: true, finding: null },
      { tenant: 'other', stale: false },
    ]);
    expect(world.slack.told()).toEqual([]);
    expect(result.tenants[1]).not.toHaveProperty('busy');
  });

  test('are looked at some at a time, and come in their order', async () => {
    const tenants = Array.from({ length: 35 }, (_, i) => withId(`t${i}`));
    const store = storeOf(world);
    let running = 0;
    let most = 0;
    const head = async (tenant: string) => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, tenant === 't0' ? 50 : 1));
      running -= 1;
      return store.head(tenant);
    };
    const { result } = await pulseAt(world, '09:00:00.000', { tenants, store: { ...store, head } });
    expect(result.tenants.map(({ tenant }) => tenant)).toEqual(tenants.map(({ id }) => id));
    expect(most).toBe(10);
  });
});

describe('the heartbeat', () => {
  let beats = 0;
  const heartbeat = async () => void (beats += 1);

  beforeEach(async () => {
    beats = 0;
    await world.run(adopted);
  });

  test.each([
    ['when all is well', '10:00:00.000'],
    ['when a tenant is stale and people were told', '12:00:00.000'],
  ])('is sent %s', async (_when, now) => {
    await pulseAt(world, now, { heartbeat });
    expect(beats).toBe(1);
  });

  test('is sent after everything else', async () => {
    let toldBefore: string[] = [];
    await pulseAt(world, '12:00:00.000', {
      heartbeat: async () => void (toldBefore = world.slack.told()),
    });
    expect(toldBefore).toEqual([opened]);
  });

  test.each<[string, () => Parameters<typeof pulseAt>[2]]>([
    ['in a dry run', () => ({ dryRun: true })],
    ['when people could not be told', () => ({ channels: [downChannel()] })],
    [
      'when a tenant could not be looked at',
      () => ({
        oldestAllowed: () => {
          throw new ConfigError('no such schedule');
        },
      }),
    ],
    [
      'when a stale tenant was busy',
      () => ({
        store: {
          ...storeOf(world),
          begin: async () => {
            throw new BusyError('held');
          },
        },
      }),
    ],
  ])('is left out %s', async (_when, options) => {
    await pulseAt(world, '12:00:00.000', { ...options(), heartbeat });
    expect(beats).toBe(0);
  });

  test('that was not accepted is given back as undelivered', async () => {
    const refused = new DeliveryError('The heartbeat was not accepted.');
    const { undelivered } = await pulseAt(world, '10:00:00.000', {
      heartbeat: () => Promise.reject(refused),
    });
    expect(undelivered).toEqual([refused]);
  });

  function downChannel() {
    const channel = fakeChannel('terminal');
    channel.isDown = true;
    return channel;
  }
});

test('the result is what the schema says', async () => {
  await world.run(adopted);
  const { result } = await pulseAt(world, '12:00:00.000');
  expect(PulseResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
});
