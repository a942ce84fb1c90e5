import type { Baseline } from './baseline.ts';
import type { LogEntry } from './log-entry.ts';
import { isThirdParty, type App, type Settings } from './snapshot.ts';

/** Whether dynamic registration would make strict or permissive apps, as far as can be told. */
export type EffectiveDcr = 'strict' | 'permissive' | 'unknown';

/**
 * An unset mode keeps the old, permissive behaviour on a tenant that is eligible for permissive apps
 * and is strict on any other. Auth0 has no field for eligibility, so without evidence it stays unknown.
 * Source: Auth0 migration guide, "Review current DCR behavior"; permissive mode page, read 2026-08-20.
 */
export function effectiveDcr(dcr: Settings['dcr'], eligible: Baseline['eligible']): EffectiveDcr {
  if (dcr.mode === 'strict' || dcr.mode === 'permissive') return dcr.mode;
  if (dcr.mode === 'unset' && eligible) return 'permissive';
  return 'unknown';
}

/** Evidence in what was just read that this customer can create permissive apps, or null. */
export function eligibilityEvidence(
  apps: readonly App[] | null,
  settings: Settings | null,
  entries: readonly LogEntry[] = [],
): string | null {
  if (settings?.dcr.mode === 'permissive') return 'the DCR mode was read as permissive';
  const app = apps?.find((app) => isThirdParty(app) && app.securityMode === 'permissive');
  if (app) return `the permissive third-party app ${app.id} exists`;
  const entry = entries.find(
    ({ creation }) => creation?.firstParty !== true && creation?.answered === 'permissive',
  );
  return entry ? `log entry ${entry.id} shows that a permissive app was created` : null;
}
