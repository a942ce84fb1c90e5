import { DeliveryError } from '../core/errors.ts';
import type { Channel, Store } from '../core/ports.ts';
import type { PulseResult } from '../core/pulse.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';
import { pulseOf, type TenantOutcome } from './pulse-of.ts';

/** What a pulse needs from outside; filled by the laptop and by Lambda in their own ways. */
export interface PulsePorts {
  readonly store: Store;
  /** Where a tenant's messages go, in the order they are sent. */
  channelsOf(tenant: Tenant): readonly Channel[];
  /** A last complete read before it is too long ago. @throws {ConfigError} for a schedule that makes no sense */
  oldestAllowed(schedule: Tenant['schedule'], now: Date): Date;
  /** Tells an outside monitor, which pages when it hears nothing, that all is well; null without one. */
  readonly heartbeat: (() => Promise<void>) | null;
}

export interface PulseRequest {
  readonly tenants: readonly Tenant[];
  readonly rules: readonly AnyRule[];
  readonly now: Date;
  /** Looks, but writes nothing and tells nobody. */
  readonly dryRun: boolean;
}

export interface PulseOutcome {
  /** The tenants that could be looked at, in the order they were given. */
  readonly result: PulseResult;
  /** What channels or the outside monitor did not accept; what a channel was to be told is still owed. */
  readonly undelivered: readonly DeliveryError[];
  /** What went wrong with single tenants, errors of any kind: the caller decides what becomes of them. */
  readonly failures: readonly { readonly tenant: string; readonly error: unknown }[];
  /** Sentences for the operator. */
  readonly warnings: readonly string[];
}

/** Tenants looked at at once: enough that 150 take seconds, few enough that their manifests fit in memory. */
const width = 10;

/**
 * Looks whether every tenant is still read as often as its schedule says, and tells people of one that is not. What
 * goes wrong with one tenant does not keep the others from being looked at.
 */
export async function pulse(ports: PulsePorts, request: PulseRequest): Promise<PulseOutcome> {
  const attempts = await sideBySide(request.tenants, (tenant) => pulseOf(ports, request, tenant));
  const outcomes: TenantOutcome[] = [];
  const failures: { tenant: string; error: unknown }[] = [];
  for (const [index, attempt] of attempts.entries()) {
    if (attempt.status === 'fulfilled') outcomes.push(attempt.value);
    else failures.push({ tenant: request.tenants[index]?.id ?? '', error: attempt.reason });
  }
  const undelivered = outcomes.flatMap((outcome) => outcome.undelivered);
  const isAllWell =
    failures.length + undelivered.length === 0 && !outcomes.some((one) => one.pulse.busy);
  if (isAllWell && !request.dryRun) undelivered.push(...(await beat(ports.heartbeat)));
  const tenants = outcomes.map((outcome) => outcome.pulse);
  return {
    result: { version: 1, at: request.now.toISOString(), tenants },
    undelivered,
    failures,
    warnings: outcomes.flatMap((outcome) => outcome.warnings),
  };
}

/** Left out after anything that kept a tenant from being looked at or people from being told: silence is what pages. */
async function beat(heartbeat: PulsePorts['heartbeat']): Promise<DeliveryError[]> {
  try {
    await heartbeat?.();
    return [];
  } catch (error) {
    if (error instanceof DeliveryError) return [error];
    throw error;
  }
}

/** What came of each item, in the items' order; none waits for one that is slow, and none stops another. */
async function sideBySide<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  const queue = items.entries();
  async function worker(): Promise<void> {
    for (const [index, item] of queue) {
      const [result] = await Promise.allSettled([work(item)]);
      results[index] = result;
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
