import { expect, test } from 'vitest';
import { summaryOf } from '../functions/core/posture/summary.ts';
import { postureWorld, type Step } from './jobs/posture-world.ts';
import { steady } from './steady.ts';

const truth: Step['truth'] = {
  apps: { partner: { mode: 'permissive', origin: 'regular' } },
  dcr: 'off',
  scopes: [],
};

/** What is told of a tenant that was first read on a day, as it is compared. */
async function toldOn(day: string): Promise<string[]> {
  const world = postureWorld(Date.parse(`${day}T09:41:00Z`));
  await world.play({ hours: 0, truth, unread: {}, wishes: [] });
  const { headline, lines } = summaryOf(await world.gather());
  return [headline, ...lines].map((line) => steady(line, [world.now()]));
}

// What is kept beside tests must not fail on another day than the one it was written on.
test.each(['2026-11-24', '2027-01-09', '2028-02-29', '2031-10-23'])(
  'words of %s are compared as those of any day after the toggle went',
  async (day) => {
    expect(await toldOn(day)).toEqual(await toldOn('2026-11-23'));
  },
);
