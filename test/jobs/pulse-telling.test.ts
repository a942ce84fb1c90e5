import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DeliveryError, HeldUpError } from '../../functions/core/errors.ts';
import type { Channel } from '../../functions/core/ports.ts';
import type { Tenant } from '../../functions/core/tenant.ts';
import { pulseAt, type PulseOptions } from './pulses.ts';
import { createWorld, fakeChannel, type FakeChannel, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(() => world.close());

const start = '2026-11-01T09:00:00.000Z';
const late = '2026-11-01T12:00:00.000Z';
const later = '2026-11-01T12:15:00.000Z';
const count = 25;

function many(): Tenant[] {
  return Array.from({ length: count }, (_, i) => ({ ...world.config, id: `t${i}` }));
}

/** Many tenants that nobody has read, first seen at nine and stale at twelve. */
async function stale(options: PulseOptions = {}): Promise<PulseOptions> {
  const tenants = many();
  await pulseAt(world, start, { tenants });
  return { tenants, ...options };
}

/** Asks to wait, as a webhook does that limits the rate, until it is `open`. */
function waiting(id: string) {
  const state = { tried: 0, open: false, told: [] as string[] };
  const channel: Channel = {
    id,
    report: () => Promise.resolve(),
    test: () => Promise.resolve(),
    async send({ tenant }) {
      state.tried += 1;
      await delay(5);
      if (!state.open) throw new HeldUpError(`${id} asks to wait.`);
      state.told.push(tenant);
    },
  };
  return { state, channel };
}

function toldTenants({ accepted }: FakeChannel): string[] {
  return accepted.map(({ tenant }) => tenant);
}

test('all tenants are looked at, and what is found is stored, before anybody is told', async () => {
  const options = await stale();
  let storedAtFirst: number | null = null;
  const first = fakeChannel('terminal');
  const send = async () => {
    storedAtFirst ??= await storedFindings();
  };
  await pulseAt(world, late, { ...options, channels: [{ ...first, send }] });
  expect(storedAtFirst).toBe(count);
});

async function storedFindings(): Promise<number> {
  const found = await Promise.all(many().map(({ id }) => world.store.findings(id)));
  return found.flat().length;
}

describe('a channel that holds the pulse up', () => {
  test('does so once: the rest stays owed, and the others are told', async () => {
    const { state, channel } = waiting('slack:WEBHOOK');
    const options = await stale({ channels: [channel, world.terminal] });
    const { undelivered, failures } = await pulseAt(world, late, options);
    // As many as are worked on at once may have begun before it is known.
    expect(state.tried).toBeGreaterThan(0);
    expect(state.tried).toBeLessThanOrEqual(10);
    expect(undelivered).toHaveLength(count);
    expect(undelivered.map(({ message }) => message)).toContain(
      'More was not sent to slack:WEBHOOK, which had not taken a message of this pulse in time.',
    );
    expect(failures).toEqual([]);
    expect(new Set(toldTenants(world.terminal)).size).toBe(count);

    state.open = true;
    const next = await pulseAt(world, later, options);
    expect(next.undelivered).toEqual([]);
    expect(new Set(state.told).size).toBe(count);
    expect(toldTenants(world.terminal)).toHaveLength(count);
  });

  test('is not taken for one that refuses, which each tenant tries', async () => {
    const down = fakeChannel('slack:WEBHOOK');
    let tried = 0;
    const send = async () => {
      tried += 1;
      throw new DeliveryError('no_service');
    };
    await pulseAt(world, late, await stale({ channels: [{ ...down, send }] }));
    expect(tried).toBe(count);
  });
});

describe('a pulse whose time is up', () => {
  test('has stored all, leaves the rest owed, and says so', async () => {
    const options = await stale();
    const outcome = await pulseAt(world, late, { ...options, timeLeft: () => 9_000 });
    expect(outcome.result.tenants.every(({ finding }) => finding?.status === 'open')).toBe(true);
    expect(world.slack.told()).toEqual([]);
    expect(outcome.undelivered[0]?.message).toMatch(/^What is owed of t\d+ was not sent: the time/);
    await pulseAt(world, later, options);
    expect(new Set(toldTenants(world.slack)).size).toBe(count);
  });

  test('does not come to the same tenants first each time', async () => {
    const options = await stale();
    const one = await firstAsked(late, options);
    const two = await firstAsked(later, options);
    expect([one.size, two.size]).toEqual([10, 10]);
    expect(one).not.toEqual(two);
  });
});

/** The tenants of which a channel is told that takes all the time there is, and then refuses. */
async function firstAsked(now: string, options: PulseOptions): Promise<Set<string>> {
  const asked = new Set<string>();
  let left = 60_000;
  const send: Channel['send'] = async ({ tenant }) => {
    asked.add(tenant);
    while (asked.size < 10) await delay(5);
    left = 0;
    throw new DeliveryError('no_service');
  };
  const channels = [{ ...fakeChannel('slack:WEBHOOK'), send }];
  await pulseAt(world, now, { ...options, channels, timeLeft: () => left });
  return asked;
}
