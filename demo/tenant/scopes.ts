/** What a reader that only watches is given: everything it can use, and nothing that writes or shows keys. */
export const defaultScopes = [
  'read:clients',
  'read:tenant_settings',
  'read:client_grants',
  'read:resource_servers',
  'read:connections',
  'read:logs',
  'read:prompts',
  'read:rules',
  'read:hooks',
] as const;

/** Needed by tests that act as an administrator through the API. */
export const writeScopes = [
  'create:clients',
  'update:clients',
  'delete:clients',
  'update:tenant_settings',
  'create:client_grants',
  'delete:client_grants',
] as const;
