import { isDeed, type Deed } from './attribution.ts';
import type { LogEntry, LogReading } from './log-entry.ts';
import type { KnownSetting } from './log-memory.ts';
import { compareText } from './order.ts';
import { shortened } from './shortened.ts';
import type { Section } from './snapshot.ts';
import { isCreation, settingPathOf } from './trace.ts';
import { subjectsOf, tracesOf } from './traces-left.ts';

/** Entries by what they were done to, each list by time. */
export interface Trail {
  /** By trace, and of settings by path: whoever set another value is among them. */
  readonly entries: ReadonlyMap<string, readonly LogEntry[]>;
  /** What this run's own entries are of, not those of runs before. */
  readonly fresh: ReadonlySet<string>;
  /** ISO 8601 of the newest change that may have ended findings about a subject, by subject. */
  readonly changes: ReadonlyMap<string, string>;
}

export interface FoundEntry {
  readonly entry: LogEntry;
  readonly deed: Deed;
  /** How many entries it may have been. */
  readonly among: number;
  /** ISO 8601 of the last entry that gave the setting another value; null when none is known. */
  readonly otherUntil: string | null;
}

/** When it can have been done. Times are ISO 8601. */
export interface Window {
  /** The read that did not show it yet began then; null when there was none. */
  readonly after: string | null;
  /** The read that showed it began then. */
  readonly seen: string;
  /** Since when settings are as they are. */
  readonly settings: readonly Pick<KnownSetting, 'path' | 'since'>[];
  /** When Auth0 says that the app was created; null when it does not say. */
  readonly createdAt: string | null;
}

/** What came of the logs and ahead of them: each entry once, by time, its texts short enough to be kept. */
export function entriesOf(logs: Section<LogReading>, events: readonly LogEntry[]): LogEntry[] {
  const entries = logs.ok ? [...events, ...logs.value.entries] : events;
  return onceByTime(entries.map(shortened));
}

/** @param recent entries of runs before */
export function trailOf(entries: readonly LogEntry[], recent: readonly LogEntry[] = []): Trail {
  const trail = new Map<string, LogEntry[]>();
  const changes = new Map<string, string>();
  for (const entry of onceByTime([...recent, ...entries])) {
    for (const subject of subjectsOf(entry)) changes.set(subject, entry.at);
    for (const place of placesOf(entry)) {
      const list = trail.get(place);
      if (list) list.push(entry);
      else trail.set(place, [entry]);
    }
  }
  return { entries: trail, fresh: new Set(entries.flatMap(placesOf)), changes };
}

/** Whether an entry of this run may change what is known of the trace. */
export function isFresh({ fresh }: Trail, trace: string): boolean {
  return fresh.has(placeOf(trace));
}

/** What was done to whatever the trace is of, within the window. */
export function doneTo(trail: Trail, trace: string, window: Window): LogEntry[] {
  const path = settingPathOf(trace);
  const firstRead = window.settings.find((one) => one.path === path)?.since ?? window.seen;
  const until = Math.min(Date.parse(window.seen), Date.parse(firstRead)) + slackMs;
  const after = window.after === null ? -Infinity : Date.parse(window.after);
  return (trail.entries.get(placeOf(trace)) ?? []).filter(({ at }) => {
    const time = Date.parse(at);
    return time <= until && (time >= after || isCreation(trace));
  });
}

/** The entry of the best trace that can have caused what was seen. */
export function entryFor(
  trail: Trail,
  traces: readonly string[],
  window: Window,
): FoundEntry | null {
  for (const trace of traces) {
    const entries = doneTo(trail, trace, window);
    if (isCreation(trace)) {
      // The same request makes an app of a metadata document and refreshes it.
      const entry = entries.find((one) => canHaveCreated(one, window));
      if (entry) return found(entry);
    } else if (settingPathOf(trace) !== null) {
      const brought = broughtBy(entries, [trace]);
      if (brought) return found(brought.entry, 1, brought.otherUntil);
    } else {
      const entry = entries.at(-1);
      if (entry) return found(entry, entries.length);
    }
  }
  return null;
}

/** Two clocks, and the time from the beginning of a read until its last answer. */
const slackMs = 2 * 60_000;
const creationMs = 5 * 60_000;

function canHaveCreated({ at, actor, operation }: LogEntry, window: Window): boolean {
  const { createdAt, after } = window;
  if (createdAt !== null) return Math.abs(Date.parse(at) - Date.parse(createdAt)) <= creationMs;
  const mayBeRefresh = operation === 'app-registered' && actor.channel !== 'dcr';
  return !mayBeRefresh || (after !== null && Date.parse(at) >= Date.parse(after));
}

/**
 * Whoever gave the setting the value it had in the end; those who repeated it did nothing.
 * @param entries what was done to the setting, by time
 * @param traces of the value, by any way to give it
 */
export function broughtBy(
  entries: readonly LogEntry[],
  traces: readonly string[],
): Pick<FoundEntry, 'entry' | 'otherUntil'> | null {
  const isOther = (entry: LogEntry) => !tracesOf(entry).some((left) => traces.includes(left));
  const other = entries.findLastIndex(isOther);
  const entry = entries[other + 1];
  return entry ? { entry, otherUntil: entries[other]?.at ?? null } : null;
}

function found(entry: LogEntry, among = 1, otherUntil: string | null = null): FoundEntry | null {
  const { operation } = entry;
  return isDeed(operation) ? { entry, deed: operation, among, otherUntil } : null;
}

function placesOf(entry: LogEntry): string[] {
  return tracesOf(entry).map(placeOf);
}

function placeOf(trace: string): string {
  const path = settingPathOf(trace);
  return path === null ? trace : `setting ${path}`;
}

/** Each entry once, the oldest first. */
export function onceByTime(entries: readonly LogEntry[]): LogEntry[] {
  const once = new Map(entries.map((entry) => [entry.id, entry]));
  return [...once.values()].sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id));
}
