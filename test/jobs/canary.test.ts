import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Head } from '../../functions/core/ports.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { pulseAt, only, storeOf } from './pulses.ts';
import {
  createFastWorld,
  fakeChannel,
  partner,
  readAs,
  type FakeChannel,
  type World,
} from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld();
});

afterEach(() => world.close());

const hourMs = 3_600_000;
const start = Date.UTC(2026, 10, 1, 0, 5);

/** Nothing is found in what is read, and reading it costs no request. */
const collect = readAs({}, { ok: false, reason: 'missing scope read:logs', cause: 'scope' });

function at(hours: number): string {
  return new Date(start + hours * hourMs).toISOString();
}

const withCanary = { canary: true };

interface Watching {
  readonly hours: number;
  readonly from?: number;
  readonly every?: number;
  readonly tenant?: object;
}

/** Runs every so many hours from the first on, up to and with the last. */
async function watching({ hours, from = 0, every = 1, tenant = withCanary }: Watching) {
  for (let hour = from; hour <= hours; hour += every) {
    await world.run(at(hour), { tenant, collect });
  }
}

async function head(): Promise<Head | null> {
  return world.store.head('acme');
}

async function statusOf(rule: string) {
  const found = await world.store.findings('acme');
  const { status, owed, end } = found.find((one) => one.rule === rule) ?? {};
  return { status, owes: owed?.length ?? 0, ...(end && { end }) };
}

function ofCanary(channel: FakeChannel): string[] {
  return channel.told().filter((words) => words.includes(' canary canary '));
}

/** What both channels were told, which must be the same. */
function told(): string[] {
  expect(world.slack.told()).toEqual(world.terminal.told());
  return world.slack.told().map((words) => words.replace(/ \d+$/, ''));
}

describe('a week of hourly runs', () => {
  test('one canary opens and is resolved each day, on each channel', async () => {
    await watching({ hours: 7 * 24 - 1 });
    const days = ['opened', ...Array.from({ length: 6 }, () => 'reopened')];
    expect(told()).toEqual(
      days.flatMap((kind) => [`${kind} canary canary`, 'resolved canary canary']),
    );
    const times = world.slack.accepted.map((message) => message.at);
    expect(times.slice(0, 4)).toEqual([at(0), at(1), at(24), at(25)]);
    expect(await statusOf('canary')).toEqual({ status: 'resolved', owes: 0, end: 'changed' });
  });

  test('its transitions count up, and each says its day and that nothing is wrong', async () => {
    await watching({ hours: 25 });
    expect(world.slack.told()).toEqual([
      'opened canary canary 1',
      'resolved canary canary 2',
      'reopened canary canary 3',
      'resolved canary canary 4',
    ]);
    const [, , second] = world.slack.accepted;
    expect(second?.told[0]).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/this is the canary of 2026-11-02: nothing is wrong/),
    });
  });

  test('a channel whose routes leave out what is info hears it too', async () => {
    const tenant = { ...withCanary, routes: routes({ minSeverity: 'critical' }) };
    await watching({ hours: 1, tenant });
    expect(told()).toEqual(['opened canary canary', 'resolved canary canary']);
  });

  test('a second route does not', async () => {
    const second = fakeChannel('slack:SECOND');
    const tenant = {
      ...withCanary,
      routes: [
        ...routes({}),
        ...routes({ escalateAfterHours: 1, slack: { webhookEnv: 'SECOND' } }),
      ],
    };
    const channels = [world.terminal, world.slack, second];
    for (const hour of [0, 1]) await world.run(at(hour), { tenant, collect, channels });
    expect([told().length, second.told()]).toEqual([2, []]);
  });
});

function routes(parts: object): Tenant['routes'] {
  return [{ minSeverity: 'low', slack: { webhookEnv: 'WEBHOOK' }, ...parts }] as Tenant['routes'];
}

describe('without a canary', () => {
  const off = { canary: false };

  test('nothing is told, kept or written of one', async () => {
    await watching({ hours: 30, tenant: off });
    expect(told()).toEqual([]);
    expect(await head()).not.toMatchObject({ canarySince: expect.anything() });
    expect(await statusOf('canary')).toEqual({ status: undefined, owes: 0 });
  });

  test('switching it off resolves what stands, and forgets when one arrived', async () => {
    await watching({ hours: 24 });
    await watching({ from: 25, hours: 26, tenant: off });
    expect(told().at(-1)).toBe('resolved canary canary');
    const { canarySince, canaryArrived } = (await head()) ?? {};
    expect([canarySince, canaryArrived]).toEqual([undefined, undefined]);
  });

  test('a rule that is off is as no canary', async () => {
    await watching({ hours: 2, tenant: { ...withCanary, rules: { canary: 'off' } } });
    expect(told()).toEqual([]);
    expect((await head())?.canarySince).toBeUndefined();
  });
});

