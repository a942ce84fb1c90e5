import { afterEach, beforeEach, expect, test } from 'vitest';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
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
  const { posture, told, undelivered } = await report(
    { store: world.store, channels, oldestAllowed },
    request(),
  );
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
  const { told, undelivered } = await report(
    { store: world.store, channels, oldestAllowed },
    request(),
  );
  expect(told).toEqual(['slack:WEBHOOK']);
  expect(undelivered.map(({ message }) => message)).toEqual(['terminal is down.']);
  expect(world.slack.reports).toHaveLength(1);
});

test('an error that is no refusal is not taken for one', async () => {
  const broken = { ...fakeChannel('broken'), report: () => Promise.reject(new TypeError('bug')) };
  const told = report({ store: world.store, channels: [broken], oldestAllowed }, request());
  await expect(told).rejects.toThrow(TypeError);
});

test('a tenant that was never read is told so', async () => {
  const { slack, store } = world;
  await report({ store, channels: [slack], oldestAllowed }, request());
  expect(slack.reports[0]?.headline).toMatch(/^never read/);
});

test('a dry run tells nobody', async () => {
  const { slack, store } = world;
  const { posture, told } = await report(
    { store, channels: [slack], oldestAllowed },
    request(true),
  );
  expect([posture.tenant, told, slack.reports]).toEqual(['acme', [], []]);
});

test.each([
  ['by the schedule it is configured with', true, '3 days'],
  ['by the rate that is stored with it, where it is not configured', false, '3 days'],
])('a tenant that is overdue %s is not known', async (_by, isConfigured, ago) => {
  await world.run(20);
  const { id, environment, schedule } = world.config;
  const tenant = { id, environment, ...(isConfigured && { schedule }) };
  const ports = { store: world.store, channels: [world.slack], oldestAllowed };
  const { posture } = await report(ports, { tenant, now, dryRun: false });
  expect(posture.headline).toContain('not known: not read whole since 2026-11-20 09:00 UTC');
  expect(posture.headline).toContain(`${ago} ago`);
  expect(world.slack.reports).toEqual([posture]);
});

test('a cron expression without its time zone makes nobody overdue', async () => {
  const schedule = { watch: 'cron(0 * * * ? *)', report: 'rate(7 days)', timeZone: 'UTC' };
  await world.run(20, { tenant: { schedule } });
  const { id, environment } = world.config;
  const ports = { store: world.store, channels: [], oldestAllowed };
  const { posture } = await report(ports, { tenant: { id, environment }, now, dryRun: false });
  expect(posture.headline).toContain('last read 3 days ago');
});
