import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../functions/core/action.ts';
import { DeliveryError, HeldUpError } from '../../functions/core/errors.ts';
import type { Channel } from '../../functions/core/ports.ts';
import type { Route, Tenant } from '../../functions/core/tenant.ts';
import { decide } from '../../functions/jobs/decide.ts';
import type { WatchOutcome } from '../../functions/jobs/watch.ts';
import { rules } from '../../functions/rules/index.ts';
import { countWrites, crashingClient } from '../adapters/crash.ts';
import { pulseAt } from './pulses.ts';
import { createFastWorld, fakeChannel, partner, type FakeChannel, type World } from './world.ts';

let world: World;
let other: FakeChannel;

/** Two Slack channels, and nobody at a terminal. */
const routes: Route[] = [
  { minSeverity: 'medium', slack: { webhookEnv: 'WEBHOOK' } },
  { minSeverity: 'medium', slack: { webhookEnv: 'OTHER' } },
];

beforeEach(async () => {
  world = await createFastWorld({ apps: [partner('old')] });
  other = fakeChannel('slack:OTHER');
  await run('2026-11-01T09:00:00Z');
});

afterEach(() => world.close());

type Options = Parameters<World['run']>[1];

function run(now: string, options: Options = {}): Promise<WatchOutcome> {
  return world.run(now, { channels: [world.slack, other], tenant: { routes }, ...options });
}

/** So many minutes after the adoption. */
function minute(count: number): string {
  return new Date(Date.UTC(2026, 10, 1, 9) + count * 60_000).toISOString();
}

function hour(count: number): string {
  return minute(count * 60);
}

/** A channel that refuses, and notes when it was tried. */
function refusing(id: string) {
  const tried: string[] = [];
  let now = '';
  const channel: Channel = {
    ...fakeChannel(id),
    async send() {
      tried.push(now);
      throw new DeliveryError(`${id} refuses.`);
    },
  };
  return { channel, tried, at: (moment: string) => (now = moment) };
}

async function failing() {
  return (await world.store.head('acme'))?.failing;
}

describe('a channel that does not accept', () => {
  test('is tried again at once twice, and then after waits that grow', async () => {
    const slack = refusing('slack:WEBHOOK');
    const channels = [slack.channel, other];
    world.tenant.createApp(partner('new'));
    const minutes = [1, 2, 3, 4, 5, 8, 9, 10, 23, 24, 25, 68, 69, 70, 113, 114, 115, 116];
    for (const count of minutes) {
      slack.at(minute(count));
      await run(minute(count), { channels });
    }
    expect(slack.tried).toEqual([1, 2, 3, 4, 9, 24, 69, 114].map(minute));
    expect(await failing()).toEqual({
      'slack:WEBHOOK': {
        failingSince: minute(1),
        failedAt: minute(114),
        failures: 8,
        retryAt: minute(159),
        reason: 'slack:WEBHOOK refuses.',
      },
    });
    expect(other.told()).toEqual(['opened app-permissive new 1']);
  });

  test('is tried by each run of an hourly schedule', async () => {
    const slack = refusing('slack:WEBHOOK');
    world.tenant.createApp(partner('new'));
    for (let count = 1; count <= 12; count += 1) {
      await run(hour(count), { channels: [slack.channel, other] });
    }
    expect(slack.tried).toHaveLength(12);
  });

  test('and is given time is a warning, not a failure, and what it is owed is kept', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    for (const count of [1, 2, 3]) await run(minute(count));
    world.slack.isDown = false;
    const waiting = await run('2026-11-01T09:03:30Z');
    expect(waiting.undelivered).toEqual([]);
    expect(waiting.waiting.map(({ channel, findings }) => [channel, findings])).toEqual([
      ['slack:WEBHOOK', 1],
    ]);
    expect(waiting.warnings).toEqual([
      'slack:WEBHOOK has not accepted since 2026-11-01 09:01 UTC, and is tried again from 2026-11-01 09:04 UTC; 1 finding is owed to it. slack:WEBHOOK is down.',
    ]);
    expect(world.slack.told()).toEqual([]);

    const next = await run(minute(4));
    expect([next.waiting, next.warnings]).toEqual([[], []]);
    expect(world.slack.told()).toEqual(['opened app-permissive new 1']);
    expect(await failing()).toBeUndefined();
  });

  test('is tried at once when somebody is waiting', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    for (const count of [1, 2, 3]) await run(minute(count));
    const asked = await run('2026-11-01T09:03:30Z', { retryNow: true });
    expect([asked.undelivered.length, asked.waiting]).toEqual([1, []]);
    expect((await failing())?.['slack:WEBHOOK']?.failures).toBe(4);
  });

  test('is given time for the summary of an adoption, too', async () => {
    const tenant = { id: 'late', routes };
    world.slack.isDown = true;
    for (const count of [1, 2, 3]) await run(minute(count), { tenant });
    const { warnings } = await run('2026-11-01T09:03:30Z', { tenant });
    expect(warnings.join()).toContain('; a summary is owed to it. ');
    world.slack.isDown = false;
    await run(minute(4), { tenant });
    expect(world.slack.accepted.filter((one) => one.adoption)).toHaveLength(2);
  });

  test('is not one to which nothing was sent for want of time', async () => {
    world.tenant.createApp(partner('new'));
    const { undelivered } = await run(minute(1), { timeToTell: () => 1_000 });
    expect(undelivered).toHaveLength(2);
    expect(await failing()).toBeUndefined();
  });

  test('costs a write each time it is tried, and none while it is given time', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    // What is remembered of the logs changes in the first of them.
    for (const count of [1, 2, 3, 3.2, 3.4, 3.6]) await run(minute(count));
    const tried = await writesOf(minute(4));
    const waiting = await writesOf(minute(4.5));
    world.slack.isDown = false;
    const accepted = await writesOf(minute(10));
    const quiet = await writesOf(minute(11));
    expect([tried, waiting]).toEqual([quiet + 1, quiet]);
    // The channel is taken from the failing ones, and what is owed to it struck off.
    expect(accepted).toBe(quiet + 2);
  });
});

