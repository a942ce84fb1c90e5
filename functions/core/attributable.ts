import type { LogEntry } from './log-entry.ts';
import type { KnownSetting, ReadTimes } from './log-memory.ts';
import { rowKey, type FindingRow } from './ports.ts';
import type { Reconciled } from './reconcile.ts';
import type { AnyRule, Observation } from './rule.ts';
import { isFresh, type Trail } from './trail.ts';
import type { Lookout } from './unattributed.ts';

/** A run's findings, and what the logs told of meanwhile. */
export interface Attributable extends Lookout {
  readonly rules: readonly AnyRule[];
  readonly known: ReadonlyMap<string, FindingRow>;
  readonly reconciled: Pick<Reconciled, 'rows' | 'words' | 'observed'>;
  /** What this run read of the logs and was sent of them: each once, by time. */
  readonly entries: readonly LogEntry[];
  /** What runs before remembered of the logs. */
  readonly recent: readonly LogEntry[];
  /** Watched settings as this run knows them. */
  readonly settings: readonly KnownSetting[];
  /** When the reads of sections before this run's began. */
  readonly readAt: ReadTimes;
}

/**
 * A finding to say of who did it. `new`: it has just appeared, or appeared again; `moved`: it says something else now;
 * `standing`: it is as it was, and an entry came that may explain it.
 */
export interface Candidate {
  readonly key: string;
  readonly row: FindingRow;
  readonly observation: Observation;
  readonly traces: readonly string[];
  /** ISO 8601 when the read before this one began; null when there was none. */
  readonly after: string | null;
  readonly is: 'new' | 'moved' | 'standing';
}

/** Of 100,000 findings that stand as they did, none costs anything while no entry came. */
export function* candidates(
  run: Attributable,
  trail: Trail,
  isWanted: (key: string) => boolean,
): Generator<Candidate> {
  const { rows, words, observed } = run.reconciled;
  if (trail.fresh.size + rows.size + words.size === 0) return;
  for (const { id, traces: tracesFor } of run.rules) {
    if (!tracesFor) continue;
    const after = afterOf(run, id);
    for (const observation of observed.get(id)?.values() ?? []) {
      const key = rowKey(id, observation.subject);
      const before = run.known.get(key);
      const row = rows.get(key) ?? before;
      if (!row || !isWanted(key)) continue;
      const is = stateOf(before, words.has(key));
      if (is === 'standing' && trail.fresh.size === 0) continue;
      const traces = tracesFor(observation);
      if (is === 'standing' && !traces.some((trace) => isFresh(trail, trace))) continue;
      yield { key, row, observation, traces, after, is };
    }
  }
}

export function stateOf(before: FindingRow | undefined, isMoved: boolean): Candidate['is'] {
  if (!before || before.life.status === 'resolved') return 'new';
  return isMoved ? 'moved' : 'standing';
}

/** When the read began that did not show it yet: the oldest of the sections that the rule needs. */
export function afterOf({ rules, readAt }: Attributable, rule: string): string | null {
  const needs = rules.find(({ id }) => id === rule)?.needs ?? [];
  const times = needs.flatMap((section) => readAt[section] ?? []).sort();
  return times.length === needs.length ? (times[0] ?? null) : null;
}
