import { afterEach, beforeEach, expect, test } from 'vitest';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { Report } from '../../functions/core/posture/schema.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { report } from '../../functions/jobs/report.ts';
import { rules } from '../../functions/rules/index.ts';
import { fakeArchive } from './archives.ts';
import { createFastWorld, partner, type World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = await createFastWorld();
});

afterEach(() => world.close());

const hourMs = 3_600_000;

/** When the weekly report fires for the last but one time before the day, by the calendar that AWS has too. */
function fireBefore(day: string): Date {
  const { schedule } = parseTenant({
    id: 'acme',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'acme' },
    schedule: { timeZone: 'Europe/Vienna' },
  });
  return oldestAllowed({ ...schedule, watch: schedule.report }, new Date(day));
}

function clockIn(timeZone: string, at: Date): string {
  const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit' } as const;
  return at.toLocaleString('en-GB', { timeZone, ...parts });
}

test.each([
  ['an hour more', ['2026-10-27', '2026-11-03'], 169],
  ['an hour less', ['2027-03-30', '2027-04-06'], 167],
  ['as many hours as any', ['2026-11-10', '2026-11-17'], 168],
])('a week in Vienna that has %s is reported on whole, at seven', async (_, days, hours) => {
  const [last, next] = days.map(fireBefore) as [Date, Date];
  expect([last, next].map((at) => clockIn('Europe/Vienna', at))).toEqual([
    'Mon 07:00',
    'Mon 07:00',
  ]);
  expect((next.getTime() - last.getTime()) / hourMs).toBe(hours);

  await world.run(new Date(last.getTime() - hourMs).toISOString());
  await send(last);
  // What came in the first minutes of the week is of it, however many hours it has.
  world.tenant.createApp(partner('early'));
  await world.run(new Date(last.getTime() + hourMs / 4).toISOString());
  await world.run(new Date(next.getTime() - hourMs).toISOString());
  const posture = await send(next);

  expect(posture.period).toEqual({ since: last.toISOString(), basis: 'last-report' });
  expect(posture.newPermissive.map(({ app }) => app)).toEqual(['early']);
  expect(posture.changes.counts.opened).toBe(1);
});

async function send(scheduled: Date) {
  const archive = fakeArchive();
  const { store, slack, config: tenant } = world;
  await report(
    { store, channels: [slack], archive, oldestAllowed },
    { tenant, rules, now: scheduled, scheduled, dryRun: false },
  );
  const [, json = ''] = [...archive.files.values()];
  const [posture] = Report.parse(JSON.parse(json)).postures;
  if (!posture) throw new Error('there is no posture');
  return posture;
}
