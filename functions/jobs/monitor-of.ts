import type { CanaryState } from '../core/canary.ts';
import { stillFailing } from '../core/debts.ts';
import type { Living } from '../core/life.ts';
import type { Known } from '../core/ports.ts';
import { quietSections } from '../core/quiet-sections.ts';
import { configuredChannels } from '../core/route.ts';
import { quietMonitor, type Monitor } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';

/** What people decided, as it stands in this run. */
export type Deciders = Pick<Living, 'suppressions' | 'digest' | 'now'>;

/** How the monitor itself does, as the last runs left it; a channel that is no longer configured does nothing. */
export function monitorOf(
  { head, findings }: Pick<Known, 'head' | 'findings'>,
  tenant: Pick<Tenant, 'routes'>,
  canary: CanaryState,
  deciders: Deciders,
): Monitor {
  const configured = configuredChannels(tenant);
  const failing = Object.entries(stillFailing({ head, findings })).filter(([id]) =>
    configured.has(id),
  );
  const coverage = head?.baseline.coverage ?? {};
  return {
    ...quietMonitor,
    failing: Object.fromEntries(failing),
    canaryDue: canary.due,
    quiet: quietSections({ ...deciders, findings, coverage }),
  };
}
