import type { LogEntry, LogGap, LogPosition } from './log-entry.ts';
import type { SectionName } from './snapshot.ts';
import type { ToggleEvidence } from './toggle-evidence.ts';

/**
 * A caller whose third-party apps get their mode from the tenant's default; or that states it, of which no more is kept
 * than that: it has no `apps` and no details.
 */
export interface Caller {
  /** client_id or user id; a key in findings. */
  readonly id: string;
  readonly kind: 'user' | 'app';
  readonly name: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly tool: string | null;
  /** The newest creations without a mode, newest first, bounded. */
  readonly apps: readonly {
    readonly id: string;
    readonly name: string;
    readonly at: string;
    readonly mode: 'strict' | 'permissive' | 'unknown';
    readonly logId: string;
  }[];
  /** At least so many creations are no longer listed above; one that was older than all listed when it came is not counted. */
  readonly more: number;
  /** ISO 8601 of its newest creation that stated a mode; null when none was seen. */
  readonly stated: string | null;
}

/** A dynamically registered app, kept for a day to see bursts. */
export interface Registration {
  readonly app: string;
  /** ISO 8601. */
  readonly at: string;
  readonly name: string;
  /** Hosts of its callbacks, or the callback's scheme where it has no host. */
  readonly hosts: readonly string[];
  /** What else of its metadata makes it alike to others; empty when it was gone before it was listed. */
  readonly traits: string;
  /** From where it was registered; only when a log entry told. */
  readonly ip?: string;
  /** Set when `at` is when the app was first seen, because nothing told when it was registered. */
  readonly undated?: true;
}

/** A third-party app whose creation the logs have not shown yet. */
export interface Awaited {
  readonly app: string;
  /** ISO 8601 since when it is looked for. */
  readonly since: string;
  /** Searches made for it. */
  readonly searches: number;
  /** ISO 8601, `takenAt` of the newest read whose search is counted. */
  readonly searchedAt?: string;
}

/** A watched setting as last read. */
export interface KnownSetting {
  readonly path: string;
  readonly value: string | number | boolean | null;
  /** ISO 8601 of the first read that showed this value. */
  readonly since: string;
}

/** What the logs have told so far that later runs need. Bounded, whatever a tenant does. */
export interface LogMemory {
  readonly toggle: ToggleEvidence;
  readonly callers: readonly Caller[];
  readonly registrations: readonly Registration[];
  readonly awaited: readonly Awaited[];
  /** log_ids handled ahead of the cursor, newest last: an event and the log tell of the same entry. */
  readonly handled: readonly string[];
  /** Newest last. */
  readonly gaps: readonly LogGap[];
  /** Name of the app the probe makes, set before the first is made: whatever a crash leaves behind is known by it. */
  readonly probeName: string | null;
  /** The newest entries that a read yet to come may be explained by, newest first; bounded in number and size. */
  readonly recent: readonly LogEntry[];
  readonly settings: readonly KnownSetting[];
}

/** What is stored of a tenant's logs. */
export interface StoredLogs {
  /** null before the logs were first read. */
  readonly position: LogPosition | null;
  readonly memory: LogMemory;
  /** ISO 8601 when the last read of each section began that went with a read of the logs. */
  readonly readAt?: ReadTimes;
}

export type ReadTimes = Readonly<Partial<Record<SectionName, string>>>;

export const emptyMemory: LogMemory = {
  toggle: { apiField: null, log: null, logBefore: null, probe: null, notice: null },
  callers: [],
  registrations: [],
  awaited: [],
  handled: [],
  gaps: [],
  probeName: null,
  recent: [],
  settings: [],
};
