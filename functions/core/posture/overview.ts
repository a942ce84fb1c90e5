import { compareText } from '../order.ts';
import { severities } from '../severity.ts';
import { worstOf } from './ages.ts';
import { isKnown } from './is-known.ts';
import { modeCounts } from './mode-counts.ts';
import { isWatched } from './unwatched.ts';
import type { OverviewRow, Posture, Report } from './schema.ts';
import { verdictStates } from './terms.ts';

/** A tenant's row of the overview. */
export function overviewRow(posture: Posture): OverviewRow {
  const { tenant, verdict, findings, open, apps, dcr, toggle, changes, freshness } = posture;
  const { opened, reopened } = changes.counts;
  return {
    tenant,
    verdict,
    worst: worstOf(findings, 'open'),
    open: open.open,
    undecided: open.undecided,
    permissive: apps.known ? modeCounts(apps).permissive : null,
    dcr,
    toggle,
    changes: opened + reopened,
    lastComplete: freshness.lastComplete,
    ageSeconds: freshness.ageSeconds,
  };
}

/** The rows, worst first: what is not known, then by the worst that is open, then by how much is; last what nobody watches. */
export function worstFirst(rows: readonly OverviewRow[]): OverviewRow[] {
  return rows.toSorted(
    (a, b) =>
      unknownness(a) - unknownness(b) ||
      weight(a) - weight(b) ||
      (b.open ?? 0) - (a.open ?? 0) ||
      (b.undecided ?? 0) - (a.undecided ?? 0) ||
      compareText(a.tenant.id, b.tenant.id),
  );
}

function unknownness({ verdict }: OverviewRow): number {
  if (!isWatched({ verdict })) return verdictStates.length + 1;
  return isKnown({ verdict }) ? verdictStates.length : verdictStates.indexOf(verdict.state);
}

function weight({ worst }: OverviewRow): number {
  return worst === null ? severities.length : severities.indexOf(worst);
}

/**
 * The report of some tenants, worst first.
 * @param unreadable rows of those that could not be gathered
 */
export function reportOf(
  postures: readonly Posture[],
  now: Date,
  unreadable: readonly OverviewRow[] = [],
): Report {
  const byRow = new Map(postures.map((posture) => [overviewRow(posture), posture]));
  const overview = worstFirst([...byRow.keys(), ...unreadable]);
  const moments = postures.map(({ at }) => at).sort(compareText);
  return {
    version: 1,
    generatedAt: now.toISOString(),
    at: moments.at(-1) ?? now.toISOString(),
    overview,
    postures: overview.flatMap((row) => byRow.get(row) ?? []),
  };
}
