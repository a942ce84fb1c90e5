import { expect, test } from 'vitest';
import { readOptions } from '../../infra/options.ts';
import { sampleTenants } from './sample.ts';
import { ofType, synth } from './synth.ts';

test('without options there are defaults', () => {
  expect(readOptions({ '@aws-cdk/core:x': true, 'aws:cdk:y': [], 'cli-telemetry': false })).toEqual(
    {
      stack: 'strictwatch',
      config: 'tenants.json',
      secretKeyArns: [],
      logRetentionDays: 90,
      reportRetentionDays: 400,
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
      reportRetentionDays: '730',
      reportLinkHours: '12',
    }),
  ).toEqual({
    stack: 'Monitor-2',
    config: 'config/tenants.json',
    table: 'strictwatch-TableCD117FA1-1ABC',
    heartbeatSecretId: 'heartbeat',
    secretKeyArns: [key, `${key}2`],
    alarmEmail: 'ops@example.com',
    logRetentionDays: 365,
    reportRetentionDays: 730,
    reportLinkHours: 12,
  });
});

test('keys may be given as an array, and a number as a number, as JSON has them', () => {
  const key = 'arn:aws:kms:eu-central-1:123456789012:key/mrk-1';
  const { secretKeyArns, logRetentionDays } = readOptions({
    secretKeyArns: [key, `${key}2`],
    logRetentionDays: 7,
  });
  expect([secretKeyArns, logRetentionDays]).toEqual([[key, `${key}2`], 7]);
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
  [{ secretKeyArns: ['alias/x'] }, /\n- secretKeyArns.*: must be the ARNs of KMS keys/],
  [{ secretKeyArns: [1] }, /\n- secretKeyArns.*: must be the ARNs of KMS keys/],
  [{ secretKeyArns: true }, /\n- secretKeyArns.*: must be the ARNs of KMS keys/],
  [{ alarmEmail: 'ops' }, /\n- alarmEmail: must be an e-mail address/],
  [{ logRetentionDays: '91' }, /\n- logRetentionDays: must be a number of days .*: 1, 3, 5, /],
  [{ logRetentionDays: 'long' }, /\n- logRetentionDays: must be a number of days/],
  [{ logRetentionDays: true }, /\n- logRetentionDays: must be a number of days/],
  [{ logRetentionDays: '' }, /\n- logRetentionDays: must be a number of days/],
  [{ logRetentionDays: '1e1' }, /\n- logRetentionDays: must be a number of days/],
  [{ reportRetentionDays: '0' }, /\n- reportRetentionDays: must be a whole number of days from 1/],
  [{ reportRetentionDays: 1.5 }, /\n- reportRetentionDays: must be a whole number of days/],
  [{ reportRetentionDays: 'ever' }, /\n- reportRetentionDays: must be a whole number of days/],
  [{ reportLinkHours: '13' }, /\n- reportLinkHours: must be a whole number of hours from 1 to 12/],
  [{ reportLinkHours: 0 }, /\n- reportLinkHours: must be a whole number of hours/],
  [{ logRetentionDays: [30] }, /\n- logRetentionDays: must be a number of days/],
])('%j is refused in one line', (context, message) => {
  const refused = expect.objectContaining({
    name: 'ConfigError',
    message: expect.stringMatching(message),
  }) as Error;
  expect(() => readOptions(context)).toThrow(refused);
  expect(() => readOptions(context)).toThrow(/^[^\n]+\n[^\n]+$/);
});

test.each([
  ['alarmEmial', ' (did you mean alarmEmail?)'],
  ['alarm-email', ' (did you mean alarmEmail?)'],
  ['ALARMEMAIL', ' (did you mean alarmEmail?)'],
  ['alarmEmail2', ' (did you mean alarmEmail?)'],
  ['log_retention_days', ' (did you mean logRetentionDays?)'],
  ['secretKeyArn', ' (did you mean secretKeyArns?)'],
  ['stak', ' (did you mean stack?)'],
  ['colour', ''],
  ['x', ''],
])('%s is no option, and no silence', (key, meant) => {
  expect(() => readOptions({ [key]: 'ops@example.com' })).toThrow(
    `There is no option ${key}${meant}. Options for -c are: stack, config, table,`,
  );
});

test('every option that does not exist is named at once', () => {
  expect(() => readOptions({ stak: 'x', colour: 'red' })).toThrow(
    'There is no option colour, stak (did you mean stack?). Options',
  );
});

test('what CDK keeps in its context is no mistake', () => {
  const ofCdk = {
    '@aws-cdk/core:checkSecretUsage': true,
    'aws:cdk:bundling-stacks': ['**'],
    'availability-zones:account=123456789012:region=eu-central-1': ['eu-central-1a'],
    'cli-telemetry': false,
    'acknowledged-issue-numbers': [1],
  };
  expect(readOptions(ofCdk)).toEqual(readOptions({}));
});

test('more keys than a policy has room for are refused in one line', () => {
  expect(() => readOptions({ secretKeyArns: keys(100) })).toThrow(
    /^[^\n]+\n- secretKeyArns: are 7899 characters together, .* takes at most 7000\. [^\n]+$/,
  );
});

test('as many keys as are taken fit into a role, whatever else is in its policy', () => {
  const secretKeyArns = keys(100);
  while (secretKeyArns.join().length > 7000) secretKeyArns.pop();
  const { cells } = synth({ tenants: sampleTenants, options: { secretKeyArns } });
  const roles = ofType(cells[0]!, 'AWS::IAM::Role').map(({ Properties }) =>
    JSON.stringify(Properties.Policies?.map(({ PolicyDocument }) => PolicyDocument) ?? []),
  );
  const longest = Math.max(...roles.map((text) => resolved(text).length));
  expect(roles.some((text) => text.includes(secretKeyArns.at(-1)!))).toBe(true);
  expect(longest).toBeGreaterThan(7000);
  // Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(longest).toBeLessThanOrEqual(10_240);
});

function keys(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) =>
      `arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
  );
}

/** With ARNs as long as they can well be in place of what CloudFormation fills in. */
function resolved(policy: string): string {
  return policy
    .replaceAll(/\{(Partition|Region|AccountId|URLSuffix)\}/g, 'x'.repeat(14))
    .replaceAll(/\{[^{}",]+\}/g, 'x'.repeat(200));
}
