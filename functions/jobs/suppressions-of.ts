import { configuredSuppressions } from '../core/configured-suppressions.ts';
import type { Head } from '../core/ports.ts';
import type { Suppression } from '../core/suppression.ts';
import type { Tenant } from '../core/tenant.ts';

/** All suppressions of a tenant: those made by command, then those of the file. */
export function suppressionsOf(
  head: Head | null,
  tenant: Tenant,
  print: (value: unknown) => string,
): Suppression[] {
  return [...(head?.suppressions ?? []), ...configuredSuppressions(tenant, print)];
}
