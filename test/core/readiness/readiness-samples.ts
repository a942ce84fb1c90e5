import type { StoredSections } from '../../../functions/core/ports.ts';
import { readinessOf, type ReadinessFacts } from '../../../functions/core/readiness/readiness.ts';
import type { AppReadiness, Readiness } from '../../../functions/core/readiness/schema.ts';
import { api, app, grant, settings } from '../../../functions/core/sample.ts';
import type { App, Grant, SectionValues } from '../../../functions/core/snapshot.ts';

/** Synthetic: facts of a tenant in which nothing keeps an app from being strict. */

export const orders = 'https://orders.example';
export const system = 'https://acme.eu.auth0.com/api/v2/';

/** Parts of an app, or sections; one given as undefined is left out. */
type Parts<T> = { readonly [K in keyof T]?: T[K] | undefined };
export type AppParts = Parts<App>;
export type Values = Parts<Pick<SectionValues, keyof StoredSections>>;

export function permissive(parts: AppParts = {}): App {
  const usual = { appType: 'regular_web', authMethod: 'client_secret_post' };
  const given = Object.entries({ name: 'Partner', ...usual, ...parts });
  return app({
    id: 'partner',
    securityMode: 'permissive',
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  });
}

const quiet = {
  settings: settings(),
  grants: [],
  apis: [api({ identifier: orders }), api({ identifier: system, system: true })],
  connections: [
    { id: 'con_1', name: 'partners', strategy: 'auth0', domain: true },
    { id: 'con_2', name: 'staff', strategy: 'waad', domain: false },
  ],
  login: { experience: 'new', identifierFirst: false },
  pipeline: { rules: [], hooks: [], gone: [] },
} as const satisfies Values;

/** The quiet tenant's sections; a section given as undefined was never read. */
export function sections(values: Values = {}): StoredSections {
  const entries = Object.entries({ ...quiet, ...values }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { value, validFrom: '2026-11-01T09:00:00.000Z' }]],
  );
  return Object.fromEntries(entries) as StoredSections;
}

export function facts(
  apps: readonly App[] | null,
  parts: Partial<ReadinessFacts> = {},
): ReadinessFacts {
  return {
    tenant: {
      id: 'acme-prod',
      domain: 'acme.eu.auth0.com',
      intent: { newApps: 'strict', dcr: 'strict' },
    },
    permissive: apps,
    permissiveCount: apps?.length ?? 0,
    thirdPartyByOrigin: {},
    sections: sections(),
    toggle: { state: 'off', basis: 'log', asOf: '2026-11-20T08:00:00.000Z' },
    dcr: { enabled: false, mode: 'strict', effective: 'strict' },
    callersOnDefault: null,
    now: new Date('2026-11-23T09:00:00.000Z'),
    ...parts,
  };
}

export type Known = Extract<Readiness, { known: true }>;

export function known(readiness: Readiness): Known {
  if (!readiness.known) throw new Error(`not known: ${readiness.reason}`);
  return readiness;
}

/** What is told of one app. */
export function told(parts: AppParts, values: Values = {}): AppReadiness {
  const { apps } = known(readinessOf(facts([permissive(parts)], { sections: sections(values) })));
  const [only] = apps;
  if (!only) throw new Error('nothing is told of it');
  return only;
}

export function ownGrant(audience: string, parts: Partial<Grant> = {}): Grant {
  return grant({ audience, appId: 'partner', ...parts });
}

/** Where a demand or question stands for an app. */
export function placeOf(one: AppReadiness, requirement: string): 'unmet' | 'asked' | 'met' {
  if (one.unmet.some((unmet) => unmet.requirement === requirement)) return 'unmet';
  return one.asks.includes(requirement) ? 'asked' : 'met';
}
