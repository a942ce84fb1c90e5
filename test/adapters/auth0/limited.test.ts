import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realTime } from '../../../functions/adapters/auth0/timing.ts';
import { failureOf, fakeTime, read, valueOf } from './reading.ts';
import { inTurn, on, rawApps, startTenant, type Reply, type ScriptedTenant } from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
  server.apps = rawApps(150);
});
afterEach(() => server.close());

const path = '/api/v2/clients';

function limited(headers: Record<string, string> = {}): Reply {
  return {
    status: 429,
    body: { statusCode: 429, error: 'Too Many Requests', errorCode: 'too_many_requests' },
    headers,
  };
}

describe('a 429', () => {
  it.each([
    ['Retry-After in seconds', () => ({ 'retry-after': '7' }), 7_000],
    ['Retry-After as a date', () => ({ 'retry-after': utc(7), date: utc(0) }), 7_000],
    ['x-ratelimit-reset', () => ({ 'x-ratelimit-reset': epoch(9), date: utc(0) }), 9_000],
    [
      'Retry-After before x-ratelimit-reset',
      () => ({ 'retry-after': '3', 'x-ratelimit-reset': epoch(60) }),
      3_000,
    ],
    ['a reset that is past', () => ({ 'x-ratelimit-reset': epoch(-60) }), 1_000],
    ['nothing', () => ({}), 1_000],
  ])('with %s is waited for', async (_what, headers, expected) => {
    const time = fakeTime();
    server.script = inTurn(on(path, 'c100'), limited(headers()));
    const reading = await read(server, {}, time);
    expect(valueOf(reading, 'apps')).toHaveLength(150);
    expect(reading.calls).toBe(2 + 9 + 1);
    const longest = Math.max(...time.slept);
    // Reset and Date are whole seconds.
    expect(longest).toBeGreaterThan(expected - 1_100);
    expect(longest).toBeLessThanOrEqual(expected + 1_100);
  });

  it('that asks for no wait is waited for as long as one that says nothing', async () => {
    const time = fakeTime();
    server.script = inTurn(on(path, 'c100'), limited({ 'retry-after': '0' }));
    await read(server, {}, time);
    expect(Math.max(...time.slept)).toBe(1_000);
  });

  it('on a server whose clock is far off is waited for in the server’s time', async () => {
    const time = fakeTime();
    const hour = 3_600;
    const headers = { 'x-ratelimit-reset': epoch(hour + 5), date: utc(hour) };
    server.headers = () => ({ date: utc(hour) });
    server.script = inTurn(on(path, 'c100'), limited(headers));
    expect(valueOf(await read(server, {}, time), 'apps')).toHaveLength(150);
    expect(Math.max(...time.slept)).toBeLessThan(6_100);
  });

  it('without a word is waited for longer each time, and given up after five attempts', async () => {
    const time = fakeTime();
    server.script = (asked) => (asked.path === path ? limited() : undefined);
    const reading = await read(server, {}, time);
    const { cause, reason } = failureOf(reading, 'apps');
    expect(cause).toBe('rate-limit');
    expect(reason).toContain('429');
    expect(server.paths().filter((asked) => asked === path)).toHaveLength(5);
    expect(time.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(
      1_000 + 2_000 + 4_000,
    );
  });

  it('that asks for more than the time left ends the read, which is gone on with', async () => {
    const time = fakeTime();
    server.script = inTurn(on(path, 'c100'), limited({ 'retry-after': '30' }));
    const reading = await read(server, { timeLeft: () => 20_000 }, time);
    expect(failureOf(reading, 'apps').cause).toBe('time');
    expect(reading.partial).toMatchObject({ cursor: 'c100' });
    expect(reading.partial?.apps).toHaveLength(100);
    expect(Math.max(0, ...time.slept)).toBeLessThan(30_000);
  });

  it('that asks for a day fails, even where there is time', async () => {
    server.script = (asked) =>
      asked.path === path ? limited({ 'retry-after': '86400' }) : undefined;
    const { cause, reason } = failureOf(await read(server), 'apps');
    expect(cause).toBe('rate-limit');
    expect(reason).toContain('1440 minutes');
  });

  it('is told to whoever watches', async () => {
    const waits: number[] = [];
    server.script = inTurn(on(path, 'c100'), limited({ 'retry-after': '7' }));
    await read(server, {
      progress: ({ section, waitingMs }) => {
        if (section === 'apps' && waitingMs > 0) waits.push(waitingMs);
      },
    });
    expect(waits.some((ms) => ms > 6_000 && ms <= 7_000)).toBe(true);
  });
});

it('a broken answer is waited for a little, and longer the second time', async () => {
  const time = fakeTime();
  server.script = inTurn(on(path, 'c100'), { status: 500 }, { status: 500 });
  await read(server, {}, time);
  expect(time.slept).toEqual([200, 400]);
});

describe('a sleep', () => {
  it('lasts as long as asked', async () => {
    const began = performance.now();
    await realTime.sleep(30, new AbortController().signal);
    expect(performance.now() - began).toBeGreaterThanOrEqual(28);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const sleeping = realTime.sleep(60_000, stop.signal);
    stop.abort();
    await sleeping;
    await realTime.sleep(60_000, stop.signal);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('for the rate limit ends for every section when the credentials are dead', async () => {
    let refusals = 0;
    server.script = (asked) => {
      if (asked.path === '/oauth/token') return undefined;
      if (asked.path === path) return { ...limited({ 'retry-after': '600' }), delayMs: 60 };
      // The renewed token is refused while the apps already sleep.
      return { status: 401, body: {}, delayMs: (refusals += 1) === 1 ? 0 : 150 };
    };
    const began = performance.now();
    const reading = await read(server, {}, { ...realTime, marginMs: 0 });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(failureOf(reading, 'apps').cause).toBe('credentials');
  });
});

function utc(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toUTCString();
}

function epoch(seconds: number): string {
  return String(Math.floor(Date.now() / 1_000) + seconds);
}
