import { createServerClock, type ServerClock } from './clock.ts';
import type { Timing } from './timing.ts';

/** One run's line to a tenant: counts requests, bounds their time, listens to Auth0's clock. */
export interface Wire {
  readonly clock: ServerClock;
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
  calls(): number;
  /** Nothing is sent any more: a run that is over asks nothing. What is under way ends by itself. */
  close(): void;
  timeIsUp(): boolean;
}

export function createWire(timeLeft: () => number, timing: Timing): Wire {
  const clock = createServerClock(timing.now);
  let calls = 0;
  let isClosed = false;
  return {
    clock,
    send,
    calls: () => calls,
    close: () => void (isClosed = true),
    timeIsUp: () => timeLeft() <= timing.marginMs,
  };

  async function send(url: string, init: RequestInit): Promise<Response> {
    if (isClosed) throw new Error('the run is over');
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
