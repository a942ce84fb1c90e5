import { requiredSections, type SectionName } from './snapshot.ts';

/** What the monitor's M2M application must be granted to read a section, and what is lost without it. */
export interface SectionScopes {
  readonly scopes: readonly string[];
  readonly what: string;
}

/** The only scopes Strictwatch asks for: all of them read, none of them gives a secret. */
export const sectionScopes: Readonly<Record<SectionName, SectionScopes>> = {
  apps: {
    scopes: ['read:clients'],
    what: 'apps: party, security mode, origin, grant types, callbacks and origins',
  },
  settings: {
    scopes: ['read:tenant_settings'],
    what: 'DCR switch and mode, flags and the other watched tenant settings',
  },
  grants: {
    scopes: ['read:client_grants'],
    what: 'which APIs each app, and third-party apps by default, may call',
  },
  apis: {
    scopes: ['read:resource_servers'],
    what: 'APIs and their access policies',
  },
  connections: {
    scopes: ['read:connections'],
    what: 'which connections third-party apps can use',
  },
  login: {
    scopes: ['read:prompts'],
    what: 'whether login is the new or the classic experience',
  },
  pipeline: {
    scopes: ['read:rules', 'read:hooks'],
    what: 'active Rules and Hooks, which make strict apps fail',
  },
  logs: {
    scopes: ['read:logs'],
    what: 'who created or changed what, how, and what the toggle was then',
  },
};

/** Whether a run without the section is not complete. */
export function isRequired(section: SectionName): boolean {
  return requiredSections.some((name) => name === section);
}
