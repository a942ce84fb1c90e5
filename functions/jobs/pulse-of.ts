import { BusyError } from '../core/errors.ts';
import { overdueRule } from '../core/canary.ts';
import type { Head } from '../core/ports.ts';
import { isStale, lookedAt, staleRule, type TenantPulse } from '../core/pulse.ts';
import type { FindingResult } from '../core/run.ts';
import { attend } from './attend.ts';
import { hold } from './hold.ts';
import { lookAt, type Look, type PulseScene } from './look.ts';

/** What came of looking at one tenant. */
export interface TenantOutcome {
  readonly pulse: TenantPulse;
  /** True when a rule of pulse found something. */
  readonly isFound: boolean;
  /** True when something was found before that is not over, or not told. */
  readonly isMarked: boolean;
  /** True when channels are to be told, which is done once all tenants were looked at. */
  readonly owes: boolean;
  readonly warnings: readonly string[];
}

/**
 * Looks at one tenant, and stores what there is to tell. While all is well this costs two small reads: only a tenant
 * that is new, is stale, or was so a pulse ago is held and written to, and every few hours one that is scheduled.
 */
export async function pulseOf(scene: PulseScene): Promise<TenantOutcome> {
  const head = await scene.ports.store.head(scene.tenant.id);
  const look = await lookAt(scene, head);
  const seen = {
    pulse: tenantPulse(scene, look, []),
    isFound: look.found.size > 0,
    isMarked: head !== null && isMarked(head),
    owes: false,
    warnings: [],
  };
  if (isAsExpected(scene, head, look)) return seen;
  try {
    return { ...seen, ...(await attended(scene)) };
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    return { ...seen, pulse: { ...seen.pulse, busy: true } };
  }
}

function isAsExpected(
  { request }: PulseScene,
  head: Head | null,
  { watched, found }: Look,
): boolean {
  if (!head || isMarked(head) || found.size > 0) return false;
  const isNoted = !request.isScheduled || head.lookedAt === lookedAt(head, request.now);
  return isNoted && head.expectedSince === watched.expectedSince;
}

function isMarked({ isStale, isOverdue }: Head): boolean {
  return isStale === true || isOverdue === true;
}

/** Brings what is stored of the tenant up to date while no run can interfere. */
function attended(scene: PulseScene): Promise<Omit<TenantOutcome, 'isMarked'>> {
  const { ports, request, tenant } = scene;
  const { store } = ports;
  const opening = request.dryRun ? store.beginDry(tenant.id) : store.begin(tenant.id);
  return hold(opening, async (session) => {
    const { look, findings, owes, warnings } = await attend(scene, session);
    const pulse = tenantPulse(scene, look, findings);
    return { pulse, isFound: look.found.size > 0, owes, warnings };
  });
}

function tenantPulse(
  { request, tenant }: PulseScene,
  { watched }: Look,
  findings: readonly FindingResult[],
): TenantPulse {
  const { lastComplete, oldestAllowed } = watched;
  const canary = findings.find(({ rule }) => rule === overdueRule);
  const age = lastComplete === null ? null : request.now.getTime() - Date.parse(lastComplete);
  return {
    tenant: tenant.id,
    lastComplete,
    // A replay may look from a moment before the last run.
    ageSeconds: age === null ? null : Math.max(0, Math.floor(age / 1000)),
    oldestAllowed,
    stale: isStale(watched),
    finding: findings.find(({ rule }) => rule === staleRule) ?? null,
    ...(canary && { canary }),
  };
}
