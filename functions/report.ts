import middyfy from '@middy/core';
import { openArchive } from './adapters/archive.ts';
import { readDeployedFleet } from './adapters/deployed-tenants.ts';
import { around, untilTimeIsUp } from './adapters/lambda.ts';
import { openLive, type Live, type Surroundings } from './adapters/live.ts';
import { openLog, type JobLog } from './adapters/log.ts';
import { oldestAllowed } from './adapters/schedule.ts';
import { fleetHere, reportPayloadOf, tenantNamed, type ReportPayload } from './core/payload.ts';
import type { Archive } from './core/ports.ts';
import { requireDelivered } from './core/reply.ts';
import { reportCounts, reportFacts, reportReply, type Delivered } from './core/report/delivered.ts';
import type { Fleet } from './core/tenant.ts';
import { reportFleet } from './jobs/fleet-report.ts';
import { report } from './jobs/report.ts';
import { rules } from './rules/index.ts';

/** The function that reports on one tenant, or on all. */
export function createHandler(surroundings: Surroundings) {
  const log = openLog('report');
  let opened: Opened | undefined;
  return middyfy(untilTimeIsUp)
    .use(around(log))
    .handler(async (event) => {
      const payload = reportPayloadOf(event);
      const { tenant, dryRun } = payload;
      if (tenant !== undefined) log.about(tenant);
      opened ??= open(surroundings);
      const delivered =
        tenant === undefined
          ? await deliverFleet(opened, payload, log)
          : await deliverOne(opened, payload, tenant);
      const counts = dryRun ? {} : reportCounts(delivered);
      log.done(delivered.summary.headline, { dryRun, ...reportFacts(delivered) }, counts);
      requireDelivered(delivered.undelivered, toDo);
      return reportReply(delivered);
    });
}

interface Opened extends Live {
  readonly archive: Archive | null;
  readonly fleet: Fleet | null;
}

function open(surroundings: Surroundings): Opened {
  return {
    ...openLive(surroundings, rules),
    archive: openArchive(surroundings.env),
    fleet: readDeployedFleet(surroundings.folder, rules),
  };
}

function deliverOne(opened: Opened, payload: ReportPayload, id: string): Promise<Delivered> {
  const { store, archive, channelsOf, tenants, place } = opened;
  const tenant = tenantNamed(id, tenants, 'report', place);
  const channels = channelsOf(tenant);
  return report(
    { store, archive, oldestAllowed, channels },
    { ...payload, tenant, rules, now: new Date() },
  );
}

async function deliverFleet(
  opened: Opened,
  payload: ReportPayload,
  log: JobLog,
): Promise<Delivered> {
  const { store, archive, channelsOf, tenants, place } = opened;
  const channels = channelsOf(fleetHere(opened.fleet, place));
  const { failures, ...delivered } = await reportFleet(
    { store, archive, oldestAllowed, channels },
    { ...payload, tenants, stack: place.stack, rules, now: new Date() },
  );
  for (const { tenant, error } of failures) log.failed(error, tenant);
  return delivered;
}

/** Whoever did not get it is not owed it. */
const toDo =
  'A scheduled report is tried once more, for those that did not get it; then see docs/runbook.md#report-errors.';

export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
