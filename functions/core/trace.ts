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
  updated: 'app updated ',
  deleted: 'app deleted ',
  granted: 'grant of ',
  defaults: 'default grant',
  setting: 'setting ',
  api: 'api ',
} as const;

const deeds = {
  [begins.created]: 'app-created',
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

export function appUpdated(id: string): string {
  return `${begins.updated}${id}`;
}

export function appDeleted(id: string): string {
  return `${begins.deleted}${id}`;
}

/** The app was given API access, or lost some. */
export function grantOf(app: string): string {
  return `${begins.granted}${app}`;
}

/** The default permissions of third-party apps were changed. */
export const defaultGrantChanged: string = begins.defaults;

/** The setting was given this JSON value. */
export function settingIs(path: string, value: unknown): string {
  return `${begins.setting}${path}=${JSON.stringify(value)}`;
}

export function apiUpdated(identifier: string): string {
  return `${begins.api}${identifier}`;
}

/** What an entry leaves behind. A registered app was created by its registration. */
export function tracesOf(entry: LogEntry): string[] {
  const { operation, app, api } = entry;
  if (operation === 'settings-updated') return settingsOf(entry);
  if (operation === 'grant-changed') return grantsOf(entry);
  if (operation === 'api-updated') return api === undefined ? [] : [apiUpdated(api)];
  if (app === undefined) return [];
  if (operation === 'app-created' || operation === 'app-registered') return [appCreated(app)];
  if (operation === 'app-updated') return [appUpdated(app)];
  return operation === 'app-deleted' ? [appDeleted(app)] : [];
}

/** What kind of entry would have left the trace. */
export function deedOf(trace: string): (typeof deeds)[keyof typeof deeds] {
  const [, deed] = Object.entries(deeds).find(([begin]) => trace.startsWith(begin)) ?? [];
  return deed ?? 'settings-updated';
}

/** An app is created once: such an entry never becomes the wrong one. */
export function isCreation(trace: string): boolean {
  return trace.startsWith(begins.created);
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
  const gained = Object.keys(evidence['gained'] ?? {});
  const updated = gained.some((kind) => kind !== 'apis') ? [appUpdated(subject)] : [];
  return gained.includes('apis') ? [...updated, grantOf(subject)] : updated;
}

/** What made dynamic registration permissive: its mode where somebody set it, and that it is on at all. */
export function dcrPermissiveTraces({ evidence }: Observation): string[] {
  const on = settingIs(dcrSwitch, true);
  return evidence['mode'] === 'permissive' ? [settingIs(dcrMode, 'permissive'), on] : [on];
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

function grantsOf({ defaultFor, app }: LogEntry): string[] {
  if (defaultFor === 'third_party_clients') return [defaultGrantChanged];
  return app === undefined ? [] : [grantOf(app)];
}
