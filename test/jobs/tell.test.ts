import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../../functions/core/ports.ts';
import { countWrites } from '../adapters/crash.ts';
import { createWorld, partner, type RunOptions, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld({ apps: [partner('old')] });
});

afterEach(() => world.close());

/** A channel in whose `send` the invocation ends, as when its time is up. */
function fatal(id: string): Channel {
  const send = () => Promise.reject(new Error('The process was ended.'));
  return { id, send, report: send, test: send };
}

test('a run that ends in the middle of telling does not repeat what a channel accepted', async () => {
  await world.run(1);
  world.tenant.createApp(partner('new'));
  const channels = [world.terminal, fatal('slack:WEBHOOK')];
  await expect(world.run(2, { channels })).rejects.toThrow('The process was ended.');
  await world.run('2026-11-02T09:01:00Z', { later: 61_000 });
  const opened = ['opened app-permissive new 1'];
  expect([world.terminal.told(), world.slack.told()]).toEqual([opened, opened]);
});

test('nor the summary of an adoption', async () => {
  const channels = [world.terminal, fatal('slack:WEBHOOK')];
  await expect(world.run(1, { channels })).rejects.toThrow('The process was ended.');
  await world.run(1, { later: 61_000 });
  expect([world.terminal.accepted.length, world.slack.accepted.length]).toEqual([1, 1]);
});

test('each channel that accepted costs a write, and a run that tells nobody none', async () => {
  const { terminal, slack } = world;
  await world.run(1);
  world.tenant.createApp(partner('new'));
  let left = 0;
  const timeToTell = () => left;
  await writesAt('11:00', { timeToTell });
  const last: Channel = {
    ...terminal,
    async send(message) {
      await terminal.send(message);
      left = 0;
    },
  };
  left = 60_000;
  const one = await writesAt('12:00', { timeToTell, channels: [last, slack] });
  const other = await writesAt('13:00');
  const none = await writesAt('14:00');
  const opened = ['opened app-permissive new 1'];
  expect([terminal.told(), slack.told()]).toEqual([opened, opened]);
  expect([one, other]).toEqual([none + 1, none + 1]);
});

async function writesAt(time: string, options: RunOptions = {}): Promise<number> {
  const counting = countWrites(world.client);
  const { client } = counting;
  await world.run(`2026-11-01T${time}:00.000Z`, { ...options, client });
  return counting.count();
}

test('with no time left nothing is begun: it stays owed', async () => {
  await world.run(1);
  world.tenant.createApp(partner('new'));
  const late = await world.run(2, { timeToTell: () => 2_000 });
  expect(late.undelivered.map(({ message }) => message)).toEqual([
    'Nothing was sent to terminal: the time of this invocation is up.',
    'Nothing was sent to slack:WEBHOOK: the time of this invocation is up.',
  ]);
  expect(world.slack.told()).toEqual([]);
  await world.run(3);
  expect(world.slack.told()).toEqual(['opened app-permissive new 1']);
});

test('a channel is told how long it may take', async () => {
  const given: unknown[] = [];
  const send: Channel['send'] = async (_message, timeLeft) => void given.push(timeLeft?.());
  await world.run(1, { channels: [{ ...world.slack, send }], timeToTell: () => 42_000 });
  expect(given).toEqual([42_000]);
});
