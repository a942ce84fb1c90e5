import { readWatchedSettings } from './baseline.ts';
import type { LogEntry, Operation } from './log-entry.ts';
import type { KnownSetting } from './log-memory.ts';
import { newestFirst } from './newest.ts';
import type { Settings } from './snapshot.ts';
import { dcrMode, dcrSwitch } from './trace.ts';

const mostEntries = 50;
const mostText = 60_000;
const keptMs = 2 * 3600_000;

/** Creations are not among them: those are searched for. A stranger can cause none of these. */
const explaining: ReadonlySet<Operation> = new Set([
  'app-updated',
  'app-deleted',
  'settings-updated',
  'grant-changed',
  'api-updated',
]);

/**
 * Sections are read before the logs, and may not be readable when the logs are: what was done in between is met again
 * by the next run. Unchanged while no such entry comes.
 * @param entries of this read
 */
export function rememberRecent(
  before: readonly LogEntry[],
  entries: readonly LogEntry[],
  now: Date,
): readonly LogEntry[] {
  const told = entries.filter(({ operation }) => explaining.has(operation));
  if (told.length === 0) return before;
  const byId = new Map([...before, ...told].map((entry) => [entry.id, entry]));
  const newest = [...byId.values()].sort(newestFirst);
  const oldest = now.getTime() - keptMs;
  const recent = newest.filter(({ at }) => Date.parse(at) >= oldest).slice(0, mostEntries);
  let length = 0;
  const end = recent.findIndex((entry) => (length += JSON.stringify(entry).length) > mostText);
  return end === -1 ? recent : recent.slice(0, end);
}

/** Since when watched settings are as they are; a setting whose value cannot be told is not among them. */
export function rememberSettings(
  before: readonly KnownSetting[],
  settings: Settings,
  now: Date,
): readonly KnownSetting[] {
  const known = new Map(before.map((one) => [one.path, one]));
  const { enabled, mode } = settings.dcr;
  const values = { [dcrSwitch]: enabled, [dcrMode]: mode, ...readWatchedSettings(settings) };
  return Object.entries(values).flatMap(([path, value]) => {
    if (!isScalar(value)) return [];
    const same = known.get(path);
    return same && same.value === value ? [same] : [{ path, value, since: now.toISOString() }];
  });
}

function isScalar(value: unknown): value is KnownSetting['value'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
