/** What one process took, start and end included. */
export interface Took {
  readonly wallMs: number;
  /** Null where the process was ended before it could say. */
  readonly cpuMs: number | null;
  readonly peakMiB: number | null;
  /** Requests the tenant was sent. */
  readonly calls: number;
}

export interface PeerRead extends Took {
  /** Null where it had to be ended. */
  readonly exitCode: number | null;
  /** Apps in what it wrote. */
  readonly apps: number;
  /** Of those, the ones whose security mode is in what it wrote. */
  readonly withMode: number;
  readonly bytes: number;
  /** Its own error; null where it said none. */
  readonly error: string | null;
}

export interface OurRead extends Took {
  readonly apps: number;
  readonly writeUnits: number;
}

/** What each can say after a known number of apps has changed. */
export interface Change {
  readonly changed: number;
  /** Files that differ between an export from before and one from after. */
  readonly differingFiles: number;
  /** Whether the second export printed anything that the first had not, times and folders aside. */
  readonly exportSaysSo: boolean;
  /** `import --dry-run` of the export from before, and how many of the changed apps it named. */
  readonly dryRun: Took & Pick<PeerRead, 'exitCode' | 'error'> & { readonly named: number };
  /** The run after it, and how many findings it told of as new. */
  readonly ours: Took & { readonly opened: number };
}

export interface SizeFound {
  readonly apps: number;
  /** How often ours and the peer's apps alone were read in turn; what is kept is the run of median time. */
  readonly rounds: number;
  readonly ours: OurRead;
  readonly appsAlone: PeerRead;
  /** Read once: the same as YAML, and with the other sections. Null at sizes where that would take too long. */
  readonly asYaml: PeerRead | null;
  readonly sections: PeerRead | null;
  /** Where the tenant lists no more by offset than is documented; null where it has no more than that. */
  readonly capped: PeerRead | null;
  readonly change: Change | null;
}

export type PeerFound =
  | { readonly measured: false; readonly because: string }
  | {
      readonly measured: true;
      readonly version: string;
      readonly licence: string;
      readonly latencyMs: number;
      readonly sizes: readonly SizeFound[];
    };
