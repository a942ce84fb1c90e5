import { createVerify, constants, type KeyObject } from 'node:crypto';
import type { Answer } from './answer.ts';
import { idOf } from './ids.ts';
import { serverTime, type TenantState, type Token } from './state.ts';
import { isObject, textOf, type JsonObject } from './wire.ts';

export const tokenLifetimeSeconds = 86_400;

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface TokenDesk {
  readonly state: TenantState;
  /** null gives a token for any audience. */
  readonly audiences: readonly string[] | null;
}

/** POST /oauth/token, client credentials only. Errors are OAuth's, not the Management API's. */
export function answerToken(desk: TokenDesk, form: JsonObject): Answer {
  if (form['grant_type'] !== 'client_credentials') {
    return oauthError(
      403,
      'unsupported_grant_type',
      `Unsupported grant type: ${String(form['grant_type'])}`,
    );
  }
  if (!knows(desk.state, form)) return oauthError(401, 'access_denied', 'Unauthorized');
  const audience = textOf(form['audience']);
  if (desk.audiences !== null && !desk.audiences.includes(audience)) {
    return oauthError(403, 'access_denied', `Service not found: ${audience}`);
  }
  const { text, token } = issueToken(desk.state, audience);
  const body = {
    access_token: text,
    scope: [...token.scopes].join(' '),
    expires_in: tokenLifetimeSeconds,
    token_type: 'Bearer',
  };
  return { status: 200, body };
}

export function issueToken(
  state: TenantState,
  audience: string,
  scopes: Iterable<string> = state.credentials.scopes,
): { text: string; token: Token } {
  const { clientId } = state.credentials;
  const issued = Math.floor(serverTime(state) / 1000);
  const token: Token = {
    id: idOf('token', state.tokens.size, 24),
    clientId,
    scopes: new Set(scopes),
    expires: (issued + tokenLifetimeSeconds) * 1000,
  };
  const payload = {
    iss: `https://${state.domain}/`,
    sub: `${clientId}@clients`,
    aud: audience,
    iat: issued,
    exp: issued + tokenLifetimeSeconds,
    scope: [...token.scopes].join(' '),
    gty: 'client-credentials',
    azp: clientId,
    jti: token.id,
  };
  const text = [encode({ alg: 'none', typ: 'JWT' }), encode(payload), 'unsigned'].join('.');
  state.tokens.set(text, token);
  return { text, token };
}

/** The token a request carries, or null when it is missing, unknown or expired. */
export function bearer(state: TenantState, header: string | undefined): Token | null {
  const text = /^Bearer (.+)$/i.exec(header ?? '')?.[1];
  const token = text === undefined ? undefined : state.tokens.get(text);
  return token !== undefined && token.expires > serverTime(state) ? token : null;
}

function knows(state: TenantState, form: JsonObject): boolean {
  const { clientId, clientSecret, publicKey } = state.credentials;
  if (form['client_id'] !== clientId) return false;
  if (form['client_assertion'] === undefined) return form['client_secret'] === clientSecret;
  if (publicKey === null || form['client_assertion_type'] !== assertionType) return false;
  return isSigned(state, textOf(form['client_assertion']), publicKey);
}

/** Source: Auth0 docs, private_key_jwt: iss and sub are the client_id, aud the tenant, exp ahead of now. */
function isSigned(state: TenantState, assertion: string, publicKey: KeyObject): boolean {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const claims = decode(payload);
  const { clientId } = state.credentials;
  return (
    claims['iss'] === clientId &&
    claims['sub'] === clientId &&
    [`https://${state.domain}/`, `https://${state.domain}/oauth/token`].includes(
      String(claims['aud']),
    ) &&
    Number(claims['exp']) * 1000 > serverTime(state) &&
    verify(String(decode(head)['alg']), `${head}.${payload}`, signature, publicKey)
  );
}

function verify(algorithm: string, signed: string, signature: string, key: KeyObject): boolean {
  const [, family, bits] = /^(RS|PS|ES)(256|384|512)$/.exec(algorithm) ?? [];
  if (family === undefined) return false;
  const padding =
    family === 'PS'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {};
  const encoding = family === 'ES' ? { dsaEncoding: 'ieee-p1363' as const } : {};
  return createVerify(`sha${bits}`)
    .update(signed)
    .verify({ key, ...padding, ...encoding }, signature, 'base64url');
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {}; // what is no JWT has no claims, and so is refused
  }
}

function oauthError(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}
