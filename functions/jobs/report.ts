import { DeliveryError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Channel, Head, Store } from '../core/ports.ts';
import { postureOf } from '../core/posture.ts';
import type { PostureSummary } from '../core/posture-summary.ts';
import { isOnlySecond } from '../core/route.ts';
import type { Tenant } from '../core/tenant.ts';

/** What a report needs from outside. */
export interface ReportPorts {
  readonly store: Pick<Store, 'findings' | 'runs' | 'head'>;
  /** Where this tenant's messages go, in the order they are sent. */
  readonly channels: readonly Channel[];
  /** As in pulse. @throws {ConfigError} for a schedule that makes no sense */
  oldestAllowed(schedule: Tenant['schedule'], now: Date): Date;
}

export interface ReportRequest {
  /** Without a schedule where only the store tells of the tenant. */
  readonly tenant: Pick<Tenant, 'id' | 'environment' | 'stack'> &
    Partial<Pick<Tenant, 'schedule' | 'routes'>>;
  readonly now: Date;
  /** Tells nobody. */
  readonly dryRun: boolean;
}

export interface ReportOutcome {
  readonly posture: PostureSummary;
  /** What the posture was made of, resolved findings included. */
  readonly findings: readonly Finding[];
  /** Ids of the channels that accepted. */
  readonly told: readonly string[];
  /** Nothing is owed to these: the next report says what this one would have. */
  readonly undelivered: readonly DeliveryError[];
}

/** As many as there are in four days of hourly runs. */
const runsLookedAt = 100;

/**
 * Sums up what is stored of a tenant and tells each of its channels. Reads nothing of Auth0 and writes nothing.
 * @throws {StoreError} when the store cannot be read
 */
export async function report(ports: ReportPorts, request: ReportRequest): Promise<ReportOutcome> {
  const { store, channels } = ports;
  const { tenant, now, dryRun } = request;
  const findings = await store.findings(tenant.id);
  const runs = await store.runs(tenant.id, runsLookedAt);
  const head = await store.head(tenant.id);
  const schedule = tenant.schedule ?? storedSchedule(head);
  const oldestAllowed = schedule && ports.oldestAllowed(schedule, now);
  const posture = postureOf({ tenant, findings, runs, head, oldestAllowed, now });
  const told: string[] = [];
  const undelivered: DeliveryError[] = [];
  const { routes = [] } = tenant;
  const hearing = channels.filter(({ id }) => !isOnlySecond({ routes }, id));
  for (const channel of dryRun ? [] : hearing) {
    const failure = await tell(channel, posture);
    if (failure) undelivered.push(failure);
    else told.push(channel.id);
  }
  return { posture, findings, told, undelivered };
}

/** The store keeps no time zone, and without it only a rate says anything. */
function storedSchedule(head: Head | null): Tenant['schedule'] | null {
  const watch = head?.schedule;
  return watch?.startsWith('rate(') ? { watch, report: watch, timeZone: 'UTC' } : null;
}

async function tell(channel: Channel, posture: PostureSummary): Promise<DeliveryError | null> {
  try {
    await channel.report(posture);
    return null;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
}
