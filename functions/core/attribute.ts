import { afterOf, candidates, stateOf, type Attributable, type Candidate } from './attributable.ts';
import {
  attributed,
  attributionOf,
  endOf,
  isAttributed,
  type Attributed,
  type Attribution,
} from './attribution.ts';
import { ended } from './ended.ts';
import { withEnd } from './ending.ts';
import { howOf } from './how.ts';
import { lazyMap } from './lazy-map.ts';
import type { LogEntry } from './log-entry.ts';
import type { FindingRow, Words } from './ports.ts';
import type { Observation } from './rule.ts';
import { deedOf, isCreation } from './trace.ts';
import { doneTo, entryFor, trailOf, type FoundEntry, type Trail, type Window } from './trail.ts';
import { whyUnattributed } from './unattributed.ts';

/** RowKeys whose stored words {@link attribute} has to be given. */
export function wordsToRead(run: Attributable): string[] {
  const trail = trailOf(run.entries, run.recent);
  const keys: string[] = [];
  for (const { key, is, traces } of candidates(run, trail, () => true)) {
    // A new finding begins anew; one that is back may have been made by what made it the first time.
    if (is !== 'new' || (run.known.has(key) && traces.every(isCreation))) keys.push(key);
  }
  for (const { key } of ended(run, trail)) keys.push(key);
  return keys;
}

/**
 * What findings are to say, by rowKey: as reconciled, and in evidence who did it, or why that is not known. It adds words
 * and nothing else: no transition and no message comes of an entry that came late.
 * @param stored words by rowKey, those of {@link wordsToRead}: what made a setting so the last time is not among them
 */
export function attribute(
  run: Attributable,
  stored: ReadonlyMap<string, Words>,
): ReadonlyMap<string, Words> {
  const { words, rows } = run.reconciled;
  const trail = trailOf(run.entries, run.recent);
  const tracing = new Map(run.rules.map(({ id, traces }) => [id, traces]));
  const added = new Map<string, Words>();
  for (const candidate of candidates(run, trail, (key) => !words.has(key))) {
    const last = stored.get(candidate.key)?.evidence ?? {};
    const before = attributionOf(last);
    const now = attributionFor(run, trail, candidate, before);
    const isNamed = isAttributed(now) || (before !== null && isAttributed(before));
    const isSame = endOf(last) === null && (now === before || !isNamed);
    if (candidate.is === 'standing' && isSame) continue;
    added.set(candidate.key, withAttribution(candidate.observation, now));
  }
  for (const one of ended(run, trail)) {
    const last = stored.get(one.key);
    const told = last && withEnd(run, trail, one, last);
    if (told) added.set(one.key, told);
  }
  return lazyMap(
    words,
    (key, observation) => {
      const row = rows.get(key);
      const traces = row && tracing.get(row.rule)?.(observation);
      if (!row || !traces) return observation;
      const is = stateOf(run.known.get(key), true);
      const candidate = { key, row, observation, traces, after: afterOf(run, row.rule), is };
      const before = attributionOf(stored.get(key)?.evidence ?? {});
      return withAttribution(observation, attributionFor(run, trail, candidate, before));
    },
    added,
  );
}

function withAttribution({ message, evidence }: Observation, attribution: Attribution): Words {
  return { message, evidence: { ...evidence, attribution } };
}

function attributionFor(
  run: Attributable,
  trail: Trail,
  candidate: Candidate,
  before: Attribution | null,
): Attribution {
  const { traces, observation, row } = candidate;
  const window = windowOf(run, candidate, before);
  const usable = isAdopted(row, window.seen) ? traces.filter(isCreation) : traces;
  const found = entryFor(trail, usable, window);
  const known = before && isAttributed(before) ? before : null;
  if (known && !isOverturned(known, found, trail, candidate, window)) return known;
  const { seen, after } = window;
  const bounds = traces.every(isCreation) || after === null ? {} : { after };
  const how = howOf(observation, found?.entry ?? null);
  const told = { ...bounds, ...(how && { how }) };
  if (!found) {
    const unattributed = whyUnattributed(run, candidate);
    return { unattributed, did: deedOf(traces[0] ?? ''), seen, ...told };
  }
  const { entry, deed, among } = found;
  const isForGood = deed === 'app-created' || deed === 'app-registered';
  return {
    ...attributed(entry, deed),
    ...(among > 1 && { among }),
    ...(isForGood ? how && { how } : { seen, ...told }),
  };
}

/** What stands is explained by what was done before it was seen, however late the entries come. */
function windowOf(
  run: Attributable,
  { observation, row, after, is }: Candidate,
  before: Attribution | null,
): Window {
  const isLater = is === 'standing';
  const seen = isLater ? (before?.seen ?? row.life.since) : run.now.toISOString();
  const { createdAt } = observation.evidence;
  return {
    seen,
    after: isAdopted(row, seen) ? null : isLater ? (before?.after ?? null) : after,
    settings: run.settings,
    createdAt: typeof createdAt === 'string' ? createdAt : null,
  };
}

/**
 * Whether a name has to give way: to a newer entry that explains a change, or because entries that came since tell what
 * happened otherwise. Those that only repeat a setting do not.
 */
function isOverturned(
  known: Attributed,
  found: FoundEntry | null,
  trail: Trail,
  { traces, is }: Candidate,
  window: Window,
): boolean {
  if (is === 'moved') return found !== null && isNewer(found.entry, known, traces);
  if (is !== 'standing' || known.seen === undefined) return false;
  if (found?.entry.id === known.logId) return (known.among ?? 1) !== found.among;
  const isInView = traces.some((trace) =>
    doneTo(trail, trace, window).some(({ id }) => id === known.logId),
  );
  const other = found?.otherUntil ?? null;
  return isInView || (other !== null && Date.parse(other) > Date.parse(known.at));
}

function isNewer(entry: LogEntry, known: Attributed, traces: readonly string[]): boolean {
  return !traces.every(isCreation) && Date.parse(entry.at) > Date.parse(known.at);
}

/**
 * What was there before anyone watched may be older than any entry that says the same, such as that of a tool which
 * applies all settings every night: only a creation is sure to have made it so.
 */
function isAdopted({ life }: FindingRow, seen: string): boolean {
  return life.status === 'inherited' && seen <= life.since;
}
