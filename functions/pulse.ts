import { setTimeout as sleep } from 'node:timers/promises';
import middyfy from '@middy/core';
import { heartbeat } from './adapters/heartbeat.ts';
import { around, untilTimeIsUp } from './adapters/lambda.ts';
import { openLive, timeToTell, type Live, type Surroundings } from './adapters/live.ts';
import { openLog } from './adapters/log.ts';
import { oldestAllowed } from './adapters/schedule.ts';
import { cellPayloadOf } from './core/payload.ts';
import { requireDelivered, requireLooked } from './core/reply.ts';
import { pulseCounts, pulseFacts } from './core/log-line.ts';
import { pulse } from './jobs/pulse.ts';
import { rules } from './rules/index.ts';

/** The function that looks whether every tenant of its cell is still being watched. */
export function createHandler(surroundings: Surroundings) {
  const log = openLog('pulse');
  let live: Live | undefined;
  return middyfy(untilTimeIsUp)
    .use(around(log))
    .handler(async (event, context) => {
      const { dryRun, retryNow } = cellPayloadOf('pulse', event);
      live ??= openLive(surroundings, rules);
      const { store, channelsOf, tenants, heartbeatUrl } = live;
      const { result, undelivered, overdue, failures, warnings } = await pulse(
        {
          store,
          channelsOf,
          oldestAllowed,
          heartbeat: heartbeatUrl && heartbeat(heartbeatUrl),
          timeLeft: timeToTell(() => context.getRemainingTimeInMillis()),
          retryNow,
          sleep,
        },
        { tenants, rules, now: new Date(), isScheduled: true, dryRun },
      );
      for (const warning of warnings) log.warn(warning);
      for (const { tenant, error } of failures) log.failed(error, tenant);
      const counts = dryRun ? {} : pulseCounts(result, undelivered);
      log.done('The pulse was taken.', { dryRun, ...pulseFacts(result) }, counts);
      const complaints = [...undelivered, ...overdue];
      requireLooked(failures, complaints);
      requireDelivered(complaints, 'What is owed is sent by the next pulse or run.');
      return result;
    });
}

export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
