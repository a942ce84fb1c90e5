import { refuse } from './answer.ts';
import { secretFields, withoutSecrets } from './app-body.ts';
import { flag, list } from './query.ts';
import type { ApiCall } from './route.ts';
import { selectFields, type AppBody, type JsonObject } from './wire.ts';

/** Readable with any scope. Source: OpenAPI description of GET /api/v2/clients, 2026-06-25. */
const summary = new Set(['client_id', 'app_type', 'name', 'description']);

/** What of an app a token may see. */
export function shown(call: ApiCall): (app: AppBody) => JsonObject {
  const { state, token } = call;
  const keys = mayReadSecrets(call);
  if (!keys && !token.scopes.has('read:clients')) return (app) => selectFields(app, summary, true);
  return keys || state.showSecrets ? (app) => app : withoutSecrets;
}

function mayReadSecrets({ token: { scopes } }: ApiCall): boolean {
  return scopes.has('read:client_keys') || scopes.has('read:client_credentials');
}

/**
 * Asked for by name, a secret is not left out of the answer: there is no answer. Source:
 * github.com/auth0/terraform-provider-auth0 issue 774 (2023-08-11), which gives status and message, and no error code.
 */
export function refuseSecrets(call: ApiCall): void {
  const asked = flag(call.query, 'include_fields') === false ? null : list(call.query, 'fields');
  if (asked === null || mayReadSecrets(call)) return;
  const secret = secretFields.filter((name) => asked.has(name));
  if (secret.length > 0) refuse(403, `You cannot read the following fields: ${secret.join(', ')}`);
}
