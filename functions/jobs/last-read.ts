import type { Store } from '../core/ports.ts';
import type { RunRecord } from '../core/run.ts';
import { requiredSections } from '../core/snapshot.ts';

/** What the runs of a tenant say of when it was read. */
export interface LastRead {
  /** ISO 8601, when the last complete run began; null when there is none among the newest. */
  readonly lastComplete: string | null;
  /** Why the newest run was not complete, each reason once with its sections. */
  readonly reasons: readonly string[];
}

/** How many runs are read, until one was complete: on a healthy tenant the newest was. */
const steps = [1, 10, 100, 1000] as const;

export async function lastReadOf(store: Store, tenant: string): Promise<LastRead> {
  let reasons: readonly string[] = [];
  for (const limit of steps) {
    const runs = await store.runs(tenant, limit);
    const complete = runs.find((run) => run.complete);
    reasons = runs[0] ? reasonsOf(runs[0]) : [];
    if (complete) return { lastComplete: complete.startedAt, reasons };
    if (runs.length < limit) break;
  }
  return { lastComplete: null, reasons };
}

function reasonsOf({ sections }: RunRecord): string[] {
  const unread = requiredSections.flatMap((name) => {
    const section = sections[name];
    return section.ok ? [] : [{ name, reason: section.reason }];
  });
  const byReason = Map.groupBy(unread, ({ reason }) => reason);
  return [...byReason].map(
    ([reason, of]) => `${of.map(({ name }) => name).join(', ')} (${reason})`,
  );
}
