import { expect, test } from 'vitest';
import { startedByEvents } from '../../functions/core/event-batch.ts';
import { requireDeployable } from '../../functions/core/deployed-tenant.ts';
import { alarms } from '../../infra/alarms.ts';
import {
  eventSourceOf,
  ofType,
  only,
  streaming,
  synth,
  tenant,
  type Monitor,
  type Statement,
  type Synthesised,
} from './synth.ts';

const beside = tenant('beside');
const two = synth({ tenants: [streaming('acme'), beside, streaming('beta')] });
const cell = cellOf(two);

const own = [
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Events::Rule',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Logs::MetricFilter',
];

test('a cell whose tenants stream nothing has nothing of it', () => {
  const without = cellOf(synth({ tenants: [beside] }));
  expect(own.flatMap((type) => ofType(without, type))).toEqual([]);
  expect(queueStatements(without)).toEqual([]);
  expect(own.map((type) => ofType(cell, type).length)).toEqual([1, 1, 2, 1, 1]);
});

test('each tenant that streams has a rule on the bus of its own, for what may change what is watched', () => {
  const rules = ofType(cell, 'AWS::Events::Rule').map(({ Properties }) => Properties);
  const sources = ['acme', 'beta'].map(eventSourceOf);
  expect(rules.map(({ EventBusName }) => EventBusName)).toEqual(sources);
  for (const [index, rule] of rules.entries()) {
    expect(rule).toMatchObject({
      Name: 'strictwatch-events-1',
      State: 'ENABLED',
      Targets: [{ Arn: `{${only(cell, 'AWS::SQS::Queue').id}.Arn}` }],
    });
    expect(rule['EventPattern']).toEqual({
      source: [sources[index]],
      'detail-type': ['Auth0 log'],
      detail: {
        data: {
          type: ['sapi'],
          $or: [
            {
              details: {
                request: {
                  path: [
                    { prefix: '/api/v2/clients' },
                    { prefix: '/api/v2/client-grants' },
                    { prefix: '/api/v2/tenants/settings' },
                    { prefix: '/oidc/register' },
                  ],
                },
              },
            },
            { description: ['Dynamic client registration'] },
          ],
        },
      },
    });
  }
});

