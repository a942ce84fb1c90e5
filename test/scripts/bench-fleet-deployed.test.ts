import { describe, expect, test } from 'vitest';
import { schedulesIn, type Template } from '../../scripts/bench/fleet/deployed.ts';
import { limitIds } from '../../scripts/bench/fleet/limits.ts';
import { sizesOf } from '../../scripts/bench/fleet/sizes.ts';

const queue = { 'Fn::GetStackOutput': { StackName: 'strictwatch', OutputName: 'FailedRuns' } };

const functionProperties = {
  FunctionName: 'strictwatch-watch-1',
  MemorySize: 512,
  Timeout: 900,
  Environment: { Variables: { PLAIN: 'ab', TABLE: { 'Fn::GetAtt': ['Table', 'Name'] } } },
};
const invokeConfig = {
  FunctionName: { Ref: 'watch' },
  Qualifier: '$LATEST',
  MaximumEventAgeInSeconds: 3600,
  MaximumRetryAttempts: 2,
  DestinationConfig: { OnFailure: { Destination: queue } },
};
const schedule = {
  FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
  ScheduleExpression: 'rate(1 hour)',
  ScheduleExpressionTimezone: 'Europe/Vienna',
  State: 'ENABLED',
  Target: {
    Arn: { 'Fn::GetAtt': ['watch', 'Arn'] },
    DeadLetterConfig: { Arn: queue },
    Input: '{"tenant":"acme"}',
    RetryPolicy: { MaximumEventAgeInSeconds: 1800, MaximumRetryAttempts: 10 },
  },
};

/** A template of a function and what starts it, with some properties of its own. Synthetic. */
function templateOf({ started = {}, retried = {}, scheduled = {}, more = {} }): Template {
  const Resources = {
    watch: { Type: 'AWS::Lambda::Function', Properties: { ...functionProperties, ...started } },
    retries: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { ...invokeConfig, ...retried },
    },
    hourly: { Type: 'AWS::Scheduler::Schedule', Properties: { ...schedule, ...scheduled } },
    ...more,
  };
  return {
    bytes: 1234,
    body: { Resources, Parameters: { Version: {} }, Outputs: { A: {}, B: {} } },
  };
}

describe('what is simulated', () => {
  test('is what the templates say', () => {
    const job = {
      name: 'strictwatch-watch-1',
      job: 'watch',
      memory: 512,
      timeoutMs: 900_000,
      retries: 2,
      patienceMs: 3_600_000,
    };
    expect(schedulesIn([templateOf({}), templateOf({})])).toEqual(
      [0, 1].map((cell) => ({
        cell,
        function: job,
        tenant: 'acme',
        expression: 'rate(1 hour)',
        timeZone: 'Europe/Vienna',
        windowMs: 900_000,
        retries: 10,
        patienceMs: 1_800_000,
      })),
    );
  });

  test('may be due at once, and of no tenant', () => {
    const scheduled = {
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { ...schedule.Target, Input: '{}' },
    };
    expect(schedulesIn([templateOf({ scheduled })])).toMatchObject([{ windowMs: 0, tenant: null }]);
  });

  const { Target } = schedule;
  test.each([
    [
      'keeps places for itself',
      { started: { ReservedConcurrentExecutions: 5 } },
      'ReservedConcurrentExecutions',
    ],
    [
      'has no place for its failed runs',
      { retried: { DestinationConfig: undefined } },
      'DestinationConfig',
    ],
    ['says nothing of retries', { retried: { MaximumRetryAttempts: undefined } }, 'RetryAttempts'],
    [
      'is retried as another is',
      { retried: { FunctionName: { Ref: 'report' } } },
      'do not say how starts of watch are retried',
    ],
    ['is of no job', { started: { FunctionName: 'any' } }, 'do not say the job of any'],
    ['is switched off', { scheduled: { State: 'DISABLED' } }, 'State'],
    [
      'loses what could not be started',
      { scheduled: { Target: { ...Target, DeadLetterConfig: undefined } } },
      'DeadLetterConfig',
    ],
    [
      'is not there',
      { scheduled: { Target: { ...Target, Arn: { 'Fn::GetAtt': ['gone', 'Arn'] } } } },
      'do not say what gone is',
    ],
  ])('cannot be a function that %s', (_, parts, message) => {
    expect(() => schedulesIn([templateOf(parts)])).toThrow(message);
  });
});

test('what is deployed is counted, and the largest of each is told', () => {
  const document = {
    Statement: [{ Resource: { Ref: 'AWS::Partition' }, Note: 'a b' }],
    Version: '1',
  };
  const role = (policies: number, managed: string[]) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: Array.from({ length: policies }, () => ({
        PolicyDocument: document,
        PolicyName: 'Work',
      })),
      ManagedPolicyArns: managed,
    },
  });
  const managed = {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      PolicyDocument: { Join: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }]] } },
    },
  };
  const group = { Type: 'AWS::Scheduler::ScheduleGroup', Properties: {} };
  const large = templateOf({
    more: { one: role(1, []), two: role(2, ['a', 'b']), managed, group },
  });
  const inline = JSON.stringify({
    Statement: [{ Resource: 'aws-us-gov', Note: 'ab' }],
    Version: '1',
  });
  const sizes = sizesOf([templateOf({}), { ...large, bytes: 99 }]);
  expect(sizes).toEqual({
    stacks: 2,
    resources: 7,
    templateBytes: 1234,
    parameters: 1,
    outputs: 2,
    schedules: 2,
    scheduleGroups: 1,
    roles: 2,
    inlineCharacters: 2 * inline.length,
    policiesOfRole: 2,
    policyCharacters: JSON.stringify({ Join: 'a-123456789012' }).length,
    environmentBytes: 'PLAINabTABLE'.length + 150,
  });
  expect(Object.keys(sizes).toSorted()).toEqual(limitIds.toSorted());
});
