import { BusyError, type DeliveryError } from '../core/errors.ts';
import type { Head } from '../core/ports.ts';
import { isStale, type TenantPulse } from '../core/pulse.ts';
import type { FindingResult } from '../core/run.ts';
import type { Tenant } from '../core/tenant.ts';
import { lookAt, type Look, type PulseScene } from './look.ts';
import { attend } from './attend.ts';
import type { PulsePorts, PulseRequest } from './pulse.ts';

/** What came of one tenant. */
export interface TenantOutcome {
  readonly pulse: TenantPulse;
  readonly undelivered: readonly DeliveryError[];
  readonly warnings: readonly string[];
}

/**
 * Looks at one tenant. While all is well this costs two small reads: only a tenant that is new, is stale, or was so a
 * pulse ago is held and written to.
 */
export async function pulseOf(
  ports: PulsePorts,
  request: PulseRequest,
  tenant: Tenant,
): Promise<TenantOutcome> {
  const channels = ports.channelsOf(tenant);
  const rules = request.rules.filter(({ id }) => tenant.rules[id] !== 'off');
  const scene = { ports, request, tenant, channels, rules };
  const head = await ports.store.head(tenant.id);
  const look = await lookAt(scene, head);
  const seen = tenantPulse(scene, look, null);
  if (isAsExpected(head, look)) return { pulse: seen, undelivered: [], warnings: [] };
  try {
    return await hold(scene);
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    return { pulse: { ...seen, busy: true }, undelivered: [], warnings: [] };
  }
}

function isAsExpected(head: Head | null, { watched, isFound }: Look): boolean {
  if (!head || head.isStale || isFound) return false;
  return head.expectedSince === watched.expectedSince;
}

/** Brings what is stored of the tenant up to date, and people, while no run can interfere. */
async function hold(scene: PulseScene): Promise<TenantOutcome> {
  const { ports, request, tenant } = scene;
  const { store } = ports;
  const session = await (request.dryRun ? store.beginDry(tenant.id) : store.begin(tenant.id));
  try {
    const { look, finding, undelivered, warnings } = await attend(scene, session);
    await session.end();
    return { pulse: tenantPulse(scene, look, finding), undelivered, warnings };
  } catch (error) {
    // What went wrong first is what matters; a lease that cannot be given back runs out by itself.
    await session.end().catch(() => {});
    throw error;
  }
}

function tenantPulse(
  { request, tenant }: PulseScene,
  { watched }: Look,
  finding: FindingResult | null,
): TenantPulse {
  const { lastComplete, oldestAllowed } = watched;
  const age = lastComplete === null ? null : request.now.getTime() - Date.parse(lastComplete);
  return {
    tenant: tenant.id,
    lastComplete,
    // A replay may look from a moment before the last run.
    ageSeconds: age === null ? null : Math.max(0, Math.floor(age / 1000)),
    oldestAllowed,
    stale: isStale(watched),
    finding,
  };
}