test('the queue keeps events encrypted for a day, and gives up what cannot be handled', () => {
  const [watch] = ofType(cell, 'AWS::Lambda::Function');
  const { VisibilityTimeout, ...queue } = only(cell, 'AWS::SQS::Queue').Properties;
  expect(queue).toEqual({
    QueueName: 'strictwatch-events-1',
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 24 * 3600,
    RedrivePolicy: {
      deadLetterTargetArn: expect.stringMatching(/^\{strictwatch:.*FailedRuns.*Arn/) as string,
      maxReceiveCount: 5,
    },
  });
  // Lambda refuses a mapping with less.
  expect(VisibilityTimeout).toBeGreaterThan(Number(watch?.Properties['Timeout']));
  // All attempts must fit in.
  expect(5 * Number(VisibilityTimeout)).toBeLessThan(24 * 3600);
});

test('only the rules of this cell may send to it, and nobody without TLS', () => {
  const policy = only(cell, 'AWS::SQS::QueuePolicy').Properties;
  const queue = only(cell, 'AWS::SQS::Queue').id;
  expect(policy['Queues']).toEqual([`{${queue}}`]);
  expect(policy.PolicyDocument?.Statement).toEqual([
    {
      Effect: 'Deny',
      Action: 'sqs:*',
      Principal: { AWS: '*' },
      Resource: `{${queue}.Arn}`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Principal: { Service: 'events.amazonaws.com' },
      Resource: `{${queue}.Arn}`,
      Condition: {
        ArnLike: {
          'aws:SourceArn':
            'arn:{Partition}:events:{Region}:{AccountId}:rule/aws.partner/auth0.com/*/auth0.logs/strictwatch-events-1',
        },
      },
    },
  ]);
});

test('a burst is one run: watch takes many events at once, and reports those that are to come again', () => {
  expect(only(cell, 'AWS::Lambda::EventSourceMapping').Properties).toEqual({
    EventSourceArn: `{${only(cell, 'AWS::SQS::Queue').id}.Arn}`,
    FunctionName: expect.stringMatching(/^\{watchFunction/) as string,
    BatchSize: 1_000,
    MaximumBatchingWindowInSeconds: 2,
    ScalingConfig: { MaximumConcurrency: 2 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

test('watch may take from the queue and no more, and the others not even that', () => {
  expect(queueStatements(cell)).toEqual([
    [
      expect.stringMatching(/^watchRole/),
      ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    ],
  ]);
});

test('failures that an invocation reports, and so does not end with, go off like the others', () => {
  const filter = only(cell, 'AWS::Logs::MetricFilter').Properties;
  const [metric] = filter['MetricTransformations'] as Record<string, string>[];
  const [[key, value] = []] = Object.entries(startedByEvents);
  expect(filter).toMatchObject({
    LogGroupName: expect.stringMatching(/^\{watchLogs/) as string,
    FilterPattern: `{ ($.level = "ERROR") && ($.${key} = "${value}") }`,
  });
  const alarm = ofType(cell, 'AWS::CloudWatch::Alarm').find(
    ({ Properties }) => Properties['AlarmName'] === 'strictwatch-watch-errors-1-events',
  );
  const { when } = alarms['watch-errors'];
  expect(alarm?.Properties).toMatchObject({
    Namespace: metric?.['MetricNamespace'],
    MetricName: metric?.['MetricName'],
    Statistic: 'Sum',
    Period: when.minutes * 60,
    EvaluationPeriods: when.periods,
    Threshold: when.atLeast,
    TreatMissingData: 'notBreaching',
    AlarmActions: [expect.stringContaining('TopicsOperations') as string],
    OKActions: [expect.stringContaining('TopicsOperations') as string],
  });
});

test('150 tenants that all stream stay within what CloudFormation and SQS take', () => {
  const tenants = Array.from({ length: 150 }, (_, index) => {
    const name = `${'n'.repeat(96)}${String(index).padStart(4, '0')}`;
    return streaming(`tenant-${index}`, {
      credentials: { secretId: `auth0/${name}`.slice(0, 100) },
      routes: [{ slack: { webhookSecretId: name } }],
    });
  });
  const full = cellOf(synth({ tenants }));
  expect(ofType(full, 'AWS::Events::Rule').length).toBe(150);
  expect(full.resources.length).toBeLessThan(500);
  expect(JSON.stringify(full.template).length).toBeLessThan(1024 * 1024);
  const { PolicyDocument } = only(full, 'AWS::SQS::QueuePolicy').Properties;
  expect(JSON.stringify(PolicyDocument).length).toBeLessThan(2_000);
});

test('a tenant that begins to stream changes no rule of the others', () => {
  const before = rulesOf(synth({ tenants: [streaming('acme'), beside] }));
  const after = rulesOf(two);
  expect(before.length).toBe(1);
  expect(after).toEqual(expect.arrayContaining(before));
});

test('two tenants may exchange their streams: no rule is in the way of another', () => {
  const exchanged = synth({
    tenants: [
      streaming('acme', { eventSource: eventSourceOf('beta') }),
      beside,
      streaming('beta', { eventSource: eventSourceOf('acme') }),
    ],
  });
  const byId = (monitor: Monitor) => new Map(rulesOf(monitor).map((rule) => [rule.id, rule]));
  expect(byId(exchanged)).toEqual(byId(two));
});

test('the longest names fit', () => {
  const long = cellOf(
    synth({
      tenants: [
        streaming('a', { eventSource: `aws.partner/auth0.com/${'x'.repeat(200)}/auth0.logs` }),
      ],
      options: { stack: 's'.repeat(40) },
    }),
  );
  const [rule] = ofType(long, 'AWS::Events::Rule');
  // Sources: the API references of PutRule and CreateQueue.
  expect(String(rule?.Properties['Name']).length).toBeLessThanOrEqual(64);
  expect(String(only(long, 'AWS::SQS::Queue').Properties['QueueName']).length).toBeLessThanOrEqual(
    80,
  );
});

test('two tenants cannot have one stream', () => {
  const shared = streaming('beta', { eventSource: eventSourceOf('acme') });
  expect(() => requireDeployable([streaming('acme'), beside, tenant('other')], 'f')).not.toThrow();
  expect(() => requireDeployable([streaming('acme'), beside, shared], 'tenants.json')).toThrow(
    /^tenants\.json cannot be deployed\.\n- beta\.eventSource: another tenant has the same\./,
  );
});

function cellOf({ cells }: Monitor): Synthesised {
  const [first] = cells;
  if (!first) throw new Error('there is no cell');
  return first;
}

function rulesOf(monitor: Monitor) {
  return ofType(cellOf(monitor), 'AWS::Events::Rule');
}

/** Who may do what with the queue of events, by the roles' own policies. */
function queueStatements(stack: Synthesised): unknown[] {
  return ofType(stack, 'AWS::IAM::Role').flatMap(({ id, Properties }) =>
    (Properties.Policies ?? [])
      .flatMap(({ PolicyDocument }): readonly Statement[] => PolicyDocument.Statement)
      .filter(({ Resource }) => String(Resource).includes('EventsQueue'))
      .map(({ Action }) => [id, Action]),
  );
}
