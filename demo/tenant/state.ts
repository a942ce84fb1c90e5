import type { KeyObject } from 'node:crypto';
import { appBody, globalBody } from './app-body.ts';
import { collect, compute, insert, type Collection, type Source } from './collection.ts';
import { idOf, syntheticSecret } from './ids.ts';
import { offsetCap } from './listing.ts';
import type { TenantOptions } from './options.ts';
import { defaultScopes } from './scopes.ts';
import {
  apiBody,
  defaultConnections,
  defaultPrompts,
  defaultSettings,
  grantBody,
  managementApi,
} from './defaults.ts';
import type {
  ApiBody,
  AppBody,
  AppParts,
  ConnectionBody,
  Ended,
  GrantBody,
  HookBody,
  JsonObject,
  LogBody,
  RuleBody,
  SettingsBody,
} from './wire.ts';

export interface Token {
  readonly id: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

export interface Credentials {
  clientId: string;
  clientName: string;
  clientSecret: string;
  /** Verifies client assertions; null when the app does not use private_key_jwt. */
  publicKey: KeyObject | null;
  /** What tokens get from now on; a token already given keeps what it has, as a JWT does. */
  scopes: Set<string>;
}

/** All there is in the simulated tenant. Plain data: stories and tests may read and change it at will. */
export interface TenantState {
  readonly domain: string;
  readonly name: string;
  readonly apps: Collection<AppBody>;
  readonly appOffsetCap: number;
  /** Position of each app by id; of the computed ones, the first `indexed`. */
  readonly appPositions: Map<string, number>;
  indexed: number;
  readonly grants: Collection<GrantBody>;
  readonly apis: Collection<ApiBody>;
  readonly connections: Collection<ConnectionBody>;
  /** By rising log_id, which need not be the order of dates. */
  readonly logs: LogBody[];
  readonly tokens: Map<string, Token>;
  readonly credentials: Credentials;
  settings: SettingsBody;
  prompts: JsonObject;
  rules: Ended<RuleBody>;
  hooks: Ended<HookBody>;
  /** The undocumented /migrations flags; 404 where it no longer answers. */
  migrations: JsonObject | 404;
  /** "Create Permissive Third-Party Clients by Default"; no documented field shows it. */
  toggle: 'on' | 'off';
  /** Whether the customer may create permissive apps at all. */
  eligible: boolean;
  /** False where the API does not return created_at and updated_at. */
  timestamps: boolean;
  /** Entries older than this are gone from GET /logs. */
  logRetentionDays: number;
  /** What GET /logs does with a log id older than that, which is not documented: goes on, refuses, or answers nothing. */
  lostCursors: 'forgiven' | 'refused' | 'silent';
  /** Worse than Auth0, which needs a scope for it: secrets are in every answer, for a reader to drop. */
  showSecrets: boolean;
  /** The time written into what happens here. Rate limits and tokens use the machine's clock instead. */
  clock: () => Date;
  /** Milliseconds this server's own clock is ahead of the machine's. */
  clockOffset: number;
  /** Counts what was made, for ids. */
  made: number;
}

export function createState(options: TenantOptions): TenantState {
  const domain = options.domain ?? 'simulated.eu.auth0.com';
  const clock = options.clock ?? ((): Date => new Date());
  const timestamps = options.timestamps ?? true;
  const name = domain.split('.')[0] ?? domain;
  const at = timestamps ? clock().toISOString() : null;
  const { source, listed } = givenApps(options.apps ?? []);
  const state: TenantState = {
    domain,
    name,
    apps: compute(bodies(source, name, at)),
    appOffsetCap: options.appOffsetCap ?? offsetCap,
    appPositions: new Map(),
    indexed: 0,
    grants: collect((options.grants ?? []).map((grant, at) => grantBody(grant, at + 1))),
    apis: collect([
      managementApi(domain),
      ...(options.apis ?? []).map((api, at) => apiBody(api, at + 1)),
    ]),
    connections: collect(options.connections ?? defaultConnections()),
    logs: [],
    tokens: new Map(),
    credentials: credentialsOf(options),
    settings: { ...defaultSettings(), ...options.settings },
    prompts: options.prompts ?? defaultPrompts(),
    rules: options.rules ?? 404,
    hooks: options.hooks ?? 404,
    migrations: options.migrations ?? 404,
    toggle: options.toggle ?? 'off',
    eligible: options.eligible ?? true,
    timestamps,
    logRetentionDays: options.logRetentionDays ?? Number.POSITIVE_INFINITY,
    lostCursors: options.lostCursors ?? 'forgiven',
    showSecrets: options.showSecrets ?? true,
    clock,
    clockOffset: options.clockOffsetMs ?? 0,
    made: 0,
  };
  if (options.globalApp ?? true) {
    keepApp(state, globalBody({ kind: 'global', number: 0, tenantName: name, at: null }), 'first');
  }
  for (const parts of listed) keepApp(state, newAppBody(state, parts));
  return state;
}

/** This server's time, in milliseconds since the epoch. */
export function serverTime(state: TenantState): number {
  return Date.now() + state.clockOffset;
}

export function newAppBody(state: TenantState, parts: AppParts): AppBody {
  const number = state.made;
  state.made += 1;
  const at = state.timestamps ? state.clock().toISOString() : null;
  return appBody(parts, { kind: `created in ${state.name}`, number, tenantName: state.name, at });
}

export function keepApp(state: TenantState, app: AppBody, place: 'first' | 'last' = 'last'): void {
  state.appPositions.set(app.client_id, insert(state.apps, app, place));
}

function givenApps(apps: readonly AppParts[] | Source<AppParts>): {
  source: Source<AppParts>;
  listed: readonly AppParts[];
} {
  if ('make' in apps) return { source: apps, listed: [] };
  return { source: { count: 0, make: () => ({}) }, listed: apps };
}

function bodies(source: Source<AppParts>, tenantName: string, at: string | null): Source<AppBody> {
  const kind = `computed in ${tenantName}`;
  return {
    count: source.count,
    make: (number) => appBody(source.make(number), { kind, number, tenantName, at }),
  };
}

function credentialsOf(options: TenantOptions): Credentials {
  return {
    clientId: options.clientId ?? idOf('management app', 0, 32),
    clientName: 'Strictwatch (read only)',
    clientSecret: options.clientSecret ?? `${syntheticSecret}-${idOf('management secret', 0, 48)}`,
    publicKey: options.publicKey ?? null,
    scopes: new Set(options.scopes ?? defaultScopes),
  };
}
