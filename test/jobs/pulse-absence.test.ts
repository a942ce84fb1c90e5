import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countWrites } from '../adapters/crash.ts';
import { only, pulseAt, type PulseOptions } from './pulses.ts';
import { createFastWorld, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld();
  await world.run('2026-11-01T09:00:00.000Z');
});

afterEach(() => world.close());

const opened = 'opened watch-stale watch 1';

function scheduled(now: string, options: PulseOptions = {}) {
  return pulseAt(world, now, { ...options, isScheduled: true });
}

async function writesOf(now: string): Promise<number> {
  const counting = countWrites(world.client);
  await scheduled(now, { client: counting.client });
  return counting.count();
}

describe('a tenant that is configured again after weeks', () => {
  const again = '2026-12-31T09:00:00.000Z';

  beforeEach(() => scheduled('10:00:00.000'));

  test('has its time first', async () => {
    expect(only(await scheduled(again))).toMatchObject({ stale: false, finding: null });
    expect(only(await scheduled('2026-12-31T11:30:00.000Z')).stale).toBe(false);
    expect(world.slack.told()).toEqual([]);
  });

  test('is told of when it is not read in that time', async () => {
    await scheduled(again);
    await scheduled('2026-12-31T11:31:00.000Z');
    expect(world.slack.told()).toEqual([opened]);
  });

  test('has its time too when a run that could not read it came before the pulse', async () => {
    world.tenant.revokeScope('read:clients');
    world.tenant.expireTokens();
    await world.run(again);
    expect(only(await scheduled('2026-12-31T09:05:00.000Z')).stale).toBe(false);
    expect(only(await scheduled('2026-12-31T11:36:00.000Z')).stale).toBe(true);
  });

  test('and that was stale when it went is so still', async () => {
    await scheduled('12:00:00.000');
    expect(only(await scheduled(again)).stale).toBe(true);
  });
});

test('a pulse that goes on notes it every few hours, and says at once that nobody reads', async () => {
  await scheduled('09:15:00.000');
  expect(await writesOf('09:30:00.000')).toBe(0);
  await world.run('2026-11-01T12:00:00.000Z');
  expect(await writesOf('12:15:00.000')).toBe(0);
  // The lease is taken and given back, and the head is written.
  expect(await writesOf('12:16:00.000')).toBe(3);
  expect((await world.store.head('acme'))?.lookedAt).toBe('2026-11-01T12:16:00.000Z');
  await world.run('2026-11-01T13:00:00.000Z');
  expect((await world.store.head('acme'))?.lookedAt).toBe('2026-11-01T12:16:00.000Z');
  await scheduled('15:17:00.000');
  expect(only(await scheduled('15:31:00.000')).stale).toBe(true);
});

test('a pulse that missed six hours at most says so as well', async () => {
  await scheduled('09:15:00.000');
  expect(only(await scheduled('15:15:00.000')).stale).toBe(true);
});

test('a pulse taken by hand notes nothing: that nobody looked for weeks is no excuse', async () => {
  const tenant = { id: 'unread' };
  await pulseAt(world, '10:00:00.000', { tenant });
  expect(await world.store.head('unread')).not.toHaveProperty('lookedAt');
  expect(only(await pulseAt(world, '2026-12-31T09:00:00.000Z', { tenant })).stale).toBe(true);
});

describe('once stale, only a read ends it', () => {
  beforeEach(() => pulseAt(world, '12:00:00.000'));

  test('and not a clock that was set back', async () => {
    const back = only(await pulseAt(world, '07:00:00.000'));
    expect(back).toMatchObject({ stale: true, finding: { status: 'open', announced: null } });
    expect(world.slack.told()).toEqual([opened]);
  });

  test('and not a schedule that became longer', async () => {
    const schedule = { watch: 'rate(1 day)', report: 'rate(7 days)', timeZone: 'UTC' };
    const seen = only(await pulseAt(world, '12:15:00.000', { tenant: { schedule } }));
    expect(seen).toMatchObject({ stale: true, finding: { status: 'open' } });
  });

  test('though never whole before', async () => {
    const tenant = { id: 'unread' };
    await pulseAt(world, '09:00:00.000', { tenant });
    await pulseAt(world, '12:00:00.000', { tenant });
    expect(only(await pulseAt(world, '07:00:00.000', { tenant })).stale).toBe(true);
    await world.run('2026-11-01T12:30:00.000Z', { tenant });
    expect(only(await pulseAt(world, '12:45:00.000', { tenant })).stale).toBe(false);
  });
});
