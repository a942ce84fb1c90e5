import type { SectionName } from './snapshot.ts';

/** What the monitor's M2M application must be granted to read a section, and what is lost without it. */
export interface SectionScopes {
  readonly scopes: readonly string[];
  /** Without it a run is not complete. */
  readonly required: boolean;
  readonly what: string;
}

/** The only scopes Strictwatch asks for: all of them read, none of them gives a secret. */
export const sectionScopes: Readonly<Record<SectionName, SectionScopes>> = {
  apps: {
    scopes: ['read:clients'],
    required: true,
    what: 'apps: party, security mode, origin, grant types, callbacks and origins',
  },
  settings: {
    scopes: ['read:tenant_settings'],
    required: true,
    what: 'DCR switch and mode, flags and the other watched tenant settings',
  },
  grants: {
    scopes: ['read:client_grants'],
    required: false,
    what: 'which APIs each app, and third-party apps by default, may call',
  },
  apis: {
    scopes: ['read:resource_servers'],
    required: false,
    what: 'APIs and their access policies',
  },
  connections: {
    scopes: ['read:connections'],
    required: false,
    what: 'which connections third-party apps can use',
  },
  login: {
    scopes: ['read:prompts'],
    required: false,
    what: 'whether login is the new or the classic experience',
  },
  pipeline: {
    scopes: ['read:rules', 'read:hooks'],
    required: false,
    what: 'active Rules and Hooks, which make strict apps fail',
  },
};
