import { waitingWords } from '../core/channel-health.ts';
import { DeliveryError } from '../core/errors.ts';
import type { Channel, Store } from '../core/ports.ts';
import type { PulseResult } from '../core/pulse.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';
import { attendAll, type Case } from './pulse-cases.ts';

/** What a pulse needs from outside; filled by the laptop and by Lambda in their own ways. */
export interface PulsePorts {
  readonly store: Store;
  /** Where a tenant's messages go, in the order they are sent. */
  channelsOf(tenant: Tenant): readonly Channel[];
  /** A last complete read before it is too long ago. @throws {ConfigError} for a schedule that makes no sense */
  oldestAllowed(schedule: Tenant['schedule'], now: Date): Date;
  /** Tells an outside monitor, which pages when it hears nothing, that all is well; null without one. */
  readonly heartbeat: (() => Promise<void>) | null;
  /** Milliseconds this pulse may still take; Infinity on a laptop. */
  readonly timeLeft: () => number;
  /** As in watch. */
  readonly retryNow?: boolean | undefined;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export interface PulseRequest {
  readonly tenants: readonly Tenant[];
  readonly rules: readonly AnyRule[];
  readonly now: Date;
  /** True where a schedule starts the pulse: hours without one then mean that the tenant was not to be watched. */
  readonly isScheduled: boolean;
  /** Looks, but writes nothing and tells nobody. */
  readonly dryRun: boolean;
}

export interface PulseOutcome {
  /** The tenants that could be looked at, in the order they were given. */
  readonly result: PulseResult;
  /** What channels or the outside monitor did not accept; what a channel was to be told is still owed. */
  readonly undelivered: readonly DeliveryError[];
  /** A sentence for each tenant whose channels have not accepted a canary for too long, until somebody has acknowledged that. */
  readonly overdue: readonly DeliveryError[];
  /**
   * What went wrong with single tenants, errors of any kind: the caller decides what becomes of them. A tenant that is
   * stale and was held by a run all along is among them.
   */
  readonly failures: readonly { readonly tenant: string; readonly error: unknown }[];
  /** Sentences for the operator. */
  readonly warnings: readonly string[];
}

/**
 * Looks whether every tenant is still read as often as its schedule says, and tells people of one that is not. What
 * goes wrong with one tenant does not keep the others from being looked at, nor one channel the others from being told.
 */
export async function pulse(ports: PulsePorts, request: PulseRequest): Promise<PulseOutcome> {
  const cases = await attendAll(ports, request);
  const undelivered = cases.flatMap((one) => one.undelivered);
  const waiting = cases.flatMap((one) => one.waiting);
  const overdue = request.dryRun ? [] : cases.flatMap(overdueOf);
  const isQuiet = undelivered.length + waiting.length + overdue.length === 0;
  const isAllWell = isQuiet && cases.every(isWell);
  if (isAllWell && !request.dryRun) undelivered.push(...(await beat(ports.heartbeat)));
  const outcomes = cases.flatMap(({ outcome }) => outcome ?? []);
  const tenants = outcomes.map((outcome) => outcome.pulse);
  return {
    result: { version: 1, at: request.now.toISOString(), tenants },
    undelivered,
    overdue,
    failures: cases.flatMap(({ tenant, errors }) =>
      errors.map((error) => ({ tenant: tenant.id, error })),
    ),
    warnings: [...outcomes.flatMap((outcome) => outcome.warnings), ...cases.flatMap(waitingOf)],
  };
}

function waitingOf({ tenant, waiting }: Case): string[] {
  return waiting.map((one) => `${tenant.id}: ${waitingWords(one)}`);
}

/** Channels that are dead cannot say so: the alarm of the function that fails and the missing heartbeat do. */
function overdueOf({ tenant, outcome }: Case): DeliveryError[] {
  const canary = outcome?.pulse.canary;
  if (canary?.status !== 'open') return [];
  const says = `${tenant.id}: ${canary.message}. See docs/runbook.md#${canary.rule}.`;
  return [new DeliveryError(says)];
}

/** A tenant that is being read for the first time is well; one of which something may have to be told is not. */
function isWell({ outcome, errors }: Case): boolean {
  if (errors.length > 0 || !outcome) return false;
  return !outcome.pulse.busy || !(outcome.isFound || outcome.isMarked);
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
