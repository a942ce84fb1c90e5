import type { App } from '../../core/snapshot.ts';
import { toTraits } from './app-traits.ts';
import { isGiven, nameIn, shownValue, strings, text, toMode, type Raw } from './fields.ts';
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
  const createdAt = toInstant(raw['created_at']);
  const traits = firstParty === false && mode.securityMode !== 'strict' ? toTraits(raw) : null;
  return {
    id,
    name: nameIn(raw['name']),
    firstParty,
    ...mode,
    origin: toOrigin(raw['external_metadata_type']),
    ...(appType !== null && { appType: intern.text(appType) }),
    ...(authMethod !== null && { authMethod: intern.text(authMethod) }),
    grantTypes: intern.list(strings(raw['grant_types'])),
    callbacks: intern.list(strings(raw['callbacks'])),
    origins: intern.list(strings(raw['allowed_origins'], raw['web_origins'])),
    ...(createdAt !== null && { createdAt }),
    ...(traits !== null && traits.length > 0 && { traits: intern.list(traits) }),
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
    return { securityMode: known, rawSecurityMode: shownValue(mode) };
  }
  if (firstParty === true) return { securityMode: null };
  return { securityMode: firstParty === false && id.startsWith('tpc_') ? 'strict' : 'unknown' };
}

function toOrigin(type: unknown): App['origin'] {
  if (!isGiven(type)) return 'regular';
  return type === 'dcr' || type === 'cimd' ? type : 'unknown';
}

function toInstant(value: unknown): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
