import { emptyBaseline, type AppBases, type Baseline } from '../core/baseline.ts';
import { appChanges, driftOfApps, isKept, sectionChanges } from '../core/changes.ts';
import type { Change } from '../core/ports.ts';
import { rebase } from '../core/rebase.ts';
import { keptSections, type SectionName } from '../core/snapshot.ts';
import type { ToggleLadder } from '../core/toggle.ts';
import type { Scene } from './judge.ts';

/** A snapshot held against what is stored: what to write of it, and what rules compare with. */
export interface Compared {
  readonly baseline: Baseline;
  readonly bases: AppBases;
  readonly changed: Pick<Change, 'apps' | 'deletedApps' | 'sections' | 'read' | 'appRows'>;
  /** Fingerprints of the sections as they now stand. */
  readonly prints: Readonly<Partial<Record<SectionName, string>>>;
  /** The hash of the snapshot; see `Seal`. */
  readonly sealed: string;
}

/** Reads from the store only the earlier versions of what changed. */
export async function compare(
  { session, print, newSeal, known, reading }: Scene,
  toggle: ToggleLadder,
): Promise<Compared> {
  const { snapshot } = reading;
  const { apps, grants } = snapshot.sections;
  const seal = newSeal();
  const changes = appChanges(known.apps, apps, (app) => seal.printApp(app));
  // At once: what the seal keeps of each app is not to lie beside what is written later.
  const sealed = seal.of(snapshot.sections);
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
      read: (['apps', ...keptSections] as const).filter((name) => isKept(name, snapshot.sections)),
      appRows: drift.appRows,
    },
    prints,
    sealed,
  };
}
