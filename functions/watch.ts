import middyfy from '@middy/core';
import { around, untilTimeIsUp } from './adapters/lambda.ts';
import {
  openCollect,
  openLive,
  timeToRead,
  type Live,
  type Surroundings,
} from './adapters/live.ts';
import { openLog } from './adapters/log.ts';
import { BusyError } from './core/errors.ts';
import { tenantNamed, tenantPayloadOf } from './core/payload.ts';
import { busyReply, requireDelivered, watchReply } from './core/reply.ts';
import { runCounts, runFacts } from './core/log-line.ts';
import type { Collect } from './core/ports.ts';
import { watch } from './jobs/watch.ts';
import { rules } from './rules/index.ts';

/** The function that watches one tenant; what it opens lasts as long as the process. */
export function createHandler(surroundings: Surroundings) {
  const log = openLog('watch');
  let live: (Live & { collect: Collect }) | undefined;
  return middyfy(untilTimeIsUp)
    .use(around(log))
    .handler(async (event, context) => {
      const { tenant: id, dryRun } = tenantPayloadOf('watch', event);
      log.about(id);
      live ??= { ...openLive(surroundings, rules), collect: openCollect() };
      const tenant = tenantNamed(id, live.tenants, 'watch', live.place);
      const started = performance.now();
      try {
        const outcome = await watch(
          {
            collect: live.collect,
            store: live.store,
            channels: live.channelsOf(tenant),
            progress: () => {},
            timeLeft: timeToRead(() => context.getRemainingTimeInMillis()),
            elapsed: () => performance.now() - started,
          },
          { tenant, rules, now: new Date(), dryRun },
        );
        for (const warning of outcome.warnings) log.warn(warning);
        const counts = dryRun ? {} : runCounts(outcome);
        log.done('The run is over.', { dryRun, ...runFacts(outcome) }, counts);
        requireDelivered(outcome.undelivered, 'The next run sends what it still owes.');
        return watchReply(outcome.run, live.place.stack);
      } catch (error) {
        if (!(error instanceof BusyError)) throw error;
        log.done(error.message, { busy: true }, { RunsBusy: 1 });
        return busyReply(id, error);
      }
    });
}

export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
