import type { Finding } from '../finding.ts';
import { suppressionHistory, type HistoryEvent } from '../history.ts';
import { rowKey } from '../ports.ts';
import { birthOf } from './birth.ts';
import { incidentsOf, type Known } from './incidents.ts';
import { patternsFor, patternsOf } from './patterns.ts';
import { turnOf, type Turn } from './turn.ts';

/** All that became of a finding, as far as what is stored tells. */
export interface Past {
  readonly finding: Finding;
  /** Oldest first, at least one; the last has the finding's life as it is. */
  readonly turns: readonly [Turn, ...Turn[]];
}

/** What is stored of a tenant's findings. */
export interface Stored {
  /** As they are now. */
  readonly findings: readonly Finding[];
  /** All there is of the tenant, oldest first. */
  readonly history: readonly HistoryEvent[];
  /** ISO 8601 of the first complete run: what was there by then was adopted. */
  readonly firstComplete: string | null;
  readonly now: Date;
}

/**
 * The pasts of findings, put together from their lives and from history. Two things are not stored: what an entry of
 * tenants.json hid, unless it still does, is told as if it had not been hidden; and what a rule had found that was
 * turned off and is on again is told as if it had been on.
 */
export function pastsOf({ findings, history, firstComplete, now }: Stored): Past[] {
  const patterns = Map.groupBy(patternsOf(history), ({ rule }) => rule);
  const own = Map.groupBy(
    history.filter(({ rule }) => rule !== suppressionHistory),
    ({ rule, subject }) => rowKey(rule, subject),
  );
  return findings.map((finding) => {
    const { rule, subject } = finding;
    return pastOf({
      finding,
      events: onceEach(own.get(rowKey(rule, subject)) ?? []),
      patterns: patternsFor(patterns.get(rule) ?? [], subject),
      firstComplete,
      now,
    });
  });
}

function pastOf(known: Known): Past {
  const { finding, patterns } = known;
  const incidents = incidentsOf(known);
  let last = birthOf(known, incidents);
  const turns: [Turn, ...Turn[]] = [last];
  for (const incident of incidents) {
    last = turnOf(last, incident, patterns);
    turns.push(last);
  }
  // What is so now is as it is stored, since when nothing may say.
  if (last.life.status === finding.status) turns[turns.length - 1] = { ...last, life: finding };
  else {
    const at = last.at > finding.since ? last.at : finding.since;
    turns.push({ at, what: null, life: finding });
  }
  return { finding, turns };
}

/** A run that died after it wrote down that something is back wrote it again when it was done. */
function onceEach(events: readonly HistoryEvent[]): HistoryEvent[] {
  const last = new Map<string, HistoryEvent>();
  for (const event of events) if (event.before) last.set(event.before.resolvedAt, event);
  return events.filter((event) => !event.before || last.get(event.before.resolvedAt) === event);
}
