import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Posture } from '../../functions/core/posture/schema.ts';
import type { Store } from '../../functions/core/ports.ts';
import type { SectionName } from '../../functions/core/snapshot.ts';
import { isIn, movesOf, recountAges, recountChanges, retime } from './posture-recount.ts';
import { lastRead, rereadApps, rereadFreshness } from './posture-reread.ts';
import { steps } from './posture-steps.ts';
import { postureWorld, tenant, type Seen, type Step } from './posture-world.ts';
import { isThorough } from '../thorough.ts';

const seed = Number(process.env['STRICTWATCH_SEED'] ?? 20_261_123);
const numRuns = isThorough ? 150 : 10;

/** A tenant's history, as it was played and as it is told. */
interface Told {
  readonly store: Store;
  readonly all: readonly Seen[];
  readonly since: Date;
  readonly at: Date;
  readonly posture: Posture;
}

async function told(history: readonly Step[], days: number): Promise<Told> {
  const world = postureWorld();
  const all: Seen[] = [];
  for (const step of history) all.push(...(await world.play(step)));
  const at = world.now();
  const since = new Date(at.getTime() - days * 86_400_000);
  return { store: world.store, all, since, at, posture: await world.gather({ since }) };
}

const days = fc.constantFrom(1, 7, 30);

async function holdAgainst(check: (one: Told) => void | Promise<void>): Promise<void> {
  const property = fc.asyncProperty(steps, days, async (history, of) => {
    const one = await told(history, of);
    await check(one);
  });
  await fc.assert(property, { seed, numRuns });
}

test('the numbers of a posture are those of the store', async () => {
  await holdAgainst(async (one) => {
    expect(Posture.parse(one.posture)).toEqual(one.posture);
    await holdFindings(one);
    await holdChanges(one);
    holdTimes(one);
    await holdReadings(one);
  });
}, 240_000);

async function holdFindings({ store, posture, since, at }: Told): Promise<void> {
  const findings = await store.findings(tenant.id);
  const of = (status: string) => findings.filter((one) => one.status === status).length;
  expect(posture.open).toEqual({
    open: of('open'),
    undecided: of('inherited'),
    acknowledged: of('acknowledged'),
    accepted: of('accepted'),
    suppressed: of('suppressed'),
    byAge: recountAges(findings, ['open', 'acknowledged'], at),
    undecidedByAge: recountAges(findings, ['inherited'], at),
  });
  const shown = findings.filter(
    ({ status, resolvedAt = '' }) => status !== 'resolved' || isIn(since, at, new Date(resolvedAt)),
  );
  expect(keysOf(posture.findings)).toEqual(keysOf(shown));
}

async function holdChanges({ store, all, posture, since, at }: Told): Promise<void> {
  const { counts, rows } = posture.changes;
  expect(counts).toEqual(recountChanges(all, since));
  expect(rows).toHaveLength(Object.values(counts).reduce((sum, count) => sum + count, 0));
  const first = (await store.head(tenant.id))?.firstComplete ?? '9999';
  const arrived = movesOf(all)
    .filter(({ before, seen }) => !before && isIn(since, at, seen.at))
    .map(({ after }) => after)
    .filter(({ rule }) => rule === 'app-permissive')
    .filter(
      ({ status, firstSeen }) =>
        status === 'open' || (status === 'suppressed' && firstSeen > first),
    );
  expect(keysOf(posture.newPermissive)).toEqual(keysOf(arrived));
}

function holdTimes({ all, posture: { times } }: Told): void {
  const taken = retime(all, new Date(times.since));
  for (const what of ['acknowledge', 'resolve'] as const) {
    const { count, medianSeconds, longestSeconds } = times[what] ?? none;
    expect([count, longestSeconds], what).toEqual([
      taken[what].length,
      Math.max(0, ...taken[what]),
    ]);
    const below = taken[what].filter((one) => one <= medianSeconds).length;
    const above = taken[what].filter((one) => one >= medianSeconds).length;
    expect(Math.min(below, above) * 2, what).toBeGreaterThanOrEqual(count);
  }
}

const none = { count: 0, medianSeconds: 0, longestSeconds: 0 };

async function holdReadings({ store, all, posture, since, at }: Told): Promise<void> {
  const runs = all.filter(({ did }) => did === 'run');
  const newest = runs.at(-1)?.at.toISOString();
  expect(posture.freshness).toMatchObject(
    rereadFreshness(all, (moment) => isIn(since, at, moment)),
  );
  const unread = Object.keys(runs.at(-1)?.step.unread ?? {}) as SectionName[];
  expect(new Map(posture.unread.map(({ section, lastRead }) => [section, lastRead]))).toEqual(
    new Map(unread.map((name) => [name, lastRead(all, name)?.at.toISOString() ?? null])),
  );
  expect(posture.apps).toEqual(await rereadApps(store, all, at));
  const settled = lastRead(all, 'settings');
  expect(posture.dcr).toMatchObject({
    enabled: settled ? settled.step.truth.dcr !== 'off' : null,
    asOf: settled?.at.toISOString() ?? null,
  });
  const granted = lastRead(all, 'grants', 'apps');
  expect(posture.defaultPermissions).toMatchObject(
    granted
      ? { asOf: granted.at.toISOString(), grants: [{ scopes: granted.step.truth.scopes }] }
      : { known: false },
  );
  const last = await store.lastRecord(tenant.id);
  const { snapshot } = last?.run ?? {};
  const record = { record: last?.hash, snapshot };
  expect(posture.evidence).toEqual({ sequence: runs.length, startedAt: newest, ...record });
}

function keysOf(all: readonly { readonly key: string }[]): string[] {
  return all.map(({ key }) => key).sort();
}

/** What must be the same whenever it is told: all but words. */
function lasting(posture: Posture) {
  const {
    verdict,
    isPast: _past,
    notes: _notes,
    findings,
    newPermissive,
    changes,
    ...rest
  } = posture;
  return {
    ...rest,
    state: verdict.state,
    counts: changes.counts,
    newPermissive: newPermissive.map(({ key, status }) => `${key} ${status}`),
    findings: findings.map(({ key, status, severity, firstSeen, since, resolvedAt }) => ({
      key,
      status,
      severity,
      firstSeen,
      since,
      resolvedAt,
    })),
  };
}

test('as of a moment it says what it said then', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const world = postureWorld();
      const then: Posture[] = [];
      for (const step of history) {
        await world.play(step);
        then.push(await world.gather({ since: week(world.now()) }));
      }
      for (const told of then) {
        const at = new Date(told.at);
        const again = await world.gather({ at, since: week(at) });
        expect(lasting(again), told.at).toEqual(lasting(told));
      }
    }),
    { seed, numRuns },
  );
}, 240_000);

function week(at: Date): Date {
  return new Date(at.getTime() - 7 * 86_400_000);
}
