import { createdBody, loggedBody } from './app-body.ts';
import { insert, positionWhere, replace, valueAt, values } from './collection.ts';
import { apiBody, grantBody, patchOnlyFlags } from './defaults.ts';
import { logDeed, type Actor } from './log-entries.ts';
import { keepApp, newAppBody, type TenantState } from './state.ts';
import type {
  ApiBody,
  ApiParts,
  AppBody,
  AppParts,
  GrantBody,
  GrantParts,
  JsonObject,
} from './wire.ts';

/** An app's place, computed apps included; null when there is no such app. */
export function appPosition(state: TenantState, id: string): number | null {
  if (!state.appPositions.has(id)) indexComputed(state);
  const position = state.appPositions.get(id);
  return position === undefined || valueAt(state.apps, position) === null ? null : position;
}

/** Once, and only when somebody asks for one app: a listing needs no index. */
function indexComputed(state: TenantState): void {
  const { source } = state.apps;
  for (let position = state.indexed; position < source.count; position += 1) {
    state.appPositions.set(source.make(position).client_id, position);
  }
  state.indexed = source.count;
}

export function appById(state: TenantState, id: string): AppBody | null {
  const position = appPosition(state, id);
  return position === null ? null : valueAt(state.apps, position);
}

/** Without a mode, the tenant decides as Auth0 does: the toggle, if the customer is eligible. */
export function decidedMode(state: TenantState, parts: AppParts): AppParts {
  if (parts.is_first_party !== false || parts.third_party_security_mode !== undefined) return parts;
  const permissive = state.eligible && state.toggle === 'on';
  return { ...parts, third_party_security_mode: permissive ? 'permissive' : 'strict' };
}

/** Creates an app. With an actor it leaves the log entry that POST /api/v2/clients leaves. */
export function createApp(
  state: TenantState,
  parts: AppParts,
  actor: Actor | null = null,
  place: 'first' | 'last' = 'last',
): AppBody {
  const app = newAppBody(state, decidedMode(state, parts));
  keepApp(state, app, place);
  if (actor === null) return app;
  logDeed(state, actor, {
    description: 'Create a client',
    method: 'post',
    path: '/api/v2/clients',
    body: parts,
    status: 201,
    answer: loggedBody(createdBody(app)),
    accessedSecrets: ['client_secret'],
  });
  return app;
}

/** Changes an app in place, the immutable parts too: what Auth0 refuses is refused by the route, not here. */
export function updateApp(
  state: TenantState,
  id: string,
  parts: AppParts,
  actor: Actor | null = null,
): AppBody | null {
  const position = appPosition(state, id);
  const app = appById(state, id);
  if (position === null || app === null) return null;
  const touched = state.timestamps ? { updated_at: state.clock().toISOString() } : {};
  const changed = { ...app, ...parts, ...touched } as AppBody; // parts cannot name a required key as undefined
  replace(state.apps, position, changed);
  if (actor !== null) {
    logDeed(state, actor, {
      description: 'Update a client',
      method: 'patch',
      path: `/api/v2/clients/${id}`,
      body: parts,
      status: 200,
      answer: loggedBody(createdBody(changed)),
    });
  }
  return changed;
}

/** Deleting an app takes its grants along, as in Auth0. */
export function deleteApp(state: TenantState, id: string, actor: Actor | null = null): boolean {
  const position = appPosition(state, id);
  if (position === null) return false;
  replace(state.apps, position, null);
  for (const grant of values(state.grants)) {
    if (grant.client_id === id) removeGrant(state, grant.id);
  }
  if (actor !== null) {
    logDeed(state, actor, {
      description: 'Delete a client',
      method: 'delete',
      path: `/api/v2/clients/${id}`,
      body: {},
      status: 204,
      answer: {},
    });
  }
  return true;
}

/** Merges; flags are merged one by one, and a value of undefined takes the key away. */
export function setSettings(
  state: TenantState,
  parts: JsonObject & { flags?: JsonObject },
  actor: Actor | null = null,
): JsonObject {
  const flags = { ...state.settings.flags, ...parts.flags };
  state.settings = { ...state.settings, ...parts, flags };
  const { sandbox_versions_available: _, ...kept } = state.settings;
  const answer = { ...kept, flags: { ...flags, ...patchOnlyFlags } };
  if (actor !== null) {
    logDeed(state, actor, {
      description: 'Update tenant settings',
      method: 'patch',
      path: '/api/v2/tenants/settings',
      body: parts,
      status: 200,
      answer,
    });
  }
  return answer;
}

export function addGrant(state: TenantState, parts: GrantParts): GrantBody {
  const grant = grantBody(parts, state.grants.last + 2);
  insert(state.grants, grant);
  return grant;
}

export function removeGrant(state: TenantState, id: string): boolean {
  const position = positionWhere(state.grants, (grant) => grant.id === id);
  if (position !== null) replace(state.grants, position, null);
  return position !== null;
}

export function addApi(state: TenantState, parts: ApiParts): ApiBody {
  const api = apiBody(parts, state.apis.last + 1);
  insert(state.apis, api);
  return api;
}

/** @throws {RangeError} when there is no such API, so that a story cannot miss its mark in silence */
export function changeApi(state: TenantState, identifier: string, parts: JsonObject): ApiBody {
  const position = positionWhere(state.apis, (api) => api.identifier === identifier);
  const api = position === null ? null : valueAt(state.apis, position);
  if (position === null || api === null) throw new RangeError(`no API ${identifier}`);
  const changed = { ...api, ...parts };
  replace(state.apis, position, changed);
  return changed;
}