async function writesOf(now: string): Promise<number> {
  const counting = countWrites(world.client);
  await run(now, { client: counting.client });
  return counting.count();
}

function isOfChannel(said: string): boolean {
  return said.includes(' channel-failing ');
}

describe('a channel that is dead for days', () => {
  test('is a finding that the others tell, and gets all it is owed once it accepts', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('one'));
    for (const count of [1, 2, 3, 10, 20, 25]) await run(hour(count));
    expect(other.told().filter(isOfChannel)).toEqual([]);
    await run(hour(26));
    // It was tried again a day after the first failure.
    expect(other.told().filter(isOfChannel)).toEqual(['opened channel-failing slack:WEBHOOK 1']);
    expect(other.accepted.at(-1)?.told[0]).toMatchObject({
      severity: 'critical',
      message:
        'slack:WEBHOOK has accepted no message since 2026-11-01 10:00 UTC: what it was to say is owed to it',
      facts: [
        { name: 'failing since', value: '2026-11-01T10:00:00.000Z' },
        { name: 'reason', value: 'slack:WEBHOOK is down.' },
      ],
    });

    world.tenant.createApp(partner('two'));
    for (const count of [30, 40]) await run(hour(count));
    world.slack.isDown = false;
    for (const count of [47, 48, 49]) await run(hour(count));
    // The adoption, and one message for all the rest.
    expect(world.slack.accepted).toHaveLength(2);
    expect(world.slack.told().toSorted()).toEqual([
      'opened app-permissive one 1',
      'opened app-permissive two 1',
    ]);
    expect(other.told().filter(isOfChannel)).toEqual([
      'opened channel-failing slack:WEBHOOK 1',
      'resolved channel-failing slack:WEBHOOK 2',
    ]);
    expect(other.told().filter((said) => said.startsWith('opened app-permissive'))).toHaveLength(2);
    expect(await failing()).toBeUndefined();
  });

  test('is none any more when its route is taken away', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    for (const count of [1, 26, 26.5]) await run(hour(count));
    const left = { tenant: { routes: routes.slice(1) }, channels: [other] };
    await run(hour(27), left);
    expect(other.told().filter(isOfChannel)).toEqual([
      'opened channel-failing slack:WEBHOOK 1',
      'resolved channel-failing slack:WEBHOOK 2',
    ]);
    expect(await failing()).toBeUndefined();
  });

  test('is known, though nobody can be told, where there is no other', async () => {
    const alone = { tenant: { routes: routes.slice(0, 1) }, channels: [world.slack] };
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    await run(hour(1), alone);
    await run(hour(25), alone);
    const { run: result, undelivered } = await run(hour(25.1), alone);
    const found = result.findings.find(({ rule }) => rule === 'channel-failing');
    expect([found?.status, found?.announced, undelivered.length]).toEqual(['open', null, 1]);
    // It is not tried, and yet the run is to fail: nothing else tells anybody.
    const waiting = await run(minute(25.1 * 60 + 0.5), alone);
    expect(waiting.undelivered.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^slack:WEBHOOK has not accepted since 2026-11-01 10:00 UTC, and is/),
    ]);
    expect((await failing())?.['slack:WEBHOOK']?.failures).toBe(3);
    world.slack.isDown = false;
    await run(hour(26), alone);
    await run(hour(27), alone);
    expect(world.slack.told().filter(isOfChannel)).toEqual([]);
  });
});

