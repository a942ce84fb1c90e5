import { unsafeCallbacks } from './callbacks.ts';
import { audiencesIn, type Gains } from './gained.ts';
import type { LogEntry, Operation } from './log-entry.ts';
import type { Observation } from './rule.ts';
import type { Settings } from './snapshot.ts';

/** Paths of the settings of dynamic registration, as a log entry and Auth0's API name them. */
export const dcrSwitch = 'flags.enable_dynamic_client_registration';
export const dcrMode = 'dynamic_client_registration_security_mode';

/**
 * A trace ties an observation to the log entries that would explain it: both sides build it here. It begins with
 * what was done, and ends with what it was done to; what a tenant chose can stand at the end only.
 */
const begins = {
  created: 'app created ',
  createdUnsafe: 'unsafe app created ',
  updated: 'app updated, ',
  deleted: 'app deleted ',
  granted: 'grant of ',
  defaults: 'default grant of ',
  setting: 'setting ',
  api: 'api opened or closed ',
} as const;

const deeds = {
  [begins.created]: 'app-created',
  [begins.createdUnsafe]: 'app-created',
  [begins.updated]: 'app-updated',
  [begins.deleted]: 'app-deleted',
  [begins.granted]: 'grant-changed',
  [begins.defaults]: 'grant-changed',
  [begins.setting]: 'settings-updated',
  [begins.api]: 'api-updated',
} as const satisfies Record<string, Operation>;

export function appCreated(id: string): string {
  return `${begins.created}${id}`;
}

/** The app was created with a callback that others can receive. */
export function appCreatedUnsafe(id: string): string {
  return `${begins.createdUnsafe}${id}`;
}

/** What an update of an app may set, as Auth0's API names it, that a finding is about. */
const appParts = [
  'callbacks',
  'grant_types',
  'allowed_origins',
  'web_origins',
  'is_first_party',
  'third_party_security_mode',
] as const;
type AppPart = (typeof appParts)[number];

export function appUpdated(part: AppPart, id: string): string {
  return `${begins.updated}${part}: ${id}`;
}

export function appDeleted(id: string): string {
  return `${begins.deleted}${id}`;
}

/** The app was given access to an API, or lost some. */
export function grantOf(app: string, audience: string): string {
  return `${begins.granted}${JSON.stringify(app)} ${audience}`;
}

/** The default permissions of third-party apps on an API were changed. */
export function defaultGrantOf(audience: string): string {
  return `${begins.defaults}${audience}`;
}

/** The setting was given this JSON value. */
export function settingIs(path: string, value: unknown): string {
  return `${begins.setting}${path}=${JSON.stringify(value)}`;
}

/** The access policy of the API was set. */
export function apiOpened(identifier: string): string {
  return `${begins.api}${identifier}`;
}

/**
 * What an entry leaves behind. A registered app was created by its registration. An update leaves nothing of what it did
 * not set, and nothing at all where its request is not known.
 */
export function tracesOf(entry: LogEntry): string[] {
  const { operation, app, api, changed = [] } = entry;
  if (operation === 'settings-updated') return settingsOf(entry);
  if (operation === 'grant-changed') return grantsOf(entry);
  if (operation === 'api-updated')
    return api !== undefined && changed.includes('subject_type_authorization')
      ? [apiOpened(api)]
      : [];
  if (app === undefined) return [];
  if (operation === 'app-created' || operation === 'app-registered')
    return isUnsafe(entry) ? [appCreated(app), appCreatedUnsafe(app)] : [appCreated(app)];
  if (operation === 'app-updated')
    return appParts.filter((part) => changed.includes(part)).map((part) => appUpdated(part, app));
  return operation === 'app-deleted' ? [appDeleted(app)] : [];
}

/** What kind of entry would have left the trace. */
export function deedOf(trace: string): (typeof deeds)[keyof typeof deeds] {
  const [, deed] = Object.entries(deeds).find(([begin]) => trace.startsWith(begin)) ?? [];
  return deed ?? 'settings-updated';
}

/** An app is created once: such an entry never becomes the wrong one. */
export function isCreation(trace: string): boolean {
  return trace.startsWith(begins.created) || trace.startsWith(begins.createdUnsafe);
}

/** Whether the trace is of one app. */
export function isOfApp(trace: string): boolean {
  const { updated, granted } = begins;
  return isCreation(trace) || trace.startsWith(updated) || trace.startsWith(granted);
}

/** Which setting the trace is of; null when it is of none. */
export function settingPathOf(trace: string): string | null {
  if (!trace.startsWith(begins.setting)) return null;
  return trace.slice(begins.setting.length, trace.indexOf('='));
}

/** A setting's value as it is now; Auth0 shows one that was emptied as absent. */
export function settingTraces(path: string, value: unknown): string[] {
  return value === null ? [settingIs(path, null), settingIs(path, '')] : [settingIs(path, value)];
}

/** What gave an app more: API access comes by a grant, all else by an update of the app. */
export function gainTraces({ subject, evidence }: Observation): string[] {
  const gained: Partial<Gains> = evidence['gained'] ?? {};
  const parts: readonly AppPart[] = [
    ...(gained['grantTypes'] ? (['grant_types'] as const) : []),
    ...(gained['callbacks'] ? (['callbacks'] as const) : []),
    ...(gained['origins'] ? (['allowed_origins', 'web_origins'] as const) : []),
  ];
  const grants = audiencesIn(gained['apis'] ?? []).map((audience) => grantOf(subject, audience));
  return [...parts.map((part) => appUpdated(part, subject)), ...grants];
}

/** What made dynamic registration permissive: its mode where somebody set it, and that it is on at all. */
export function dcrPermissiveTraces({ evidence }: Observation): string[] {
  const on = settingIs(dcrSwitch, true);
  return evidence['mode'] === 'permissive' ? [settingIs(dcrMode, 'permissive'), on] : [on];
}

/** What lets apps register that reach nothing: that they may register, and that they are strict. No entry tells of a lost grant. */
export function dcrWithoutAccessTraces({ evidence }: Observation): string[] {
  const on = settingIs(dcrSwitch, true);
  return evidence['mode'] === 'strict' ? [on, settingIs(dcrMode, 'strict')] : [on];
}

/** What of dynamic registration is not as before. Compared with intent, all of how it stands. */
export function dcrChangeTraces({ evidence }: Observation): string[] {
  const before = dcrIn(evidence['before']);
  const after = dcrIn(evidence['after']);
  const traces: string[] = [];
  if (after.mode !== before.mode) traces.push(settingIs(dcrMode, after.mode));
  if (after.enabled !== before.enabled) traces.push(settingIs(dcrSwitch, after.enabled));
  return traces;
}

/** Evidence as it was observed, or a word of intent, which has neither part. */
function dcrIn(value: unknown): Partial<Settings['dcr']> {
  return typeof value === 'object' && value !== null ? value : {};
}

function settingsOf({ settings = {} }: LogEntry): string[] {
  return Object.entries(settings).map(([path, value]) => settingIs(path, value));
}

function grantsOf({ defaultFor, app, audience }: LogEntry): string[] {
  if (audience === undefined) return [];
  if (defaultFor === 'third_party_clients') return [defaultGrantOf(audience)];
  return app === undefined ? [] : [grantOf(app, audience)];
}

/** Of a client ID metadata document the entry may hold the address only; what the document says is not known. */
function isUnsafe({ operation, creation }: LogEntry): boolean {
  const callbacks = creation?.callbacks ?? [];
  if (callbacks.length === 0) return operation === 'app-registered';
  return unsafeCallbacks(callbacks).length > 0;
}
