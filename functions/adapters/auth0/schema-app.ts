import type { App } from '../../core/snapshot.ts';
import { toTraits } from './app-traits.ts';
import { isGiven, nameIn, oneOf, shownValue, strings, text, toMode, type Raw } from './fields.ts';
import type { Intern } from './intern.ts';

/** What is asked for and kept of an app: secrets end at this door. */
export const appFields = [
  'client_id',
  'name',
  'is_first_party',
  'third_party_security_mode',
  'external_metadata_type',
  'global',
  'app_type',
  'token_endpoint_auth_method',
  'grant_types',
  'callbacks',
  'allowed_origins',
  'web_origins',
  'created_at',
] as const;

export function toApp(raw: Raw, id: string, intern: Intern): App {
  const firstParty = toParty(raw, id);
  const appType = text(raw['app_type']);
  const authMethod = text(raw['token_endpoint_auth_method']);
  const mode = toSecurityMode(raw['third_party_security_mode'], firstParty, id);
  const { securityMode, rawSecurityMode } = mode;
  const traits = firstParty === false && securityMode !== 'strict' ? toTraits(raw) : [];
  // Every key, by name: in that order fingerprints are taken, and an object of one shape takes the least memory.
  return {
    appType: appType === null ? undefined : intern.text(appType),
    authMethod: authMethod === null ? undefined : intern.text(authMethod),
    callbacks: intern.list(strings(raw['callbacks'])),
    createdAt: toInstant(raw['created_at']),
    firstParty,
    grantTypes: intern.list(strings(raw['grant_types'])),
    id,
    name: nameIn(raw['name']),
    origin: toOrigin(raw['external_metadata_type']),
    origins: intern.list(strings(raw['allowed_origins'], raw['web_origins'])),
    rawSecurityMode,
    securityMode,
    traits: traits.length > 0 ? intern.list(traits) : undefined,
  };
}

/**
 * Where Auth0 does not say the party, a mode or the prefix of ids of strict apps does: only third-party apps have them.
 * Source: Auth0 third-party application docs, read 2026-08-20; recorded answers.
 */
function toParty(raw: Raw, id: string): boolean | null {
  const stated = raw['is_first_party'];
  if (typeof stated === 'boolean') return stated;
  return isGiven(raw['third_party_security_mode']) || id.startsWith('tpc_') ? false : null;
}

/**
 * Auth0 gives a mode on every third-party app and on no other. Where one is missing, only the prefix of ids of strict
 * apps tells; nothing else is guessed. Source: Auth0 third-party application docs, read 2026-08-20; recorded answers.
 */
function toSecurityMode(
  mode: unknown,
  firstParty: boolean | null,
  id: string,
): Pick<App, 'securityMode' | 'rawSecurityMode'> {
  if (isGiven(mode)) {
    const known = toMode(mode);
    if (known !== 'unknown') return { securityMode: known };
    return { rawSecurityMode: shownValue(mode), securityMode: known };
  }
  if (firstParty === true) return { securityMode: null };
  return { securityMode: firstParty === false && id.startsWith('tpc_') ? 'strict' : 'unknown' };
}

function toOrigin(type: unknown): App['origin'] {
  if (!isGiven(type)) return 'regular';
  return oneOf(['dcr', 'cimd'], type) ?? 'unknown';
}

function toInstant(value: unknown): string | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
