/** What `npm test` took. */
export interface TestsFound {
  readonly wallSeconds: number;
  /** Of all its processes, user and system. */
  readonly cpuSeconds: number;
  readonly tests: number;
  readonly files: number;
  /** Whether it ran where there is no network but loopback; null where that could not be arranged. */
  readonly withoutNetwork: true | null;
  /** Slowest first; seconds from the first test of the file to its last. */
  readonly slowest: readonly { readonly file: string; readonly seconds: number }[];
}
