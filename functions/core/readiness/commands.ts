/**
 * Commands for people to paste, of the Auth0 CLI. Names and addresses in them are a stranger's, so a pasted command must be
 * one command whatever they hold: see `shellJson`.
 */

type Method = 'post' | 'patch';

/** `auth0 api post clients --tenant=… --data '…'`; the path is our own. */
export function apiCommand(
  domain: string | undefined,
  method: Method,
  path: string,
  body: Readonly<Record<string, unknown>>,
): string {
  return `auth0 api ${method} ${path} --tenant=${tenantWord(domain)} --data ${shellJson(body)}`;
}

/**
 * JSON as one word of a POSIX shell. Only printable ASCII is left in it, without what ends or opens anything in a shell, in
 * HTML or in Markdown, and without two spaces in a row, which readers fold: the rest is written as `\u` escapes. So no
 * character in it is invisible, and what is seen is what is pasted.
 */
function shellJson(body: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(body).replace(/[^ -~]|['`<>&]|(?<= ) /g, escaped);
  return `'${json}'`;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A domain comes from the operator's file; one that is none is left for the reader to fill in. */
function tenantWord(domain: string | undefined): string {
  return domain !== undefined && /^[a-z0-9][a-z0-9.:-]*$/i.test(domain) ? domain : `'{yourDomain}'`;
}

export function setDcrMode(domain: string | undefined, mode: 'strict' | 'permissive'): string {
  return apiCommand(domain, 'patch', 'tenants/settings', {
    dynamic_client_registration_security_mode: mode,
  });
}

/** Default permissions for users, with API and scopes to fill in. */
export function addDefaultPermissions(domain: string | undefined): string {
  return apiCommand(domain, 'post', 'client-grants', {
    default_for: 'third_party_clients',
    audience: 'API_IDENTIFIER',
    scope: ['SCOPE'],
    subject_type: 'user',
  });
}
