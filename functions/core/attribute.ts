import {
  attributionOf,
  isAttributed,
  type Attributed,
  type Attribution,
  type Deed,
  type How,
} from './attribution.ts';
import { lazyMap } from './lazy-map.ts';
import type { LogEntry } from './log-entry.ts';
import { rowKey, type FindingRow, type Words } from './ports.ts';
import type { Reconciled } from './reconcile.ts';
import type { AnyRule, Observation } from './rule.ts';
import { appCreated, appDeleted, deedOf, isCreation } from './trace.ts';
import { entryFor, trailOf, type Trail } from './trail.ts';
import { whyUnattributed, type Lookout } from './unattributed.ts';

/** A run's findings, and what the logs told of meanwhile. */
export interface Attributable extends Lookout {
  readonly rules: readonly AnyRule[];
  readonly known: ReadonlyMap<string, FindingRow>;
  readonly reconciled: Pick<Reconciled, 'rows' | 'words' | 'observed'>;
  /** What this run read of the logs and was sent of them: each once, by time. */
  readonly entries: readonly LogEntry[];
}

/**
 * A finding to say of who did it. `new`: it has just appeared, or appeared again; `moved`: it says something else now;
 * `standing`: it is as it was, and an entry came that may explain it.
 */
interface Candidate {
  readonly key: string;
  readonly row: FindingRow;
  readonly observation: Observation;
  readonly traces: readonly string[];
  readonly is: 'new' | 'moved' | 'standing';
}

/** RowKeys whose stored words {@link attribute} has to be given. */
export function wordsToRead(run: Attributable): string[] {
  const trail = trailOf(run.entries);
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
  const trail = trailOf(run.entries);
  const tracing = new Map(run.rules.map(({ id, traces }) => [id, traces]));
  const added = new Map<string, Words>();
  for (const candidate of candidates(run, trail, (key) => !words.has(key))) {
    const before = attributionOf(stored.get(candidate.key)?.evidence ?? {});
    const now = attributionFor(run, trail, candidate, before);
    if (candidate.is === 'standing' && (now === before || !isAttributed(now))) continue;
    added.set(candidate.key, withAttribution(candidate.observation, now));
  }
  for (const { key, row, entry } of ended(run, trail)) {
    const last = stored.get(key);
    const traces = last && tracing.get(row.rule)?.({ ...last, subject: row.subject });
    if (!last || !traces?.includes(appCreated(row.subject))) continue;
    const endedBy = attributed(entry, 'app-deleted');
    added.set(key, { ...last, evidence: { ...last.evidence, endedBy } });
  }
  return lazyMap(
    words,
    (key, observation) => {
      const row = rows.get(key);
      const traces = row && tracing.get(row.rule)?.(observation);
      if (!row || !traces) return observation;
      const candidate = { key, row, observation, traces, is: stateOf(run.known.get(key), true) };
      const before = attributionOf(stored.get(key)?.evidence ?? {});
      return withAttribution(observation, attributionFor(run, trail, candidate, before));
    },
    added,
  );
}

function withAttribution({ message, evidence }: Observation, attribution: Attribution): Words {
  return { message, evidence: { ...evidence, attribution } };
}

/** Of 100,000 findings that stand as they did, none costs anything while no entry came. */
function* candidates(
  run: Attributable,
  trail: Trail,
  isWanted: (key: string) => boolean,
): Generator<Candidate> {
  const { rows, words, observed } = run.reconciled;
  for (const { id, traces: tracesFor } of run.rules) {
    if (!tracesFor) continue;
    for (const observation of observed.get(id)?.values() ?? []) {
      const key = rowKey(id, observation.subject);
      const before = run.known.get(key);
      const row = rows.get(key) ?? before;
      if (!row || !isWanted(key)) continue;
      const is = stateOf(before, words.has(key));
      if (is === 'standing' && trail.size === 0) continue;
      const traces = tracesFor(observation);
      if (is === 'standing' && !traces.some((trace) => trail.has(trace))) continue;
      yield { key, row, observation, traces, is };
    }
  }
}

function stateOf(before: FindingRow | undefined, isMoved: boolean): Candidate['is'] {
  if (!before || before.life.status === 'resolved') return 'new';
  return isMoved ? 'moved' : 'standing';
}

function attributionFor(
  run: Attributable,
  trail: Trail,
  candidate: Candidate,
  before: Attribution | null,
): Attribution {
  const { traces, observation, row, is } = candidate;
  const known = before && isAttributed(before) ? before : null;
  const seen = is === 'standing' ? seenAt(before, row) : run.now.toISOString();
  const usable = isAdopted(row, seen) ? traces.filter(isCreation) : traces;
  const found = entryFor(trail, usable, seen);
  if (known && !(found && is === 'moved' && isNewer(found.entry, known, traces))) return known;
  if (found) {
    const how = howOf(observation, found.entry);
    const { entry, deed, among } = found;
    return {
      ...attributed(entry, deed),
      ...(among > 1 && { among }),
      ...(how && { how }),
    };
  }
  const how = howOf(observation, null);
  const unattributed = whyUnattributed(run, candidate);
  const did = deedOf(traces[0] ?? '');
  return { unattributed, did, seen, ...(how && { how }) };
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

/** When the state was seen that stands; findings of before there were attributions say only since when they stand. */
function seenAt(before: Attribution | null, { life }: FindingRow): string {
  return before && !isAttributed(before) ? before.seen : life.since;
}

/** Findings of this run's end, with the entry of the deletion that may have ended them. */
function* ended(
  { reconciled }: Attributable,
  trail: Trail,
): Generator<{ key: string; row: FindingRow; entry: LogEntry }> {
  if (trail.size === 0) return;
  for (const [key, row] of reconciled.rows) {
    const isOver = row.life.status === 'resolved';
    const entry = isOver ? trail.get(appDeleted(row.subject))?.at(-1) : undefined;
    if (entry) yield { key, row, entry };
  }
}

function attributed({ actor, at, id }: LogEntry, did: Deed): Attributed {
  const { channel, ...by } = actor;
  return { by, channel, at, logId: id, did };
}

/** How an app came to be permissive; undefined where the observation is not of a permissive app. */
function howOf({ evidence }: Observation, entry: LogEntry | null): How | undefined {
  if (evidence['securityMode'] !== 'permissive') return undefined;
  if (evidence['origin'] === 'dcr' || entry?.operation === 'app-registered') return 'dcr';
  const asked = entry?.creation?.asked;
  if (asked === 'permissive') return 'api-explicit';
  return asked === 'unstated' ? 'api-default' : 'unknown';
}
