import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { errorToThrow } from '../core/reply.ts';
import type { JobLog } from './log.ts';

/**
 * Options of the middleware engine. By default it answers just before Lambda's time is up, and the run that it left
 * would go on in the frozen process, into the next invocation; when Lambda ends the process, the run ends with it.
 */
export const untilTimeIsUp = { timeoutEarlyInMillis: 0 } as const;

/** What is done around each invocation. An error is logged once, whole; what leaves the function is its words. */
export function around(log: JobLog) {
  return [
    // An event may hold anything: it is never logged.
    injectLambdaContext(log.logger, { logEvent: false, resetKeys: true }),
    logMetrics(log.metrics),
    { onError: (request: { error: unknown }) => replaceError(log, request) },
  ];
}

function replaceError(log: JobLog, request: { error: unknown }): void {
  log.failed(request.error);
  request.error = errorToThrow(request.error);
}
