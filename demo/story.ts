import { startTenant, type SimulatedTenant } from './tenant.ts';

/** A day in the life of the simulated tenant: what happens to it, then Strictwatch looks. */
export interface Chapter {
  /** ISO 8601, when Strictwatch looks. */
  readonly at: string;
  readonly title: string;
  readonly happens: (tenant: SimulatedTenant) => void;
}

export const storyTenant = { id: 'acme-prod', domain: 'acme-prod.eu.auth0.com' } as const;

const ordersApi = 'https://api.acme.example/orders';

/** A tenant that had third-party apps before anyone watched. All names are made up. */
export function startStoryTenant(): Promise<SimulatedTenant> {
  return startTenant({
    domain: storyTenant.domain,
    eligible: true,
    toggle: 'off',
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
        is_first_party: false,
        third_party_security_mode: 'permissive',
        app_type: 'spa',
        grant_types: ['authorization_code', 'implicit', 'refresh_token'],
        callbacks: ['https://*.courier.example/callback'],
      },
    ],
    apis: [{ identifier: ordersApi, name: 'Orders' }],
    grants: [defaultGrantOfOrders()],
  });
}

let newPartner = '';
let registered = '';

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
      newPartner = tenant.createApp({
        name: 'partner-sync',
        is_first_party: false,
        third_party_security_mode: 'permissive',
        app_type: 'regular_web',
        grant_types: ['authorization_code', 'implicit'],
        callbacks: ['https://sync.example/callback'],
      }).client_id;
    },
  },
  {
    at: '2026-11-18T16:00:00Z',
    title:
      'Wednesday afternoon. Somebody loosens dynamic client registration (DCR), and a stranger registers an app with a name made to trick.',
    happens: (tenant) => {
      tenant.setSettings({ dynamic_client_registration_security_mode: 'permissive' });
      registered = tenant.registerApp({
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
      tenant.setSettings({ dynamic_client_registration_security_mode: 'strict' });
      tenant.deleteApp(registered);
    },
  },
  {
    at: '2026-11-19T09:00:00Z',
    title: 'Thursday. partner-sync is still there: a reminder after one day.',
    happens: () => {},
  },
  {
    at: '2026-11-20T15:00:00Z',
    title: 'Friday. A strict app replaces partner-sync.',
    happens: (tenant) => {
      tenant.createApp({
        name: 'partner-sync (strict)',
        is_first_party: false,
        third_party_security_mode: 'strict',
        app_type: 'regular_web',
        callbacks: ['https://sync.example/callback'],
      });
      tenant.deleteApp(newPartner);
    },
  },
];

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
