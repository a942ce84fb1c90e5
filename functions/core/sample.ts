import { emptyBaseline, type AppBase, type Baseline } from './baseline.ts';
import { coverageAfter } from './coverage.ts';
import type { Judged } from './evaluate.ts';
import type {
  Api,
  App,
  Cause,
  Connection,
  Grant,
  Login,
  Pipeline,
  SectionName,
  Sections,
  Settings,
} from './snapshot.ts';
import { emptyMemory, type LogMemory } from './log-memory.ts';
import type { LogReading } from './log-entry.ts';
import { quietMonitor, type Monitor, type Watched } from './rule.ts';
import { sectionNames } from './snapshot.ts';
import { defaultFlood, defaultIntent, type Intent, type Tenant } from './tenant.ts';
import { toggleLadder } from './toggle.ts';

/** A tenant for examples and tests, with nothing to report unless it says so. */
export interface Sample {
  readonly sections: Sections;
  readonly baseline: Baseline;
  readonly appBases: ReadonlyMap<string, AppBase>;
  readonly intent: Intent;
  readonly past: LogMemory;
  readonly declared: Tenant['declared']['toggle'];
  readonly flood: Tenant['dcrFlood'];
  readonly watched: Watched | null;
  readonly monitor: Monitor;
  readonly now: string;
}

/** Sections that could not be read, and why. */
export type Unread = Partial<Record<SectionName, Cause>>;

/** How a sample differs from the quiet one. A baseline part not given is what the sections themselves say. */
export interface SampleParts {
  readonly apps?: readonly App[];
  readonly settings?: Settings;
  readonly grants?: readonly Grant[];
  readonly apis?: readonly Api[];
  readonly connections?: readonly Connection[];
  readonly login?: Login;
  readonly pipeline?: Pipeline;
  readonly logs?: LogReading;
  readonly unread?: Unread;
  readonly baseline?: Partial<Baseline>;
  readonly appBases?: Readonly<Record<string, AppBase>>;
  readonly intent?: Partial<Intent>;
  readonly past?: Partial<LogMemory>;
  readonly declared?: Tenant['declared']['toggle'];
  readonly flood?: Tenant['dcrFlood'];
  readonly watched?: Watched;
  readonly monitor?: Partial<Monitor>;
  readonly now?: string;
}

export function app(parts: Partial<App> & { id: string }): App {
  return {
    name: parts.id,
    firstParty: false,
    securityMode: parts.firstParty ? null : 'strict',
    origin: 'regular',
    grantTypes: ['authorization_code', 'refresh_token'],
    callbacks: ['https://partner.example/callback'],
    origins: [],
    ...parts,
  };
}

export function settings(parts: Partial<Settings> = {}): Settings {
  return {
    dcr: { enabled: false, mode: 'strict' },
    flags: {},
    defaultAudience: null,
    cimdSupported: false,
    resourceParameterProfile: null,
    other: {},
    ...parts,
  };
}

export function grant(parts: Partial<Grant> & { audience: string }): Grant {
  return {
    id: `cgr_${parts.audience}`,
    appId: null,
    defaultFor: null,
    scopes: [],
    allScopes: false,
    subjectType: 'user',
    ...parts,
  };
}

export function defaultGrant(parts: Partial<Grant> & { audience: string }): Grant {
  return grant({ defaultFor: 'third_party_clients', ...parts });
}

export function api(parts: Partial<Api> & { identifier: string }): Api {
  return {
    name: parts.identifier,
    system: false,
    userPolicy: 'require_client_grant',
    clientPolicy: 'require_client_grant',
    ...parts,
  };
}

export function sample(parts: SampleParts = {}): Sample {
  const sections: Sections = {
    apps: read(parts.apps ?? []),
    settings: read(parts.settings ?? settings()),
    grants: read(parts.grants ?? []),
    apis: read(parts.apis ?? []),
    connections: read(parts.connections ?? []),
    login: read(parts.login ?? { experience: 'new', identifierFirst: false }),
    pipeline: read(parts.pipeline ?? { rules: [], hooks: [], gone: [] }),
    logs: read(parts.logs ?? nothingLogged),
  };
  const unread = Object.entries(parts.unread ?? {}).map(([name, cause]) => [
    name,
    { ok: false, cause, reason: `not readable (${cause})` },
  ]);
  return {
    sections: { ...sections, ...Object.fromEntries(unread) },
    baseline: { ...emptyBaseline, ...parts.baseline },
    appBases: new Map(Object.entries(parts.appBases ?? {})),
    intent: { ...defaultIntent, ...parts.intent },
    past: { ...emptyMemory, ...parts.past },
    declared: parts.declared,
    flood: parts.flood ?? defaultFlood,
    watched: parts.watched ?? null,
    monitor: { ...quietMonitor, ...parts.monitor },
    now: parts.now ?? '2026-11-23T09:00:00.000Z',
  };
}

const nothingLogged: LogReading = {
  entries: [],
  position: {
    cursor: null,
    newest: null,
    caughtUpAt: '2026-11-23T09:00:00.000Z',
    oldest: null,
    oldestAskedAt: '2026-11-23T09:00:00.000Z',
  },
  gap: null,
};

/** A sample as `evaluate` takes it. */
export function judgedOf({ declared, ...given }: Sample): Judged {
  const now = new Date(given.now);
  return { ...given, toggle: toggleLadder(given.past.toggle, declared, now), digest, now };
}

/** Stands in for the store's: a value for each JSON value. */
function digest(value: unknown): string {
  return `digest of ${JSON.stringify(value)}`;
}

/** Coverage of a tenant whose every section was first read at `since` (ISO 8601). */
export function coveredSince(since: string, failures = 0): Baseline['coverage'] {
  return Object.fromEntries(sectionNames.map((name) => [name, { since, failures }]));
}

/** As {@link coveredSince}, and then runs that could not read some of it. */
export function coveredOver(since: string, runs: readonly Unread[]): Baseline['coverage'] {
  let coverage = coveredSince(since);
  for (const unread of runs) {
    coverage = coverageAfter(coverage, { takenAt: since, sections: sample({ unread }).sections });
  }
  return coverage;
}

function read<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}
