import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { JobName } from '../core/deployment.ts';
import { loggable, OperatorError } from '../core/errors.ts';
import { forLog, visible } from '../core/escape.ts';

/** What a function says of itself: one line of JSON a statement, and counts that CloudWatch makes metrics of. */
export interface JobLog {
  /** For the middleware that adds the invocation to each line. */
  readonly logger: Logger;
  /** For the middleware that publishes what was counted. */
  readonly metrics: Metrics;
  /** Puts the tenant into every line from here on, and into what is counted from here on. */
  about(tenant: string): void;
  done(message: string, facts: Readonly<Record<string, unknown>>, counts: Counts): void;
  warn(message: string): void;
  /** With a tenant, when the function is about several. */
  failed(error: unknown, tenant?: string): void;
}

/** Numbers to add up over runs, by the name of their metric. */
export type Counts = Readonly<Record<string, number>>;

/** Stands for the tenant in lines that are about none: no tenant can have this id. */
const noTenant = '-';

/**
 * Metrics have the dimension `job` and no other: CloudWatch charges each name with each set of dimensions as a
 * metric of its own, so one by tenant would cost more than its run. The tenant is in the line beside them.
 */
export function openLog(job: JobName): JobLog {
  const logger = new Logger({
    serviceName: 'strictwatch',
    persistentKeys: { job, tenant: noTenant },
    jsonReplacerFn: (key, value) => shown(key, value),
  });
  const metrics = new Metrics({ namespace: 'Strictwatch', logger: quiet });
  let counted = noTenant;
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ job });
  return {
    logger,
    metrics,
    about(tenant) {
      // One line of counts names one tenant.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      counted = visible(tenant);
      logger.appendKeys({ tenant });
    },
    done(message, facts, counts) {
      logger.info(message, { ...facts });
      metrics.addMetadata('tenant', counted);
      for (const [name, count] of Object.entries(counts)) {
        metrics.addMetric(name, MetricUnit.Count, count);
      }
    },
    warn: (message) => logger.warn(message),
    failed: (error, tenant) =>
      logger.error(messageOf(error), { error, ...(tenant !== undefined && { tenant }) }),
  };
}

const longestText = 2_000;
const mostLines = 30;

function shown(key: string, value: unknown): unknown {
  if (value instanceof Error) return wordsOf(value);
  if (typeof value !== 'string') return value;
  // The library writes its own in the zone of the process.
  if (key === 'timestamp') return new Date(value).toISOString();
  return key === 'stack' ? stackLines(value) : bounded(value);
}

/** Causes are named, not quoted: that of a failed parse repeats what it could not read. */
function wordsOf(error: Error): object {
  const { name, stack, cause } = error;
  const message = loggable(error);
  const because = cause instanceof Error ? { cause: cause.name } : {};
  return error instanceof OperatorError
    ? { name, ...because }
    : { name, message, stack: stack?.replace(error.message, () => bounded(message)), ...because };
}

function messageOf(error: unknown): string {
  return error instanceof OperatorError ? error.message : 'It failed in a way nobody foresaw.';
}

function stackLines(stack: string): string {
  return stack.split('\n').slice(0, mostLines).map(bounded).join('\n');
}

/** JSON keeps a text from making lines of its own; this keeps it from reordering, hiding and flooding. */
function bounded(text: string): string {
  return forLog(text, longestText);
}

function nothing(): void {}

/** The library warns of an invocation that counted nothing, as one with a refused payload does. */
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
