import { createdBody } from './app-body.ts';
import { refuse, type Answer } from './answer.ts';
import { appById, createApp, decidedMode, deleteApp, updateApp } from './changes.ts';
import { answerPage, selection } from './listing.ts';
import { flag, list } from './query.ts';
import type { ApiCall, Route } from './route.ts';
import { refuseSecrets, shown } from './shown-app.ts';
import { serverTime } from './state.ts';
import type { Filter } from './collection.ts';
import { isObject, type AppBody, type AppParts } from './wire.ts';

const one = /^\/api\/v2\/clients\/([^/]+)$/;
const all = /^\/api\/v2\/clients$/;

export const appRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: all,
    scopes: ['read:clients', 'read:client_keys', 'read:client_summary'],
    parameters: [
      'fields',
      'include_fields',
      'page',
      'per_page',
      'include_totals',
      'from',
      'take',
      'is_global',
      'is_first_party',
      'app_type',
      'external_client_id',
    ],
    answer: listApps,
  },
  {
    method: 'GET',
    path: one,
    scopes: ['read:clients', 'read:client_keys', 'read:client_credentials', 'read:client_summary'],
    parameters: ['fields', 'include_fields'],
    answer: getApp,
  },
  { method: 'POST', path: all, scopes: ['create:clients'], parameters: [], answer: postApp },
  { method: 'PATCH', path: one, scopes: ['update:clients'], parameters: [], answer: patchApp },
  {
    method: 'DELETE',
    path: one,
    scopes: ['delete:clients'],
    parameters: [],
    answer: ({ state, id, actor }) => {
      deleteApp(state, id, actor);
      return { status: 204 };
    },
  },
];

function getApp(call: ApiCall): Answer {
  refuseSecrets(call);
  return { status: 200, body: selection(call.query)(shown(call)(existing(call))) };
}

function listApps(call: ApiCall): Answer {
  const { state, query } = call;
  refuseSecrets(call);
  return answerPage(query, {
    name: 'clients',
    collection: state.apps,
    filter: filterOf(query),
    checkpoint: true,
    offsetCap: state.appOffsetCap,
    now: serverTime(state),
    show: shown(call),
  });
}

function filterOf(query: URLSearchParams): Filter<AppBody> {
  const firstParty = flag(query, 'is_first_party');
  const global = flag(query, 'is_global');
  const types = list(query, 'app_type');
  const external = query.get('external_client_id');
  return {
    key: JSON.stringify([firstParty, global, query.get('app_type'), external]),
    keeps: (app) =>
      (firstParty === null || app.is_first_party === firstParty) &&
      (global === null || app.global === global) &&
      (types === null || types.has(String(app['app_type']))) &&
      (external === null || app['external_client_id'] === external),
  };
}

function existing({ state, id }: ApiCall): AppBody {
  return appById(state, id) ?? refuse(404, 'The client does not exist', 'inexistent_client');
}

function postApp({ state, body, actor }: ApiCall): Answer {
  const parts = givenParts(body);
  if (typeof parts.name !== 'string' || parts.name === '') {
    return refuseBody('Missing required property: name');
  }
  const { third_party_security_mode: mode } = decidedMode(state, parts);
  if (mode !== undefined && parts.is_first_party !== false) {
    return refuseBody('third_party_security_mode is only for third-party applications');
  }
  if (mode !== undefined && mode !== 'strict' && mode !== 'permissive') {
    return refuseBody(`No enum match for: ${mode}`);
  }
  // What Auth0 answers here is unknown: its docs only say that such customers cannot.
  if (mode === 'permissive' && !state.eligible) {
    return refuse(
      400,
      'Permissive mode is not available for this tenant',
      'operation_not_supported',
    );
  }
  if (mode === 'strict') refuseGrantTypes(parts.grant_types ?? []);
  return { status: 201, body: createdBody(createApp(state, parts, actor)) };
}

// Source: Auth0 docs, third-party applications, enhanced security controls (2026-05-28).
const strictGrantTypes = ['authorization_code', 'refresh_token', 'client_credentials'];

function refuseGrantTypes(types: readonly string[]): void {
  const offender = types.find((type) => !strictGrantTypes.includes(type));
  if (offender !== undefined) refuseBody(`Grant type not allowed in strict mode: ${offender}`);
}

// Source: comment in auth0-deploy-cli src/tools/auth0/handlers/clients.ts, line 638: PATCH answers 400.
const immutable = ['third_party_security_mode', 'is_first_party'];

function patchApp(call: ApiCall): Answer {
  const { state, id, body, actor } = call;
  const app = existing(call);
  const parts = givenParts(body);
  const changed = immutable.find((key) => key in parts && parts[key] !== app[key]);
  if (changed !== undefined) return refuseBody(`${changed} cannot be changed after creation`);
  const after = updateApp(state, id, parts, actor) ?? app;
  return { status: 200, body: createdBody(after) };
}

function givenParts(body: unknown): AppParts {
  return isObject(body) ? body : refuseBody('Expected type object');
}

function refuseBody(message: string): never {
  return refuse(400, `Payload validation error: '${message}'.`, 'invalid_body');
}
