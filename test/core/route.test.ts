import { describe, expect, it, test } from 'vitest';
import type { About } from '../../functions/core/hearing.ts';
import {
  configuredChannels,
  hearingOf,
  isOnlySecond,
  slackChannelId,
} from '../../functions/core/route.ts';
import { severities } from '../../functions/core/severity.ts';
import { parseTenant, type Tenant } from '../../functions/core/tenant.ts';

type Routes = NonNullable<Parameters<typeof parseTenant>[0]['routes']>;

function tenantWith(routes: Routes): Tenant {
  return parseTenant({
    id: 'acme-prod',
    domain: 'acme.eu.auth0.com',
    credentials: { secretId: 'synthetic' },
    routes,
  });
}

const rules = [{ id: 'watch-silent', everywhere: true as const }, { id: 'app-permissive' }];

function hearing(routes: Routes, terminal = false) {
  return hearingOf(tenantWith(routes), { terminal, rules });
}

function about(parts: Partial<About> = {}): About {
  return { rule: 'app-permissive', subject: 'app', severity: 'high', ...parts };
}

const slack = (name: string) => ({ slack: { webhookEnv: name } });

describe('channelsFor', () => {
  const routes: Routes = [
    { minSeverity: 'medium', ...slack('SECURITY'), sns: true },
    { minSeverity: 'critical', slack: { webhookSecretId: 'slack/on-call' } },
    { minSeverity: 'low', ...slack('SECURITY') },
  ];

  it.each([
    ['critical', ['slack:SECURITY', 'slack:slack/on-call', 'sns']],
    ['high', ['slack:SECURITY', 'sns']],
    ['medium', ['slack:SECURITY', 'sns']],
    ['low', ['slack:SECURITY']],
    ['info', []],
  ] as const)(
    'routes %s; a channel of several routes hears if any of them does',
    (severity, channels) => {
      expect(hearing(routes).channelsFor(about({ severity }))).toEqual(channels);
    },
  );

  it('tells a person at the terminal everything', () => {
    for (const severity of severities) {
      expect(hearing([], true).channelsFor(about({ severity }))).toEqual(['terminal']);
    }
    const low = about({ severity: 'low' });
    expect(hearing(routes, true).channelsFor(low)).toEqual(['slack:SECURITY', 'terminal']);
  });

  it.each([
    ['critical', []],
    ['high', []],
    ['medium', ['slack:DEV']],
    ['low', ['slack:DEV']],
    ['info', []],
  ] as const)('a route with a ceiling tells of nothing worse: %s', (severity, channels) => {
    const below = hearing([{ minSeverity: 'low', maxSeverity: 'medium', ...slack('DEV') }]);
    expect(below.channelsFor(about({ severity }))).toEqual(channels);
  });

  it.each([
    ['app-permissive', ['slack:APPS']],
    ['app-widened', ['slack:APPS']],
    ['dcr-flood', ['slack:APPS']],
    ['dcr-enabled', []],
    ['unapp-x', []],
  ])('a route of some rules tells of these: %s', (rule, channels) => {
    const some = hearing([{ rules: ['app-*', 'dcr-flood'], ...slack('APPS') }]);
    expect(some.channelsFor(about({ rule }))).toEqual(channels);
  });
});

describe('a rule that is told everywhere', () => {
  const routes: Routes = [
    { minSeverity: 'high', maxSeverity: 'critical', rules: ['app-*'], ...slack('APPS') },
    { minSeverity: 'info', maxSeverity: 'low', ...slack('LOW') },
    { escalateAfterHours: 4, ...slack('ON_CALL'), sns: true },
  ];

  it('reaches every ordinary channel, whatever the routes leave out', () => {
    const silent = about({ rule: 'watch-silent', severity: 'critical' });
    expect(hearing(routes, true).channelsFor(silent)).toEqual([
      'slack:APPS',
      'slack:LOW',
      'terminal',
    ]);
  });

  it('is not told by the channel that it is about', () => {
    const own = about({ rule: 'watch-silent', severity: 'critical', subject: 'slack:APPS' });
    expect(hearing(routes).channelsFor(own)).toEqual(['slack:LOW']);
    const other = { ...own, rule: 'app-permissive' };
    expect(hearing(routes).channelsFor(other)).toEqual(['slack:APPS']);
  });

  it('nor by a second route to it', () => {
    const own = about({ rule: 'watch-silent', severity: 'critical', subject: 'slack:ON_CALL' });
    expect(
      hearing(routes)
        .secondRoutes(own)
        .map(({ channel }) => channel),
    ).toEqual(['sns']);
  });
});

