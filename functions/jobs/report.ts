import type { Archive, Channel, Store } from '../core/ports.ts';
import { reportOf } from '../core/posture/overview.ts';
import { summaryOf } from '../core/posture/summary.ts';
import type { Delivered } from '../core/report/delivered.ts';
import { editionOf, type Asked } from '../core/report/edition.ts';
import { isOnlySecond } from '../core/route.ts';
import type { AnyRule } from '../core/rule.ts';
import type { Tenant } from '../core/tenant.ts';
import { deliverReport, withheld } from './deliver-report.ts';
import { gatherPosture, type PosturePorts, type PostureRequest } from './posture.ts';

/** What a report needs from outside. */
export interface ReportPorts extends Pick<PosturePorts, 'oldestAllowed'> {
  readonly store: PosturePorts['store'] & Pick<Store, 'noteReport'>;
  /** Where this tenant's messages go, in the order they are sent. */
  readonly channels: readonly Channel[];
  /** null where reports are kept nowhere. */
  readonly archive: Archive | null;
}

export interface ReportRequest extends Asked {
  readonly tenant: PostureRequest['tenant'] & Pick<Tenant, 'routes'>;
  readonly rules: readonly AnyRule[];
  /** Keeps nothing and tells nobody. */
  readonly dryRun: boolean;
}

/**
 * Reports on what is stored of a tenant: keeps the files and tells each of its channels. Reads nothing of Auth0, and writes
 * nothing but the mark of a scheduled report.
 * @throws {StoreError} when the store cannot be used
 * @throws {ConfigError} for a moment that is not past, or a period without time in it
 */
export async function report(ports: ReportPorts, request: ReportRequest): Promise<Delivered> {
  const { store, oldestAllowed, archive } = ports;
  const { tenant, rules, dryRun } = request;
  const edition = editionOf(request, await store.lastReport(tenant.id));
  const { at, now, since, before, isPrompt } = edition;
  const posture = await gatherPosture(
    { store: { ...store, lastReport: async () => before }, oldestAllowed },
    { tenant, rules, now, isPrompt, ...(at < now && { at }), ...(since && { since }) },
  );
  const summary = summaryOf(posture);
  const isLate = edition.isScheduled && edition.isSuperseded;
  if (dryRun || isLate) return withheld(summary);
  const { newestRun } = posture.freshness;
  const channels = ports.channels.filter(({ id }) => !isOnlySecond(tenant, id));
  const note = (mark: Parameters<Store['noteReport']>[1]) => store.noteReport(tenant.id, mark);
  return deliverReport(
    { archive, channels, note },
    {
      tenant: tenant.id,
      edition,
      report: reportOf([posture], request.now),
      summary,
      since: posture.period.since,
      seen: newestRun === null ? {} : { [tenant.id]: newestRun },
    },
  );
}
