const applications = 'https://auth0.com/docs/get-started/applications';

/** The day Auth0 published strict mode. Source: history of auth0/docs-v2. */
export const published = '2026-04-23';

/** Those strict mode allows. */
export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
export const appTypes = ['regular_web', 'spa', 'native', 'non_interactive'] as const;

export const securityControlsPage = {
  source: `${applications}/third-party-applications/security-controls`,
} as const;

export const clientGrantsPage = {
  source: `${applications}/application-access-to-apis-client-grants`,
} as const;

/** The day client_credentials came to strict apps, after being added and taken back in the week before. */
export const withClientCredentials = { ...securityControlsPage, since: '2026-05-28' } as const;
