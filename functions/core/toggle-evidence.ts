import type { Actor } from './log-entry.ts';

/** What shows the state of the toggle "Create Permissive Third-Party Clients by Default" at one moment. */
export interface ToggleProof {
  readonly state: 'on' | 'off';
  /** ISO 8601. */
  readonly asOf: string;
  /** For `log`: the entry. */
  readonly logId?: string;
  /** For `log` and `probe`: the app whose mode shows it. */
  readonly app?: string;
  readonly appName?: string;
  /** For `log`: who created it. */
  readonly actor?: Actor;
  /** For `api-field`: its path, such as `settings.flags.NAME`. */
  readonly field?: string;
}

/** Everything that ever showed the toggle, newest of each kind; what it amounts to depends on the day, see `toggleLadder`. */
export interface ToggleEvidence {
  readonly apiField: ToggleProof | null;
  readonly log: ToggleProof | null;
  /** The newest log proof of the other state than `log`: between the two it was switched. */
  readonly logBefore: ToggleProof | null;
  readonly probe: ToggleProof | null;
  /** The newest deprecation notice that speaks of third-party apps: it corroborates, and proves nothing alone. */
  readonly notice: { readonly asOf: string; readonly text: string; readonly logId: string } | null;
  /** ISO 8601 of the newest probe that was made and showed nothing; absent before the first. */
  readonly probeTriedAt?: string;
}

/** What one run read of the toggle besides the logs. */
export interface ToggleReading {
  /** null when the operator named no field. */
  readonly apiField:
    | { readonly ok: true; readonly proof: ToggleProof }
    | { readonly ok: false; readonly reason: string }
    | null;
  /** null when no probe was due or none is asked for. */
  readonly probe:
    | { readonly ok: true; readonly proof: ToggleProof }
    | { readonly ok: false; readonly reason: string }
    | null;
  /** ISO 8601; only when a probe was made and showed nothing. */
  readonly probeTriedAt?: string;
  /** client_ids of probe apps that could not be deleted. */
  readonly litter: readonly string[];
  /** The name probes use from now on; null where none is asked for. */
  readonly probeName: string | null;
}
