import { traitsOf } from '../app-traits.ts';
import type { StoredSections } from '../ports.ts';
import type { App, Grant } from '../snapshot.ts';
import type { Access } from './access.ts';
import { signsInUsers } from './judge-test.ts';
import type { Blast } from './schema.ts';

/** More are counted: a tenant may have 1,000 APIs, and a report hundreds of apps. */
const mostApis = 20;

/** What would stop when the app is replaced by a strict one. */
export function blastOf(
  app: App,
  access: Access,
  connections: StoredSections['connections'],
): Blast {
  const organizations = traitsOf(app, 'organizations');
  return {
    grants: access.ownGrants(app)?.map(grantView) ?? null,
    implicitApis: implicitApis(app, access),
    refreshTokens: app.grantTypes.includes('refresh_token'),
    organizations: organizations.length > 0 ? organizations.join(', ') : null,
    connections: connections
      ? {
          domain: connections.value.filter(({ domain }) => domain).length,
          total: connections.value.length,
        }
      : null,
  };
}

function grantView({ audience, scopes, allScopes }: Grant) {
  return { audience, scopes, allScopes };
}

function implicitApis(app: App, access: Access): Blast['implicitApis'] {
  if (!signsInUsers(app)) return { apis: [], more: 0 };
  const found = access.implicitApis(app, mostApis);
  return found && { apis: found.apis, more: found.count - found.apis.length };
}
