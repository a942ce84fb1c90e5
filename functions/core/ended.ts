import { afterOf, type Attributable } from './attributable.ts';
import { rowKey, type FindingRow } from './ports.ts';
import type { LogEntry } from './log-entry.ts';
import type { AnyRule } from './rule.ts';
import { appDeleted } from './trace.ts';
import type { Trail } from './trail.ts';

/** A finding that is over, and that some entry may have ended. */
export interface Ended {
  readonly key: string;
  readonly row: FindingRow;
  readonly rule: AnyRule;
  /** The entry of its app's deletion, where that is how it ended. */
  readonly deletion: LogEntry | null;
}

/**
 * Findings that this run found to be over, and earlier ones whose app's deletion is told of late; of thousands, those
 * only about which an entry tells. What ended by a decision or with its rule was ended by nobody in the tenant.
 */
export function* ended(run: Attributable, trail: Trail): Generator<Ended> {
  if (trail.entries.size === 0) return;
  const rules = new Map(run.rules.map((rule) => [rule.id, rule]));
  for (const [key, row] of run.reconciled.rows) {
    const rule = rules.get(row.rule);
    if (!rule?.traces) continue;
    const { end } = row.life;
    const deletion = trail.entries.get(appDeleted(row.subject))?.at(-1);
    if (end === 'app-deleted' && deletion) yield { key, row, rule, deletion };
    if (end === 'changed' && isChanged(run, trail, row)) yield { key, row, rule, deletion: null };
  }
  yield* deletedBefore(run);
}

function* deletedBefore({ rules, known, entries, reconciled }: Attributable): Generator<Ended> {
  for (const entry of entries) {
    if (entry.operation !== 'app-deleted' || entry.app === undefined) continue;
    for (const rule of rules) {
      const key = rowKey(rule.id, entry.app);
      const row = reconciled.rows.has(key) ? undefined : known.get(key);
      if (rule.traces && row && endedAfter(row, entry)) yield { key, row, rule, deletion: entry };
    }
  }
}

/** An app that was deleted later was no longer what was found. */
function endedAfter({ life }: FindingRow, { at }: LogEntry): boolean {
  const time = Date.parse(at);
  const { status, firstSeen, resolvedAt = '', end = 'app-deleted' } = life;
  if (status !== 'resolved' || end !== 'app-deleted') return false;
  return time >= Date.parse(firstSeen) && time <= Date.parse(resolvedAt);
}

function isChanged(run: Attributable, { changes }: Trail, row: FindingRow): boolean {
  const newest = changes.get(row.subject);
  return newest !== undefined && Date.parse(newest) >= Date.parse(lastSeen(run, row));
}

/** ISO 8601 of the last read known to have shown it. */
export function lastSeen(run: Attributable, { rule, life }: FindingRow): string {
  const after = afterOf(run, rule);
  return after !== null && after > life.since ? after : life.since;
}