describe('a channel is thought to fail', () => {
  const daily = [0, 24, 48, 72, 96];

  test('not for one failure, though no run tries it again for a day', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    await run(hour(1));
    world.slack.isDown = false;
    for (const count of daily) await run(hour(2 + count));
    expect(other.told()).toContain('opened app-permissive new 1');
    expect(other.told().filter(isOfChannel)).toEqual([]);
  });

  test('not for two failures of one bad minute', async () => {
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    await run(minute(60));
    await run(minute(61));
    world.slack.isDown = false;
    for (const count of daily) await run(hour(26 + count));
    expect(other.told().filter(isOfChannel)).toEqual([]);
  });

  test('no more when there is nothing left that it is to say', async () => {
    world.tenant.createApp(partner('new'));
    await run(hour(1));
    world.slack.isDown = true;
    // Of what it was to be reminded of, somebody is to acknowledge.
    for (const count of [26, 51, 52]) await run(hour(count));
    expect(other.told()).toContain('opened channel-failing slack:WEBHOOK 1');
    await decided(hour(53), { kind: 'acknowledge', finding: 'acme/app-permissive/new', by: 'Ana' });
    await run(hour(54));
    expect(await failing()).toBeUndefined();
    expect(other.told().at(-1)).toBe('resolved channel-failing slack:WEBHOOK 2');
    expect(other.accepted.at(-1)?.told[0]?.message).toMatch(
      /^It is over, after .*: the channel accepted a message, is no longer among the routes, or has nothing left to say\. It was: /,
    );
  });
});

function decided(now: string, action: Action) {
  const { store, config } = world;
  return decide(
    { store, channels: [world.slack, other], timeLeft: () => Infinity },
    { tenant: { ...config, routes }, rules, action, now: new Date(now), dryRun: false },
  );
}

describe('what a channel that is gone was owed', () => {
  const a = { minSeverity: 'low', slack: { webhookEnv: 'WEBHOOK' } } satisfies Route;
  const b = { minSeverity: 'low', slack: { webhookEnv: 'OTHER' } } satisfies Route;

  test('is told by one that was there and hears of it now, with the same id', async () => {
    const narrow = { tenant: { routes: [a, { ...b, rules: ['toggle-*'] }] } };
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    for (const count of [1, 2]) await run(hour(count), narrow);
    expect(other.told()).toEqual([]);
    const { warnings } = await run(hour(3), { tenant: { routes: [b] }, channels: [other] });
    expect(other.told()).toEqual(['opened app-permissive new 1']);
    expect(warnings).toEqual([]);
    await run(hour(4), { tenant: { routes: [b] }, channels: [other] });
    expect(other.told()).toHaveLength(1);
  });

  test('is dropped with a word where nobody that is left hears of it', async () => {
    const deaf = { routes: [{ ...b, rules: ['toggle-*'] }] };
    world.slack.isDown = true;
    world.tenant.createApp(partner('new'));
    await run(hour(1), { tenant: { routes: [a, ...deaf.routes] } });
    const { warnings } = await run(hour(2), { tenant: deaf, channels: [other] });
    expect(warnings.join()).toMatch(/^1 finding had messages owed to a channel that is no longer/);
    expect((await world.store.findings('acme')).flatMap(({ owed = [] }) => owed)).toEqual([]);
  });

  test('is nothing to warn of where it was a second route, which is to hear of an end', async () => {
    const tenant = { rules: { 'app-permissive': { severity: 'critical' as const } } };
    const second = { ...tenant, routes: [a, { ...b, escalateAfterHours: 1 }] };
    world.tenant.createApp(partner('new'));
    for (const count of [1, 3]) await run(hour(count), { tenant: second });
    expect(other.told()).toEqual(['unacknowledged app-permissive new 2']);
    world.tenant.deleteApp('new');
    const alone = { tenant: { ...tenant, routes: [a] }, channels: [world.slack] };
    const { warnings } = await run(hour(4), alone);
    expect(warnings).toEqual([]);
    expect(world.slack.told().at(-1)).toBe('resolved app-permissive new 3');
  });
});

