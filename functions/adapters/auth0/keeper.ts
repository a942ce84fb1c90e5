import { TokenProvider } from 'auth0';
import { tenantAudience, tenantUrl, type Tenant } from '../../core/tenant.ts';
import { codeOf, isObject, meaningOf, meaningOfError, readAnswer, type Answer } from './answer.ts';
import { toPkcs8, type Auth0Credentials } from './credentials.ts';
import type { Attempt } from './persist.ts';
import { badCredentials, notJson, unusableKey, type Result } from './reasons.ts';
import type { Wire } from './wire.ts';

/** An access token. A new object each time one was issued, whatever its text. */
export interface Token {
  readonly text: string;
  /** null when neither the answer nor the token says. */
  readonly scopes: ReadonlySet<string> | null;
}

/** A tenant's token for the life of the process: the provider caches it, this adds what the provider does not tell. */
export interface Keeper {
  readonly provider: TokenProvider;
  /** Proves itself by a signed assertion, which a wrong clock spoils. */
  readonly signed: boolean;
  /** The run that asked last sends: its wire counts the request and bounds its time. */
  send: Wire['send'] | null;
  /** Whether the current request left, and what came back. */
  sent: boolean;
  answer: Answer | null;
  token: Token | null;
  /** The attempt under way: whoever else needs a token waits for the same. */
  asking: Promise<Attempt<Token>> | null;
  /** Until when the provider would hand out the same token, in milliseconds; NaN when nobody said. */
  goodUntil: number;
}

export function keep(credentials: Auth0Credentials, tenant: Tenant): Result<Keeper> {
  const signed = 'privateKey' in credentials;
  const key = signed ? toPkcs8(credentials.privateKey) : null;
  if (signed && key === null) return unusableKey();
  const base = {
    domain: tenant.domain,
    audience: tenantAudience(tenant),
    clientId: credentials.clientId,
    telemetry: false,
    fetch: (url: string | URL | Request, init?: RequestInit) => post(keeper, tenant, url, init),
  };
  const provider = signed
    ? new TokenProvider({
        ...base,
        clientAssertionSigningKey: key ?? '',
        clientAssertionSigningAlg: credentials.alg ?? 'RS256',
      })
    : new TokenProvider({ ...base, clientSecret: credentials.clientSecret });
  const keeper: Keeper = {
    provider,
    signed,
    send: null,
    sent: false,
    answer: null,
    token: null,
    asking: null,
    goodUntil: Number.NaN,
  };
  return { ok: true, value: keeper };
}

/** The token as it is kept, while it is good: it takes no request, so nothing has to be waited for. */
export function keptToken({ token, goodUntil }: Keeper): Token | null {
  return Date.now() <= goodUntil ? token : null;
}

/** One attempt at a token; without a request while the cached one is good. */
export function askForToken(keeper: Keeper, wire: Wire): Promise<Attempt<Token>> {
  keeper.asking ??= attempt(keeper, wire).finally(() => (keeper.asking = null));
  return keeper.asking;
}

async function attempt(keeper: Keeper, wire: Wire): Promise<Attempt<Token>> {
  Object.assign(keeper, { send: wire.send, sent: false, answer: null });
  try {
    const text: unknown = await keeper.provider.getAccessToken();
    if (typeof text !== 'string' || text === '') return broken();
    if (keeper.token === null || keeper.sent) {
      keeper.goodUntil = goodUntil(keeper.answer?.body);
      keeper.token = { text, scopes: grantedScopes(keeper.answer?.body, text) };
    }
    return { ok: true, value: keeper.token, headers: null };
  } catch (error) {
    return failed(keeper, error, wire.clock.complaint());
  }
}

/** Sends the provider's request to where the tenant is configured to be: it knows only the domain. */
async function post(
  keeper: Keeper,
  tenant: Tenant,
  url: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const asked = new URL(url instanceof Request ? url.url : url);
  const send = keeper.send ?? fetch;
  keeper.sent = true;
  const response = await send(`${tenantUrl(tenant)}${asked.pathname}`, init);
  keeper.answer = await readAnswer(response.clone());
  return response;
}

function failed(keeper: Keeper, error: unknown, complaint: string | null): Attempt<Token> {
  // Nothing was sent: signing failed, because the key does not fit the algorithm.
  if (!keeper.sent) return { ok: false, failure: unusableKey(), again: 'no', headers: null };
  const { answer } = keeper;
  if (answer === null) return { ok: false, ...meaningOfError(error), headers: null };
  const { status, headers, body } = answer;
  if (status !== 401 && status !== 403) return { ok: false, ...meaningOf(answer), headers };
  const refusal = { status, code: codeOf(body) };
  const failure = badCredentials(refusal, keeper.signed ? complaint : null);
  return { ok: false, failure, again: 'no', headers };
}

/** As early before its end as the provider asks for another. Source: auth0 7.1, token-provider. */
function goodUntil(body: unknown): number {
  const seconds = isObject(body) ? body['expires_in'] : undefined;
  return typeof seconds === 'number' ? Date.now() + seconds * 1_000 - 10_000 : Number.NaN;
}

function broken(): Attempt<Token> {
  return { ok: false, failure: notJson(), again: 'broken', headers: null };
}

/** Auth0 says the scopes beside the token; a token of another issuer form says them inside. */
function grantedScopes(body: unknown, token: string): ReadonlySet<string> | null {
  const beside = isObject(body) ? body['scope'] : undefined;
  const scope = typeof beside === 'string' && beside !== '' ? beside : scopeClaim(token);
  return scope === null ? null : new Set(scope.split(' ').filter(Boolean));
}

function scopeClaim(token: string): string | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const scope = isObject(claims) ? claims['scope'] : undefined;
    return typeof scope === 'string' ? scope : null;
  } catch {
    return null;
  }
}
