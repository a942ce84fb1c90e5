import type { LogEntry, LogGap } from './log-entry.ts';
import type { LogMemory } from './log-memory.ts';
import { newestFirst } from './newest.ts';
import type { Reading } from './ports.ts';
import { rememberAwaited } from './remember-awaited.ts';
import { rememberCallers } from './remember-callers.ts';
import { rememberRegistrations } from './remember-registrations.ts';
import { rememberRecent, rememberSettings } from './remember-recent.ts';
import { rememberToggle } from './remember-toggle.ts';
import type { App } from './snapshot.ts';
import { entriesOf } from './trail.ts';

export interface Remembered {
  readonly reading: Pick<Reading, 'snapshot' | 'toggle' | 'memory'>;
  /** Entries that came as events, ahead of the logs. */
  readonly events: readonly LogEntry[];
  /** Ids of the apps the last complete read found; none before the first. */
  readonly knownApps: { has(id: string): boolean; readonly size: number };
  readonly now: Date;
}

const mostHandled = 500;
const mostGaps = 5;

/** The memory after a read. The same read remembered again changes nothing, nor does the order of its entries. */
export function remember(known: LogMemory, read: Remembered): LogMemory {
  const { reading, events, knownApps, now } = read;
  const before = reading.memory ?? known;
  const { takenAt, sections } = reading.snapshot;
  const { apps, logs, settings } = sections;
  const entries = entriesOf(logs, events).sort(newestFirst);
  // Kept when probes are asked for no more: entries of those that were made may still come.
  const probeName = reading.toggle.probeName ?? before.probeName;
  const isProbe = (name: string | undefined) => probeName !== null && name === probeName;
  // On a first read every app is unknown, and none is new.
  const isNew = ({ id, name }: App) => knownApps.size > 0 && !knownApps.has(id) && !isProbe(name);
  const common = { entries, isNew, takenAt, now };
  return {
    ...before,
    toggle: rememberToggle(before.toggle, entries, reading.toggle, now),
    callers: rememberCallers(
      before.callers,
      entries.filter(({ appName }) => !isProbe(appName)),
      now,
    ),
    registrations: rememberRegistrations(before.registrations, {
      ...common,
      apps: apps.ok ? apps.value : [],
    }),
    awaited: rememberAwaited(before.awaited, {
      ...common,
      apps: apps.ok ? apps.value : null,
      logsRead: logs.ok,
    }),
    handled: handledWith(before.handled, events),
    gaps: gapsWith(before.gaps, logs.ok ? logs.value.gap : null),
    probeName,
    recent: rememberRecent(before.recent, entries, now),
    settings: settings.ok
      ? rememberSettings(before.settings, settings.value, now)
      : before.settings,
  };
}

/** Auth0 orders entries by log_id, which begins with the time: the highest are the newest. */
function handledWith(before: readonly string[], events: readonly LogEntry[]): string[] {
  const ids = new Set([...before, ...events.map(({ id }) => id)]);
  return [...ids].sort().slice(-mostHandled);
}

function gapsWith(before: readonly LogGap[], gap: LogGap | null): LogGap[] {
  const gaps = gap ? [...before, gap] : before;
  const bySpan = new Map(gaps.map((one) => [`${one.from} ${one.to}`, one]));
  return [...bySpan.values()].sort((a, b) => newestFirst(spanOf(b), spanOf(a))).slice(-mostGaps);
}

function spanOf({ from, to }: LogGap) {
  return { at: to, id: from };
}
