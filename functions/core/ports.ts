import type { AppBase, Baseline } from './baseline.ts';
import type { Failing } from './channel-health.ts';
import type { Finding, Life } from './finding.ts';
import type { HistoryEvent } from './history.ts';
import type { LogMemory, StoredLogs } from './log-memory.ts';
import type { Message } from './message.ts';
import type { PostureSummary } from './posture/posture-summary.ts';
import type { ReportFile } from './report/files.ts';
import type { RunRecord } from './run.ts';
import type { App, Grant, KeptSection, SectionName, SectionValues, Snapshot } from './snapshot.ts';
import type { Suppression } from './suppression.ts';
import type { Tenant } from './tenant.ts';
import type { TestAlert } from './test-alert.ts';
import type { ToggleReading } from './toggle-evidence.ts';

/** What a read is doing, for a person who waits at a terminal. */
export type Progress = (event: {
  readonly section: SectionName | 'token';
  /** Pages and items so far, of the section. */
  readonly pages: number;
  readonly items: number;
  /** Milliseconds the reader now sleeps for the tenant's rate limit; 0 when it does not. */
  readonly waitingMs: number;
}) => void;

/** A listing of apps that ran out of time, to go on from in the next invocation. */
export interface PartialRead {
  /** Auth0's opaque cursor; it expires 24 hours after it was given. */
  readonly cursor: string;
  /** ISO 8601, when the listing began: the snapshot keeps this time. */
  readonly takenAt: string;
  readonly apps: readonly App[];
}

/** What earlier reads of a tenant left for the next. */
export interface LeftByReads {
  /** Ids of the apps the last complete read found: one missing now is confirmed before it is called deleted. */
  readonly knownApps: ReadonlySet<string>;
  readonly resume: PartialRead | null;
  /** Where the logs were left, the apps still looked for in them, and the probe's name. */
  readonly logs: StoredLogs;
}

export interface ReadRequest extends LeftByReads {
  readonly tenant: Tenant;
  readonly now: Date;
  /** False in a dry run, in which the tenant is not probed either: it would write to it. */
  readonly mayProbe: boolean;
  /** Milliseconds the read may still take; Infinity on a laptop. Never slept past. */
  readonly timeLeft: () => number;
  readonly progress: Progress;
}

export interface Reading {
  readonly snapshot: Snapshot;
  readonly toggle: ToggleReading;
  /** Set when the tenant asks for hashes: the memory it was given, with hashes of the people in it. */
  readonly memory?: LogMemory;
  /** HTTP requests made, the token and retries included. */
  readonly calls: number;
  /** Sentences for the operator that are not findings, such as a clock that is far off. */
  readonly warnings: readonly string[];
  /** Set when time ran out; the apps section is then unreadable with cause `time`. */
  readonly partial: PartialRead | null;
}

/**
 * Reads a tenant. Never rejects for what Auth0 answers: a tenant that cannot be read is a result.
 * @param left asked once, while the token is asked for; what it rejects with, this does too
 */
export type Collect = (
  request: Omit<ReadRequest, keyof LeftByReads>,
  left: () => Promise<LeftByReads>,
) => Promise<Reading>;

/** An app as the manifest holds it. */
export interface AppRow {
  /** Fingerprint of the app as last stored. */
  readonly print: string;
  /** Set only when the app differs from what was accepted. */
  readonly base?: AppBase;
}

/** A finding as the manifest holds it: its life, and a fingerprint of its words instead of the words. */
export interface FindingRow {
  readonly rule: string;
  readonly subject: string;
  readonly life: Life;
  readonly print: string;
}

/** The summary of an adoption that some channels have not been sent. */
export interface OwedSummary {
  readonly channels: readonly string[];
}

/** What there is one of per tenant. */
export interface Head {
  readonly baseline: Baseline;
  /** Rules that have judged this tenant; a rule not in it adopts on its first evaluated run. */
  readonly adopted: readonly string[];
  /** Fingerprint of each section as last stored, apps excepted. */
  readonly sections: Readonly<Partial<Record<SectionName, string>>>;
  readonly owedSummary: OwedSummary | null;
  /** Ids of the channels the last run had: what a channel that went is owed passes to those that came. */
  readonly channels?: readonly string[];
  /** ISO 8601 of the first complete run, whose adoption people were told of. */
  readonly firstComplete: string | null;
  /** ISO 8601 from which complete reads have been expected; see `expectation`. */
  readonly expectedSince?: string;
  /** The schedule they have been expected by, as `tenants.json` writes it. */
  readonly schedule?: string;
  /** ISO 8601 at which a scheduled pulse last noted that it looks at the tenant; see `expectation`. */
  readonly lookedAt?: string;
  /** Set while a `watch-stale` finding is not resolved or not told, so that pulse need not read the manifest to know. */
  readonly isStale?: true;
  /** ISO 8601 of the last complete read when the watch went stale, which may be far back among the runs by now. */
  readonly lastComplete?: string;
  /** Suppressions made by command, those that ended or were lifted lately included; see `tenant.suppressions` for the file's. */
  readonly suppressions?: readonly Suppression[];
  /** Channels that did not accept lately, by id; one that accepted is not in it. */
  readonly failing?: Failing;
  /** ISO 8601 since when canaries are sent; only while they are. */
  readonly canarySince?: string;
  /** ISO 8601 at which every channel had accepted the last canary; only while they are sent. */
  readonly canaryArrived?: string;
  /** As `tenants.json` names it, for reports of many tenants. */
  readonly environment?: string;
  /** As `isStale`, of a `canary-overdue` finding. */
  readonly isOverdue?: true;
}

