import { describe, expect, it } from 'vitest';
import { channelsFor, slackChannelId } from '../../functions/core/route.ts';
import { severities } from '../../functions/core/severity.ts';
import { parseTenant } from '../../functions/core/tenant.ts';

function tenantWith(routes: NonNullable<Parameters<typeof parseTenant>[0]['routes']>) {
  return parseTenant({
    id: 'acme-prod',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'synthetic' },
    routes,
  });
}

const tenant = tenantWith([
  { minSeverity: 'medium', slack: { webhookEnv: 'SLACK_SECURITY' }, sns: true },
  { minSeverity: 'critical', slack: { webhookSecretId: 'slack/on-call' } },
  { minSeverity: 'low', slack: { webhookEnv: 'SLACK_SECURITY' } },
]);

describe('channelsFor', () => {
  it.each([
    ['critical', ['slack:SLACK_SECURITY', 'slack:slack/on-call', 'sns']],
    ['high', ['slack:SLACK_SECURITY', 'sns']],
    ['medium', ['slack:SLACK_SECURITY', 'sns']],
    ['low', ['slack:SLACK_SECURITY']],
    ['info', []],
  ] as const)('routes %s', (severity, channels) => {
    expect(channelsFor(tenant, severity)).toEqual(channels);
  });

  it('tells a person at the terminal everything', () => {
    for (const severity of severities) {
      expect(channelsFor(tenantWith([]), severity, { terminal: true })).toEqual(['terminal']);
    }
    expect(channelsFor(tenant, 'low', { terminal: true })).toEqual([
      'slack:SLACK_SECURITY',
      'terminal',
    ]);
  });
});

it('a Slack channel is named after where its webhook is kept', () => {
  expect(slackChannelId({ webhookEnv: 'HOOK' })).toBe('slack:HOOK');
  expect(slackChannelId({ webhookSecretId: 'a/b' })).toBe('slack:a/b');
});
