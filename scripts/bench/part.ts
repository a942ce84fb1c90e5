import type { Line } from './line.ts';

/** What the whole bench was asked for. */
export interface BenchOptions {
  /** Sizes of the simulated tenant, smallest first. */
  readonly apps: readonly number[];
  /** Milliseconds until the simulated tenant answers a request. */
  readonly latencyMs: number;
  /** How many apps are registered at once in a flood. */
  readonly flood: number;
  /** Sizes of the tenants that meet the flood, some of `apps`: each takes minutes. */
  readonly flooded: readonly number[];
  /** Says what is being measured now: a whole bench takes many minutes. */
  readonly progress: (doing: string) => void;
}

/** One subject of the bench. What it found is JSON, kept in bench/results.json, and lines and page are made from that. */
export interface Part<T> {
  measure(options: BenchOptions): Promise<T>;
  /** Each figure beside what it is held to. */
  lines(found: T): readonly Line[];
  /** Its sections of docs/performance.md, from `##` on: what each figure is and what bounds it. */
  page(found: T): string;
  /** What was kept, with what was measured now in its place or beside it; without it, only what was measured now is kept. */
  join?(kept: T, now: T): T;
}
