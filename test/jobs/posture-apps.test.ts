import { expect, test } from 'vitest';
import { oldestAllowed } from '../../functions/adapters/schedule.ts';
import { mostAppsTold } from '../../functions/core/readiness/readiness.ts';
import { app } from '../../functions/core/sample.ts';
import { gatherPosture } from '../../functions/jobs/posture.ts';
import { rules } from '../../functions/rules/index.ts';
import { day, run } from '../core/posture/facts.ts';
import { postureWorld, tenant } from './posture-world.ts';

test('readiness counts more permissive apps than it tells of one by one', async () => {
  const { store } = postureWorld();
  const count = mostAppsTold + 100;
  async function* appHistory() {
    for (let n = 0; n < count; n++) {
      const one = app({ id: `app-${n}`, origin: 'regular', securityMode: 'permissive' });
      yield [{ app: one, validFrom: day(1), validTo: null }];
    }
  }
  const ports = {
    store: { ...store, appHistory, runs: async () => [run(20)] },
    oldestAllowed,
  };
  const { readiness } = await gatherPosture(ports, { tenant, rules, now: new Date(day(20)) });
  if (!readiness.known) throw new Error(readiness.reason);
  const { blocked, change, ask } = readiness.counts;
  expect(blocked + change + ask).toBe(count);
  expect([readiness.apps.length, readiness.omitted]).toEqual([mostAppsTold, 100]);
});
