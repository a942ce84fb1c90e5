import { trendMoments } from '../../functions/core/posture/fold-apps.ts';
import type { Posture } from '../../functions/core/posture/schema.ts';
import type { Store } from '../../functions/core/ports.ts';
import type { SectionName } from '../../functions/core/snapshot.ts';
import { expect } from 'vitest';
import { tenant, type Seen } from './posture-world.ts';

/** The newest run that read the sections. */
export function lastRead(
  all: readonly Seen[],
  ...sections: readonly SectionName[]
): Seen | undefined {
  return all.findLast(
    ({ did, step }) => did === 'run' && sections.every((name) => step.unread[name] === undefined),
  );
}

/** Third-party apps by mode at a moment, straight from the store. */
async function modesAt(store: Store, at: Date) {
  const counts = { strict: 0, permissive: 0, unknown: 0 };
  for (const { app } of await store.appsAt(tenant.id, at.toISOString()))
    if (app.securityMode) counts[app.securityMode] += 1;
  return counts;
}

const combinations = (['permissive', 'strict', 'unknown'] as const).flatMap((mode) =>
  (['regular', 'dcr'] as const).map((origin) => ({ mode, origin })),
);

/** The apps as whoever looked at the tenant knows them, and how they were, as the store says of each moment. */
export async function rereadApps(
  store: Store,
  all: readonly Seen[],
  at: Date,
): Promise<Posture['apps']> {
  const seen = lastRead(all, 'apps');
  if (!seen) return { known: false, reason: expect.any(String) };
  const there = Object.values(seen.step.truth.apps).filter(({ mode }) => mode !== 'gone');
  const reads = all.filter(({ did, step }) => did === 'run' && step.unread.apps === undefined);
  const trend = [];
  for (const moment of trendMoments(at)) {
    const age = (read: Seen) => (moment.getTime() - read.at.getTime()) / 86_400_000;
    const isKnown = reads.some((read) => age(read) >= 0 && age(read) <= 7);
    const counts = isKnown ? await modesAt(store, moment) : null;
    trend.push({ at: moment.toISOString(), counts });
  }
  return {
    known: true,
    asOf: seen.at.toISOString(),
    total: there.length,
    thirdParty: there.length,
    byModeAndOrigin: combinations
      .map(({ mode, origin }) => ({
        mode,
        origin,
        count: there.filter((one) => one.mode === mode && one.origin === origin).length,
      }))
      .filter(({ count }) => count > 0),
    trend,
  };
}

/** What the runs that were made say of when the tenant was read. */
export function rereadFreshness(all: readonly Seen[], isInPeriod: (at: Date) => boolean) {
  const runs = all.filter(({ did }) => did === 'run');
  const isWhole = ({ step }: Seen) => !step.unread.apps && !step.unread.settings;
  const inPeriod = runs.filter((one) => isInPeriod(one.at));
  return {
    watchedSince: runs.find(isWhole)?.at.toISOString() ?? null,
    newestRun: runs.at(-1)?.at.toISOString(),
    lastComplete: runs.findLast(isWhole)?.at.toISOString() ?? null,
    runs: inPeriod.length,
    incompleteRuns: inPeriod.filter((one) => !isWhole(one)).length,
  };
}
