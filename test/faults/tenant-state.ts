import type { App, Cause, SectionName } from '../../functions/core/snapshot.ts';
import { app, sample, settings } from '../../functions/core/sample.ts';
import type { Collect, Reading } from '../../functions/core/ports.ts';
import type { AppMode, DcrState, Step, TenantChange } from './schedule.ts';

/** What is so in the tenant, whoever looks. */
export interface TenantState {
  readonly apps: Readonly<Record<string, AppMode>>;
  readonly dcr: DcrState;
}

export const emptyTenant: TenantState = { apps: {}, dcr: 'off' };

export function changed(state: TenantState, changes: readonly TenantChange[]): TenantState {
  let { apps, dcr } = state;
  for (const change of changes) {
    if ('dcr' in change) dcr = change.dcr;
    else apps = { ...apps, [change.app]: change.mode };
  }
  return { apps, dcr };
}

export function appsOf({ apps }: TenantState): App[] {
  return Object.entries(apps).flatMap(([id, securityMode]) =>
    securityMode === 'gone' ? [] : [app({ id, securityMode })],
  );
}

type Unread = Readonly<Partial<Record<SectionName, Cause>>>;

/** Reads the tenant as it is, but for what cannot be read. */
export function collectOf(state: TenantState, { unread }: Pick<Step, 'unread'>): Collect {
  return async ({ tenant, now }) => ({
    snapshot: {
      version: 1,
      tenant: tenant.id,
      takenAt: now.toISOString(),
      sections: sample({ apps: appsOf(state), settings: settingsOf(state), unread }).sections,
    },
    toggle: { apiField: null, probe: null, litter: [], probeName: null },
    calls: 0,
    warnings: [],
    partial: partialOf(state, unread, now),
  });
}

function settingsOf({ dcr }: TenantState) {
  return settings({
    dcr: dcr === 'off' ? { enabled: false, mode: 'strict' } : { enabled: true, mode: dcr },
  });
}

/** Where time ran out, the listing of apps is to go on. */
function partialOf(state: TenantState, unread: Unread, now: Date): Reading['partial'] {
  if (unread.apps !== 'time') return null;
  return { cursor: 'cursor', takenAt: now.toISOString(), apps: appsOf(state).slice(0, 1) };
}
