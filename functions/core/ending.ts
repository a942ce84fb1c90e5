import type { Attributable } from './attributable.ts';
import { attributed, endOf, isDeed } from './attribution.ts';
import { lastSeen, type Ended } from './ended.ts';
import type { LogEntry } from './log-entry.ts';
import type { Words } from './ports.ts';
import type { Observation } from './rule.ts';
import {
  apiOpened,
  appUpdated,
  deedOf,
  isCreation,
  isOfApp,
  settingPathOf,
  settingTraces,
  unclearGrant,
} from './trace.ts';
import { broughtBy, doneTo, onceByTime, type Trail, type Window } from './trail.ts';

/** The words of what is over, with who ended it where that is known; null where they are so already. */
export function withEnd(run: Attributable, trail: Trail, of: Ended, last: Words): Words | null {
  const fitting = endersOf(run, trail, of, last);
  const ender = fitting.at(-1);
  const among = fitting.length;
  // A run that died may have left a name, which goes where nobody fits.
  const { endedBy: _past, ...evidence } = last.evidence;
  if (endOf(last.evidence)?.logId === ender?.id) return null;
  if (!ender || !isDeed(ender.operation)) return { ...last, evidence };
  const by = attributed(ender, ender.operation);
  const endedBy = among > 1 ? { ...by, among } : by;
  return { ...last, evidence: { ...evidence, endedBy } };
}

/**
 * The entries that can have ended it, by time; none where that is not sure: each part of what was found must have come to
 * its end by an entry that is known.
 */
function endersOf(
  run: Attributable,
  trail: Trail,
  { row, rule, deletion }: Ended,
  last: Words,
): LogEntry[] {
  const observation = { ...last, subject: row.subject };
  const traces = rule.traces?.(observation) ?? [];
  if (deletion) return traces.some(isOfApp) ? [deletion] : [];
  const window: Window = {
    after: lastSeen(run, row),
    seen: run.now.toISOString(),
    settings: run.settings,
    createdAt: null,
  };
  const parts = partsOf(traces, row.subject).filter((part) => !isAsItWas(run, part));
  const byPart = parts.map((part) => endersOfPart(run, trail, { observation, part, window }));
  if (byPart.some((entries) => entries.length === 0)) return [];
  const others = (rule.ends?.(observation) ?? []).flatMap((trace) => doneTo(trail, trace, window));
  return onceByTime([...byPart.flat(), ...others]);
}

/** Parts of an app that are found as one. */
const together = [
  ['allowed_origins', 'web_origins'],
  ['is_first_party', 'third_party_security_mode'],
] as const;

/** The traces of each thing that was found; how an app was created explains it, and nothing of its end. */
function partsOf(traces: readonly string[], subject: string): string[][] {
  const parts = Map.groupBy(
    traces.filter((trace) => !isCreation(trace)),
    (trace) => {
      const one = together.find((names) =>
        names.some((name) => trace === appUpdated(name, subject)),
      );
      return one?.[0] ?? trace;
    },
  );
  return [...parts.values()];
}

/** A setting that is as it was found has ended nothing, whoever repeated it. */
function isAsItWas(run: Attributable, [trace = '']: readonly string[]): boolean {
  const path = settingPathOf(trace);
  return path !== null && tracesNow(run, path).includes(trace);
}

/** What would have given the setting the value it has. One that is not watched and was found is gone. */
function tracesNow({ settings }: Attributable, path: string): string[] {
  return settingTraces(path, settings.find((one) => one.path === path)?.value ?? null);
}

/** The entries by which one part can have ended. */
function endersOfPart(
  run: Attributable,
  trail: Trail,
  of: {
    readonly observation: Observation;
    readonly part: readonly string[];
    readonly window: Window;
  },
): readonly LogEntry[] {
  const { observation, part, window } = of;
  const entries = onceByTime(part.flatMap((trace) => doneTo(trail, trace, window)));
  const [trace = ''] = part;
  const path = settingPathOf(trace);
  if (path !== null) {
    const brought = broughtBy(entries, tracesNow(run, path));
    return brought ? [brought.entry] : [];
  }
  if (trace === apiOpened(observation.subject)) return hasApps(run, observation) ? entries : [];
  // A grant that was deleted is not named by its entry, and may have been this one.
  const isUnclear =
    deedOf(trace) === 'grant-changed' && doneTo(trail, unclearGrant, window).length > 0;
  return isUnclear ? [] : entries;
}

/** Whether an app that an API was open to is still seen as permissive: else it ended with the last of them, or may have. */
function hasApps({ reconciled }: Attributable, { evidence }: Observation): boolean {
  const ids: unknown = evidence['someOfThem'];
  if (!Array.isArray(ids)) return false;
  return [...reconciled.observed.values()].some((found) =>
    ids.some((id) => found.get(String(id))?.evidence['securityMode'] === 'permissive'),
  );
}
