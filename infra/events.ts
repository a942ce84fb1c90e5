import { Aws, Duration } from 'aws-cdk-lib';
import { EventBus, Rule, type EventPattern } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { functionName } from '../functions/core/deployment.ts';
import { startedByEvents } from '../functions/core/event-batch.ts';
import { addAlarm } from './alarm.ts';
import type { CellProps } from './cell.ts';
import { jobSettings } from './job-settings.ts';
import type { Job } from './job.ts';

/** Operations that may change what is watched; `pathPrefixes` as the Management API and registration have them. */
const watched = {
  pathPrefixes: [
    '/api/v2/clients',
    '/api/v2/client-grants',
    '/api/v2/tenants/settings',
    '/oidc/register',
  ],
  // The path Auth0 logs for a registration is documented nowhere, and its description only by an example.
  // Source: https://github.com/auth0/auth0-customer-detections, rapid_creation_of_clients_with_dynamic_registration.yml
  description: 'Dynamic client registration',
} as const;

/** How often a message is handed out before it is given up. */
const mostReceives = 5;

/** Where log events of a cell's tenants wait for `watch`: there is one only where a tenant streams its logs. */
export class Events extends Construct {
  readonly queue: Queue;
  readonly #cell: CellProps;

  constructor(scope: Construct, cell: CellProps) {
    super(scope, 'Events');
    this.#cell = cell;
    const name = eventsName(cell);
    this.queue = new Queue(this, 'Queue', {
      queueName: name,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Lambda refuses less than the function's own time. AWS advises six times that, for a function that is
      // throttled; here a message that comes twice does no harm, and one that must come again should do so soon.
      // Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.minutes(jobSettings.watch.timeout + 1),
      // By then the schedule has long seen what an event was to tell of.
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: cell.shared.failedRuns, maxReceiveCount: mostReceives },
    });
    this.queue.addToResourcePolicy(fromRules(name, this.queue.queueArn));
    for (const source of sourcesOf(cell)) addRule(this, source, name);
  }

  /** Hands a burst to one run of `watch`, and counts the runs that fail in it. */
  start(watch: Job): void {
    addMapping(this, watch);
    const { options, number, shared } = this.#cell;
    // A batch that reports failures is a success to Lambda, so its metric of errors does not have them.
    const failures = new MetricFilter(this, 'Failures', {
      logGroup: watch.logGroup,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.level', '=', 'ERROR'),
        FilterPattern.stringValue('$.startedBy', '=', startedByEvents.startedBy),
      ),
      metricNamespace: 'Strictwatch',
      metricName: `${functionName(options.stack, 'watch', number)}-event-failures`,
      metricValue: '1',
    });
    addAlarm(this, 'watch-errors', {
      stack: options.stack,
      cell: number,
      part: 'events',
      operations: shared.topics.operations,
      metric: (period) => failures.metric({ period, statistic: 'Sum' }),
    });
  }
}

/** Of the queue, and of the rule on each tenant's event bus: a tenant that moves to another cell meets no rule of its name. */
function eventsName({ options, number }: CellProps): string {
  return `${options.stack}-events-${number}`;
}

/** Event sources of the cell's tenants, in the order of the tenants. */
export function sourcesOf({ tenants }: CellProps): string[] {
  return tenants.flatMap(({ eventSource }) => eventSource ?? []);
}

function addMapping(scope: Events, watch: Job): EventSourceMapping {
  return new EventSourceMapping(scope, 'ToWatch', {
    target: watch.function,
    eventSourceArn: scope.queue.queueArn,
    batchSize: 1_000,
    maxBatchingWindow: Duration.seconds(2),
    // Lambda's least; the queue holds what two cannot take.
    maxConcurrency: 2,
    reportBatchItemFailures: true,
  });
}

/** Known by its source and not by the tenant: what an event is of is the function's to tell. */
function addRule(scope: Events, source: string, ruleName: string): Rule {
  const { queueArn } = scope.queue;
  return new Rule(scope, source, {
    ruleName,
    description: 'Starts watch for operations on apps, grants and settings',
    eventBus: EventBus.fromEventBusName(scope, `Bus ${source}`, source),
    eventPattern: patternOf(source),
    targets: [{ bind: () => ({ arn: queueArn }) }],
  });
}

function patternOf(source: string): EventPattern {
  return {
    source: [source],
    detailType: ['Auth0 log'],
    detail: {
      data: {
        type: ['sapi'],
        $or: [
          { details: { request: { path: watched.pathPrefixes.map((prefix) => ({ prefix })) } } },
          { description: [watched.description] },
        ],
      },
    },
  };
}

/** One statement for all rules: a queue's policy holds no hundred of them. */
function fromRules(ruleName: string, queueArn: string): PolicyStatement {
  const rules = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:rule/aws.partner/auth0.com/*/auth0.logs/${ruleName}`;
  return new PolicyStatement({
    principals: [new ServicePrincipal('events.amazonaws.com')],
    actions: ['sqs:SendMessage'],
    resources: [queueArn],
    conditions: { ArnLike: { 'aws:SourceArn': rules } },
  });
}
