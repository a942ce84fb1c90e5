import { expect, test } from 'vitest';
import { readOptions } from '../../infra/options.ts';

test('without options there are defaults', () => {
  expect(readOptions({ '@aws-cdk/core:x': true, 'aws:cdk:y': [], 'cli-telemetry': false })).toEqual(
    {
      stack: 'strictwatch',
      config: 'tenants.json',
      secretKeyArns: [],
      logRetentionDays: 90,
    },
  );
});

test('options are read as the command line gives them', () => {
  const key = 'arn:aws:kms:eu-central-1:123456789012:key/mrk-1';
  expect(
    readOptions({
      stack: 'Monitor-2',
      config: 'config/tenants.json',
      table: 'strictwatch-TableCD117FA1-1ABC',
      heartbeatSecretId: 'heartbeat',
      secretKeyArns: `${key},${key}2`,
      alarmEmail: 'ops@example.com',
      logRetentionDays: '365',
    }),
  ).toEqual({
    stack: 'Monitor-2',
    config: 'config/tenants.json',
    table: 'strictwatch-TableCD117FA1-1ABC',
    heartbeatSecretId: 'heartbeat',
    secretKeyArns: [key, `${key}2`],
    alarmEmail: 'ops@example.com',
    logRetentionDays: 365,
  });
});

test.each([
  [{ stack: '1st' }, /\n- stack: must be 1 to 40 of/],
  [{ stack: 'a'.repeat(41) }, /\n- stack: must be 1 to 40 of/],
  [{ config: '' }, /\n- config: must be the path of a file/],
  [
    { table: 'arn:aws:dynamodb:eu-central-1:1:table/x' },
    /\n- table: must be the name of a DynamoDB table/,
  ],
  [{ heartbeatSecretId: '' }, /\n- heartbeatSecretId: must be the name or ARN of a secret/],
  [{ secretKeyArns: 'alias/x' }, /\n- secretKeyArns.*: must be the ARNs of KMS keys/],
  [{ alarmEmail: 'ops' }, /\n- alarmEmail: must be an e-mail address/],
  [{ logRetentionDays: '91' }, /\n- logRetentionDays: must be a number of days .*: 1, 3, 5, /],
  [{ logRetentionDays: 'long' }, /\n- logRetentionDays: must be a number of days/],
])('%j is refused in one line', (context, message) => {
  const refused = expect.objectContaining({
    name: 'ConfigError',
    message: expect.stringMatching(message),
  }) as Error;
  expect(() => readOptions(context)).toThrow(refused);
  expect(() => readOptions(context)).toThrow(/^[^\n]+\n[^\n]+$/);
});

test('an option that is spelt wrong is no silence', () => {
  expect(() => readOptions({ alarmEmial: 'ops@example.com' })).toThrow(
    'There is no option alarmEmial. Options for -c are: stack, config, table,',
  );
});
