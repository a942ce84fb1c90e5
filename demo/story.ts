import type { Action } from '../functions/core/action.ts';
import { findingKey } from '../functions/core/finding.ts';
import { startTenant, type Actor, type SimulatedTenant } from './tenant.ts';

/** Something happens to the simulated tenant, then Strictwatch looks; or the team decides about what it found. */
export type Chapter = {
  /** ISO 8601. */
  readonly at: string;
  readonly title: string;
} & (
  | { readonly happens: (tenant: SimulatedTenant) => void }
  | { readonly decides: () => readonly Action[] }
);

/** The day on which the most happens; a chapter is of it. */
export const eventfulDay = '2026-11-18';

export const storyTenant = { id: 'acme-prod', domain: 'acme-prod.eu.auth0.com' } as const;

const ordersApi = 'https://api.acme.example/orders';

/** A tenant that had third-party apps before anyone watched. All names are made up. */
export function startStoryTenant(): Promise<SimulatedTenant> {
  return startTenant({
    domain: storyTenant.domain,
    eligible: true,
    // Nobody knows: no API shows it, and the vendor said it would be off by now.
    toggle: 'on',
    rules: 404,
    hooks: 404,
    settings: { dynamic_client_registration_security_mode: 'strict' },
    clock: () => new Date('2026-11-16T08:00:00Z'),
    apps: [
      { name: 'Acme web shop', is_first_party: true, app_type: 'regular_web' },
      { name: 'Acme mobile', is_first_party: true, app_type: 'native' },
      strictPartner('Ledger export', 'https://ledger.example/callback'),
      strictPartner('Warehouse robots', 'https://robots.example/callback'),
      {
        name: 'Courier tracking (2019)',
        created_at: '2019-03-04T10:00:00.000Z',
        is_first_party: false,
        third_party_security_mode: 'permissive',
        app_type: 'spa',
        grant_types: ['authorization_code', 'implicit', 'refresh_token'],
        callbacks: ['https://*.courier.example/callback'],
        // As apps of that time were made, and nobody has touched it since.
        oidc_conformant: false,
        jwt_configuration: { alg: 'HS256', lifetime_in_seconds: 36000, secret_encoded: false },
        allowed_logout_urls: ['https://www.courier.example/goodbye'],
      },
    ],
    apis: [{ identifier: ordersApi, name: 'Orders' }],
    grants: [defaultGrantOfOrders()],
  });
}

/** Synthetic: addresses are of the documentation ranges, ids are made up. */
const pipeline: Actor = {
  clientId: 'DemoPipe1ine000000000000000000000',
  clientName: 'deploy-pipeline',
  ip: '203.0.113.7',
  userAgent: 'Terraform-Provider-Auth0/1.38.0 (Terraform-SDK/2.38.1; Terraform/1.14.2)',
};
const onboarding: Actor = {
  clientId: 'Dem0nb0arding00000000000000000000',
  clientName: 'partner-onboarding',
  ip: '203.0.113.40',
  userAgent: 'node.js/22.4.0',
};
const administrator: Actor = {
  clientId: 'DemoDashb0ard00000000000000000000',
  clientName: '',
  ip: '198.51.100.23',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0',
  channel: 'https://manage.auth0.com/',
  user: { id: 'auth0|demo-administrator', name: 'Robin Demo', email: 'robin@acme.example' },
};

const robin = 'robin@acme.example';

const apps = { explicit: '', byDefault: '', registered: '' };

function permissive(app: string): string {
  return findingKey(storyTenant.id, 'app-permissive', app);
}

