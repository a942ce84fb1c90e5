import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '../../functions/core/tenant.ts';
import type { PulseOutcome } from '../../functions/jobs/pulse.ts';
import {
  countWrites,
  CrashError,
  crashingClient,
  stopsIn,
  type CrashPoint,
} from '../adapters/crash.ts';
import { pulseAt, type PulseOptions } from './pulses.ts';
import { createWorld, partner, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await createWorld({ domain: 'acme.eu.auth0.com', apps: [partner('old')] });
});

afterAll(() => world.close());

const overTheLease = 61_000;
const adopted = '2026-11-01T09:00:00.000Z';
const readAgain = '2026-11-01T13:00:00.000Z';

type Scene = 'new' | 'stale' | 'over' | 'reminded' | 'owed';

/** The pulse that is stopped; every tenant has its own id in the one store. */
async function lead(
  id: string,
  scene: Scene,
): Promise<(options?: PulseOptions) => Promise<PulseOutcome>> {
  const tenant: Partial<Tenant> = { id };
  const at =
    (now: string) =>
    (options: PulseOptions = {}) =>
      pulseAt(world, now, { ...options, tenant });
  if (scene === 'new') return at('09:00:00.000');
  await world.run(adopted, { tenant });
  if (scene === 'stale') return at('12:00:00.000');
  world.slack.isDown = scene === 'owed';
  await at('12:00:00.000')();
  world.slack.isDown = false;
  if (scene === 'owed') return at('12:15:00.000');
  if (scene === 'reminded') return at('2026-11-02T12:00:00.000Z');
  await world.run(readAgain, { tenant });
  return at('13:15:00.000');
}

async function stateOf(id: string): Promise<unknown> {
  const findings = await world.store.findings(id);
  return {
    findings: findings.map((finding) => ({ ...finding, key: '', tenant: '' })),
    head: await world.store.head(id),
    isListed: (await world.store.tenants()).includes(id),
  };
}

/** What the channels were told since they were last asked. */
function toldSince(): string[] {
  return [world.slack, world.terminal].flatMap((channel) => {
    const told = channel.told().map((what) => `${channel.id} ${what}`);
    channel.accepted.length = 0;
    return told;
  });
}

function isCrash(error: unknown): boolean {
  return error instanceof CrashError || (error instanceof Error && isCrash(error.cause));
}

describe.each<[Scene, number, number]>([
  ['new', 4, 0],
  ['stale', 6, 2],
  ['over', 5, 2],
  ['reminded', 4, 2],
  ['owed', 3, 1],
])('%s', (scene, fewestWrites, tellings) => {
  let expected: unknown;
  let told: string[];
  let writes = 0;

  beforeAll(async () => {
    const id = `whole-${scene}`;
    const pulse = await lead(id, scene);
    toldSince();
    const counting = countWrites(world.client);
    await pulse({ client: counting.client });
    writes = counting.count();
    expected = await stateOf(id);
    told = toldSince();
  });

  test('the pulse is worth testing', () => {
    expect(writes).toBeGreaterThanOrEqual(fewestWrites);
    expect(told).toHaveLength(tellings);
  });

  test.each<CrashPoint>(['before', 'after'])(
    'a crash %s any single write: the next pulse ends where this one would have, and tells what it would have told',
    async (point) => {
      for (const n of stopsIn(writes, point)) {
        const id = `${point}-${n}-${scene}`;
        const pulse = await lead(id, scene);
        toldSince();
        const { failures } = await pulse({ client: crashingClient(world.client, n, point) });
        expect(
          failures.map(({ error }) => isCrash(error)),
          `write ${n}`,
        ).toEqual([true]);
        const toldBefore = toldSince();
        await pulse({ later: overTheLease });
        const toldAfter = toldSince();

        expect(await stateOf(id), `state after a crash ${point} write ${n}`).toEqual(expected);
        const all = [...toldBefore, ...toldAfter];
        expect([...new Set(all)].sort(), `told after a crash ${point} write ${n}`).toEqual(
          [...told].sort(),
        );
        // Twice only what a channel had accepted and the dead pulse could not strike off; with the same id.
        const twice = all.filter((what, at) => all.indexOf(what) !== at);
        expect(twice.filter((what) => !toldBefore.includes(what))).toEqual([]);
      }
    },
    120_000,
  );

  test.each<CrashPoint>(['before', 'after'])(
    'a crash %s any single write, and a run that reads the tenant: nothing is left open, and no mark of it',
    async (point) => {
      for (const n of stopsIn(writes, point)) {
        const id = `read-${point}-${n}-${scene}`;
        const pulse = await lead(id, scene);
        await pulse({ client: crashingClient(world.client, n, point) });
        const tenant: Partial<Tenant> = { id };
        await world.run('2026-11-02T13:00:00.000Z', { tenant, later: overTheLease });
        await pulseAt(world, '2026-11-02T13:15:00.000Z', { tenant, later: overTheLease });
        // That a channel failed is another finding, which the next run of watch ends.
        const open = (await world.store.findings(id)).filter(
          ({ status, rule }) => status === 'open' && rule === 'watch-stale',
        );
        const head = await world.store.head(id);
        expect([open, head?.isStale], `after a crash ${point} write ${n}`).toEqual([[], undefined]);
      }
    },
    120_000,
  );
});
