import type { App, Grant, SectionName, Settings } from './snapshot.ts';
import type { ToggleProof } from './toggle-evidence.ts';

/** What of an app an owner accepted: the parts whose growth is drift. Lists are sorted. */
export interface AppBase {
  readonly firstParty: boolean | null;
  readonly securityMode: App['securityMode'];
  readonly grantTypes: readonly string[];
  readonly callbacks: readonly string[];
  readonly origins: readonly string[];
  /** One string per API and scope the app holds a grant for; see {@link grantedScopes}. */
  readonly apis: readonly string[];
}

/** A section that was read at least once: since when, and how many runs in a row could not read it. */
export interface Coverage {
  /** ISO 8601 of the first complete read. */
  readonly since: string;
  /** Runs in a row, this one included, that could not read it. */
  readonly failures: number;
  /** See `lostRuns`; absent where it was read, and where it was last stored before this was kept. */
  readonly lost?: number;
}

/** The state an owner accepted. A part is null until it was first read: then it is adopted quietly. */
export interface Baseline {
  readonly dcr: Settings['dcr'] | null;
  /** Watched settings by path, as JSON values; see `watchedSettings`. */
  readonly settings: Readonly<Record<string, unknown>> | null;
  /** Names of every settings flag seen so far. */
  readonly flags: readonly string[] | null;
  readonly defaultGrants: readonly Grant[] | null;
  /** The first known state of the toggle, or the one accepted since, with what showed it. */
  readonly toggle?: Pick<ToggleProof, 'state' | 'asOf'> & { readonly basis: string };
  readonly coverage: Readonly<Partial<Record<SectionName, Coverage>>>;
  /** Evidence that this customer may create permissive apps. Auth0 decides it by account, so it never lapses. */
  readonly eligible: { readonly since: string; readonly because: string } | null;
}

/** Before anything was read. */
export const emptyBaseline: Baseline = {
  dcr: null,
  settings: null,
  flags: null,
  defaultGrants: null,
  coverage: {},
  eligible: null,
};

/** Bases of the apps that differ from what was accepted. An app not in it has not changed. */
export type AppBases = ReadonlyMap<string, AppBase>;

/** The settings whose change is `settings-drift`, by path. Source: design of the rule, Auth0 tenant settings. */
export const watchedSettings = {
  default_audience: (s: Settings) => s.defaultAudience,
  client_id_metadata_document_supported: (s: Settings) => s.cimdSupported,
  resource_parameter_profile: (s: Settings) => s.resourceParameterProfile,
  'flags.allow_legacy_delegation_grant_types': flag('allow_legacy_delegation_grant_types'),
  'flags.allow_legacy_ro_grant_types': flag('allow_legacy_ro_grant_types'),
  'flags.allow_legacy_tokeninfo_endpoint': flag('allow_legacy_tokeninfo_endpoint'),
  'flags.enable_legacy_profile': flag('enable_legacy_profile'),
  'flags.enable_idtoken_api2': flag('enable_idtoken_api2'),
  'flags.enable_client_connections': flag('enable_client_connections'),
} as const satisfies Record<string, (settings: Settings) => unknown>;

/** An absent flag is null, so that "absent" and "false" stay two things in evidence. */
function flag(name: string): (settings: Settings) => unknown {
  return (settings) => settings.flags[name] ?? null;
}

export function readWatchedSettings(settings: Settings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(watchedSettings).map(([path, read]) => [path, read(settings)]),
  );
}

export function isDefaultGrant(grant: Grant): boolean {
  return grant.defaultFor === 'third_party_clients';
}

/** A grant as one string per scope, so that "gained" is a difference of sets. */
export function grantedScopes(grant: Grant): string[] {
  const held = grant.scopes.map((scope) => `${grant.audience} ${scope} (${grant.subjectType})`);
  if (grant.allScopes) held.push(`${grant.audience} every scope (${grant.subjectType})`);
  if (held.length === 0) held.push(`${grant.audience} no scope (${grant.subjectType})`);
  return held;
}

/** App id → what its own grants give it. Apps without grants are not in it. */
export function grantsByApp(grants: readonly Grant[]): Map<string, string[]> {
  const held = new Map<string, string[]>();
  for (const grant of grants) {
    if (grant.appId === null) continue;
    const list = held.get(grant.appId) ?? [];
    list.push(...grantedScopes(grant));
    held.set(grant.appId, list);
  }
  for (const list of held.values()) list.sort();
  return held;
}

export function appBase(app: App, apis: readonly string[]): AppBase {
  return {
    firstParty: app.firstParty,
    securityMode: app.securityMode,
    grantTypes: app.grantTypes,
    callbacks: app.callbacks,
    origins: app.origins,
    apis,
  };
}
