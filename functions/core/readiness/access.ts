import { isDefaultGrant } from '../baseline.ts';
import type { StoredSections } from '../ports.ts';
import type { Api, App, Grant } from '../snapshot.ts';
import { listed } from './judge-test.ts';
import { neverRead } from './never-read.ts';
import type { AccessFact, Answer } from './requirement.ts';

export interface Access extends Readonly<Record<AccessFact, (app: App) => Answer>> {
  /** The app's own grants; null when grants were never read. */
  ownGrants(app: App): readonly Grant[] | null;
  /** APIs whose policy lets the app in without a grant, at most so many, and how many there are; null when not known. */
  implicitApis(app: App, most: number): { apis: readonly string[]; count: number } | null;
  /** Identifiers of Auth0's own APIs; null when APIs were never read. */
  readonly systemApis: ReadonlySet<string> | null;
}

const no: Answer = { holds: false };
const closed: ReadonlySet<string> = new Set(['deny_all', 'require_client_grant']);

/** Who reaches what: once for a tenant, then each app costs only as much as it has grants. */
export function accessOf(sections: StoredSections): Access {
  const grants = sections.grants?.value ?? null;
  const apis = sections.apis?.value ?? null;
  const implicitSystem = implicitSystemApis(apis);
  const own = grants && grantsByApp(grants);
  const ownGrants = (app: App) => own && (own.get(app.id) ?? []);
  const systemApis = apis && new Set(apis.filter(({ system }) => system).map(identifierOf));
  const ways = apis && opened(apis, grants ?? []);

  function implicitApis(app: App, most: number) {
    const granted = grantedTo(ownGrants(app));
    if (ways?.open.length === 0) return { apis: [], count: 0 };
    return ways && granted && without(ways.open, ways.isOpen, granted, most);
  }

  return {
    ownGrants,
    systemApis,
    implicitApis,
    'system-api': (app) => systemGrants(ownGrants(app), systemApis),
    'implicit-system-api': () => implicitSystem,
    'implicit-api': (app) => {
      if (!ways) return { holds: null, because: neverRead('apis') };
      const found = implicitApis(app, 5);
      if (!found) return { holds: null, because: neverRead('grants') };
      if (found.count > 0) {
        return {
          holds: true,
          detail: listed('without a grant it may call', found.apis, found.count),
        };
      }
      const granted = grantedTo(ownGrants(app));
      const unclear = ways.unclear.find((api) => !granted?.has(api));
      if (unclear === undefined) return no;
      return { holds: null, because: listed('an access policy not known here, of', [unclear]) };
    },
  };
}

/** APIs, but for those with default permissions for users, which strict apps have too. */
function opened(apis: readonly Api[], grants: readonly Grant[]) {
  const byDefault = new Set(
    grants.filter((grant) => isDefaultGrant(grant) && isForUsers(grant)).map(audienceOf),
  );
  const others = apis.filter(({ system, identifier }) => !system && !byDefault.has(identifier));
  const open = others.filter(({ userPolicy }) => userPolicy === 'allow_all').map(identifierOf);
  const unclear = others.filter(
    ({ userPolicy }) => userPolicy !== 'allow_all' && !closed.has(userPolicy),
  );
  return { open, isOpen: new Set(open), unclear: unclear.map(identifierOf) };
}

function grantsByApp(grants: readonly Grant[]): Map<string, Grant[]> {
  const byApp = new Map<string, Grant[]>();
  for (const grant of grants) {
    if (grant.appId === null) continue;
    const held = byApp.get(grant.appId);
    if (held) held.push(grant);
    else byApp.set(grant.appId, [grant]);
  }
  return byApp;
}

function grantedTo(grants: readonly Grant[] | null): ReadonlySet<string> | null {
  return grants && new Set(grants.filter(isForUsers).map(audienceOf));
}

/** Looks at no more of the open APIs than are named: a tenant may have 1,000, and 100,000 apps. */
function without(
  open: readonly string[],
  isOpen: ReadonlySet<string>,
  granted: ReadonlySet<string>,
  most: number,
) {
  const apis: string[] = [];
  for (const api of open) {
    if (apis.length === most) break;
    if (!granted.has(api)) apis.push(api);
  }
  return { apis, count: open.length - [...granted].filter((api) => isOpen.has(api)).length };
}

/** Strict apps never reach them for users. By client credentials they act for nobody, and a grant is all they need. */
function systemGrants(
  grants: readonly Grant[] | null,
  systemApis: ReadonlySet<string> | null,
): Answer {
  if (!grants) return { holds: null, because: neverRead('grants') };
  if (grants.length === 0) return no;
  if (!systemApis) return { holds: null, because: neverRead('apis') };
  const held = grants.filter(({ audience }) => systemApis.has(audience));
  const forUsers = [...new Set(held.filter(isForUsers).map(audienceOf))];
  if (forUsers.length > 0) {
    return { holds: true, detail: listed('grants for users to', forUsers) };
  }
  const unclear = held.find(({ subjectType }) => subjectType !== 'client');
  if (!unclear) return no;
  return {
    holds: null,
    because: listed('a grant of a kind not known here, for', [unclear.audience]),
  };
}

/** Auth0's own APIs that any permissive app may call for its users. */
function implicitSystemApis(apis: readonly Api[] | null): Answer {
  if (!apis) return { holds: null, because: neverRead('apis') };
  const open = apis.filter(({ system, userPolicy }) => system && userPolicy === 'allow_all');
  if (open.length === 0) return no;
  return { holds: true, detail: listed('without a grant it may call', open.map(identifierOf)) };
}

function isForUsers({ subjectType }: Grant): boolean {
  return subjectType === 'user';
}

function audienceOf({ audience }: Grant): string {
  return audience;
}

function identifierOf({ identifier }: Api): string {
  return identifier;
}
