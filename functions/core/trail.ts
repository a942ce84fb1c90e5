import { isDeed, type Deed } from './attribution.ts';
import type { LogEntry, LogReading } from './log-entry.ts';
import { compareText } from './order.ts';
import { shortened } from './shortened.ts';
import type { Section } from './snapshot.ts';
import { isCreation, settingPathOf, tracesOf } from './trace.ts';

/** Entries by the traces they left, each list by time. */
export type Trail = ReadonlyMap<string, readonly LogEntry[]>;

export interface FoundEntry {
  readonly entry: LogEntry;
  readonly deed: Deed;
  /** How many entries it may have been. */
  readonly among: number;
}

/** What came of the logs and ahead of them: each entry once, by time, its texts short enough to be kept. */
export function entriesOf(logs: Section<LogReading>, events: readonly LogEntry[]): LogEntry[] {
  const entries = new Map(events.map((entry) => [entry.id, entry]));
  if (logs.ok) for (const entry of logs.value.entries) entries.set(entry.id, entry);
  const kept = [...entries.values()].map(shortened);
  return kept.sort((a, b) => compareText(a.at, b.at) || compareText(a.id, b.id));
}

/**
 * Of a setting that is given the value it has, as tools that apply everything do, only the first entry made it so; so
 * the trail has for each value the entries that brought it, and not those that repeated it.
 */
export function trailOf(entries: readonly LogEntry[]): Trail {
  const trail = new Map<string, LogEntry[]>();
  const values = new Map<string, string>();
  for (const entry of entries) {
    for (const trace of tracesOf(entry)) {
      const path = settingPathOf(trace);
      if (path !== null && values.get(path) === trace) continue;
      if (path !== null) values.set(path, trace);
      const list = trail.get(trace);
      if (list) list.push(entry);
      else trail.set(trace, [entry]);
    }
  }
  return trail;
}

/** An invocation reads a tenant for at most this long after the moment it is said to have seen it. */
const readMs = 15 * 60_000;

/**
 * The newest entry of the best trace that was there when the state was `seen` (ISO 8601): a later one cannot have
 * caused it.
 */
export function entryFor(trail: Trail, traces: readonly string[], seen: string): FoundEntry | null {
  const limit = Date.parse(seen) + readMs;
  for (const trace of traces) {
    const entries = (trail.get(trace) ?? []).filter(({ at }) => Date.parse(at) <= limit);
    const entry = entries.at(-1);
    if (!entry || !isDeed(entry.operation)) continue;
    const isExact = isCreation(trace) || settingPathOf(trace) !== null;
    return { entry, deed: entry.operation, among: isExact ? 1 : entries.length };
  }
  return null;
}
