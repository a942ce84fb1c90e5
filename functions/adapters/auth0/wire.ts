import { createServerClock, type ServerClock } from './clock.ts';
import type { Timing } from './timing.ts';

/** One run's line to a tenant: counts requests, bounds their time, listens to Auth0's clock. */
export interface Wire {
  readonly clock: ServerClock;
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
  calls(): number;
  timeIsUp(): boolean;
}

export function createWire(timeLeft: () => number, timing: Timing): Wire {
  const clock = createServerClock(timing.now);
  let calls = 0;
  return { clock, send, calls: () => calls, timeIsUp: () => timeLeft() <= timing.marginMs };

  async function send(url: string, init: RequestInit): Promise<Response> {
    calls += 1;
    const ms = Math.max(1, Math.min(timing.attemptMs, timeLeft() - timing.marginMs));
    // A token must never follow a redirect to another host, so no redirect is followed.
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(Math.ceil(ms)),
    });
    clock.hear(response.headers);
    return response;
  }
}
