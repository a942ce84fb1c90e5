import type { Tenant } from '../tenant.ts';
import type { OverviewRow } from './schema.ts';

/** The row of a tenant that could not be gathered: nothing is known of it, which is neither good nor bad. */
export function unreadableRow(
  { id, environment, stack }: Pick<Tenant, 'id' | 'environment' | 'stack'>,
  reason: string,
): OverviewRow {
  const unknown = { asOf: null, ageSeconds: null, basis: 'unknown' } as const;
  return {
    tenant: { id, environment, ...(stack !== undefined && { stack }) },
    verdict: {
      state: 'not-known',
      sentence: `Not known: what is stored of it cannot be read. ${reason}`,
    },
    worst: null,
    open: null,
    undecided: null,
    permissive: null,
    dcr: { ...unknown, enabled: null, mode: 'unknown', effective: 'unknown' },
    toggle: { ...unknown, state: 'unknown' },
    changes: null,
    lastComplete: null,
    ageSeconds: null,
  };
}
