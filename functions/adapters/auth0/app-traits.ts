import { traitNames, type TraitName } from '../../core/app-traits.ts';
import { isObject } from './answer.ts';
import { shownValue, strings, text, type Raw } from './fields.ts';

/**
 * What is asked for beside `appFields`, and only for traits. Each is in the published schema of a client and readable with
 * `read:clients`; a single field that is not makes Auth0 refuse the whole request, which is why
 * `client_authentication_methods` is not here. Source: OpenAPI of GET /api/v2/clients, 2026-06-25;
 * github.com/auth0/terraform-provider-auth0 issue 774, 2023-08-11.
 */
export const traitFields = [
  'jwt_configuration',
  'oidc_conformant',
  'addons',
  'cross_origin_authentication',
  'refresh_token',
  'require_pushed_authorization_requests',
  'signed_request_object',
  'oidc_logout',
  'allowed_logout_urls',
  'initiate_login_uri',
  'organization_usage',
  'organization_require_behavior',
] as const;

/** Whether the app has the trait, or the values it has of it. What is absent or of another kind says nothing. */
type Read = (raw: Raw) => boolean | readonly string[];

const reads: Readonly<Record<TraitName, Read>> = {
  'jwt-alg': (raw) => otherThan('RS256', part(raw, 'jwt_configuration', 'alg')),
  'not-oidc-conformant': (raw) => raw['oidc_conformant'] === false,
  addon: (raw) => namesOfAddons(raw['addons']),
  'cross-origin-authentication': (raw) => raw['cross_origin_authentication'] === true,
  // Strict apps have infinite_token_lifetime too, beside `expiring`, so that alone means nothing. Source: recorded answers.
  'refresh-token-never-expires': (raw) =>
    part(raw, 'refresh_token', 'expiration_type') === 'non-expiring',
  'refresh-token-never-idle': (raw) =>
    part(raw, 'refresh_token', 'infinite_idle_token_lifetime') === true,
  'refresh-token-not-rotated': (raw) =>
    part(raw, 'refresh_token', 'rotation_type') === 'non-rotating',
  'pushed-authorization-requests': (raw) => raw['require_pushed_authorization_requests'] === true,
  'signed-request-object': (raw) => part(raw, 'signed_request_object', 'required') === true,
  'oidc-logout': (raw) => hasText(part(raw, 'oidc_logout', 'backchannel_logout_urls')),
  'logout-urls': (raw) => hasText(raw['allowed_logout_urls']),
  'initiate-login-uri': (raw) => text(raw['initiate_login_uri']) !== null,
  organizations: (raw) => useOfOrganizations(raw),
};

/** The traits of an app: sorted, without repeats, bounded. Of what Auth0 answered only names and short words are kept. */
export function toTraits(raw: Raw): string[] {
  const found: string[] = [];
  for (const name of traitNames) {
    const value = reads[name](raw);
    if (value === true) found.push(name);
    else if (value !== false) for (const one of value) found.push(`${name}=${shownValue(one)}`);
  }
  return strings(found);
}

function part(raw: Raw, name: string, key: string): unknown {
  const whole = raw[name];
  return isObject(whole) ? whole[key] : undefined;
}

function otherThan(expected: string, value: unknown): readonly string[] {
  const given = text(value);
  return given === null || given === expected ? [] : [given];
}

/** Names only: settings of an addon may be secrets, such as `sasKey` and `storageAccessKey`. */
function namesOfAddons(addons: unknown): readonly string[] {
  if (!isObject(addons)) return [];
  return Object.keys(addons).filter((name) => isObject(addons[name]));
}

function hasText(list: unknown): boolean {
  return Array.isArray(list) && list.some((item) => text(item) !== null);
}

/** `deny` and `no_prompt` are what an app has that was never set. Source: OpenAPI, 2026-06-25. */
function useOfOrganizations(raw: Raw): readonly string[] {
  const [usage] = otherThan('deny', raw['organization_usage']);
  if (usage === undefined) return [];
  return [[usage, ...otherThan('no_prompt', raw['organization_require_behavior'])].join(', ')];
}