test('a run in which nothing happens to the canary costs what it costs without one', async () => {
  const costs = async (tenant: object) => {
    const other = await createFastWorld();
    try {
      const units: object[] = [];
      for (const hour of [0, 1, 2, 3]) {
        units.push((await other.run(at(hour), { tenant, collect })).run.cost);
      }
      return units.slice(2);
    } finally {
      await other.close();
    }
  };
  expect(await costs(withCanary)).toEqual(await costs({ canary: false }));
});

test('no other finding is told, kept or judged in another way beside a canary', async () => {
  const story = async (tenant: object) => {
    const other = await createFastWorld();
    try {
      other.tenant.createApp(partner('old'));
      for (let hour = 0; hour <= 50; hour += 5) {
        if (hour === 5 || hour === 25) other.tenant.createApp(partner(`new${hour}`));
        if (hour === 35) other.tenant.deleteApp('new5');
        other.slack.isDown = hour > 15 && hour < 30;
        await other.run(at(hour), { tenant });
      }
      const findings = await other.store.findings('acme');
      return {
        told: [other.slack, other.terminal].map((one) => one.told().filter(isOther)),
        lives: findings
          .map(({ message: _message, evidence: _evidence, ...life }) => life)
          .filter(({ rule }) => rule !== 'canary'),
      };
    } finally {
      await other.close();
    }
  };
  const isOther = (words: string) => !words.includes(' canary ');
  const beside = await story(withCanary);
  expect(beside.told.flat()).toContain('opened app-permissive new25 1');
  expect(beside).toEqual(await story({ canary: false }));
});

test('a dry run shows it, writes nothing and tells nobody', async () => {
  await watching({ hours: 1 });
  const before = [await head(), await world.store.findings('acme')];
  const { run } = await world.run(at(24), { tenant: withCanary, collect, dryRun: true });
  expect(run.findings).toContainEqual(
    expect.objectContaining({ rule: 'canary', status: 'open', announced: null }),
  );
  expect([await head(), await world.store.findings('acme')]).toEqual(before);
  expect(told()).toHaveLength(2);
});

