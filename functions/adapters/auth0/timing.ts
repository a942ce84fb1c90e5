/** Everything the reader knows of time. Tests hand in a clock that only moves when somebody sleeps. */
export interface Timing {
  readonly now: () => number;
  /** Ends early when the signal is aborted; never rejects. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Between 0 and 1, for jitter. */
  readonly random: () => number;
  /** Longest one HTTP attempt may take. */
  readonly attemptMs: number;
  /** Kept of the time left, for whoever has to save what was read. */
  readonly marginMs: number;
  /** A longer wait than this, or several longer together, is a failure: nobody watches a run that sleeps for an hour. */
  readonly longestWaitMs: number;
}

export const realTime: Timing = {
  now: () => Date.now(),
  sleep,
  random: () => Math.random(),
  attemptMs: 20_000,
  marginMs: 1_000,
  longestWaitMs: 15 * 60_000,
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
    function wake(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    }
  });
}
