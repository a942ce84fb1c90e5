import { syntheticSecret } from './ids.ts';
import type {
  ApiBody,
  ApiParts,
  ConnectionBody,
  GrantBody,
  GrantParts,
  JsonObject,
  SettingsBody,
} from './wire.ts';

/**
 * As recorded (2026-05), less the DCR switch and mode, which a tenant that never set them does not
 * answer. `universal_login` and two of the flags are in no published schema.
 */
export function defaultSettings(): SettingsBody {
  return {
    change_password: { enabled: false },
    default_directory: 'Username-Password-Authentication',
    enabled_locales: ['en'],
    flags: {
      allow_changing_enable_sso: false,
      allow_legacy_delegation_grant_types: true,
      allow_legacy_ro_grant_types: true,
      allow_other_legacy_grant_types: true,
      disable_impersonation: true,
      enable_sso: true,
      universal_login: true,
      revoke_refresh_token_grant: false,
      disable_clickjack_protection_headers: false,
    },
    friendly_name: 'Simulated tenant',
    guardian_mfa_page: { enabled: false },
    idle_session_lifetime: 72,
    ephemeral_session_lifetime: 72,
    idle_ephemeral_session_lifetime: 24,
    picture_url: 'https://example.com/logo.png',
    sandbox_version: '22',
    session_lifetime: 168,
    oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
    universal_login: { colors: { page_background: '#FF4F40', primary: '#2A2E35' } },
    resource_parameter_profile: 'audience',
    phone_consolidated_experience: false,
    client_id_metadata_document_supported: false,
    sandbox_versions_available: ['22', '18'],
  };
}

/** Flags only PATCH answers with. Source: recorded PATCH /api/v2/tenants/settings, 2026-05. */
export const patchOnlyFlags = {
  cannot_change_enforce_client_authentication_on_passwordless_start: true,
  enforce_client_authentication_on_passwordless_start: true,
} as const;

export function defaultPrompts(): JsonObject {
  return {
    universal_login_experience: 'new',
    identifier_first: false,
    webauthn_platform_first_factor: true,
  };
}

export function defaultConnections(): ConnectionBody[] {
  return [
    {
      id: 'con_simulated0000001',
      name: 'Username-Password-Authentication',
      strategy: 'auth0',
      is_domain_connection: true,
      realms: ['Username-Password-Authentication'],
      options: { client_secret: `${syntheticSecret}-OF-CONNECTION`, disable_signup: true },
    },
  ];
}

/** The system API every tenant has. Its user policy is `allow_all` as recorded. */
export function managementApi(domain: string): ApiBody {
  return {
    ...apiBody({ identifier: `https://${domain}/api/v2/`, name: 'Auth0 Management API' }, 0),
    scopes: [
      { description: 'Read Client Grants', value: 'read:client_grants' },
      { description: 'Create Client Grants', value: 'create:client_grants' },
    ],
    is_system: true,
  };
}

export function apiBody(parts: ApiParts, number: number): ApiBody {
  return {
    id: `6000000000000000${String(number).padStart(8, '0')}`,
    name: parts.identifier,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    subject_type_authorization: {
      client: { policy: 'require_client_grant' },
      user: { policy: 'allow_all' },
    },
    token_lifetime: 86400,
    token_lifetime_for_web: 7200,
    signing_alg: 'RS256',
    ...parts,
  };
}

/** Unset keys are left out, and a default grant has no client_id, as recorded. */
export function grantBody(parts: GrantParts, number: number): GrantBody {
  return {
    id: `cgr_${String(number).padStart(16, '0')}`,
    scope: [],
    subject_type: 'client',
    ...parts,
  };
}
