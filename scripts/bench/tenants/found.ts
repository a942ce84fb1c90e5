/** What one run took. */
export interface Run {
  readonly complete: boolean;
  readonly apps: number | null;
  readonly wallMs: number;
  /** Of the processor, user and system, while it ran. */
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly calls: number;
  readonly readUnits: number;
  /** With those of renewals. */
  readonly writeUnits: number;
  /** Of renewing the lease, which comes by the clock: the longer a run takes, the more. */
  readonly renewalUnits: number;
  /** Put, updated or deleted in the store, renewals of the lease apart. */
  readonly items: number;
  /** Of the items put or updated, each as DynamoDB sizes it. */
  readonly bytes: number;
  /** Accepted by each channel, by its id. */
  readonly messages: Readonly<Record<string, number>>;
  /** Not resolved. */
  readonly findings: number;
  /** Findings that people were told of in this run as opened. */
  readonly opened: number;
  /** Ids of rules that the messages of this run were about. */
  readonly toldOf: readonly string[];
}

/** What reading took and nothing else: token, then fetch, parse, next page. */
export interface Reading {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly apps: number;
  readonly pages: number;
}

export interface Timed {
  readonly run: Pick<Run, 'wallMs' | 'cpuMs'>;
  readonly reader: Pick<Reading, 'wallMs' | 'cpuMs'>;
}

/** Runs on one tenant, in this order. */
export interface SizeFound {
  readonly apps: number;
  readonly adoption: Run;
  readonly unchanged: Run;
  /** Unchanged, without limits of memory, each beside a plain reader; one where a run takes minutes. */
  readonly timed: readonly Timed[];
  readonly few: Run;
  readonly percent: Run;
  /** The run that meets it, and the next one; null where it was not measured. */
  readonly flood: { readonly during: Run; readonly after: Run } | null;
}

export interface TenantsFound {
  readonly latencyMs: number;
  readonly memoryFlags: readonly string[];
  /** Apps changed in the run `few`. */
  readonly fewChanged: number;
  /** Apps registered at once. */
  readonly registered: number;
  /** Of a plain reader under the same limits. */
  readonly readerPeakMiB: number;
  readonly sizes: readonly SizeFound[];
}

/** The rule that watches what was changed during the flood. */
export const otherRule = 'settings-drift';

export function onePercent(apps: number): number {
  return Math.ceil(apps / 100);
}

export function pagesOf(apps: number): number {
  return Math.ceil(apps / 100);
}

/** The one in the middle; of an even number, the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}
