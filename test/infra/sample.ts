import { synth, tenant } from './synth.ts';

/** Two tenants that between them use everything a tenant can be deployed with. Synthetic. */
export const sampleTenants = [
  tenant('acme-prod', {
    routes: [
      { minSeverity: 'high', slack: { webhookSecretId: 'slack/security' } },
      { minSeverity: 'low', sns: true },
    ],
    schedule: { watch: 'rate(20 minutes)', timeZone: 'Europe/Vienna' },
  }),
  tenant('beta', {
    credentials: { ssmParameter: '/beta/auth0' },
    routes: [{ slack: { webhookSecretId: 'slack/security' } }],
    schedule: { watch: 'rate(1 minute)', report: 'cron(0/10 7 ? * MON *)' },
  }),
];

let plainSample: ReturnType<typeof synth> | undefined;

/** The sample with no option set, synthesised once for all tests that only look at it. */
export function sample(): ReturnType<typeof synth> {
  plainSample ??= synth({ tenants: sampleTenants });
  return plainSample;
}

let fullSample: ReturnType<typeof synth> | undefined;

/** The sample with every option set. */
export function sampleWithOptions(): ReturnType<typeof synth> {
  fullSample ??= synth({
    tenants: sampleTenants,
    env: { account: '123456789012', region: 'eu-central-1' },
    options: {
      stack: 'monitor',
      table: 'kept-table',
      heartbeatSecretId: 'heartbeat',
      secretKeyArns:
        'arn:aws:kms:eu-central-1:123456789012:key/one, arn:aws:kms:eu-central-1:123456789012:key/two',
      alarmEmail: 'ops@example.com',
      logRetentionDays: '30',
      reportRetentionDays: '90',
      reportLinkHours: '12',
    },
  });
  return fullSample;
}