describe('a channel that is down', () => {
  test('keeps it open and owed; it arrives when the channel is back, and is resolved', async () => {
    await watching({ hours: 1 });
    world.slack.isDown = true;
    await watching({ from: 2, hours: 74, every: 6 });
    expect(await statusOf('canary')).toEqual({ status: 'open', owes: 1 });
    expect((await head())?.canaryArrived).toBe(at(1));
    // One canary stands, however many days it takes.
    expect(ofCanary(world.terminal).slice(2)).toEqual(['reopened canary canary 3']);
    world.slack.isDown = false;
    await watching({ from: 76, hours: 78 });
    expect(ofCanary(world.slack).slice(2)).toEqual([
      'reopened canary canary 3',
      'resolved canary canary 4',
    ]);
    expect((await head())?.canaryArrived).toBe(at(77));
  });

  test('is told as overdue by pulse once it was too long, which then fails; and as over', async () => {
    const overdue = /^acme: the last canary that every channel accepted was that of 2026-11-01/;
    await watching({ hours: 1 });
    world.slack.isDown = true;
    await watching({ from: 26, hours: 52, every: 26 });
    const pulse = (hours: number) => pulseAt(world, at(hours), { tenant: withCanary });
    const early = await pulse(52);
    expect([early.overdue, only(early).canary]).toEqual([[], undefined]);
    await watching({ from: 54, hours: 54 });
    const late = await pulse(54);
    expect(late.overdue.map(({ message }) => message)).toEqual([expect.stringMatching(overdue)]);
    expect(late.overdue[0]?.message).toMatch(/See docs\/runbook\.md#canary-overdue\.$/);
    expect(only(late)).toMatchObject({
      stale: false,
      finding: null,
      canary: { rule: 'canary-overdue', severity: 'critical', announced: 'opened' },
    });
    expect(world.terminal.told().at(-1)).toBe('opened canary-overdue canary 1');
    // It is still so in the next pulse, which tells nobody who knows and fails again.
    await watching({ from: 55, hours: 55 });
    expect((await pulse(55)).overdue).toHaveLength(1);
    expect(world.terminal.told().filter((words) => words.includes('overdue'))).toHaveLength(1);

    world.slack.isDown = false;
    await watching({ from: 56, hours: 57 });
    const over = await pulse(57);
    expect([over.overdue, only(over).canary?.status]).toEqual([[], 'resolved']);
    expect(world.terminal.told().at(-1)).toBe('resolved canary-overdue canary 2');
    expect(world.slack.told().slice(-2)).toEqual(
      expect.arrayContaining(['resolved canary-overdue canary 2']),
    );
    expect((await head())?.isOverdue).toBeUndefined();
    expect(only(await pulse(58)).canary).toBeUndefined();
  });
});

describe('pulse', () => {
  const beats = () => {
    let count = 0;
    return { count: () => count, heartbeat: async () => void (count += 1) };
  };

  /** Runs of which the last is at this hour, and whose canaries do not arrive. */
  async function down(hours: number): Promise<void> {
    world.slack.isDown = true;
    for (const hour of [26, hours]) await world.run(at(hour), { tenant: withCanary, collect });
  }

  async function overdueAt(hours: number): Promise<void> {
    await watching({ hours: 1 });
    await down(hours);
  }

  test('keeps its heartbeat back while one is overdue', async () => {
    const { count, heartbeat } = beats();
    await watching({ hours: 1 });
    await pulseAt(world, at(1), { tenant: withCanary, heartbeat });
    expect(count()).toBe(1);
    await down(54);
    world.slack.isDown = false;
    const { undelivered, overdue } = await pulseAt(world, at(54), {
      tenant: withCanary,
      heartbeat,
    });
    expect([undelivered, overdue.length, count()]).toEqual([[], 1, 1]);
  });

  test('does not fail when it is dry, and writes nothing', async () => {
    await overdueAt(54);
    const before = await head();
    const outcome = await pulseAt(world, at(54), { tenant: withCanary, dryRun: true });
    expect([outcome.overdue, only(outcome).canary?.status]).toEqual([[], 'open']);
    expect(await head()).toEqual(before);
    expect(await statusOf('canary-overdue')).toMatchObject({ status: undefined });
  });

  test('does not take an overdue canary for a tenant that is not read, nor the other way round', async () => {
    await overdueAt(54);
    const first = only(await pulseAt(world, at(54), { tenant: withCanary }));
    expect([first.stale, first.finding]).toEqual([false, null]);
    const { isStale, isOverdue } = (await head()) ?? {};
    expect([isStale, isOverdue]).toEqual([undefined, true]);
    // From here on nothing is run: the watch is stale, and the canary stays as it was.
    const second = only(await pulseAt(world, at(58), { tenant: withCanary }));
    expect([second.stale, second.finding?.status, second.canary?.status]).toEqual([
      true,
      'open',
      'open',
    ]);
    world.slack.isDown = false;
    await watching({ from: 59, hours: 60 });
    const third = only(await pulseAt(world, at(60), { tenant: withCanary }));
    expect([third.finding?.status, third.canary?.status]).toEqual(['resolved', 'resolved']);
    const { isStale: stale, isOverdue: overdue, lastComplete } = (await head()) ?? {};
    expect([stale, overdue, lastComplete]).toEqual([undefined, undefined, undefined]);
  });

  test('no run for days is told as a stale watch, and not as an overdue canary as well', async () => {
    await watching({ hours: 2 });
    const { overdue, result } = await pulseAt(world, at(80), { tenant: withCanary });
    expect(overdue).toEqual([]);
    expect(result.tenants).toMatchObject([{ stale: true, finding: { status: 'open' } }]);
    expect(world.slack.told().filter((words) => words.includes('overdue'))).toEqual([]);
  });

  test('runs that read nothing whole send canaries all the same', async () => {
    const unread = readAs(
      { unread: { apps: 'credentials' } },
      { ok: false, reason: 'missing scope read:logs', cause: 'scope' },
    );
    for (let hour = 0; hour <= 60; hour += 12) {
      await world.run(at(hour), { tenant: withCanary, collect: unread });
    }
    const { overdue, result } = await pulseAt(world, at(60), { tenant: withCanary });
    expect([overdue, result.tenants[0]?.stale]).toEqual([[], true]);
  });

  test('switching the canary off ends what is overdue', async () => {
    await overdueAt(54);
    await pulseAt(world, at(54), { tenant: withCanary });
    world.slack.isDown = false;
    const { overdue } = await pulseAt(world, at(55.25), { tenant: { canary: false } });
    expect(overdue).toEqual([]);
    expect(await statusOf('canary-overdue')).toMatchObject({ status: 'resolved', owes: 0 });
    expect((await head())?.isOverdue).toBeUndefined();
  });

  test('switching it on long after the first run gives it its time', async () => {
    await watching({ hours: 80, every: 16, tenant: { canary: false } });
    expect((await pulseAt(world, at(80), { tenant: withCanary })).overdue).toEqual([]);
    await watching({ from: 81, hours: 81 });
    expect((await head())?.canarySince).toBe(at(81));
    expect((await pulseAt(world, at(81), { tenant: withCanary })).overdue).toEqual([]);
  });

  test('a canary that somebody suppressed reaches nobody, and is overdue', async () => {
    const suppressions = [
      {
        rule: 'canary',
        subject: '*',
        by: 'ann',
        owner: 'ann',
        reason: 'noise',
        on: '2026-11-01',
        until: '2026-11-30',
      },
    ];
    const tenant = { ...withCanary, suppressions };
    await watching({ hours: 54, every: 54, tenant });
    expect(told()).toEqual([]);
    const { overdue } = await pulseAt(world, at(54), { tenant });
    expect(overdue[0]?.message).toMatch(/no canary has ever been accepted by every channel/);
  });
});

describe.each([
  { every: 12, watch: 'rate(12 hours)', for: 5, opened: 5 },
  { every: 24, watch: 'rate(1 day)', for: 10, opened: 5 },
  { every: 7 * 24, watch: 'rate(7 days)', for: 56, opened: 4 },
])('with a schedule of $watch', ({ every, watch, for: days, opened }) => {
  const tenant = {
    ...withCanary,
    schedule: { watch, report: 'cron(0 7 ? * MON *)', timeZone: 'UTC' },
  };

  test('a canary takes two runs, and none is ever overdue', async () => {
    for (let hour = 0; hour < days * 24; hour += every) {
      await world.run(at(hour), { tenant, collect });
      const { overdue } = await pulseAt(world, at(hour + every - 0.5), { tenant });
      expect(overdue, `after ${hour} hours`).toEqual([]);
    }
    expect(told().filter((words) => words.includes('opened'))).toHaveLength(opened);
  });

  test('one held back by a digest is not overdue either', async () => {
    const held = { ...tenant, routes: routes({ digest: { at: '00:04' } }) };
    for (let hour = 0; hour < days * 24; hour += every) {
      await world.run(at(hour), { tenant: held, collect });
      const { overdue } = await pulseAt(world, at(hour + every - 0.5), { tenant: held });
      expect(overdue, `after ${hour} hours`).toEqual([]);
    }
    expect(world.slack.told().filter((words) => words.includes('opened')).length).toBeGreaterThan(
      1,
    );
  });
});

describe('a day is one of the calendar of the tenant’s time zone', () => {
  const inZone = (timeZone: string) => ({
    ...withCanary,
    schedule: { watch: 'rate(1 hour)', report: 'cron(0 7 ? * MON *)', timeZone },
  });

  async function openedAt(timeZone: string, from: string, hours: number): Promise<string[]> {
    const first = Date.parse(from);
    for (let hour = 0; hour < hours; hour += 1) {
      const now = new Date(first + hour * hourMs).toISOString();
      await world.run(now, { tenant: inZone(timeZone), collect });
    }
    return world.slack.accepted
      .filter(({ told }) => told.some(({ announcement }) => announcement !== 'resolved'))
      .map((message) => message.at);
  }

  test('not of UTC', async () => {
    expect(await openedAt('Pacific/Auckland', '2026-11-01T09:30:00.000Z', 30)).toEqual([
      '2026-11-01T09:30:00.000Z',
      '2026-11-01T11:30:00.000Z',
      '2026-11-02T11:30:00.000Z',
    ]);
  });

  test.each([
    // Clocks go back: the day has 25 hours. They go forward: it has 23.
    ['2026-10-24T22:30:00.000Z', '2026-10-25T23:30:00.000Z'],
    ['2026-03-28T23:30:00.000Z', '2026-03-29T22:30:00.000Z'],
  ])('also of one that a clock change makes longer or shorter, %s', async (first, second) => {
    expect(await openedAt('Europe/Vienna', first, 26)).toEqual([first, second]);
  });
});

test('a decision about it ends it as well', async () => {
  await watching({ hours: 0 });
  const session = await storeOf(world).begin('acme');
  const known = await session.load();
  const [[key, row] = []] = [...known.findings].filter(([, { rule }]) => rule === 'canary');
  expect.assert(key && row);
  const decision = { by: 'ann', at: at(0) };
  const life = { ...row.life, status: 'acknowledged' as const, decision };
  await session.settle(new Map([[key, { ...row, life }]]), null);
  await session.end();
  await watching({ from: 1, hours: 1 });
  expect(await statusOf('canary')).toMatchObject({ status: 'resolved' });
  expect((await head())?.canaryArrived).toBe(at(1));
});
