import type { StoredSections } from '../ports.ts';
import type { App } from '../snapshot.ts';
import { accessOf, type Access } from './access.ts';
import { neverRead } from './never-read.ts';
import type { AccessFact, Answer, TenantFact } from './requirement.ts';
import { datedAnswer, factSections, type Stale } from './stale.ts';

/** What tests look at besides the app; put together once for a tenant, however many apps it has. */
export interface Ground {
  readonly tenant: Readonly<Record<TenantFact, Answer>>;
  readonly access: Access;
}

/** @param stale sections of which the newest run could only leave what was read before */
export function groundOf(sections: StoredSections, stale: Stale = {}): Ground {
  const facts = tenantFacts(sections);
  const dated = (fact: TenantFact) => datedAnswer(facts[fact], factSections[fact], stale);
  return {
    tenant: {
      'classic-login': dated('classic-login'),
      'active-rules': dated('active-rules'),
      'active-hooks': dated('active-hooks'),
      'no-domain-connection': dated('no-domain-connection'),
    },
    access: datedAccess(accessOf(sections), stale),
  };
}

function datedAccess(access: Access, stale: Stale): Access {
  const dated = (fact: AccessFact) => (app: App) =>
    datedAnswer(access[fact](app), factSections[fact], stale);
  return {
    ...access,
    'implicit-api': dated('implicit-api'),
    'system-api': dated('system-api'),
    'implicit-system-api': dated('implicit-system-api'),
  };
}

function tenantFacts({ login, pipeline, connections }: StoredSections): Ground['tenant'] {
  const noPipeline: Answer = { holds: null, because: neverRead('pipeline') };
  const exchanges = pipeline?.value.hooks.filter(
    ({ trigger }) => trigger === 'credentials-exchange',
  );
  return {
    'classic-login': classicLogin(login?.value.experience),
    'active-rules': pipeline ? someActive('Rules', pipeline.value.rules) : noPipeline,
    'active-hooks': exchanges ? someActive('credentials-exchange Hooks', exchanges) : noPipeline,
    'no-domain-connection': connections
      ? noDomainConnection(connections.value)
      : { holds: null, because: neverRead('connections') },
  };
}

function classicLogin(experience: 'new' | 'classic' | 'unknown' | undefined): Answer {
  if (experience === undefined) return { holds: null, because: neverRead('login') };
  if (experience === 'unknown') {
    return { holds: null, because: 'Auth0 gives a login experience that is not known here' };
  }
  if (experience === 'new') return { holds: false };
  return { holds: true, detail: 'the tenant uses Classic Login' };
}

function someActive(what: string, extensions: readonly unknown[]): Answer {
  if (extensions.length === 0) return { holds: false };
  return { holds: true, detail: `active ${what} in the tenant: ${extensions.length}` };
}

function noDomainConnection(connections: readonly { readonly domain: boolean }[]): Answer {
  if (connections.some(({ domain }) => domain)) return { holds: false };
  return { holds: true, detail: `connections: ${connections.length}, none at the domain level` };
}
