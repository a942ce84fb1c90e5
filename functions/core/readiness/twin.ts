import { shortText } from '../shortened.ts';
import type { App, Grant } from '../snapshot.ts';
import { visible } from '../visible.ts';
import type { Access } from './access.ts';
import { apiCommand } from './commands.ts';
import { isCutMark, signsInUsers } from './judge-test.ts';
import { appTypes, grantTypes } from './sources.ts';

/** A command for a strict app beside the permissive one, and what of that one it leaves out, as half sentences. */
export interface Twin {
  readonly command: string;
  readonly leftOut: readonly string[];
}

const simpleMethods = ['none', 'client_secret_post', 'client_secret_basic'];

/** UTF-16 units of callbacks in one command: beyond, nobody can see what they paste. */
const mostText = 1_000;

export function twinOf(app: App, domain: string | undefined): Twin {
  const callbacks = callbacksOf(app);
  const method = app.authMethod ?? '';
  const command = apiCommand(domain, 'post', 'clients', {
    name: `${nameFor(app)} (strict)`,
    is_first_party: false,
    third_party_security_mode: 'strict',
    ...(hasStrictType(app) && { app_type: app.appType }),
    ...(callbacks.length > 0 && { callbacks }),
    grant_types: grantsFor(app),
    ...(simpleMethods.includes(method) && { token_endpoint_auth_method: method }),
  });
  return { command, leftOut: leftOutOf(app, callbacks.length) };
}

function hasStrictType({ appType }: App): boolean {
  return appTypes.some((type) => type === appType);
}

/** What strict allows of them; the code flow where that is nothing. */
function grantsFor(app: App): string[] {
  const allowed = grantTypes.filter(
    (type) =>
      app.grantTypes.includes(type) && (type !== 'client_credentials' || app.authMethod !== 'none'),
  );
  const starts = allowed.some((type) => type !== 'refresh_token');
  return starts ? allowed : ['authorization_code', ...allowed];
}

function callbacksOf({ callbacks }: App): string[] {
  let length = 0;
  return callbacks.filter((callback) => {
    if (callback.includes('*') || isCutMark(callback)) return false;
    length += JSON.stringify(callback).length;
    return length <= mostText;
  });
}

/** Auth0 refuses angle brackets in names, and an empty one. Source: Management API, `POST /api/v2/clients`. */
function nameFor({ name }: App): string {
  const allowed = shortText(name.toWellFormed().replace(/[<>]/g, ''));
  return visible(allowed) === '' ? 'Third-party app' : allowed;
}

function leftOutOf(app: App, callbacks: number): string[] {
  const type = app.appType === undefined ? 'a type, which it has not' : 'its type';
  return [
    ...(callbacks < app.callbacks.length
      ? ['its callbacks with a wildcard, or that are too long to print']
      : []),
    ...(app.origins.length > 0 ? ['its origins'] : []),
    ...(hasStrictType(app) ? [] : [type]),
    ...(app.authMethod !== undefined && simpleMethods.includes(app.authMethod)
      ? []
      : ['how it authenticates']),
  ];
}

const mostGrants = 3;
const longestGrant = 1_500;

/** Commands that give the twin what the app reaches now, as far as a strict app may, and how many are not printed. */
export function grantsOf(app: App, access: Access, domain: string | undefined) {
  const own = (access.ownGrants(app) ?? []).filter(
    ({ audience, subjectType }) => subjectType === 'client' || !access.systemApis?.has(audience),
  );
  const implicit = signsInUsers(app) ? access.implicitApis(app, mostGrants) : null;
  const commands = [
    ...own.slice(0, mostGrants).map((grant) => grantCommand(domain, ownBody(grant))),
    ...(implicit?.apis ?? []).map((audience) =>
      grantCommand(domain, { audience, scope: ['SCOPE'], subject_type: 'user' }),
    ),
  ]
    .slice(0, mostGrants)
    .filter((command) => command.length <= longestGrant);
  return { commands, omitted: own.length + (implicit?.count ?? 0) - commands.length };
}

function ownBody({ audience, scopes, allScopes, subjectType }: Grant) {
  const held = allScopes ? { allow_all_scopes: true } : { scope: scopes };
  return { audience, ...held, subject_type: subjectType };
}

function grantCommand(domain: string | undefined, body: Readonly<Record<string, unknown>>): string {
  return apiCommand(domain, 'post', 'client-grants', { client_id: 'NEW_CLIENT_ID', ...body });
}
