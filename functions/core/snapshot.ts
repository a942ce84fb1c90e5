/** What was read from one tenant at one moment, in our words. Adapters translate into this. */
import type { LogReading } from './log-entry.ts';

export type SecurityMode = 'strict' | 'permissive' | 'unknown';
/** `regular`: Dashboard or Management API; `dcr`: dynamic registration; `cimd`: client ID metadata document. */
export type Origin = 'regular' | 'dcr' | 'cimd' | 'unknown';

/** An Auth0 application (the API calls it client). Lists are sorted, so equal apps are equal as JSON. */
export interface App {
  readonly id: string;
  readonly name: string;
  /** null when the API did not say; never guessed. */
  readonly firstParty: boolean | null;
  /** null on first-party apps, which have no mode. */
  readonly securityMode: SecurityMode | null;
  /** The value as answered, kept only when it is one we do not know. */
  readonly rawSecurityMode?: string | undefined;
  readonly origin: Origin;
  readonly appType?: string | undefined;
  readonly authMethod?: string | undefined;
  readonly grantTypes: readonly string[];
  readonly callbacks: readonly string[];
  /** Allowed origins and web origins together. */
  readonly origins: readonly string[];
  /** ISO 8601; Auth0 returns it only since 2026-09 and not on every tenant. */
  readonly createdAt?: string | undefined;
  /** Only on third-party apps that are not strict, and only where there are any; see `app-traits.ts`. */
  readonly traits?: readonly string[] | undefined;
}

/** `unset`: the key is absent, which is not the same as strict. */
export type DcrMode = 'strict' | 'permissive' | 'unset' | 'unknown';

export interface Settings {
  readonly dcr: {
    readonly enabled: boolean;
    readonly mode: DcrMode;
    readonly rawMode?: string;
  };
  /** The whole flags object as answered: an undocumented flag is how the toggle would first show. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly defaultAudience: string | null;
  readonly cimdSupported: boolean;
  readonly resourceParameterProfile: string | null;
  /** Other settings, kept for history only. */
  readonly other: Readonly<Record<string, unknown>>;
}

/** A client grant: belongs to one app, or is the default for all third-party apps. */
export interface Grant {
  readonly id: string;
  readonly appId: string | null;
  readonly defaultFor: string | null;
  /** Identifier of the API. */
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly allScopes: boolean;
  /** `client` when the API left it out, as Auth0 does on creation. */
  readonly subjectType: string;
}

/** An API (the Management API calls it resource server). */
export interface Api {
  readonly identifier: string;
  readonly name: string;
  readonly system: boolean;
  /** `allow_all` | `deny_all` | `require_client_grant` or a value we do not know yet. */
  readonly userPolicy: string;
  readonly clientPolicy: string;
}

export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  /** Domain connections are the only ones third-party apps can use. */
  readonly domain: boolean;
}

export interface Login {
  readonly experience: 'new' | 'classic' | 'unknown';
  readonly identifierFirst: boolean;
}

export interface Extension {
  readonly id: string;
  readonly name: string;
  /** Hooks only: `credentials-exchange` and others. */
  readonly trigger?: string;
}

/** Rules and Hooks. `gone`: the endpoint no longer answers for them, so none can run. */
export interface Pipeline {
  readonly rules: readonly Extension[];
  readonly hooks: readonly Extension[];
  readonly gone: readonly ('rules' | 'hooks')[];
}

export interface SectionValues {
  apps: readonly App[];
  settings: Settings;
  grants: readonly Grant[];
  apis: readonly Api[];
  connections: readonly Connection[];
  login: Login;
  pipeline: Pipeline;
  logs: LogReading;
}

export type SectionName = keyof SectionValues;

export const sectionNames = [
  'apps',
  'settings',
  'grants',
  'apis',
  'connections',
  'login',
  'pipeline',
  'logs',
] as const satisfies readonly SectionName[];

/** Sections kept as they were read, for history; apps are kept one by one, and logs only as far as a finding needs. */
export type KeptSection = Exclude<SectionName, 'apps' | 'logs'>;

export const keptSections: readonly KeptSection[] = sectionNames.filter(
  (name): name is KeptSection => name !== 'apps' && name !== 'logs',
);

/** Without these a run is not complete. */
export const requiredSections = ['apps', 'settings'] as const satisfies readonly SectionName[];

/**
 * Why a section could not be read.
 * `scope`, `credentials` and `refused` stay until a person acts; `rate-limit`, `unavailable` and
 * `inconsistent` may pass; `time`: the rest is read by the next invocation.
 */
export type Cause =
  | 'scope'
  | 'credentials'
  | 'refused'
  | 'rate-limit'
  | 'unavailable'
  | 'inconsistent'
  | 'time';

/** A read is complete, or it is not: there is no partial value to mistake for the whole. */
export type Section<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly cause: Cause };

export type Sections = { readonly [K in SectionName]: Section<SectionValues[K]> };

export interface Snapshot {
  readonly version: 1;
  readonly tenant: string;
  /** ISO 8601, when the read began. */
  readonly takenAt: string;
  readonly sections: Sections;
}

/** Why nothing is concluded from an app's party and mode. */
export const identityUnknown = 'Auth0 did not say whose app it is, or in which security mode';

/** True when party or mode of an app that may be third-party cannot be told: then neither finding nor all-clear follows. */
export function isIdentityUnknown(app: App): boolean {
  return app.firstParty === null || (!app.firstParty && app.securityMode === 'unknown');
}

export function isThirdParty(app: App): boolean {
  return app.firstParty === false;
}
