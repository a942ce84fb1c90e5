import { audiencesIn, type Gains } from './gained.ts';
import type { Operation } from './log-entry.ts';
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
  anyDefault: 'any default grant',
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
  [begins.anyDefault]: 'grant-changed',
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
export const appParts = [
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

/** The default permissions of third-party apps were changed, on whatever API. */
export const anyDefaultGrant = begins.anyDefault;

/** Some grant was changed, most likely deleted: the entry does not say which. */
export const unclearGrant = `${begins.granted}something`;

/** The setting was given this JSON value. */
export function settingIs(path: string, value: unknown): string {
  return `${begins.setting}${path}=${JSON.stringify(value)}`;
}

/** The access policy of the API was set. */
export function apiOpened(identifier: string): string {
  return `${begins.api}${identifier}`;
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

/** A setting's value as it is now; Auth0 shows one that was emptied as absent, and we call a DCR mode that is absent unset. */
export function settingTraces(path: string, value: unknown): string[] {
  const isEmpty = value === null || (path === dcrMode && value === 'unset');
  return isEmpty ? [settingIs(path, null), settingIs(path, '')] : [settingIs(path, value)];
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

/** What made dynamic registration permissive: its mode where somebody set or emptied it, and that it is on at all. */
export function dcrPermissiveTraces({ evidence }: Observation): string[] {
  return [...settingTraces(dcrMode, evidence['mode']), settingIs(dcrSwitch, true)];
}

/**
 * What lets apps register that reach nothing: that they may register, and that they are strict, where they are not meant
 * to be anyway. No entry tells of a lost grant.
 */
export function dcrWithoutAccessTraces({ evidence }: Observation): string[] {
  const on = settingIs(dcrSwitch, true);
  const isByMode = evidence['mode'] === 'strict' && evidence['intent'] !== 'strict';
  return isByMode ? [on, settingIs(dcrMode, 'strict')] : [on];
}

/** What gives them something: a default grant, which is one for users where there were none for anybody. */
export function dcrWithoutAccessEnds({ evidence }: Observation): string[] {
  return evidence['otherDefaultGrants'] === 0 ? [anyDefaultGrant] : [];
}

/** What of dynamic registration is not as before. Compared with intent, all of how it stands. */
export function dcrChangeTraces({ evidence }: Observation): string[] {
  const before = dcrIn(evidence['before']);
  const after = dcrIn(evidence['after']);
  const traces: string[] = [];
  if (after.mode !== before.mode) traces.push(...settingTraces(dcrMode, after.mode));
  if (after.enabled !== before.enabled) traces.push(settingIs(dcrSwitch, after.enabled));
  return traces;
}

/** Evidence as it was observed, or a word of intent, which has neither part. */
function dcrIn(value: unknown): Partial<Settings['dcr']> {
  return typeof value === 'object' && value !== null ? value : {};
}
