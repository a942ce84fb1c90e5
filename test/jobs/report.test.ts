import { afterEach, beforeEach, expect, test } from 'vitest';
import { report } from '../../functions/jobs/report.ts';
import { createWorld, fakeChannel, partner, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createWorld({ apps: [partner('old')] });
});

afterEach(() => world.close());

const now = new Date('2026-11-23T10:00:00Z');

function request(dryRun = false) {
  return { tenant: world.config, now, dryRun };
}

test('tells each channel what is stored, and writes nothing', async () => {
  const channels = [world.terminal, world.slack];
  await world.run(22);
  world.tenant.createApp(partner('new'));
  await world.run(23);
  const requests = world.tenant.requestCount();
  const before = await world.store.runs('acme', 9);
  const { posture, told, undelivered } = await report({ store: world.store, channels }, request());
  expect(posture).toMatchObject({
    tenant: 'acme',
    at: '2026-11-23T10:00:00.000Z',
    headline: '1 open finding, worst high, 1 undecided; last read 60 minutes ago',
  });
  expect([told, undelivered]).toEqual([['terminal', 'slack:WEBHOOK'], []]);
  expect([world.terminal.reports, world.slack.reports]).toEqual([[posture], [posture]]);
  expect(world.tenant.requestCount()).toBe(requests);
  expect(await world.store.runs('acme', 9)).toEqual(before);
});

test('one channel that does not accept does not keep it from the next, and is owed nothing', async () => {
  const channels = [world.terminal, world.slack];
  world.terminal.isDown = true;
  const { told, undelivered } = await report({ store: world.store, channels }, request());
  expect(told).toEqual(['slack:WEBHOOK']);
  expect(undelivered.map(({ message }) => message)).toEqual(['terminal is down.']);
  expect(world.slack.reports).toHaveLength(1);
});

test('an error that is no refusal is not taken for one', async () => {
  const broken = { ...fakeChannel('broken'), report: () => Promise.reject(new TypeError('bug')) };
  const told = report({ store: world.store, channels: [broken] }, request());
  await expect(told).rejects.toThrow(TypeError);
});

test('a tenant that was never read is told so', async () => {
  const { slack, store } = world;
  await report({ store, channels: [slack] }, request());
  expect(slack.reports[0]?.headline).toMatch(/^never read/);
});

test('a dry run tells nobody', async () => {
  const { slack, store } = world;
  const { posture, told } = await report({ store, channels: [slack] }, request(true));
  expect([posture.tenant, told, slack.reports]).toEqual(['acme', [], []]);
});
