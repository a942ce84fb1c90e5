import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '../../functions/jobs/verify.ts';
import {
  countWrites,
  CrashError,
  crashingClient,
  stopsIn,
  type CrashPoint,
} from '../adapters/crash.ts';
import { createWorld, fakeChannel, partner, type RunOptions, type World } from './world.ts';

/** A tenant on the day of adoption, and the same tenant after a day on which everything happened at once. */
let before: World;
let after: World;

const ordersApi = 'https://api.acme.example/orders';
const common = {
  domain: 'acme.eu.auth0.com',
  clock: () => new Date('2026-10-31T00:00:00Z'),
  apis: [{ identifier: ordersApi, name: 'Orders' }],
};
const own = { client_id: 'own', name: 'own', is_first_party: true };

beforeAll(async () => {
  before = await createWorld({
    ...common,
    apps: [own, partner('leaves'), partner('grows'), partner('stays')],
  });
  after = await createWorld({
    ...common,
    apps: [
      own,
      partner('grows', { grant_types: ['authorization_code', 'implicit'] }),
      partner('stays'),
      partner('new'),
    ],
    settings: {
      default_audience: ordersApi,
      dynamic_client_registration_security_mode: 'permissive',
      flags: { enable_dynamic_client_registration: true, surprising_flag: true },
    },
    grants: [
      {
        audience: ordersApi,
        default_for: 'third_party_clients',
        scope: ['read:orders'],
        subject_type: 'user',
      },
      { audience: ordersApi, client_id: 'stays', scope: ['read:orders'] },
    ],
  });
});

afterAll(async () => {
  await before.close();
  await after.close();
});

const day1 = '2026-11-01T09:00:00.000Z';
const day2 = '2026-11-02T09:00:00.000Z';
const overTheLease = 61_000;

type Day = 'adoption' | 'the day after' | 'the way back';

/** Runs up to, and then on, the given day; every tenant has its own id in the one store of `before`. */
async function lead(id: string, day: Day): Promise<(options: RunOptions) => Promise<unknown>> {
  const on = (world: World, now: string) => (options: RunOptions) =>
    before.run(now, {
      ...options,
      tenant: { id, domain: common.domain, baseUrl: world.tenant.url },
    });
  if (day === 'adoption') return on(after, day1);
  await on(before, day1)({});
  if (day === 'the day after') return on(after, day2);
  await on(after, day2)({});
  return on(before, '2026-11-03T09:00:00.000Z');
}

/** All that a tenant's store says of the tenant; records of runs say how many there were, and differ. */
async function stateOf(id: string): Promise<unknown> {
  const { store } = before;
  const findings = (await store.findings(id)).map((finding) => ({
    ...finding,
    key: '',
    tenant: '',
  }));
  const days = await Promise.all(
    [day1, day2, '2026-11-04T00:00:00.000Z'].map((at) => store.appsAt(id, at)),
  );
  return { findings, days, head: await store.head(id) };
}

/** What the channels were told since they were last asked, with the summary of an adoption. */
function toldSince(): string[] {
  return [before.slack, before.terminal].flatMap((channel) => {
    const summaries = channel.accepted
      .filter(({ adoption }) => adoption)
      .map(() => `${channel.id} summary`);
    const told = [...summaries, ...channel.told().map((what) => `${channel.id} ${what}`)];
    channel.accepted.length = 0;
    return told;
  });
}

function isCrash(error: unknown): boolean {
  return error instanceof CrashError || (error instanceof Error && isCrash(error.cause));
}

describe.each<Day>(['adoption', 'the day after', 'the way back'])('on %s', (day) => {
  let expected: unknown;
  let told: string[];
  let writes = 0;

  beforeAll(async () => {
    const id = `whole-${day.replaceAll(' ', '-')}`;
    const run = await lead(id, day);
    toldSince();
    const counting = countWrites(before.client);
    await run({ client: counting.client });
    writes = counting.count();
    expected = await stateOf(id);
    told = toldSince();
  });

  test('the day is worth testing', () => {
    expect(writes).toBeGreaterThan(10);
    expect(told.length).toBeGreaterThan(1);
  });

  test.each<CrashPoint>(['before', 'after'])(
    'a crash %s any single write: the next run ends where this one would have, and tells what it would have told',
    async (point) => {
      for (const n of stopsIn(writes, point)) {
        const id = `${point}-${n}-${day.replaceAll(' ', '-')}`;
        const run = await lead(id, day);
        toldSince();
        const crash = run({ client: crashingClient(before.client, n, point) });
        await expect(crash, `write ${n}`).rejects.toSatisfy(isCrash);
        const toldBefore = toldSince();
        await run({ later: overTheLease });
        const toldAfter = toldSince();

        expect(await stateOf(id), `state after a crash ${point} write ${n}`).toEqual(expected);
        const verified = await verify(before.store, { tenant: id, now: new Date() });
        expect(verified, `evidence after a crash ${point} write ${n}`).toMatchObject({
          proven: true,
          chain: { problems: [] },
        });
        const all = [...toldBefore, ...toldAfter];
        expect([...new Set(all)].sort(), `told after a crash ${point} write ${n}`).toEqual(
          [...told].sort(),
        );
        // Twice only what a channel had accepted and the dead run could not strike off; with the same id.
        const twice = all.filter((what, at) => all.indexOf(what) !== at);
        expect(twice.filter((what) => !toldBefore.includes(what))).toEqual([]);
      }
    },
    120_000,
  );
});

test.each<CrashPoint>(['before', 'after'])(
  'a crash %s any single write of the run after a route was replaced: the new channel is told all the same',
  async (point) => {
    const routes = [{ minSeverity: 'medium' as const, slack: { webhookEnv: 'OTHER' } }];
    let crashed = 0;
    for (const n of stopsIn(50, point)) {
      const id = `replaced-${point}-${n}`;
      const tenant = { id, domain: common.domain, baseUrl: after.tenant.url };
      await before.run(day1, { tenant: { ...tenant, baseUrl: before.tenant.url } });
      before.slack.isDown = true;
      await before.run(day2, { tenant });
      before.slack.isDown = false;
      const other = fakeChannel('slack:OTHER');
      const options = { channels: [before.terminal, other], tenant: { ...tenant, routes } };
      const client = crashingClient(before.client, n, point);
      const died = await before
        .run('2026-11-02T10:00:00.000Z', { ...options, client })
        .then(() => false)
        .catch(isCrash);
      await before.run('2026-11-02T11:00:00.000Z', { ...options, later: overTheLease });
      expect(other.told(), `after a crash ${point} write ${n}`).toContain(
        'opened app-permissive new 1',
      );
      if (!died) break;
      crashed += 1;
    }
    expect(crashed).toBeGreaterThan(0);
  },
  120_000,
);
