import { emptyBaseline, type AppBases, type Baseline } from '../core/baseline.ts';
import { appChanges, driftOfApps, sectionChanges } from '../core/changes.ts';
import type { Change } from '../core/ports.ts';
import { rebase } from '../core/rebase.ts';
import type { SectionName } from '../core/snapshot.ts';
import type { ToggleLadder } from '../core/toggle.ts';
import type { Scene } from './judge.ts';

/** A snapshot held against what is stored: what to write of it, and what rules compare with. */
export interface Compared {
  readonly baseline: Baseline;
  readonly bases: AppBases;
  readonly changed: Pick<Change, 'apps' | 'deletedApps' | 'sections' | 'appRows'>;
  /** Fingerprints of the sections as they now stand. */
  readonly prints: Readonly<Partial<Record<SectionName, string>>>;
}

/** Reads from the store only the earlier versions of what changed. */
export async function compare(
  { session, print, known, reading }: Scene,
  toggle: ToggleLadder,
): Promise<Compared> {
  const { snapshot } = reading;
  const { apps, grants } = snapshot.sections;
  const changes = appChanges(known.apps, apps, print);
  const stored = known.head?.sections ?? {};
  const { changed: sections, prints } = sectionChanges(stored, snapshot.sections, print);
  const seenBefore = changes.changed.flatMap(({ id }): [string, string][] => {
    const row = known.apps.get(id);
    return row ? [[id, row.print]] : [];
  });
  const isGrantsMoved = !grants.ok || sections.grants !== undefined;
  const grantsStored =
    isGrantsMoved && stored.grants ? await session.storedGrants(stored.grants) : null;
  const drift = driftOfApps({
    known: known.apps,
    apps,
    changes,
    previous: await session.storedApps(new Map(seenBefore)),
    grantsNow: grants.ok ? grants.value : (grantsStored ?? []),
    grantsBefore: grants.ok ? grantsStored : null,
  });
  return {
    baseline: rebase(known.head?.baseline ?? emptyBaseline, snapshot, toggle),
    bases: drift.bases,
    changed: {
      apps: changes.changed,
      deletedApps: changes.deleted,
      sections,
      appRows: drift.appRows,
    },
    prints,
  };
}
