import { expect, test } from 'vitest';
import { fleetOf } from '../../functions/core/fleet.ts';
import { parseFile } from '../../functions/core/parse-tenants.ts';
import type { TenantsFile } from '../../functions/core/tenant.ts';

const acme = { id: 'acme', domain: 'acme.eu.auth0.com', credentials: { secretId: 'acme' } };
const beta = { ...acme, id: 'beta', environment: 'development' };

function read(file: object) {
  return parseFile(JSON.stringify(file), 'tenants.json', []).fleet;
}

test('one tenant alone has no report of the fleet, unless it is asked for', () => {
  expect(read({ tenants: [acme] })).toBeNull();
  expect(read({ tenants: [acme], fleet: {} })).toEqual({
    schedule: 'cron(0 8 ? * MON *)',
    timeZone: 'UTC',
    routes: [{ sns: true }],
  });
});

test('several have one, on Mondays, to the alerts topic', () => {
  expect(read({ tenants: [acme, beta] })).toEqual({
    schedule: 'cron(0 8 ? * MON *)',
    timeZone: 'UTC',
    routes: [{ sns: true }],
  });
});

test('it goes where the routes of every tenant go, and nowhere that hears of some only', () => {
  const slack = { webhookSecretId: 'all' };
  const routes = [
    { slack, minSeverity: 'high' },
    { slack: { webhookSecretId: 'production' }, environments: ['production'] },
    { slack: { webhookSecretId: 'on-call' }, escalateAfterHours: 4 },
  ];
  expect(read({ routes, tenants: [acme, beta] })?.routes).toEqual([{ slack }]);
  expect(read({ routes: routes.slice(1), tenants: [acme, beta] })?.routes).toEqual([{ sns: true }]);
});

test('it goes where it says itself, and nowhere else', () => {
  const slack = { webhookSecretId: 'board' };
  const routes = [{ slack: { webhookSecretId: 'all' } }];
  const fleet = { routes: [{ slack }], timeZone: 'Europe/Vienna', schedule: 'rate(7 days)' };
  expect(read({ routes, tenants: [acme, beta], fleet })).toEqual({
    schedule: 'rate(7 days)',
    timeZone: 'Europe/Vienna',
    routes: [{ slack }],
  });
});

test('what is worked out once is read as it is where it is deployed', () => {
  const routes = [{ slack: { webhookSecretId: 'all' } }] as TenantsFile['routes'];
  const fleet = fleetOf({ fleet: undefined, routes, tenants: [acme, beta] });
  expect(read({ tenants: [acme], fleet })).toEqual(fleet);
});
