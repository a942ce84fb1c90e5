import { refuse, type Answer } from './answer.ts';
import { setSettings } from './changes.ts';
import { collect, everything } from './collection.ts';
import { answerPage, selection } from './listing.ts';
import { flag } from './query.ts';
import type { ApiCall, Route } from './route.ts';
import { serverTime } from './state.ts';
import {
  isObject,
  textOf,
  without,
  type ConnectionBody,
  type Ended,
  type RuleBody,
} from './wire.ts';

const paging = ['page', 'per_page', 'include_totals'];
const fields = ['fields', 'include_fields'];

export const otherRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/api\/v2\/tenants\/settings$/,
    scopes: ['read:tenant_settings'],
    parameters: fields,
    answer: ({ state, query }) => ({ status: 200, body: selection(query)(state.settings) }),
  },
  {
    method: 'PATCH',
    path: /^\/api\/v2\/tenants\/settings$/,
    scopes: ['update:tenant_settings'],
    parameters: [],
    answer: patchSettings,
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/resource-servers$/,
    scopes: ['read:resource_servers'],
    parameters: [...paging, 'identifiers', 'include_fields'],
    answer: listApis,
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/connections$/,
    scopes: ['read:connections'],
    parameters: [...paging, ...fields, 'from', 'take', 'strategy', 'name'],
    answer: listConnections,
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/prompts$/,
    scopes: ['read:prompts'],
    parameters: [],
    answer: ({ state }) => ({ status: 200, body: state.prompts }),
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/rules$/,
    scopes: ['read:rules'],
    parameters: [...paging, ...fields, 'enabled'],
    answer: (call) => listEnded(call, 'rules', call.state.rules),
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/hooks$/,
    scopes: ['read:hooks'],
    parameters: [...paging, 'fields', 'enabled', 'triggerId'],
    answer: (call) => listEnded(call, 'hooks', call.state.hooks),
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/migrations$/,
    // Undocumented; which scope it wants is unknown. Source: recorded by auth0-deploy-cli in 2024.
    scopes: ['read:tenant_settings'],
    parameters: [],
    answer: ({ state: { migrations } }) =>
      migrations === 404 ? refuse(404, 'Not Found') : { status: 200, body: { flags: migrations } },
  },
];

function patchSettings({ state, body, actor }: ApiCall): Answer {
  if (!isObject(body)) return refuse(400, 'Payload validation error.', 'invalid_body');
  const mode = body['dynamic_client_registration_security_mode'];
  if (mode !== undefined && mode !== 'strict' && mode !== 'permissive') {
    return refuse(
      400,
      `Payload validation error: 'No enum match for: ${textOf(mode)}'.`,
      'invalid_body',
    );
  }
  // Only customers with third-party apps before April 2026 may; what others are answered is unknown.
  if (mode === 'permissive' && !state.eligible) {
    return refuse(
      400,
      'Permissive mode is not available for this tenant',
      'operation_not_supported',
    );
  }
  const { flags, ...others } = body;
  const parts = isObject(flags) ? { ...others, flags } : others;
  return { status: 200, body: setSettings(state, parts, actor) };
}

function listApis({ state, query }: ApiCall): Answer {
  const identifiers = new Set(query.getAll('identifiers'));
  return answerPage(query, {
    name: 'resource_servers',
    collection: state.apis,
    filter: {
      key: JSON.stringify([...identifiers]),
      keeps: ({ identifier }) => identifiers.size === 0 || identifiers.has(identifier),
    },
    checkpoint: false,
    now: serverTime(state),
  });
}

function listConnections({ state, token, query }: ApiCall): Answer {
  const strategies = new Set(query.getAll('strategy'));
  const name = query.get('name');
  const whole = state.showSecrets || token.scopes.has('read:connections_options');
  return answerPage(query, {
    name: 'connections',
    collection: state.connections,
    filter: {
      key: JSON.stringify([...strategies, name]),
      keeps: (connection: ConnectionBody) =>
        (strategies.size === 0 || strategies.has(connection.strategy)) &&
        (name === null || connection.name === name),
    },
    checkpoint: true,
    now: serverTime(state),
    show: (connection) => (whole ? connection : without(connection, 'options')),
  });
}

/** Rules and Hooks ended on 2026-11-18; what their endpoints answer since is unknown, so all three can be had. */
function listEnded(call: ApiCall, name: 'rules' | 'hooks', ended: Ended<RuleBody>): Answer {
  if (ended === 403)
    return refuse(403, `The ${name} feature is not available`, 'operation_not_supported');
  if (ended === 404) return refuse(404, 'Not Found');
  if (ended === 410) return refuse(410, `The ${name} feature has reached its end of life`);
  const enabled = flag(call.query, 'enabled');
  const trigger = call.query.get('triggerId');
  const kept = ended.filter(
    (item) =>
      (enabled === null || item.enabled === enabled) &&
      (trigger === null || item['triggerId'] === trigger),
  );
  return answerPage(call.query, {
    name,
    collection: collect(kept),
    filter: everything,
    checkpoint: false,
    now: serverTime(call.state),
  });
}
