import { isDefaultGrant, readWatchedSettings, type Baseline } from './baseline.ts';
import { coverageAfter } from './coverage.ts';
import { eligibilityEvidence } from './dcr.ts';
import type { Snapshot } from './snapshot.ts';
import { knownState, type Toggle } from './toggle.ts';

/**
 * The baseline after a read: parts never read before are adopted as they are, accepted parts stay.
 * The first known state after unknown is thereby adopted quietly.
 */
export function rebase(before: Baseline, snapshot: Snapshot, toggle: Toggle): Baseline {
  const { apps, settings, grants, logs } = snapshot.sections;
  const read = settings.ok ? settings.value : null;
  const logged = logs.ok ? logs.value.entries : [];
  const evidence = eligibilityEvidence(apps.ok ? apps.value : null, read, logged);
  const accepted = before.toggle ?? toggleBase(toggle);
  return {
    dcr: before.dcr ?? (read && read.dcr.mode !== 'unknown' ? read.dcr : null),
    settings: before.settings ?? (read && readWatchedSettings(read)),
    flags: before.flags ?? (read && Object.keys(read.flags).sort()),
    defaultGrants: before.defaultGrants ?? (grants.ok ? grants.value.filter(isDefaultGrant) : null),
    ...(accepted && { toggle: accepted }),
    coverage: coverageAfter(before.coverage, snapshot),
    eligible: before.eligible ?? (evidence ? { since: snapshot.takenAt, because: evidence } : null),
  };
}

/** What is only expected is not known, and so is never adopted. */
function toggleBase(toggle: Toggle): Baseline['toggle'] {
  const { asOf, basis } = toggle;
  const state = knownState(toggle);
  return state && asOf !== null ? { state, asOf, basis } : undefined;
}
