import type { SecurityMode } from './snapshot.ts';

/** What a log entry tells of, as far as Strictwatch cares; any other entry is dropped where it is read. */
export const operations = [
  'app-created',
  'app-registered',
  'app-updated',
  'app-deleted',
  'settings-updated',
  'grant-changed',
  'api-updated',
  'deprecation-notice',
] as const;
export type Operation = (typeof operations)[number];

/** By what way somebody acted on the tenant. `dcr`: dynamic registration, where anyone may act. */
export type ActingChannel = 'dashboard' | 'api' | 'dcr' | 'unknown';

/** Who did something. Every string is a tenant's or a stranger's; with `personalData: hashed` the personal ones are hashes. */
export interface Actor {
  /** `user`: a person signed in; `app`: a machine-to-machine app; `anyone`: no one in particular, by registration. */
  readonly kind: 'user' | 'app' | 'anyone' | 'unknown';
  /** User id, or client_id of the app that called; null when the entry does not say. */
  readonly id: string | null;
  /** Of the person, or of the app that called. */
  readonly name: string | null;
  readonly email: string | null;
  readonly ip: string | null;
  /** As sent, shortened. */
  readonly userAgent: string | null;
  /** The tool the user agent is known to be of, such as "Terraform provider"; null when it is none we know. */
  readonly tool: string | null;
  readonly channel: ActingChannel;
}

/** What a request to create an app asked for, and what Auth0 answered. */
export interface Creation {
  /** As asked; null when the request's body is not known. */
  readonly firstParty: boolean | null;
  /** `unstated`: the body is known and names no mode, so that Auth0's default decided; `unknown`: the body is not known. */
  readonly asked: SecurityMode | 'unstated';
  /** As answered; `tpc_` ids are strict whatever else is missing. */
  readonly answered: SecurityMode;
  readonly callbacks: readonly string[];
}

/** A log entry of the tenant, reduced to what a finding needs: no token, no secret, no body. */
export interface LogEntry {
  /** Auth0's log_id. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly operation: Operation;
  readonly actor: Actor;
  /** client_id of the app that was created, registered, updated, deleted or granted something. */
  readonly app?: string;
  /** Name of that app, as asked for or answered. */
  readonly appName?: string;
  /** Only of `app-created` and `app-registered`. */
  readonly creation?: Creation;
  /** Only of `settings-updated`: the settings the request set, by path such as `flags.enable_sso`, as JSON scalars. */
  readonly settings?: Readonly<Record<string, string | number | boolean | null>>;
  /** Only of `app-updated` and `api-updated`: the top-level keys the request set; absent when its body is not known. */
  readonly changed?: readonly string[];
  /** Only of `grant-changed`: identifier of the API. */
  readonly audience?: string;
  /** Only of `grant-changed`: `third_party_clients` when it is a default grant. */
  readonly defaultFor?: string;
  /** Only of `api-updated`: identifier, or id where the identifier is not known. */
  readonly api?: string;
  /** Only of `deprecation-notice`: the feature's name, or the notice's description. */
  readonly notice?: string;
}

/** How far the logs were read. */
export interface LogPosition {
  /** log_id to go on from; null while the tenant has no entry at all. */
  readonly cursor: string | null;
  /** ISO 8601 of the newest entry read; null before the first. */
  readonly newest: string | null;
  /** ISO 8601 until which everything that had arrived was read. */
  readonly caughtUpAt: string;
  /** ISO 8601 of the oldest entry the tenant still had when last asked; null when it has none. */
  readonly oldest: string | null;
  /** ISO 8601 when that was asked. */
  readonly oldestAskedAt: string;
}

/** A stretch of time whose entries are lost to us. ISO 8601. */
export interface LogGap {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What one run read of the logs. */
export interface LogReading {
  /** Each log_id once, by time. */
  readonly entries: readonly LogEntry[];
  readonly position: LogPosition;
  /** Set when this run found that entries are lost. */
  readonly gap: LogGap | null;
}
