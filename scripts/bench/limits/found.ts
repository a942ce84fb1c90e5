import type { Bucket } from '../../../demo/tenant/rate-limit.ts';

/** A bucket of the tenant, and what the tenant saw of it. */
export interface Spent {
  readonly bucket: Bucket;
  /** That it let through, whoever made them. */
  readonly calls: number;
  /** That it answered with 429. */
  readonly refused: number;
  /** The least that was left after a call. */
  readonly lowest: number;
}

/** A run on an unchanged tenant that limits its rate. */
export interface Paced {
  readonly plan: string;
  readonly share: number;
  readonly apps: number;
  /** Ours, with the one for the token, which has a limit of its own. */
  readonly calls: number;
  readonly wallMs: number;
  readonly spent: readonly Spent[];
  /** Somebody else who spends of the same bucket meanwhile; null where we were alone. */
  readonly production: Production | null;
}

export interface Production {
  readonly perSecond: number;
  readonly calls: number;
  readonly refused: number;
}

/** One run as a process of its own. */
export interface Invocation {
  readonly complete: boolean;
  readonly wallMs: number;
  readonly calls: number;
  /** Of the listing of apps, whole and read. */
  readonly pages: number;
  readonly apps: number | null;
  /** ISO 8601, of the snapshot it read or began to read. */
  readonly takenAt: string;
  /** The hash of what it judged. */
  readonly snapshot: string;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly messages: number;
  /** Key and status of each finding. */
  readonly findings: readonly string[];
  /** Keys of the findings people were told of. */
  readonly told: readonly string[];
}

/** What it took to read a tenant within a limit of time, beside one run without. */
export interface Resumed {
  readonly what: string;
  readonly apps: number;
  readonly whole: Took;
  readonly invocations: number;
  readonly inAll: Took;
  /** Apps, findings, and the hash of the snapshot, that are not those of the run without a limit. */
  readonly unlike: number;
  /** Moments that the snapshot is said to be of. */
  readonly moments: number;
  /** Findings that people were told of more than once. */
  readonly toldTwice: number;
}

export interface Took {
  readonly calls: number;
  readonly pages: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly messages: number;
  readonly findings: number;
}

export interface LimitsFound {
  /** Milliseconds until the simulated tenant answers. */
  readonly latencyMs: number;
  /** Milliseconds an invocation may take, scaled down, and what of that the product keeps for the end. */
  readonly limitMs: number;
  readonly marginMs: number;
  /** Milliseconds a deployed function reads a tenant for before it goes on in the next invocation. */
  readonly readMs: number;
  readonly paced: readonly Paced[];
  readonly resumed: readonly Resumed[];
}
