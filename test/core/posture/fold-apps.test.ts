import { expect, test } from 'vitest';
import { foldApps, trendMoments } from '../../../functions/core/posture/fold-apps.ts';
import type { AppVersion } from '../../../functions/core/ports.ts';
import { app } from '../../../functions/core/sample.ts';
import type { App } from '../../../functions/core/snapshot.ts';
import { day } from './facts.ts';

function version(parts: Partial<App> & { id: string }, from: number, to?: number): AppVersion {
  const validTo = to === undefined ? null : day(to);
  return { app: app(parts), validFrom: day(from), validTo };
}

const permissive = { securityMode: 'permissive' } as const;

test('thirteen moments, a week apart, the last of them the one asked for', () => {
  const moments = trendMoments(new Date(day(22)));
  expect(moments).toHaveLength(13);
  expect(moments.slice(-2).map((one) => one.toISOString())).toEqual([day(15), day(22)]);
  expect(moments[0]?.toISOString()).toBe('2026-08-30T09:00:00.000Z');
});

test('apps are counted as they were at each moment', () => {
  const fold = foldApps([new Date(day(1)), new Date(day(8)), new Date(day(15))], 9);
  fold.add([version({ id: 'own', firstParty: true, securityMode: null }, 1)]);
  fold.add([version({ id: 'whose', firstParty: null, ...permissive }, 1)]);
  fold.add([version({ id: 'a', ...permissive }, 1)]);
  fold.add([version({ id: 'b', ...permissive }, 1, 8), version({ id: 'b', origin: 'dcr' }, 8)]);
  fold.add([version({ id: 'c', securityMode: 'unknown', origin: 'cimd' }, 8.1)]);
  fold.add([version({ id: 'gone', ...permissive }, 1, 15)]);
  fold.add([version({ id: 'later' }, 15.1)]);
  fold.add([version({ id: 'd', ...permissive, origin: 'dcr' }, 15)]);
  expect(fold.result()).toEqual({
    total: 6,
    thirdParty: 4,
    byModeAndOrigin: [
      { mode: 'permissive', origin: 'regular', count: 1 },
      { mode: 'permissive', origin: 'dcr', count: 1 },
      { mode: 'strict', origin: 'dcr', count: 1 },
      { mode: 'unknown', origin: 'cimd', count: 1 },
    ],
    trend: [
      { strict: 0, permissive: 3, unknown: 0 },
      { strict: 1, permissive: 2, unknown: 0 },
      { strict: 1, permissive: 2, unknown: 1 },
    ],
    permissive: [app({ id: 'a', ...permissive }), app({ id: 'd', ...permissive, origin: 'dcr' })],
  });
});

test('a version that a crash left open ends with the next', () => {
  const fold = foldApps([new Date(day(1)), new Date(day(8))], 9);
  fold.add([version({ id: 'a', ...permissive }, 1), version({ id: 'a' }, 5, 6)]);
  expect(fold.result()).toMatchObject({ total: 0, trend: [{ permissive: 1 }, { permissive: 0 }] });
});

test('a third-party app without a mode is of none that is known', () => {
  const fold = foldApps([new Date(day(1))], 2);
  fold.add([version({ id: 'a', securityMode: null }, 1)]);
  expect(fold.result().trend).toEqual([{ strict: 0, permissive: 0, unknown: 1 }]);
});

test('of many permissive apps some are kept, and all are counted', () => {
  const fold = foldApps([new Date(day(1))], 2);
  for (let i = 0; i < 5; i += 1) fold.add([version({ id: `p${i}`, ...permissive }, 1)]);
  const { permissive: kept, byModeAndOrigin } = fold.result();
  expect(kept.map(({ id }) => id)).toEqual(['p0', 'p1']);
  expect(byModeAndOrigin).toEqual([{ mode: 'permissive', origin: 'regular', count: 5 }]);
});
