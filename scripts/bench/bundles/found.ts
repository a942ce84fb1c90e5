import type { JobName } from '../../../functions/core/deployment.ts';
import type { Share } from './contents.ts';
import type { Took } from './import-time.ts';

/** What is deployed must stay small and start fast. */
export const held = { kib: 700, ms: 150 } as const;

/** What the bundle of a job is, and what importing it takes. */
export interface BundleFound {
  readonly job: JobName;
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly largest: readonly Share[];
  readonly imported: Took;
}

/** The same, in steps. */
export interface BundleInSteps extends BundleFound {
  /** An import of nothing but the modules of Node that the bundle imports. */
  readonly builtins: Took;
  /** Those, and the bundle parsed; the rest of the import is running it. */
  readonly parsed: Took;
  readonly without: readonly Without[];
}

/** The bundle without a package that many runs do not need. */
export interface Without {
  readonly name: string;
  readonly bytes: number;
  readonly imported: Took;
}

/** What the code makes when it is first used, and not when it is loaded. */
export interface MadeLater {
  readonly what: string;
  readonly took: Took;
}

export interface BundlesFound {
  /** Milliseconds of Node with nothing to do, from its start to its end. */
  readonly startMs: number;
  /** Importing a module in which there is nothing. */
  readonly empty: Took;
  readonly bundles: readonly BundleInSteps[];
  readonly madeLater: readonly MadeLater[];
}
