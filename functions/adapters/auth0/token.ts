import { ConfigError, OperatorError } from '../../core/errors.ts';
import { sectionScopes } from '../../core/scopes.ts';
import { tenantAudience, tenantUrl, type Tenant } from '../../core/tenant.ts';
import type { Auth0Credentials } from './credentials.ts';
import { askForToken, keep, keptToken, type Keeper, type Token } from './keeper.ts';
import { persist, type Means } from './persist.ts';
import { probeScopes } from './probe-scopes.ts';
import { noToken, unreadableCredentials, type Result } from './reasons.ts';

export type CredentialsOf = (tenant: Tenant) => Promise<Auth0Credentials>;

/** One run's access to the tenant's token. */
export interface Tokens {
  /** Cached between runs of a process; asks Auth0 only when there is none or it is about to expire. */
  current(): Promise<Result<Token>>;
  /** Reads the credentials again and gets one new token; a second time in a run gives the same one. */
  renew(): Promise<Result<Token>>;
}

export type TokenCache = Map<string, Keeper>;

/** @param waiting told of waits for the token endpoint */
export function createTokens(
  cache: TokenCache,
  credentialsOf: CredentialsOf,
  tenant: Tenant,
  means: Means,
  waiting: (ms: number) => void,
): Tokens {
  const place = [tenant.id, tenant.domain, tenantUrl(tenant), tenantAudience(tenant)].join(' ');
  const wanted = wantedScopes(tenant);
  let fresh = false;
  let renewal: Promise<Result<Token>> | null = null;
  return { current: () => renewal ?? current(), renew: () => (renewal ??= reopen('mid-run')) };

  async function current(): Promise<Result<Token>> {
    const kept = cache.get(place);
    // A scope that was granted since shows only in a new token.
    if (kept === undefined || (!fresh && lacksScopes(kept.token, wanted)))
      return reopen('at first');
    const token = await ask(kept);
    // A secret may have been replaced since this process read it.
    return !token.ok && token.cause === 'credentials' && !fresh ? reopen('at first') : token;
  }

  async function reopen(when: 'at first' | 'mid-run'): Promise<Result<Token>> {
    cache.delete(place);
    fresh = true;
    const keeper = await open(credentialsOf, tenant, when);
    if (!keeper.ok) return noToken(keeper);
    const token = await ask(keeper.value);
    if (token.ok) cache.set(place, keeper.value);
    return token;
  }

  async function ask(keeper: Keeper): Promise<Result<Token>> {
    const kept = keptToken(keeper);
    if (kept !== null) return { ok: true, value: kept };
    const token = await persist(means, null, waiting, () => askForToken(keeper, means.wire));
    return token.ok ? token : noToken(token);
  }
}

function wantedScopes({ toggle }: Tenant): string[] {
  const read = Object.values(sectionScopes).flatMap(({ scopes }) => scopes);
  return toggle.probeEveryDays === undefined ? read : [...read, ...probeScopes];
}

function lacksScopes(token: Token | null, wanted: readonly string[]): boolean {
  return wanted.some((scope) => token?.scopes?.has(scope) === false);
}

async function open(
  credentialsOf: CredentialsOf,
  tenant: Tenant,
  when: 'at first' | 'mid-run',
): Promise<Result<Keeper>> {
  try {
    return keep(await credentialsOf(tenant), tenant);
  } catch (error) {
    // A configuration that is wrong from the start is no result of reading; one that went wrong since, is.
    if (error instanceof ConfigError && when === 'at first') throw error;
    if (error instanceof OperatorError) return unreadableCredentials(error.message);
    return unreadableCredentials(error instanceof Error ? error.name : 'unknown error');
  }
}
