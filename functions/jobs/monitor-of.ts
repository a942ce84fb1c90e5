import type { CanaryState } from '../core/canary.ts';
import type { Head } from '../core/ports.ts';
import { configuredChannels } from '../core/route.ts';
import { quietMonitor, type Monitor } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';

/** How the monitor itself does, as the last runs left it; a channel that is no longer configured does nothing. */
export function monitorOf(
  head: Head | null,
  tenant: Pick<Tenant, 'routes'>,
  canary: CanaryState,
): Monitor {
  const configured = configuredChannels(tenant);
  const failing = Object.entries(head?.failing ?? {}).filter(([id]) => configured.has(id));
  return { ...quietMonitor, failing: Object.fromEntries(failing), canaryDue: canary.due };
}
