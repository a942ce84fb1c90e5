import { describe, expect, test } from 'vitest';
import { deployedTenant, requireDeployable } from '../../functions/core/deployed-tenant.ts';
import { ConfigError } from '../../functions/core/errors.ts';
import { slackChannelId } from '../../functions/core/route.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import type { Route, Tenant } from '../../functions/core/tenant.ts';
import type { RoutedRule } from '../../functions/core/unheard.ts';

const rules: readonly RoutedRule[] = [
  {
    id: 'app-permissive',
    severity: 'high',
    grades: { meant: { severity: 'critical', when: 'somebody meant it' } },
  },
  { id: 'app-widened', severity: 'medium' },
  { id: 'settings-drift', severity: 'low' },
  { id: 'watch-silent', severity: 'critical', everywhere: true },
];

function tenant(id: string, more: object = {}): object {
  return { id, domain: `${id}.eu.auth0.com`, credentials: { secretId: 'synthetic' }, ...more };
}

function to(name: string, more: object = {}): object {
  return { slack: { webhookSecretId: name }, ...more };
}

function parse(file: object): Tenant[] {
  return parseTenants(JSON.stringify(file), 'tenants.json', rules);
}

function complaint(file: object): string {
  try {
    parse(file);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

function channels({ routes }: { readonly routes: readonly Route[] }): string[] {
  return routes.map(({ slack }) => (slack ? slackChannelId(slack) : 'sns'));
}

describe('routes at the top of the file', () => {
  const file = {
    routes: [
      to('all'),
      to('prod', { environments: ['production'] }),
      to('dev', { environments: ['dev', 'test'] }),
    ],
    tenants: [
      tenant('one', { routes: [to('own')] }),
      tenant('two', { environment: 'dev' }),
      tenant('three', { environment: 'test' }),
    ],
  };

  test('come after those of each tenant, where the environment is theirs', () => {
    expect(parse(file).map(channels)).toEqual([
      ['slack:own', 'slack:all', 'slack:prod'],
      ['slack:all', 'slack:dev'],
      ['slack:all', 'slack:dev'],
    ]);
  });

  test('are those of the tenants alone once deployed, and the same then', () => {
    const tenants = parse(file);
    expect(parse({ tenants })).toEqual(tenants);
    // A cell may have the tenants of one environment only.
    expect(parse({ tenants: tenants.slice(1, 2) })).toEqual(tenants.slice(1, 2));
  });

  test('that are of a laptop are refused once, not for each tenant, where they are deployed', () => {
    const laptop = { ...file, routes: [{ slack: { webhookEnv: 'HOOK' } }] };
    expect(() => requireDeployable(parse(laptop), 'tenants.json')).toThrow(
      /^tenants\.json cannot be deployed\.\n- routes\.slack: "webhookEnv": "HOOK" is read on a laptop only\.[^\n]*$/,
    );
  });
});

test('what is deployed tells of a tenant through SNS where it has no route, or only second ones', () => {
  const [none, second, some] = parse({
    tenants: [
      tenant('none'),
      tenant('second', { routes: [to('on-call', { escalateAfterHours: 4 })] }),
      tenant('some', { routes: [to('security')] }),
    ],
  }).map((one) => channels(deployedTenant(one, 'strictwatch')));
  expect([none, second, some]).toEqual([['sns'], ['slack:on-call', 'sns'], ['slack:security']]);
});

describe('a route that could never tell anyone, or not do what it says, is refused', () => {
  test.each<[string, object, RegExp]>([
    [
      'a ceiling below the floor',
      { minSeverity: 'high', maxSeverity: 'medium' },
      /^- tenants\[0\]\.routes\[0\]\.maxSeverity: must not be below `minSeverity`/m,
    ],
    [
      'a ceiling below the floor it has by default',
      { maxSeverity: 'info' },
      /"low" where it is not set/,
    ],
    [
      'quiet hours of no length',
      { quietHours: { from: '22:00', to: '22:00' } },
      /routes\[0\]\.quietHours: must not end when they begin/,
    ],
    [
      'quiet hours for what they never hold back',
      { minSeverity: 'critical', quietHours: { from: '22:00', to: '07:00' } },
      /routes\[0\]\.quietHours: hold nothing back that is critical/,
    ],
    [
      'a time that is none',
      { digest: { at: '24:00' } },
      /routes\[0\]\.digest\.at: must be a time of day from "00:00" to "23:59"/,
    ],
    [
      'a digest of nothing',
      { minSeverity: 'medium', digest: { at: '09:00' } },
      /routes\[0\]\.digest: gathers findings of severity low and info, and this route tells of none/,
    ],
    [
      'a second route with a ceiling',
      { escalateAfterHours: 4, maxSeverity: 'high' },
      /routes\[0\]\.maxSeverity: must be "critical" or not set on a second route/,
    ],
    [
      'a second route with a digest',
      { escalateAfterHours: 4, digest: { at: '09:00' } },
      /routes\[0\]\.escalateAfterHours: makes it a second route.*give quietHours, digest, owners to a route of its own/,
    ],
    [
      'a second route with quiet hours',
      { escalateAfterHours: 4, quietHours: { from: '22:00', to: '07:00' } },
      /escalateAfterHours: makes it a second route/,
    ],
    [
      'a second route for owners',
      { escalateAfterHours: 4, owners: ['platform'] },
      /escalateAfterHours: makes it a second route/,
    ],
    ['a second route after no time', { escalateAfterHours: 0 }, /routes\[0\]\.escalateAfterHours/],
    [
      'rules that match none',
      { rules: ['app-*', 'dcr-*'] },
      /^- acme\.routes\[0\]\.rules\[1\]: there is no such rule\. The rules are: app-permissive, app-widened, settings-drift, watch-silent; "app-\*"/m,
    ],
    [
      'an environment that is not the one of its tenant',
      { environments: ['staging'] },
      /^- acme\.routes\[0\]\.environments: leaves out "production", the environment of acme itself/m,
    ],
    [
      'ceilings and nothing above them',
      { maxSeverity: 'high' },
      /^- acme\.routes: nobody would hear of app-permissive \(critical\): `maxSeverity` and `rules` leave that out of each\. Add a route without them and with "minSeverity": "critical", or set what nobody is to hear of to "off" in acme\.rules\.$/m,
    ],
    [
      'rules that are never critical on a second route',
      { escalateAfterHours: 4, rules: ['settings-*', 'app-widened'] },
      /^- acme\.routes\[0\]\.rules: none of them is ever critical, and a second route tells of nothing else/m,
    ],
  ])('%s', (_, parts, expected) => {
    expect(complaint({ tenants: [tenant('acme', { routes: [to('a', parts)] })] })).toMatch(
      expected,
    );
  });

  test('of the file: with an environment that no tenant has, which would be a silence', () => {
    const routes = [to('all'), to('a', { environments: ['production', 'prodution'] })];
    expect(complaint({ routes, tenants: [tenant('acme')] })).toBe(
      'tenants.json is not valid.\n- routes[1].environments[1]: no tenant is of this environment. Those of the file are: production.',
    );
  });

  test('of the file: with rules that match none, said once', () => {
    const routes = [to('a', { rules: ['dcr-*'] })];
    const message = complaint({ routes, tenants: [tenant('acme'), tenant('beta')] });
    expect(message.match(/there is no such rule/g)).toHaveLength(1);
    expect(message).toContain('\n- routes[0].rules[0]: ');
  });
});

describe('what could be worst and nobody would hear of is refused, over all routes of a tenant', () => {
  const refused = (routes: object[], more: object = {}) =>
    /nobody would hear of (.*): `max/.exec(
      complaint({ tenants: [tenant('acme', { routes, ...more })] }),
    )?.[1];

  test('where a ceiling is beside rules that leave it out', () => {
    expect(refused([to('a', { maxSeverity: 'medium' }), to('b', { rules: ['settings-*'] })])).toBe(
      'app-permissive (critical), app-permissive (high)',
    );
  });

  test('where each route names rules, and none names it', () => {
    expect(refused([to('a', { rules: ['settings-*'] })])).toBe('app-permissive (critical)');
  });

  test('where it lies between a ceiling and a floor', () => {
    const routes = [to('a', { maxSeverity: 'medium' }), to('b', { minSeverity: 'critical' })];
    expect(refused(routes)).toBe('app-permissive (high)');
  });

  test('as it weighs in the tenant', () => {
    const rules = { 'settings-drift': { severity: 'critical' }, 'app-permissive': 'off' };
    expect(refused([to('a', { rules: ['app-*'] })], { rules })).toBe('settings-drift (critical)');
  });

  test.each<[string, object[], object]>([
    ['a floor is a choice', [to('a', { minSeverity: 'critical' })], {}],
    [
      'and so is a floor for other rules',
      [to('a', { rules: ['settings-*'] }), to('b', { minSeverity: 'critical' })],
      {},
    ],
    ['a rule that is off', [to('a', { rules: ['settings-*'] })], { 'app-permissive': 'off' }],
    [
      'a rule that weighs less here',
      [to('a', { rules: ['settings-*'] })],
      { 'app-permissive': { severity: 'high' } },
    ],
    ['a tenant of second routes alone', [to('a', { escalateAfterHours: 4 })], {}],
  ])('but not %s', (_, routes, rules) => {
    expect(parse({ tenants: [tenant('acme', { routes, rules })] })).toHaveLength(1);
  });

  test('nor a second route of rules that are critical in one of its tenants', () => {
    const rules = { 'settings-drift': { severity: 'critical' } };
    const routes = [to('a', { escalateAfterHours: 4, rules: ['settings-*'] })];
    const tenants = [tenant('acme'), tenant('beta', { rules })];
    expect(parse({ routes, tenants })).toHaveLength(2);
    expect(complaint({ routes, tenants: tenants.slice(0, 1) })).toMatch(
      /^- routes\[0\]\.rules: none/m,
    );
  });
});

test('what each of them may be together is accepted', () => {
  const routes = [
    to('a', { minSeverity: 'info', maxSeverity: 'medium', digest: { at: '09:00' } }),
    to('b', { rules: ['app-*', 'settings-drift'], quietHours: { from: '22:00', to: '07:00' } }),
    to('c', { minSeverity: 'critical', owners: ['platform'] }),
    to('d', { escalateAfterHours: 0.5, rules: ['app-*'], maxSeverity: 'critical' }),
  ];
  expect(parse({ tenants: [tenant('acme', { routes })] })[0]?.routes).toHaveLength(4);
});
