import middyfy from '@middy/core';
import { around, untilTimeIsUp } from './adapters/lambda.ts';
import { openLive, type Live, type Surroundings } from './adapters/live.ts';
import { openLog } from './adapters/log.ts';
import { oldestAllowed } from './adapters/schedule.ts';
import { tenantNamed, tenantPayloadOf } from './core/payload.ts';
import { requireDelivered } from './core/reply.ts';
import { report } from './jobs/report.ts';
import { rules } from './rules/index.ts';

/** The function that tells one tenant's posture. */
export function createHandler(surroundings: Surroundings) {
  const log = openLog('report');
  let live: Live | undefined;
  return middyfy(untilTimeIsUp)
    .use(around(log))
    .handler(async (event) => {
      const { tenant: id, dryRun } = tenantPayloadOf('report', event);
      log.about(id);
      live ??= openLive(surroundings, rules);
      const tenant = tenantNamed(id, live.tenants, 'report', live.place);
      const { posture, told, undelivered } = await report(
        { store: live.store, channels: live.channelsOf(tenant), oldestAllowed },
        { tenant, now: new Date(), dryRun },
      );
      const counts = dryRun ? {} : { ReportsTold: told.length, Undelivered: undelivered.length };
      log.done(posture.headline, { dryRun, told }, counts);
      requireDelivered(undelivered, 'The next report says what this one would have.');
      return { tenant: id, posture, told };
    });
}

export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
