import { appId, syntheticSecret } from './ids.ts';
import { without, type AppBody, type AppParts, type JsonObject } from './wire.ts';

export interface Birth {
  /** With the number, decides the id an app gets. */
  readonly kind: string;
  readonly number: number;
  readonly tenantName: string;
  /** ISO 8601; null on tenants that do not return `created_at`. */
  readonly at: string | null;
}

/**
 * An app as Auth0 answers it; a part given as undefined leaves that key out. Keys and defaults follow recorded answers: a first-party app of a list
 * page (2026-08), a strict (2026-05) and a permissive app (2026-07) as created.
 */
export function appBody(parts: AppParts, birth: Birth): AppBody {
  const strict = parts.third_party_security_mode === 'strict';
  const id = parts.client_id ?? appId(strict, birth.kind, birth.number);
  const kind = parts.is_first_party === false ? thirdParty(parts, strict) : firstParty();
  return {
    tenant: birth.tenantName,
    global: false,
    is_token_endpoint_ip_header_trusted: false,
    name: `App ${birth.number + 1}`,
    client_id: id,
    client_secret: `${syntheticSecret}-OF-${id}`,
    is_first_party: true,
    sso_disabled: false,
    cross_origin_auth: false,
    cross_origin_authentication: false,
    signing_keys: signingKeys,
    callback_url_template: false,
    custom_login_page_on: true,
    ...kind,
    ...(birth.at === null ? {} : { created_at: birth.at, updated_at: birth.at }),
    ...parts,
  };
}

const signingKeys = [
  { cert: `${syntheticSecret}-CERT`, pkcs7: `${syntheticSecret}-PKCS7`, subject: 'deprecated' },
];

const lasting = {
  expiration_type: 'non-expiring',
  leeway: 0,
  infinite_token_lifetime: true,
  infinite_idle_token_lifetime: true,
  token_lifetime: 31557600,
  idle_token_lifetime: 2592000,
  rotation_type: 'non-rotating',
};

const rotating = {
  rotation_type: 'rotating',
  expiration_type: 'expiring',
  leeway: 0,
  token_lifetime: 2592000,
  infinite_token_lifetime: false,
  infinite_idle_token_lifetime: false,
  idle_token_lifetime: 1296000,
};

function firstParty(): JsonObject {
  return {
    oidc_conformant: true,
    refresh_token: lasting,
    allowed_clients: [],
    callbacks: [],
    native_social_login: { apple: { enabled: false }, facebook: { enabled: false } },
    jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 36000, secret_encoded: false },
    client_aliases: [],
    token_endpoint_auth_method: 'client_secret_post',
    app_type: 'non_interactive',
    grant_types: ['client_credentials', 'implicit', 'authorization_code', 'refresh_token'],
  };
}

function thirdParty(parts: AppParts, strict: boolean): JsonObject {
  const shared = {
    oidc_conformant: true,
    app_type: 'regular_web',
    token_endpoint_auth_method: 'client_secret_post',
  };
  if (!strict) return { ...shared, ...permissive(parts) };
  return {
    ...shared,
    jwt_configuration: { secret_encoded: false, alg: 'RS256', lifetime_in_seconds: 3600 },
    grant_types: ['authorization_code'],
    refresh_token: { ...lasting, expiration_type: 'expiring', infinite_idle_token_lifetime: false },
    redirection_policy: 'open_redirect_protection',
  };
}

function permissive(parts: AppParts): JsonObject {
  const browser = parts['app_type'] === 'spa' || parts['app_type'] === 'native';
  return {
    jwt_configuration: { secret_encoded: false, lifetime_in_seconds: 36000 },
    grant_types: ['authorization_code', 'implicit', 'refresh_token'],
    refresh_token: browser ? rotating : lasting,
  };
}

/** The "All Applications" client every tenant has. It is no app: no mode, no grant types. */
export function globalBody(birth: Birth): AppBody {
  const body = appBody({ name: 'All Applications', callbacks: [] }, birth);
  return {
    ...without(
      body,
      'grant_types',
      'app_type',
      'token_endpoint_auth_method',
      'oidc_conformant',
      'allowed_clients',
      'client_aliases',
      'native_social_login',
      'created_at',
      'updated_at',
    ),
    client_id: body.client_id,
    name: body.name,
    is_first_party: true,
    global: true,
    owners: ['mr|auth0|000000000000000000000000'],
    custom_login_page: '<html><body>synthetic</body></html>',
  };
}

/** POST answers leave out what only a listing holds. Source: recorded creations and their log entry. */
export function createdBody(app: AppBody): JsonObject {
  return without(app, 'tenant', 'global', 'callback_url_template', 'native_social_login');
}

/** What `read:clients` does not give. Source: OpenAPI of GET /api/v2/clients, 2026-06-25. */
export const secretFields = [
  'client_secret',
  'signing_keys',
  'encryption_key',
  'client_authentication_methods',
];

export function withoutSecrets(app: JsonObject): JsonObject {
  return without(app, ...secretFields);
}

/** What an app looks like inside a log entry. */
export function loggedBody(answer: JsonObject): JsonObject {
  const logged = without(answer, 'signing_keys');
  return 'client_secret' in logged ? { ...logged, client_secret: 'REDACTED' } : logged;
}