test('channels that take all the time come after those that accept, the longest failing last', async () => {
  const tried: string[] = [];
  let left = 0;
  const slow = (id: string): Channel => ({
    ...fakeChannel(id),
    async send() {
      tried.push(id);
      left -= 30_000;
      throw new HeldUpError(`${id} does not answer.`);
    },
  });
  const live = fakeChannel('slack:LIVE');
  const of = ['A', 'B', 'LIVE'].map((name): Route => {
    return { minSeverity: 'low', slack: { webhookEnv: name } };
  });
  const options = {
    tenant: { routes: of },
    channels: [slow('slack:A'), slow('slack:B'), live],
    timeToTell: () => left,
  };
  world.tenant.createApp(partner('new'));
  for (const count of [1, 2, 3]) {
    left = count === 1 ? 31_000 : 60_000;
    await run(hour(count), options);
    tried.push('|');
  }
  expect(live.told()).toEqual(['opened app-permissive new 1']);
  // The first run had no time for another.
  expect(tried.join(' ')).toBe('slack:A | slack:B slack:A | slack:B slack:A |');
});

test('a channel that is given time costs no reading of what it is owed', async () => {
  world.slack.isDown = true;
  for (let app = 0; app < 30; app += 1) world.tenant.createApp(partner(`new-${app}`));
  await run(minute(1));
  for (let app = 0; app < 30; app += 1) world.tenant.deleteApp(`new-${app}`);
  // The words of what is over are in the store alone.
  await run(minute(2));
  const tried = await run(minute(3));
  const waiting = await run(minute(3.5));
  expect([tried.waiting.length, waiting.waiting.map(({ findings }) => findings)]).toEqual([
    0,
    [30],
  ]);
  expect(waiting.run.cost.readUnits).toBeLessThan(tried.run.cost.readUnits - 29 / 2);
});

test('wherever a run dies on which a channel accepts again, it is not thought to fail, and nothing is lost', async () => {
  world.slack.isDown = true;
  world.tenant.createApp(partner('new'));
  await run(hour(1));
  world.slack.isDown = false;
  for (let write = 1; ; write += 1) {
    const client = crashingClient(world.client, write);
    const later = write * 61_000;
    const died = await run(minute(60 + write), { client, later }).then(
      () => false,
      () => true,
    );
    const rows = await world.store.findings('acme');
    const isOwed = rows.some(({ owed }) =>
      owed?.some(({ channel }) => channel === 'slack:WEBHOOK'),
    );
    const isFailing = (await failing()) !== undefined;
    // Failing and owed nothing would never end.
    expect(isFailing && !isOwed, `at write ${write}`).toBe(false);
    if (!died) break;
  }
  expect(new Set(world.slack.told())).toEqual(new Set(['opened app-permissive new 1']));
  expect(await failing()).toBeUndefined();
});

