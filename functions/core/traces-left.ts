import { unsafeCallbacks } from './callbacks.ts';
import type { LogEntry } from './log-entry.ts';
import {
  anyDefaultGrant,
  apiOpened,
  appCreated,
  appCreatedUnsafe,
  appDeleted,
  appParts,
  appUpdated,
  dcrMode,
  dcrSwitch,
  defaultGrantOf,
  grantOf,
  settingIs,
  unclearGrant,
} from './trace.ts';

/** The subject of findings about dynamic registration. */
const dcrSubject = 'dcr';

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

/** Subjects of the findings that the change may have ended, deletions of apps aside. */
export function subjectsOf(entry: LogEntry): string[] {
  const { operation, app, api, audience, settings = {} } = entry;
  if (tracesOf(entry).length === 0) return [];
  if (operation === 'settings-updated') return Object.keys(settings).map(subjectOfSetting);
  if (operation === 'grant-changed')
    return present(isDefault(entry) ? [audience, dcrSubject] : [app]);
  if (operation === 'api-updated') return present([api]);
  return operation === 'app-updated' ? present([app]) : [];
}

function settingsOf({ settings = {} }: LogEntry): string[] {
  return Object.entries(settings).map(([path, value]) => settingIs(path, value));
}

function grantsOf(entry: LogEntry): string[] {
  const { app, audience } = entry;
  if (audience === undefined) return [unclearGrant];
  if (isDefault(entry)) return [defaultGrantOf(audience), anyDefaultGrant];
  return [app === undefined ? unclearGrant : grantOf(app, audience)];
}

function subjectOfSetting(path: string): string {
  return path === dcrMode || path === dcrSwitch ? dcrSubject : path;
}

function present(subjects: readonly (string | undefined)[]): string[] {
  return subjects.filter((subject) => subject !== undefined);
}

function isDefault({ defaultFor }: LogEntry): boolean {
  return defaultFor === 'third_party_clients';
}

/** Of a client ID metadata document the entry may hold the address only; what the document says is not known. */
function isUnsafe({ operation, creation }: LogEntry): boolean {
  const callbacks = creation?.callbacks ?? [];
  if (callbacks.length === 0) return operation === 'app-registered';
  return unsafeCallbacks(callbacks).length > 0;
}
