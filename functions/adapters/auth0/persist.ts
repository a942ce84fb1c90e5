import { resetIn } from './bucket.ts';
import type { ServerClock } from './clock.ts';
import type { Pace } from './pace.ts';
import { outOfTime, rateLimited, type Failure, type Result } from './reasons.ts';
import type { Timing } from './timing.ts';
import type { Wire } from './wire.ts';

/** How one attempt at a request ended. `again` says whether, and as what, another may be made. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T; readonly headers: Headers | null }
  | {
      readonly ok: false;
      readonly failure: Failure;
      readonly again: 'no' | 'now' | 'broken' | 'limited';
      readonly headers: Headers | null;
    };

/** One run's means of getting through to a tenant. */
export interface Means {
  readonly wire: Wire;
  readonly pace: Pace;
  readonly timing: Timing;
}

const mostAttempts = 5;
const mostBroken = 3;
const brokenPauseMs = 200;

/** Makes attempts until one settles it, within the bounds on attempts, the rate limit and the time left. */
export async function persist<T>(
  { wire, pace, timing }: Means,
  group: string | null,
  waiting: (ms: number) => void,
  attempt: () => Promise<Attempt<T>>,
): Promise<Result<T>> {
  let broken = 0;
  let pause = 0;
  for (let made = 1; ; made += 1) {
    const noTurn = await pace.turn(group, waiting, pause);
    if (noTurn) return noTurn;
    const askedAt = timing.now();
    const outcome = await attempt();
    pace.done(group, outcome.headers, askedAt);
    if (outcome.ok) return { ok: true, value: outcome.value };
    if (outcome.again === 'no') return outcome.failure;
    if (outcome.again === 'broken') broken += 1;
    if (made >= mostAttempts || broken >= mostBroken) {
      if (wire.timeIsUp()) return outOfTime();
      return outcome.again === 'limited' ? rateLimited(made) : outcome.failure;
    }
    pause = outcome.again === 'broken' ? brokenPauseMs * 2 ** (broken - 1) : 0;
    if (outcome.again === 'limited') {
      pace.hold(group, limitedWait(outcome.headers, wire.clock, timing, made));
    }
  }
}

function limitedWait(
  headers: Headers | null,
  clock: ServerClock,
  timing: Timing,
  made: number,
): number {
  for (const asked of headers ? [retryAfter(headers, clock), resetIn(headers, clock)] : []) {
    if (asked !== null && asked > 0) return asked;
  }
  return Math.min(4, 2 ** (made - 1)) * 1_000 * (1 + 0.25 * timing.random());
}

/** Retry-After is seconds, or a date of the server's clock: RFC 9110, 10.2.3. */
function retryAfter(headers: Headers, clock: ServerClock): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : date - clock.now();
}