describe('pulse', () => {
  const tenant = { routes } satisfies Partial<Tenant>;
  const channelsOf = () => [world.slack, other];

  test('gives a channel time as well, keeps away its heartbeat meanwhile, and loses no health', async () => {
    let beats = 0;
    const heartbeat = async () => void (beats += 1);
    const options = { tenant, channelsOf, heartbeat };
    world.slack.isDown = true;
    for (const count of [200, 201, 202]) await pulseAt(world, minute(count), options);
    expect(other.told()).toEqual(['opened watch-stale watch 1']);
    expect((await failing())?.['slack:WEBHOOK']?.failures).toBe(3);

    const waiting = await pulseAt(world, '2026-11-01T12:22:30.000Z', options);
    expect([waiting.undelivered, beats]).toEqual([[], 0]);
    expect(waiting.warnings.join()).toMatch(/^acme: slack:WEBHOOK has not accepted since/);

    world.slack.isDown = false;
    await pulseAt(world, minute(204), options);
    expect(world.slack.told()).toEqual(['opened watch-stale watch 1']);
    expect(await failing()).toBeUndefined();
  });

  test('leaves the health of a channel as it was when all else is over and told', async () => {
    await pulseAt(world, minute(200), { tenant, channelsOf });
    world.slack.isDown = true;
    await run(minute(210));
    await pulseAt(world, minute(215), { tenant, channelsOf });
    expect((await failing())?.['slack:WEBHOOK']?.failures).toBe(1);
    world.slack.isDown = false;
    await pulseAt(world, minute(220), { tenant, channelsOf });
    const head = await world.store.head('acme');
    expect([head?.failing, head?.isStale]).toEqual([undefined, undefined]);
  });

  test('leaves the summary of an adoption to watch', async () => {
    const late = { tenant: { ...tenant, id: 'late' } };
    world.slack.isDown = true;
    await run(hour(1), late);
    await pulseAt(world, hour(5), { ...late, channelsOf });
    world.slack.isDown = false;
    await pulseAt(world, hour(6), { ...late, channelsOf });
    expect((await world.store.head('late'))?.owedSummary).toEqual({ channels: ['slack:WEBHOOK'] });
    await run(hour(7), late);
    expect(world.slack.accepted.at(-1)?.adoption).toBeTruthy();
  });
});

describe('what a route holds back', () => {
  const gathering: Route[] = [
    { minSeverity: 'low', digest: { at: '09:00' }, slack: { webhookEnv: 'WEBHOOK' } },
    { minSeverity: 'low', slack: { webhookEnv: 'OTHER' } },
  ];
  const options = {
    tenant: { routes: gathering, rules: { 'app-permissive': { severity: 'low' as const } } },
  };

  test('comes in one digest, which says that it is one, and nothing of it twice', async () => {
    world.tenant.createApp(partner('one'));
    await run('2026-11-01T10:00:00Z', options);
    world.tenant.createApp(partner('two'));
    await run('2026-11-01T11:00:00Z', options);
    world.tenant.deleteApp('one');
    const held = await run('2026-11-01T12:00:00Z', options);
    expect(world.slack.told()).toEqual([]);
    expect([held.undelivered, held.waiting, held.warnings]).toEqual([[], [], []]);
    expect(other.accepted.slice(1).map(({ digest }) => digest)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);

    await run('2026-11-02T09:30:00Z', options);
    await run('2026-11-02T10:30:00Z', options);
    const [, ...digests] = world.slack.accepted;
    expect(digests.map(({ digest }) => digest)).toEqual([true]);
    expect(world.slack.told()).toEqual([
      'opened app-permissive two 1',
      'opened app-permissive one 1',
      'resolved app-permissive one 2',
    ]);
  });

  test('is reported by the run that ends it and by the one that tells it, and by none between', async () => {
    const alone = { tenant: { ...options.tenant, routes: gathering.slice(0, 1) } };
    const reports = async (now: string) =>
      (await run(now, alone)).run.findings
        .filter(({ subject }) => subject === 'one')
        .map(({ status, announced, message }) => [status, announced, message !== '']);
    world.tenant.createApp(partner('one'));
    await run('2026-11-01T10:00:00Z', alone);
    world.tenant.deleteApp('one');
    expect(await reports('2026-11-01T11:00:00Z')).toEqual([['resolved', null, true]]);
    expect(await reports('2026-11-01T12:00:00Z')).toEqual([]);
    expect(await reports('2026-11-02T09:30:00Z')).toEqual([['resolved', 'resolved', true]]);
    expect(await reports('2026-11-02T10:30:00Z')).toEqual([]);
  });
});

test('a channel of second routes alone is sent no summary of an adoption', async () => {
  const onCall: Route = {
    minSeverity: 'low',
    escalateAfterHours: 4,
    slack: { webhookEnv: 'ON_CALL' },
  };
  const pager = fakeChannel('slack:ON_CALL');
  await run(minute(5), {
    tenant: { id: 'late', routes: [...routes, onCall] },
    channels: [world.slack, other, pager],
  });
  expect([other.accepted.length, pager.accepted.length]).toEqual([2, 0]);
});