/** All a run needs to know of a tenant, in one read. */
export interface Known {
  readonly apps: ReadonlyMap<string, AppRow>;
  /** By {@link rowKey}. */
  readonly findings: ReadonlyMap<string, FindingRow>;
  /** null before the first run. */
  readonly head: Head | null;
  readonly partial: PartialRead | null;
  readonly logs: StoredLogs;
}

/** A finding's place in {@link Known}: rule and subject. */
export function rowKey(rule: string, subject: string): string {
  // Joined in one piece: V8 keeps a template's parts beside the text that a map makes of them, 32 bytes a finding.
  return [rule, subject].join(' ');
}

export interface Words {
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** What a run changes, in the order it is written: see `Session.save`. */
export interface Change {
  /** ISO 8601 from which the written app versions and sections hold. */
  readonly validFrom: string;
  readonly apps: readonly App[];
  readonly deletedApps: readonly string[];
  readonly sections: Partial<{ [K in KeptSection]: SectionValues[K] }>;
  /** Words of new or changed findings, by rowKey. */
  readonly words: ReadonlyMap<string, Words>;
  /** What happened to findings and is not to be read from their life; see `history.ts`. */
  readonly history?: readonly HistoryEvent[];
  /** Sections whose state the rows and the head tell: what a run that died stored of them is put right. */
  readonly read?: readonly SectionName[];
  /** App rows to write (null removes), by app id. */
  readonly appRows: ReadonlyMap<string, AppRow | null>;
  /** Finding rows to write, by rowKey. */
  readonly findingRows: ReadonlyMap<string, FindingRow>;
  readonly head: Head;
  /** The unfinished listing to keep, or null to forget any. */
  readonly partial: PartialRead | null;
  /** Written only where it differs from what is stored, and last: a run that dies before reads the same entries again. */
  readonly logs: StoredLogs;
}

/** A section as it stood during a span of time. */
export interface StoredSection<T> {
  readonly value: T;
  /** ISO 8601, when it was first read as it is. */
  readonly validFrom: string;
}

/** The kept sections of a tenant at one moment; one never read before then is not there. */
export type StoredSections = {
  readonly [K in KeptSection]?: StoredSection<SectionValues[K]>;
};

/** Takes a run's fingerprints, and the hash of all it was taken of. */
export interface Seal {
  /** As {@link Store.fingerprint}, of an app of the snapshot; its whole hash is kept for {@link Seal.of}. */
  printApp(app: App): string;
  /**
   * SHA-256, hex, of what the snapshot says: every app by id, where they were read, and every other section that is kept.
   * What was not read counts as not read. The same from what is stored; see `verify`.
   */
  of(sections: Snapshot['sections']): string;
}

/** One run's hold on one tenant: a lease that is renewed until `end`, with fencing on every write. */
export interface Session {
  load(): Promise<Known>;
  /**
   * Apps by id, each in the stored version that has the given fingerprint: a run that died may have stored a
   * newer one, which the manifest does not know yet. Apps without such a version are left out.
   */
  storedApps(prints: ReadonlyMap<string, string>): Promise<Map<string, App>>;
  /** The grants in the stored version that has this fingerprint, or null. */
  storedGrants(print: string): Promise<readonly Grant[] | null>;
  /** Words by rowKey. */
  storedWords(keys: readonly string[]): Promise<Map<string, Words>>;
  /**
   * Writes apps and sections, then words, then finding and app rows, then the head: after a crash
   * anywhere in between, the next run ends where this one would have.
   */
  save(change: Change): Promise<void>;
  /** Rewrites finding rows (and the head, if given) after delivery, to clear what is no longer owed. */
  settle(rows: ReadonlyMap<string, FindingRow>, head: Head | null): Promise<void>;
  /** Stores what the run leaves behind, linked to the record before it. */
  record(run: RunRecord): Promise<void>;
  /** DynamoDB units this session has used. */
  cost(): Cost;
  /** Stops renewing and lets the next run in. Safe to call twice. */
  end(): Promise<void>;
}

export interface Cost {
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** An app as it was during a span of time. */
export interface AppVersion {
  readonly app: App;
  readonly validFrom: string;
  /** ISO 8601; null while it still holds. */
  readonly validTo: string | null;
}

/** A run record as stored, with its hash. */
export interface Linked {
  readonly run: RunRecord;
  /** SHA-256, hex, of the stored record: what the next record names as the one before it. */
  readonly hash: string;
  /** Set where it lies under another tenant or moment than its own: somebody put it there. */
  readonly isMisplaced?: true;
}

/** What a scheduled report leaves behind. */
export interface ReportMark {
  /** ISO 8601, the moment it told of. */
  readonly at: string;
  /** ISO 8601, from when on it told of changes. */
  readonly since: string;
  /** Nobody was told of changes before it, so that `since` is the end of no other report. */
  readonly isFirst?: true;
  /** It reached nobody: the next report counts from `since`, as this one did. */
  readonly isUntold?: true;
  /** Ids of the channels that accepted it: a retry of the same report tells the others only. */
  readonly told?: readonly string[];
  /** The newest run it knew of each tenant: one that had begun, and was stored later, is told by the next report. */
  readonly seen?: SeenRuns;
  /** The same of the report with which its own period begins. */
  readonly seenBefore?: SeenRuns;
}

/** ISO 8601 starts of runs, by the id of their tenant; a tenant without a run is not there. */
export type SeenRuns = Readonly<Record<string, string>>;

export interface Store {
  /** @throws {BusyError} when another run holds the tenant */
  begin(tenant: string): Promise<Session>;
  /** A session that takes no lease and whose writes throw: for dry runs. */
  beginDry(tenant: string): Promise<Session>;
  /** Tenants with a run in the store, sorted. */
  tenants(): Promise<string[]>;
  /** Findings of a tenant with their words, resolved ones included. */
  findings(tenant: string): Promise<Finding[]>;
  /** Apps as they were at a moment (ISO 8601), by id; a tenant not yet watched then has none. */
  appsAt(tenant: string, at: string): Promise<AppVersion[]>;
  /** Every app the tenant ever had, one after the other in the order of ids: all versions of one, oldest first. */
  appHistory(tenant: string): AsyncIterable<readonly AppVersion[]>;
  /** The other kept sections as they were at a moment (ISO 8601). */
  sectionsAt(tenant: string, at: string): Promise<StoredSections>;
  /** What is stored of the tenant's logs; empty before they were first read. */
  logs(tenant: string): Promise<StoredLogs>;
  /** Newest first. @param until ISO 8601; runs that began later are left out */
  runs(tenant: string, limit: number, until?: string): Promise<RunRecord[]>;
  /** Every run record there still is, in the order of their starts. */
  records(tenant: string): AsyncIterable<Linked>;
  /** The record written last, which no other names yet; null before the first. */
  lastRecord(tenant: string): Promise<Linked | null>;
  /** The last scheduled report, of a tenant or, with null, of the fleet; null before the first. */
  lastReport(tenant: string | null): Promise<ReportMark | null>;
  /** A later mark stays; one of the same moment adds whom it was told. */
  noteReport(tenant: string | null, mark: ReportMark): Promise<void>;
  head(tenant: string): Promise<Head | null>;
  /**
   * What is stored of a finding's past, or of a suppression's where `rule` is `suppression`, and of all of the rule without
   * a subject; of everything without a rule; oldest first.
   */
  history(tenant: string, rule?: string, subject?: string): Promise<HistoryEvent[]>;
  /** A short stable hash of a JSON value. */
  readonly fingerprint: (value: unknown) => string;
  /** A longer one, of which nobody can find a second value: for what a decision rests on. */
  readonly digest: (value: unknown) => string;
  /** For one run. */
  seal(): Seal;
}

/** A file as it is kept. */
export interface Kept {
  /** Such as `s3://bucket/tenants/acme-prod/…/report.html`. */
  readonly uri: string;
  /** An address that asks whoever opens it to sign in. */
  readonly link: string;
  /** ISO 8601, when it is deleted. */
  readonly until: string;
  /** An address that opens for whoever has it, and until when (ISO 8601); only where the operator asked for it. */
  readonly open?: { readonly link: string; readonly until: string };
}

/** Where reports are kept. */
export interface Archive {
  /**
   * Keeps the files under a folder, all or an error; written again, a file has one version more.
   * @returns where the first of them lies
   * @throws {DeliveryError} when one was not accepted
   */
  keep(folder: string, files: readonly ReportFile[]): Promise<Kept>;
}

/** One place messages go. Throws {@link DeliveryError} unless the message was accepted. */
export interface Channel {
  /** Stable between runs: what is owed is kept by it. */
  readonly id: string;
  /** @param timeLeft milliseconds it may still take, all waiting included; as long as the channel likes without it */
  send(message: Message, timeLeft?: () => number): Promise<void>;
  /** Tells the tenant's posture, which is never owed: the next report says what this one would have. */
  report(posture: PostureSummary): Promise<void>;
  /** Sends a message that is plainly a test, and is never owed. */
  test(alert: TestAlert, timeLeft?: () => number): Promise<void>;
}
