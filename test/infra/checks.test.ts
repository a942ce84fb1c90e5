import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { sampleTenants } from './sample.ts';
import { streaming, synth } from './synth.ts';

test('neither CloudFormation nor AWS Solutions finds fault, but for what is acknowledged', () => {
  // What they find is thrown, as it fails `cdk synth`.
  const { stacks } = synth({
    tenants: [...sampleTenants, streaming('streams')],
    options: {
      alarmEmail: 'ops@example.com',
      heartbeatSecretId: 'heartbeat',
      secretKeyArns: 'arn:aws:kms:eu-central-1:123456789012:key/one',
    },
    checks: (app) => new AwsSolutionsChecks(app),
  });
  expect(stacks.length).toBe(2);
}, 60_000);
