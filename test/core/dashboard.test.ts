import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dashboardLink, isDashboardLink } from '../../functions/core/dashboard.ts';
import { hostileText } from './hostile.ts';

const eu = { domain: 'acme.eu.auth0.com' };
const base = 'https://manage.auth0.com/dashboard';

describe('the tenant in the address', () => {
  it.each([
    ['acme.eu.auth0.com', 'eu/acme'],
    ['acme.us.auth0.com', 'us/acme'],
    ['acme.jp.auth0.com', 'jp/acme'],
    ['acme-dev.auth0.com', 'us/acme-dev'],
    ['ACME.EU.auth0.com', 'eu/acme'],
  ])('of %s is %s', (domain, path) => {
    expect(dashboardLink({ domain }, 'dcr-permissive', 'dcr')).toBe(
      `${base}/${path}/tenant/advanced`,
    );
  });

  it.each([
    'login.acme.example',
    'acme.example.auth0.com',
    'acme.acme-private.auth0app.com',
    'acme.eu.auth0.com.evil.example',
    'eu.acme.eu.auth0.com',
    'localhost:8080',
    'acme.eu.auth0.com:8443',
    'auth0.com',
  ])('of %s is not known', (domain) => {
    expect(dashboardLink({ domain }, 'app-permissive', 'tpc_1')).toBeNull();
  });
});

describe('the page', () => {
  it.each([
    ['app-permissive', 'tpc_1a2b', '/applications/tpc_1a2b/settings'],
    ['app-widened', 'a/b?c#d', '/applications/a%2Fb%3Fc%23d/settings'],
    ['app-widened', "(*~!')", '/applications/%28%2A%7E%21%27%29/settings'],
    ['app-widened', '\ud800', '/applications/%EF%BF%BD/settings'],
    ['creation-relies-on-default', 'm2mApp', '/applications/m2mApp/settings'],
    ['dcr-flood', 'Claude', '/tenant/advanced'],
    ['toggle-on', 'toggle', '/tenant/advanced'],
    ['settings-drift', 'default_audience', '/tenant/advanced'],
    ['flag-unknown', 'flags.x', '/tenant/advanced'],
    ['api-open-to-permissive', 'https://api.acme.example/', '/apis'],
    ['default-permissions-widened', 'https://api.acme.example/', '/apis'],
  ])('of %s about %s is %s', (rule, subject, path) => {
    expect(dashboardLink(eu, rule, subject)).toBe(`${base}/eu/acme${path}`);
  });

  it.each([
    ['creation-relies-on-default', 'auth0|65f0'],
    ['app-permissive', '..'],
    ['app-permissive', '.'],
    ['app-permissive', ''],
    ['watch-stale', 'watch'],
    ['coverage-lost', 'apps'],
    ['pipeline-blocks-strict', 'hooks'],
  ])('of %s about %j does not exist', (rule, subject) => {
    expect(dashboardLink(eu, rule, subject)).toBeNull();
  });

  it.each([
    'https://manage.auth0.com/dashboard/eu/acme/apis|<!channel>',
    'https://manage.auth0.com/dashboard/eu/acme/apis https://evil.example',
    'https://manage.auth0.com.evil.example/dashboard/eu/acme/apis',
    'https://evil.example/https://manage.auth0.com/dashboard/eu/acme/apis',
    'https://manage.auth0.com/dashboard/eu/acme/apis?next=https://evil.example',
    `https://manage.auth0.com/dashboard/${'a'.repeat(2000)}`,
  ])('is not %s', (link) => {
    expect(isDashboardLink(link)).toBe(false);
  });

  it('is one the renderers trust, and stays where it belongs, whatever the app id', () => {
    fc.assert(
      fc.property(hostileText, (subject) => {
        const link = dashboardLink(eu, 'app-permissive', subject);
        if (link === null) return;
        expect(new URL(link).pathname).toMatch(
          /^\/dashboard\/eu\/acme\/applications\/[^/]+\/settings$/,
        );
        expect(isDashboardLink(link) || link.length > 2000).toBe(true);
      }),
    );
  });
});