describe('second routes', () => {
  const hourMs = 3_600_000;
  const routes: Routes = [
    slack('SECURITY'),
    { escalateAfterHours: 4, ...slack('ON_CALL') },
    { escalateAfterHours: 0.5, rules: ['toggle-*'], ...slack('ON_CALL') },
    { escalateAfterHours: 24, sns: true },
  ];
  const critical = about({ severity: 'critical' });

  it('are told of what is critical, each channel once, as soon as the first says', () => {
    const said = hearing(routes, true);
    expect(said.secondRoutes(critical)).toEqual([
      { channel: 'slack:ON_CALL', afterMs: 4 * hourMs },
      { channel: 'sns', afterMs: 24 * hourMs },
    ]);
    expect(said.secondRoutes({ ...critical, rule: 'toggle-on' })[0]?.afterMs).toBe(hourMs / 2);
    const reversed = hearing(routes.toReversed()).secondRoutes({ ...critical, rule: 'toggle-on' });
    expect(reversed[0]?.afterMs).toBe(hourMs / 2);
    expect(said.secondRoutes(about())).toEqual([]);
  });

  it('hear of nothing else', () => {
    expect(hearing(routes).channelsFor(critical)).toEqual(['slack:SECURITY']);
    expect(hearing(routes).ownerChannels(about(), 'nobody')).toEqual(['slack:SECURITY']);
  });

  test('a channel that has an ordinary route too is not only for them', () => {
    const tenant = tenantWith([...routes, { minSeverity: 'critical', sns: true }]);
    const only = ['slack:ON_CALL', 'sns', 'slack:SECURITY', 'terminal', 'slack:GONE'].filter((id) =>
      isOnlySecond(tenant, id),
    );
    expect(only).toEqual(['slack:ON_CALL']);
  });
});

describe('ownerChannels', () => {
  const routes: Routes = [
    { minSeverity: 'high', ...slack('SECURITY') },
    { minSeverity: 'critical', owners: ['platform', 'iam'], ...slack('PLATFORM') },
    { minSeverity: 'critical', owners: ['platform'], sns: true },
  ];
  const low = about({ severity: 'low' });

  it('are those of the routes that name the owner, whatever it weighs', () => {
    expect(hearing(routes).ownerChannels(low, 'platform')).toEqual(['slack:PLATFORM', 'sns']);
    expect(hearing(routes, true).ownerChannels(low, 'iam')).toEqual(['slack:PLATFORM', 'terminal']);
  });

  it('leave out the channel that it is about, and are those that hear of it where none is left', () => {
    const own = about({ rule: 'watch-silent', severity: 'critical', subject: 'slack:PLATFORM' });
    expect(hearing(routes).ownerChannels(own, 'platform')).toEqual(['sns']);
    expect(hearing(routes).ownerChannels(own, 'iam')).toEqual(['slack:SECURITY', 'sns']);
    const elsewhere = { ...own, rule: 'app-permissive' };
    expect(hearing(routes).ownerChannels(elsewhere, 'iam')).toEqual(['slack:PLATFORM']);
  });

  it('are those that hear of it where no route names the owner', () => {
    expect(hearing(routes).ownerChannels(about(), 'payments')).toEqual(['slack:SECURITY']);
  });
});

it('a Slack channel is named after where its webhook is kept', () => {
  expect(slackChannelId({ webhookEnv: 'HOOK' })).toBe('slack:HOOK');
  expect(slackChannelId({ webhookSecretId: 'a/b' })).toBe('slack:a/b');
});

it('a tenant may have the channels of all its routes, and a terminal', () => {
  const tenant = tenantWith([
    { ...slack('A'), sns: true },
    { escalateAfterHours: 1, ...slack('B') },
  ]);
  expect([...configuredChannels(tenant)].sort()).toEqual(['slack:A', 'slack:B', 'sns', 'terminal']);
});