export const story: readonly Chapter[] = [
  {
    at: '2026-11-16T09:00:00Z',
    title: 'Monday. Strictwatch reads the tenant for the first time and adopts it.',
    happens: (tenant) => {
      tenant.setApiPolicy(ordersApi, { user: 'require_client_grant' });
      tenant.setSettings({ flags: { enable_dynamic_client_registration: true } });
    },
  },
  {
    at: '2026-11-17T09:00:00Z',
    title: 'Tuesday. Nothing has changed, so nobody hears anything.',
    happens: () => {},
  },
  {
    at: '2026-11-18T02:15:00Z',
    title: 'Wednesday, 02:14. A pipeline creates a third-party app and asks for permissive mode.',
    happens: (tenant) => {
      tenant.setClock(() => new Date('2026-11-18T02:14:00Z'));
      apps.explicit = tenant.createApp(permissivePartner(), pipeline).client_id;
    },
  },
  {
    at: '2026-11-18T16:00:00Z',
    title:
      'Wednesday afternoon. Somebody loosens dynamic client registration (DCR), and a stranger registers an app with a name made to trick.',
    happens: (tenant) => {
      tenant.setClock(() => new Date('2026-11-18T15:41:00Z'));
      tenant.setSettings(
        { dynamic_client_registration_security_mode: 'permissive' },
        administrator,
      );
      tenant.setClock(() => new Date('2026-11-18T15:58:00Z'));
      apps.registered = tenant.registerApp({
        client_name: '<!channel> *Claude* https://evil.example/login \u202Egnp.exe',
        redirect_uris: ['http://evil.example/callback'],
      }).client_id;
    },
  },
  {
    at: '2026-11-18T18:00:00Z',
    title:
      'Two hours later. The team sets DCR back to strict and deletes what the stranger registered.',
    happens: (tenant) => {
      tenant.setSettings({ dynamic_client_registration_security_mode: 'strict' }, administrator);
      tenant.deleteApp(apps.registered, administrator);
    },
  },
  {
    at: '2026-11-19T09:00:00Z',
    title:
      'Thursday. A service creates an app without saying the mode, and the app is permissive: the toggle that should have ended on 23 October is still on. And a reminder of partner-sync.',
    happens: (tenant) => {
      tenant.setClock(() => new Date('2026-11-19T08:30:00Z'));
      apps.byDefault = tenant.createApp(invoices('Invoice bot'), onboarding).client_id;
    },
  },
  {
    at: '2026-11-19T09:30:00Z',
    title:
      'Half an hour later. Robin takes partner-sync. Invoice bot is known and will be replaced tomorrow: it is suppressed until noon.',
    decides: () => [
      { kind: 'acknowledge', finding: permissive(apps.explicit), by: robin },
      {
        kind: 'suppress',
        finding: permissive(apps.byDefault),
        by: robin,
        owner: 'partner team',
        reason: 'replaced by a strict app on Friday',
        until: '2026-11-20T12:00:00Z',
      },
    ],
  },
  {
    at: '2026-11-19T17:00:00Z',
    title:
      'Thursday evening. The team switches the toggle off in the Dashboard. Nothing shows that yet.',
    happens: (tenant) => tenant.setToggle('off'),
  },
  {
    at: '2026-11-20T12:30:00Z',
    title:
      'Friday noon. The suppression has ended and Invoice bot is still there. Of partner-sync, which somebody has, nobody is reminded.',
    happens: () => {},
  },
  {
    at: '2026-11-20T15:00:00Z',
    title:
      'Friday. The service creates an app again, which comes out strict: now the log proves that the toggle is off. Strict apps replace the permissive ones, and what was found is resolved.',
    happens: (tenant) => {
      tenant.createApp(invoices('Invoice bot (strict)'), onboarding);
      tenant.createApp(
        strictPartner('partner-sync (strict)', 'https://sync.example/callback'),
        pipeline,
      );
      tenant.deleteApp(apps.explicit, pipeline);
      tenant.deleteApp(apps.byDefault, onboarding);
    },
  },
];

/** Says nothing of refresh tokens, which by Auth0's default then never expire. */
function permissivePartner() {
  return {
    name: 'partner-sync',
    is_first_party: false,
    third_party_security_mode: 'permissive',
    app_type: 'regular_web',
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
    callbacks: ['https://sync.example/callback'],
  };
}

/** Names no mode, so that the tenant decides. */
function invoices(name: string) {
  return {
    name,
    is_first_party: false,
    app_type: 'regular_web',
    callbacks: ['https://invoices.example/callback'],
  };
}

function strictPartner(name: string, callback: string) {
  return {
    name,
    is_first_party: false,
    third_party_security_mode: 'strict',
    app_type: 'regular_web',
    callbacks: [callback],
  };
}

function defaultGrantOfOrders() {
  return {
    audience: ordersApi,
    default_for: 'third_party_clients',
    scope: ['read:orders'],
    subject_type: 'user',
  };
}
