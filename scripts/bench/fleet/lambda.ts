import type { Agenda } from './agenda.ts';
import type { DeployedFunction } from './deployed.ts';

/** One attempt of a function, from when its environment is ready. */
export interface Work {
  /** Milliseconds it takes; what takes longer than the function may is ended and fails. */
  readonly ms: number;
  readonly fails: boolean;
  readonly over: (failed: boolean) => void;
  /** What the same attempt does next, in place of its end. */
  readonly goesOn?: () => Work;
}

/** What came before an attempt began. */
export interface Arrival {
  /** Milliseconds it waited for concurrency. */
  readonly waitedMs: number;
  /** Milliseconds until its environment was ready; 0 where one was there. */
  readonly coldMs: number;
}

/** A start that nobody waits for. */
export interface Invocation {
  readonly function: DeployedFunction;
  /** @param attempt from 1; it counts those that ran */
  begin(attempt: number, arrival: Arrival): Work;
  /** All attempts failed, or it waited for too long: it goes to the queue of failed runs. */
  givenUp(): void;
}

export interface LambdaCounts {
  /** Attempts that ran. */
  invocations: number;
  coldStarts: number;
  errors: number;
  /** Times an attempt was throttled: no concurrency was left. */
  throttles: number;
  /** Most attempts that ran at one time. */
  peak: number;
  /** Milliseconds of all attempts, the starts of environments included. */
  ranMs: number;
}

export interface Lambda {
  readonly counts: Readonly<LambdaCounts>;
  invoke(invocation: Invocation): void;
}

export interface LambdaOptions {
  readonly agenda: Agenda;
  /** Attempts of all functions of the account that may run at one time. */
  readonly quota: number;
  /** Milliseconds until an environment that is new is ready. */
  readonly coldMs: number;
  /** Milliseconds for which an environment is kept that has nothing to do. */
  readonly idleMs: number;
}

interface Queued {
  readonly invocation: Invocation;
  readonly acceptedAt: number;
  readonly attempt: number;
  readonly throttled: number;
}

/**
 * How Lambda treats starts that nobody waits for: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const retryPauseMs = [60_000, 120_000] as const;
const firstBackoffMs = 1000;
const longestBackoffMs = 5 * 60_000;

export function createLambda({ agenda, quota, coldMs, idleMs }: LambdaOptions): Lambda {
  const counts = { invocations: 0, coldStarts: 0, errors: 0, throttles: 0, peak: 0, ranMs: 0 };
  const idleSince = new Map<string, number[]>();
  let running = 0;
  return {
    counts,
    invoke(invocation) {
      attempt({ invocation, acceptedAt: agenda.now(), attempt: 1, throttled: 0 });
    },
  };

  function attempt(queued: Queued): void {
    const { invocation, acceptedAt, throttled } = queued;
    if (agenda.now() - acceptedAt > invocation.function.patienceMs) return invocation.givenUp();
    if (running < quota) return occupy(queued);
    counts.throttles += 1;
    const pause = Math.min(longestBackoffMs, firstBackoffMs * 2 ** throttled);
    agenda.at(agenda.now() + pause, () => attempt({ ...queued, throttled: throttled + 1 }));
  }

  function occupy(queued: Queued): void {
    running += 1;
    counts.peak = Math.max(counts.peak, running);
    counts.invocations += 1;
    const waitedMs = agenda.now() - queued.acceptedAt;
    if (takeIdle(queued.invocation.function.name)) return begin(queued, { waitedMs, coldMs: 0 });
    counts.coldStarts += 1;
    counts.ranMs += coldMs;
    agenda.at(agenda.now() + coldMs, () => begin(queued, { waitedMs, coldMs }));
  }

  function begin(queued: Queued, arrival: Arrival): void {
    run(queued, queued.invocation.begin(queued.attempt, arrival));
  }

  function run(queued: Queued, work: Work): void {
    const { timeoutMs } = queued.invocation.function;
    const ms = Math.min(work.ms, timeoutMs);
    counts.ranMs += ms;
    const next = work.goesOn;
    agenda.at(agenda.now() + ms, () =>
      next ? run(queued, next()) : end(queued, work, work.fails || work.ms > timeoutMs),
    );
  }

  function end(queued: Queued, work: Work, failed: boolean): void {
    const { invocation } = queued;
    running -= 1;
    // The environment of an attempt that failed is taken to be gone.
    if (!failed) idle(invocation.function.name).push(agenda.now());
    work.over(failed);
    if (failed) again(queued);
  }

  function again(queued: Queued): void {
    const { invocation } = queued;
    counts.errors += 1;
    const pause = retryPauseMs[queued.attempt - 1];
    if (pause === undefined || queued.attempt > invocation.function.retries) {
      return invocation.givenUp();
    }
    const next = { ...queued, attempt: queued.attempt + 1, throttled: 0 };
    agenda.at(agenda.now() + pause, () => attempt(next));
  }

  function idle(name: string): number[] {
    const known = idleSince.get(name) ?? [];
    idleSince.set(name, known);
    return known;
  }

  /** The one that was used last, if it is still there. */
  function takeIdle(name: string): boolean {
    const since = idle(name).pop();
    return since !== undefined && agenda.now() - since <= idleMs;
  }
}
