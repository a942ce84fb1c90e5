import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../functions/core/ports.ts';
import { only, pulseAt, storeOf, type PulseOptions } from './pulses.ts';
import { createWorld, type World } from './world.ts';

let world: World;
let run: Session | null = null;

beforeEach(async () => {
  world = await createWorld();
  await world.run('2026-11-01T09:00:00.000Z');
});

afterEach(async () => {
  await run?.end();
  run = null;
  await world.close();
});

const stale = '12:00:00.000';
const opened = 'opened watch-stale watch 1';

/** A run that holds the tenant, and how long a pulse sleeps meanwhile. */
async function hold(whenAwake: () => Promise<unknown> = async () => {}) {
  run = await world.store.begin('acme');
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    await whenAwake();
  };
  return { slept, sleep };
}

describe('a stale tenant that a run holds', () => {
  test('is waited for, and told of when the run lets go', async () => {
    const { slept, sleep } = await hold(async () => slept.length < 3 || run?.end());
    const outcome = await pulseAt(world, stale, { sleep });
    expect(outcome.failures).toEqual([]);
    expect(only(outcome)).toMatchObject({ stale: true, finding: { announced: 'opened' } });
    expect(only(outcome)).not.toHaveProperty('busy');
    expect([slept, world.slack.told()]).toEqual([[5000, 5000, 5000], [opened]]);
  });

  test('is not told of when that run has read it', async () => {
    const { sleep } = await hold(async () => {
      await run?.end();
      await world.run('2026-11-01T12:00:01.000Z');
    });
    const outcome = await pulseAt(world, stale, { sleep });
    expect([outcome.failures, world.slack.told()]).toEqual([[], []]);
    expect(only(outcome)).toMatchObject({ stale: false, finding: null });
  });

  test('is a failure when the run holds it longer than a dead one could', async () => {
    const { slept, sleep } = await hold();
    const outcome = await pulseAt(world, stale, { sleep });
    expect(slept.reduce((sum, ms) => sum + ms)).toBe(75_000);
    expect(only(outcome)).toMatchObject({ stale: true, busy: true, finding: null });
    expect(outcome.failures).toEqual([
      { tenant: 'acme', error: expect.objectContaining({ name: 'OperatorError' }) },
    ]);
    expect(String(outcome.failures[0]?.error)).toContain('a run held it for as long as this pulse');
  });

  test('is not waited for without the time to', async () => {
    const { slept, sleep } = await hold();
    const outcome = await pulseAt(world, stale, { sleep, timeLeft: () => 14_000 });
    expect([slept, outcome.failures.length]).toEqual([[], 1]);
  });

  test('does not keep others from being told first', async () => {
    let toldBefore: string[] = [];
    const { sleep } = await hold(async () => void (toldBefore = world.slack.told()));
    const tenants = [world.config, { ...world.config, id: 'other' }];
    await pulseAt(world, '2026-11-01T06:00:00.000Z', { tenants: tenants.slice(1) });
    await pulseAt(world, stale, { tenants, sleep });
    expect(toldBefore).toEqual([opened]);
  });

  test('while people were to be told stays owed, and is waited for as well', async () => {
    world.slack.isDown = true;
    await pulseAt(world, stale);
    world.slack.isDown = false;
    const { sleep } = await hold(async () => run?.end());
    await pulseAt(world, '12:15:00.000', { sleep });
    expect(world.slack.told()).toEqual([opened]);
  });
});

describe('a tenant that a run holds, and that is not stale', () => {
  let beats = 0;
  const heartbeat = async () => void (beats += 1);

  beforeEach(() => {
    beats = 0;
  });

  test('being read for the first time is neither waited for nor a reason for alarm', async () => {
    const tenant = { id: 'new' };
    run = await world.store.begin('new');
    const slept: number[] = [];
    const sleep = async (ms: number) => void slept.push(ms);
    const outcome = await pulseAt(world, stale, { tenant, sleep, heartbeat });
    expect(only(outcome)).toMatchObject({ stale: false, busy: true });
    expect([outcome.failures, slept, beats]).toEqual([[], [], 1]);
  });

  test('but was so, is waited for by the next pulse, and the heartbeat is left out', async () => {
    await pulseAt(world, stale);
    await world.run('2026-11-01T13:00:00.000Z');
    const { slept, sleep } = await hold();
    const outcome = await pulseAt(world, '13:15:00.000', { sleep, heartbeat });
    expect([outcome.failures, slept, beats]).toEqual([[], [], 0]);
  });
});

test('a run that takes the tenant between looking and telling leaves it busy', async () => {
  const store = storeOf(world);
  let begun = 0;
  const begin: PulseOptions['store'] = {
    ...store,
    begin: async (tenant) => {
      begun += 1;
      if (begun === 2) run = await store.begin(tenant);
      return store.begin(tenant);
    },
  };
  const outcome = await pulseAt(world, stale, { store: begin, timeLeft: () => 14_000 });
  expect(only(outcome)).toMatchObject({ stale: true, busy: true, finding: { status: 'open' } });
  expect(outcome.failures).toHaveLength(1);
  await run?.end();
  await pulseAt(world, '12:15:00.000');
  expect(world.slack.told()).toEqual([opened]);
});
