import { refuse, type Answer } from './answer.ts';
import { idOf } from './ids.ts';
import { logDeed } from './log-entries.ts';
import { keepApp, newAppBody, type TenantState } from './state.ts';
import { isObject, without, type AppBody, type JsonObject } from './wire.ts';

/** A request to register: RFC 7591 names, anyone may send it. */
export interface Registration extends JsonObject {
  client_name?: string;
  redirect_uris?: string[];
  grant_types?: string[];
}

/** Strict apps made by DCR get no others. Source: Auth0 docs, dynamic client registration. */
const strictGrantTypes = ['authorization_code', 'refresh_token'];

/** POST /oidc/register. No recorded answer of it exists; RFC 7591 decides the shape. */
export function answerRegistration(state: TenantState, body: unknown, ip: string): Answer {
  if (state.settings.flags['enable_dynamic_client_registration'] !== true) {
    return refuse(404, 'Dynamic client registration is not enabled');
  }
  if (!isObject(body) || !isUriList(body['redirect_uris'])) {
    const error = 'invalid_redirect_uri';
    return {
      status: 400,
      body: { error, error_description: 'redirect_uris must be a list of URIs' },
    };
  }
  return { status: 201, body: registerApp(state, body, ip).answer };
}

/** Registers an app as `/oidc/register` does, log entry included, whether or not DCR is on. */
export function registerApp(
  state: TenantState,
  registration: Registration,
  ip = '192.0.2.66',
): { app: AppBody; answer: JsonObject } {
  const app = newAppBody(state, partsOf(state, registration));
  keepApp(state, app);
  const answer = answerOf(app);
  const actor = { clientId: '', clientName: '', ip, userAgent: 'synthetic-registrar/1.0' };
  logDeed(state, actor, {
    description: 'Dynamic client registration',
    method: 'post',
    path: '/oidc/register',
    body: registration,
    status: 201,
    answer: { ...answer, client_secret: 'REDACTED' },
  });
  return { app, answer };
}

/** Unset keeps the old, permissive behaviour where the customer is eligible. Source: Auth0 migration guide. */
function registeredMode(state: TenantState): 'strict' | 'permissive' {
  const mode = state.settings['dynamic_client_registration_security_mode'];
  return state.eligible && mode !== 'strict' ? 'permissive' : 'strict';
}

function partsOf(state: TenantState, registration: Registration): JsonObject {
  const mode = registeredMode(state);
  const asked = registration.grant_types ?? ['authorization_code', 'refresh_token'];
  const allowed = asked.filter((type) => mode === 'permissive' || strictGrantTypes.includes(type));
  return {
    name: registration.client_name ?? `dcr ${idOf('nameless', state.made, 8)}`,
    is_first_party: false,
    third_party_security_mode: mode,
    callbacks: registration.redirect_uris ?? [],
    grant_types: allowed,
    token_endpoint_auth_method: registration['token_endpoint_auth_method'] ?? 'client_secret_post',
    ...(typeof registration['logo_uri'] === 'string' && { logo_uri: registration['logo_uri'] }),
    external_metadata_type: 'dcr',
    external_metadata_created_by: 'client',
  };
}

function answerOf(app: AppBody): JsonObject {
  const answer = {
    client_name: app.name,
    client_id: app.client_id,
    client_secret: app['client_secret'],
    redirect_uris: app['callbacks'],
    grant_types: app['grant_types'],
    token_endpoint_auth_method: app['token_endpoint_auth_method'],
    client_secret_expires_at: 0,
  };
  return answer.token_endpoint_auth_method === 'none'
    ? without(answer, 'client_secret', 'client_secret_expires_at')
    : answer;
}

function isUriList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((uri) => typeof uri === 'string' && URL.canParse(uri))
  );
}
