import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { see, type Bucket } from '../../../functions/adapters/auth0/bucket.ts';
import { createServerClock } from '../../../functions/adapters/auth0/clock.ts';
import { createPace, type Pace } from '../../../functions/adapters/auth0/pace.ts';
import { persist } from '../../../functions/adapters/auth0/persist.ts';
import { createWire } from '../../../functions/adapters/auth0/wire.ts';
import { fakeTime, type FakeTime } from './reading.ts';

const noAbort = new AbortController().signal;

/** A rate limit on the fake clock: Auth0's token bucket, or a window that is whole again at its end. */
interface Limit {
  take(): Headers;
  /** Spent by somebody else. */
  spend(count: number): void;
  lowest(): number;
}

interface LimitOptions {
  readonly burst: number;
  readonly perSecond: number;
  readonly skewMs?: number;
  /** Tokens short of full at the start. */
  readonly short?: number;
}

function tokenBucket(
  time: FakeTime,
  { burst, perSecond, skewMs = 0, short = 0 }: LimitOptions,
): Limit {
  let tokens = burst - short;
  let at = time.now();
  let lowest = burst;
  return { take, spend, lowest: () => lowest };

  function refill(): void {
    tokens = Math.min(burst, tokens + ((time.now() - at) / 1_000) * perSecond);
    at = time.now();
  }

  function spend(count: number): void {
    refill();
    tokens = Math.max(0, tokens - count);
  }

  function take(): Headers {
    spend(1);
    lowest = Math.min(lowest, tokens);
    const now = time.now() + skewMs;
    return limitHeaders(now, burst, tokens, now + ((burst - tokens) / perSecond) * 1_000);
  }
}

function fixedWindow(time: FakeTime, burst: number, windowMs: number): Limit {
  let remaining = burst;
  let ends = time.now() + windowMs;
  let lowest = burst;
  return { take, spend: (count) => (remaining -= count), lowest: () => lowest };

  function take(): Headers {
    if (time.now() >= ends) {
      remaining = burst;
      ends = time.now() + windowMs;
    }
    remaining -= 1;
    lowest = Math.min(lowest, remaining);
    return limitHeaders(time.now(), burst, remaining, ends);
  }
}

function limitHeaders(now: number, limit: number, remaining: number, reset: number): Headers {
  return new Headers({
    date: new Date(now).toUTCString(),
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.floor(remaining)),
    'x-ratelimit-reset': String(Math.ceil(reset / 1_000)),
  });
}

interface Setting {
  readonly time: FakeTime;
  readonly pace: Pace;
  readonly call: (group: string, limit: Limit, roundTripMs?: number) => Promise<void>;
}

function setting(share = 0.5, timeLeft: () => number = () => Infinity): Setting {
  const time = fakeTime();
  const clock = createServerClock(time.now);
  const pace = createPace({ share, timeLeft, clock, timing: time });
  return { time, pace, call };

  async function call(group: string, limit: Limit, roundTripMs = 50): Promise<void> {
    expect(await pace.turn(group, () => undefined)).toBeNull();
    const askedAt = time.now();
    await time.sleep(roundTripMs / 2, noAbort);
    const headers = limit.take();
    await time.sleep(roundTripMs / 2, noAbort);
    clock.hear(headers);
    pace.done(group, headers, askedAt);
  }
}

async function calls(count: number, options: LimitOptions, share = 0.5): Promise<[number, Limit]> {
  const { time, call } = setting(share);
  const limit = tokenBucket(time, options);
  const began = time.now();
  for (let made = 0; made < count; made += 1) await call('clients', limit, 10);
  return [(time.now() - began) / 1_000, limit];
}

