import { setTimeout as sleep } from 'node:timers/promises';
import middyfy from '@middy/core';
import { toLogEntries } from './adapters/auth0/log-entry.ts';
import { noteEvents } from './adapters/event-log.ts';
import { around, untilTimeIsUp } from './adapters/lambda.ts';
import {
  openCollect,
  openLive,
  timeToRead,
  timeToTell,
  type Live,
  type Surroundings,
} from './adapters/live.ts';
import { openLog, type JobLog } from './adapters/log.ts';
import { BusyError, RefusedError } from './core/errors.ts';
import { batchReply, messagesOf, sortEvents, type QueueMessage } from './core/event-batch.ts';
import { tenantNamed, tenantPayloadOf } from './core/payload.ts';
import { listCommand } from './core/message.ts';
import {
  busyReply,
  decideReply,
  mostListed,
  refusedReply,
  requireDelivered,
  watchReply,
} from './core/reply.ts';
import { decisionFacts, runCounts, runFacts, testFacts } from './core/log-line.ts';
import type { Collect } from './core/ports.ts';
import type { Tenant } from './core/tenant.ts';
import type { TestAlertReply } from './core/test-alert.ts';
import { decide, type DecideRequest } from './jobs/decide.ts';
import { onceMore } from './jobs/once-more.ts';
import { sendTests } from './jobs/test-alert.ts';
import { watch, type WatchPorts, type WatchRequest } from './jobs/watch.ts';
import { pause, watchEvents } from './jobs/watch-events.ts';
import { rules } from './rules/index.ts';

interface Opened extends Live {
  readonly collect: Collect;
}

/** The function that watches tenants: one that is named, or those that a batch of events is of. */
export function createHandler(surroundings: Surroundings) {
  const log = openLog('watch');
  let opened: Opened | undefined;
  const open = () => (opened ??= { ...openLive(surroundings, rules), collect: openCollect() });
  return middyfy(untilTimeIsUp)
    .use(around(log))
    .handler(async (event, context) => {
      const remaining = () => context.getRemainingTimeInMillis();
      const messages = messagesOf(event);
      if (messages) return answerEvents(log, open(), messages, remaining);
      const { tenant: id, dryRun, action, testAlert, retryNow } = tenantPayloadOf('watch', event);
      log.about(id);
      const live = open();
      const tenant = tenantNamed(id, live.tenants, 'watch', live.place);
      try {
        if (testAlert) return await testOnce(log, live, tenant, remaining);
        if (action) return await decideOnce(log, live, { tenant, action, dryRun }, remaining);
        const run = await onceMore(
          () => runOnce(log, live, { tenant, dryRun, retryNow }, remaining),
          () => sleep(pause),
        );
        return watchReply(run, live.place.stack);
      } catch (error) {
        if (error instanceof RefusedError) {
          log.warn(`A decision was refused. ${error.message}`);
          return refusedReply(id, error);
        }
        if (!(error instanceof BusyError)) throw error;
        log.done(error.message, { busy: true }, { RunsBusy: 1 });
        return busyReply(id, error);
      }
    });
}

async function answerEvents(
  log: JobLog,
  live: Opened,
  messages: readonly QueueMessage[],
  remaining: () => number,
) {
  const note = noteEvents(log);
  const { groups, refused } = sortEvents(messages, live.tenants);
  if (refused !== null) log.warn(refused);
  const again = await watchEvents(
    {
      store: live.store,
      entriesOf: toLogEntries,
      run: (tenant, events, remaining) =>
        runOnce(log, live, { tenant, events, dryRun: false }, remaining),
      remaining,
      sleep,
      note,
    },
    groups,
  );
  return batchReply(again);
}

type RunRequest = Pick<WatchRequest, 'tenant' | 'events' | 'dryRun'> & Pick<WatchPorts, 'retryNow'>;

/** One run and its lines in the log; throws for what was not delivered, once all else is done. */
async function runOnce(
  log: JobLog,
  { collect, store, channelsOf, place }: Opened,
  { retryNow, ...request }: RunRequest,
  remaining: () => number,
) {
  const { tenant, dryRun, events } = request;
  log.about(tenant.id);
  const command = listCommand({ tenant: tenant.id, stack: place.stack });
  const started = performance.now();
  const outcome = await watch(
    {
      collect,
      store,
      channels: channelsOf(tenant),
      progress: () => {},
      timeLeft: timeToRead(remaining),
      timeToTell: timeToTell(remaining),
      retryNow,
      elapsed: () => performance.now() - started,
    },
    { ...request, rules, now: new Date(), listing: { most: mostListed, command } },
  );
  for (const warning of outcome.warnings) log.warn(warning);
  const counts = dryRun ? {} : runCounts(outcome);
  const facts = { dryRun, ...(events && { events: events.length }), ...runFacts(outcome) };
  log.done('The run is over.', facts, counts);
  requireDelivered(outcome.undelivered, 'The next run sends what it still owes.');
  return outcome.run;
}

/** What a person decided, and its line in the log. */
async function decideOnce(
  log: JobLog,
  { store, channelsOf }: Opened,
  { tenant, action, dryRun }: Pick<DecideRequest, 'tenant' | 'action' | 'dryRun'>,
  remaining: () => number,
) {
  const reply = await decide(
    { store, channels: channelsOf(tenant), timeLeft: timeToTell(remaining) },
    { tenant, rules, action, dryRun, now: new Date() },
  );
  const counts = dryRun ? {} : { Undelivered: reply.undelivered.length };
  log.done('A decision was taken.', { dryRun, ...decisionFacts(action, reply) }, counts);
  for (const complaint of reply.undelivered) log.warn(`${complaint} The next run sends it.`);
  return decideReply(reply);
}

/** A marked test through every channel of the tenant, and its line in the log; nothing is written. */
async function testOnce(
  log: JobLog,
  { channelsOf }: Opened,
  tenant: Tenant,
  remaining: () => number,
): Promise<TestAlertReply> {
  const channels = channelsOf(tenant);
  const timeLeft = timeToTell(remaining);
  const tests = await sendTests({ tenant, channels, now: new Date(), timeLeft });
  for (const { says } of tests) if (says !== null) log.warn(says);
  log.done('A test alert was sent.', testFacts(tests), {});
  return { tenant: tenant.id, testAlert: tests };
}

export const handler = createHandler({ env: process.env, folder: import.meta.dirname });