describe('the share of a token bucket', () => {
  it.each([
    ['Enterprise non-production', { burst: 10, perSecond: 2 }],
    ['Enterprise production', { burst: 50, perSecond: 16 }],
    ['Essentials apps', { burst: 5, perSecond: 100 / 60 }],
    ['Essentials rest', { burst: 10, perSecond: 150 / 60 }],
    ['a clock an hour behind', { burst: 10, perSecond: 2, skewMs: 3_600_000 }],
    ['a clock an hour ahead', { burst: 10, perSecond: 2, skewMs: -3_600_000 }],
  ])('of %s is used up and not exceeded', async (_plan, options) => {
    const [seconds, limit] = await calls(200, options);
    const reserve = Math.ceil(options.burst / 2);
    expect(limit.lowest()).toBeGreaterThanOrEqual(reserve);
    const bound = (200 - (options.burst - reserve)) / options.perSecond;
    expect(seconds).toBeGreaterThanOrEqual(bound * 0.99);
    expect(seconds).toBeLessThan(bound * 1.1);
  });

  it('of any is not exceeded, whatever the clock says within its second', async () => {
    const bucket = fc.record({
      burst: fc.integer({ min: 3, max: 60 }),
      perSecond: fc.double({ min: 0.5, max: 20, noNaN: true }),
      skewMs: fc.integer({ min: -5_000, max: 5_000 }),
      short: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
    await fc.assert(
      fc.asyncProperty(bucket, share, async (options, share) => {
        const [, limit] = await calls(80, options, share);
        const { burst, short } = options;
        const reserve = Math.min(burst - 1, Math.ceil(burst * (1 - share)));
        // Of the first call nothing is known before it is made.
        const bound = Math.min(reserve, burst - short - 1);
        expect(limit.lowest()).toBeGreaterThanOrEqual(bound - 1e-3);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [0.8, 10],
    [0.2, 40],
    [1, 0],
  ])('of %d leaves %i of 50', async (share, left) => {
    const [, limit] = await calls(300, { burst: 50, perSecond: 16 }, share);
    expect(Math.floor(limit.lowest())).toBe(left);
  });

  it.each([
    [1, 0],
    [2, 1],
  ])('of a limit of %i still lets calls through', async (burst, left) => {
    const [seconds, limit] = await calls(20, { burst, perSecond: 2 });
    expect(Math.floor(limit.lowest())).toBe(left);
    // Whole seconds on both sides of the difference: at most two a call.
    expect(seconds).toBeLessThan(20 * 2.1);
  });

  it('gives way to the tenant’s production', async () => {
    const { time, call } = setting();
    const limit = tokenBucket(time, { burst: 10, perSecond: 2 });
    await call('clients', limit);
    limit.spend(8);
    await call('clients', limit);
    const before = time.now();
    await call('clients', limit);
    expect(time.now() - before).toBeGreaterThan(4_000);
  });

  it('is shared by two lanes', async () => {
    const { time, call } = setting();
    const limit = tokenBucket(time, { burst: 10, perSecond: 2 });
    await call('clients', limit);
    await Promise.all([many('clients'), many('tenants')]);
    expect(limit.lowest()).toBeGreaterThanOrEqual(5);

    async function many(group: string): Promise<void> {
      for (let made = 0; made < 20; made += 1) await call(group, limit);
    }
  });

  it('is not exceeded by two lanes whose answers overtake each other', async () => {
    const bucket = fc.record({
      burst: fc.integer({ min: 4, max: 60 }),
      perSecond: fc.double({ min: 0.5, max: 20, noNaN: true }),
    });
    const roundTrips = fc.infiniteStream(fc.integer({ min: 5, max: 400 }));
    await fc.assert(
      fc.asyncProperty(bucket, roundTrips, async (options, roundTrips) => {
        const { time, call } = setting(0.5);
        const limit = tokenBucket(time, options);
        await Promise.all([many(() => 'clients', 30), many((made) => `section-${made}`, 10)]);
        expect(limit.lowest()).toBeGreaterThanOrEqual(Math.ceil(options.burst / 2) - 1e-3);

        async function many(group: (made: number) => string, count: number): Promise<void> {
          for (let made = 0; made < count; made += 1) {
            await call(group(made), limit, roundTrips.next().value);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is not exceeded where buckets of the same limit fill up at different rates', async () => {
    const perSecond = fc.double({ min: 0.2, max: 10, noNaN: true });
    const setup = fc.record({
      burst: fc.integer({ min: 4, max: 30 }),
      apps: perSecond,
      rest: perSecond,
    });
    const roundTrips = fc.infiniteStream(fc.integer({ min: 5, max: 400 }));
    await fc.assert(
      fc.asyncProperty(setup, roundTrips, async ({ burst, apps, rest }, roundTrips) => {
        const { time, call } = setting(0.5);
        const limits = [apps, rest].map((perSecond) => tokenBucket(time, { burst, perSecond }));
        await Promise.all(['clients', 'tenants'].map(many));
        const lowest = limits.map((limit) => limit.lowest());
        expect(Math.min(...lowest)).toBeGreaterThanOrEqual(Math.ceil(burst / 2) - 1e-3);

        async function many(group: string, at: number): Promise<void> {
          for (let made = 0; made < 20; made += 1) {
            await call(group, limits[at] as Limit, roundTrips.next().value);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('of one bucket does not wait for calls of groups that turn out to have others', async () => {
    const { time, call } = setting();
    const apps = tokenBucket(time, { burst: 4, perSecond: 0.01 });
    const alike = tokenBucket(time, { burst: 4, perSecond: 0.01 });
    const rest = tokenBucket(time, { burst: 100, perSecond: 100 });
    await call('clients', apps);
    for (const group of ['tenants', 'prompts', 'rules']) await call(group, rest);
    await call('connections', alike);
    time.slept.length = 0;
    await call('clients', apps);
    expect(Math.max(...time.slept)).toBeLessThan(100);
  });

  it('of one bucket does not wait for an answer of another that overtook its own', async () => {
    const { time, call } = setting();
    const apps = tokenBucket(time, { burst: 4, perSecond: 0.01 });
    const rest = tokenBucket(time, { burst: 100, perSecond: 100 });
    await Promise.all([call('clients', apps, 200), call('tenants', rest, 50)]);
    time.slept.length = 0;
    await call('clients', apps);
    expect(Math.max(...time.slept)).toBeLessThan(100);
  });

  it('of a small bucket is used up after a few calls', async () => {
    const options = { burst: 5, perSecond: 100 / 60 };
    const [seconds] = await calls(60, options);
    expect(seconds).toBeLessThan(((60 - 2) / options.perSecond) * 1.1);
  });

  it('is kept by one lane for what another has seen', async () => {
    const { time, call } = setting();
    const limit = tokenBucket(time, { burst: 10, perSecond: 0.1 });
    await call('tenants', limit);
    await call('clients', limit);
    limit.spend(3);
    await call('clients', limit);
    time.slept.length = 0;
    await call('tenants', limit);
    expect(Math.max(...time.slept)).toBeGreaterThan(5_000);
  });

  it('of one group’s bucket does not hold up another’s', async () => {
    const { time, call } = setting();
    const apps = tokenBucket(time, { burst: 5, perSecond: 0.01 });
    const rest = tokenBucket(time, { burst: 100, perSecond: 100 });
    await call('tenants', rest);
    for (let made = 0; made < 2; made += 1) await call('clients', apps);
    time.slept.length = 0;
    await call('tenants', rest);
    expect(Math.max(...time.slept)).toBeLessThan(100);
  });
});

it('dips one call into the reserve of a fixed window at most, and waits for its end', async () => {
  const { time, call } = setting();
  const limit = fixedWindow(time, 10, 60_000);
  const began = time.now();
  for (let made = 0; made < 30; made += 1) await call('clients', limit);
  expect(limit.lowest()).toBeGreaterThanOrEqual(4);
  expect(time.now() - began).toBeGreaterThan(4 * 60_000);
});

describe('the refill', () => {
  const time = fakeTime();
  const clock = createServerClock(time.now);
  const start = time.now();
  const alone = { share: 0.5, clock, underWay: 0, crossed: 0 };

  /** An answer after `at` to a call sent 100 ms before, with 20 s until the bucket of 10 is full. */
  function look(at: number, remaining: number, before: Bucket | null, parts = {}): Bucket | null {
    const now = start + at;
    const headers = limitHeaders(now, 10, remaining, now + 20_000);
    return see(headers, before, { ...alone, now, askedAt: now - 100, ...parts });
  }

  /** Milliseconds a token, as far as it is known. */
  function pause(bucket: Bucket | null): number {
    return 1 / (bucket?.refill ?? 0);
  }

  it('is not believed from a token that may be a rounding', () => {
    const first = look(0, 8, null);
    expect(pause(look(2_000, 8, first))).toBeGreaterThan(10_000);
    expect(pause(look(4_000, 8, look(2_000, 8, first)))).toBeCloseTo(4_100, 6);
  });

  it('is believed to the token from a bucket that was full', () => {
    const full = look(0, 9, null);
    expect(pause(look(2_000, 9, full))).toBeCloseTo(2_100, 6);
  });

  it('is told by all that a full bucket lost since, and by when it is full again', () => {
    const soon = look(200, 7, look(100, 8, look(0, 9, null)));
    expect(pause(soon)).toBeLessThan(8_000);
    expect(pause(soon)).toBeGreaterThan(20_000 / 3);
  });

  it('is counted anew from each time the bucket was full, since what came back then ran over', () => {
    const full = look(60_000, 9, look(0, 9, null));
    expect(pause(look(62_000, 9, full))).toBeCloseTo(2_100, 6);
  });

  it.each([
    ['was under way when counting began', { underWay: 1 }, {}],
    ['was answered meanwhile', {}, { crossed: 1 }],
  ])('is not believed from a token that another call may have left, which %s', (_, at, then) => {
    const full = look(0, 9, null, at);
    const next = look(2_000, 9, look(1_000, 8, full), then);
    expect(pause(next)).toBeGreaterThan(2_000);
    expect(pause(look(2_000, 9, look(1_000, 8, look(0, 9, null))))).toBeCloseTo(1_050, 6);
  });
});

it('the server’s clock is known better with each Date, and never ahead of it', () => {
  let now = 1_000_000_000_400;
  const clock = createServerClock(() => now);
  const hear = (): void => clock.hear(new Headers({ date: new Date(now).toUTCString() }));
  hear();
  expect(clock.now()).toBe(now - 400);
  now += 650;
  hear();
  expect(clock.now()).toBe(now - 50);
  now += 500;
  hear();
  expect(clock.now()).toBe(now - 50);
});

describe('a turn', () => {
  it.each([
    ['had no answer and may have spent one of these tokens', null, true],
    ['was of another limit', 50, false],
  ])('waits for a token after a call beside it that %s: %s', async (_, limit, waits) => {
    const { time, pace } = setting();
    const headers = (most: number) =>
      new Headers({
        'x-ratelimit-limit': String(most),
        'x-ratelimit-remaining': '6',
        'x-ratelimit-reset': String(Math.ceil(time.now() / 1_000) + 4),
      });
    const asked = time.now();
    await pace.turn('clients', () => undefined);
    await pace.turn('tenants', () => undefined);
    pace.done('clients', limit === null ? null : headers(limit), asked);
    pace.done('tenants', headers(10), asked);
    await pace.turn('tenants', () => undefined);
    expect(time.slept.length > 0).toBe(waits);
  });

  it('comes at once without headers, or with ones that make no sense', async () => {
    for (const headers of [{}, { 'x-ratelimit-limit': 'x', 'x-ratelimit-remaining': '-1' }]) {
      const { time, pace } = setting();
      await pace.turn('clients', () => undefined);
      pace.done('clients', new Headers(headers), time.now());
      await pace.turn('clients', () => undefined);
      expect(time.slept).toEqual([]);
    }
  });

  it('does not come when the wait does not fit into the time left', async () => {
    const { time, pace } = setting(0.5, () => 5_000);
    await pace.turn('clients', () => undefined);
    pace.done('clients', limitHeaders(time.now(), 10, 0, time.now() + 10_000), time.now());
    expect((await pace.turn('clients', () => undefined))?.cause).toBe('time');
    expect(time.slept).toEqual([]);
  });

  it('comes after a second when the reserve is touched and no reset is told', async () => {
    const { time, pace } = setting();
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '5' };
    await pace.turn('clients', () => undefined);
    pace.done('clients', new Headers(headers), time.now());
    await pace.turn('clients', () => undefined);
    expect(time.slept).toHaveLength(1);
    expect(time.slept[0]).toBeLessThanOrEqual(1_000);
  });

  it('does not come when the wait is absurd', async () => {
    const { time, pace } = setting();
    pace.hold(null, 86_400_000);
    expect((await pace.turn('clients', () => undefined))?.cause).toBe('rate-limit');
    expect(time.slept).toEqual([]);
  });

  it('does not come when the waits together are absurd', async () => {
    const { time, pace } = setting();
    for (const minutes of [6, 6]) {
      pace.hold('clients', minutes * 60_000);
      expect(await pace.turn('clients', () => undefined)).toBeNull();
    }
    pace.hold('clients', 6 * 60_000);
    const failure = await pace.turn('tenants', () => undefined);
    expect(failure?.cause).toBe('rate-limit');
    expect(failure?.reason).toContain('18 minutes in all');
    expect(time.slept).toHaveLength(2);
  });

  it('of two who are told to wait at once is waited for once', async () => {
    const { pace } = setting();
    pace.hold('clients', 9 * 60_000);
    pace.hold('tenants', 9 * 60_000);
    expect(await pace.turn('clients', () => undefined)).toBeNull();
  });

  it('for a token does not wait for the limit of another endpoint', async () => {
    const { time, pace } = setting();
    pace.hold('clients', 60_000);
    expect(await pace.turn(null, () => undefined)).toBeNull();
    expect(time.slept).toEqual([]);
    pace.hold(null, 70_000);
    expect(await pace.turn(null, () => undefined)).toBeNull();
    expect(time.slept).toEqual([70_000]);
  });

  it('is looked for again when another call is answered', async () => {
    const time = fakeTime();
    const clock = createServerClock(time.now);
    let waits = 0;
    const timing: FakeTime = {
      ...time,
      sleep: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
    };
    const pace = createPace({ share: 0.5, timeLeft: () => Infinity, clock, timing });
    const answer = (limit: number, remaining: number): Headers =>
      limitHeaders(time.now(), limit, remaining, time.now() + 60_000);
    await pace.turn('clients', () => undefined);
    await pace.turn('tenants', () => undefined);
    pace.done('clients', answer(4, 3), time.now());
    const turn = pace.turn('clients', () => (waits += 1));
    expect(waits).toBe(1);
    pace.done('tenants', answer(100, 99), time.now());
    expect(await turn).toBeNull();
  });

  it('tells how long it waits', async () => {
    const { pace } = setting();
    const told: number[] = [];
    pace.hold(null, 3_000);
    await pace.turn('clients', (ms) => told.push(ms));
    expect(told).toEqual([3_000]);
  });
});

it('an attempt ends its turn with the time it began', async () => {
  const time = fakeTime();
  const ended: number[] = [];
  const pace: Pace = {
    turn: async () => null,
    done: (_group, _headers, askedAt) => void ended.push(askedAt),
    hold: () => undefined,
    stop: () => undefined,
  };
  const wire = createWire(() => Infinity, time);
  const began = time.now();
  await persist(
    { wire, pace, timing: time },
    'clients',
    () => undefined,
    async () => {
      await time.sleep(500, noAbort);
      return { ok: true, value: null, headers: null };
    },
  );
  expect(ended).toEqual([began]);
});
