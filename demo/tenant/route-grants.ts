import { refuse, type Answer } from './answer.ts';
import { addGrant, removeGrant } from './changes.ts';
import { values, type Filter } from './collection.ts';
import { logDeed } from './log-entries.ts';
import { answerPage } from './listing.ts';
import { flag } from './query.ts';
import type { ApiCall, Route } from './route.ts';
import { serverTime } from './state.ts';
import { isObject, type GrantBody, type GrantParts } from './wire.ts';

const all = /^\/api\/v2\/client-grants$/;

export const grantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: all,
    scopes: ['read:client_grants'],
    parameters: [
      'from',
      'take',
      'page',
      'per_page',
      'include_totals',
      'audience',
      'client_id',
      'allow_any_organization',
      'subject_type',
      'default_for',
    ],
    answer: ({ state, query }) =>
      answerPage(query, {
        name: 'client_grants',
        collection: state.grants,
        filter: filterOf(query),
        checkpoint: true,
        now: serverTime(state),
      }),
  },
  {
    method: 'POST',
    path: all,
    scopes: ['create:client_grants'],
    parameters: [],
    answer: postGrant,
  },
  {
    method: 'DELETE',
    path: /^\/api\/v2\/client-grants\/([^/]+)$/,
    scopes: ['delete:client_grants'],
    parameters: [],
    answer: deleteGrant,
  },
];

function filterOf(query: URLSearchParams): Filter<GrantBody> {
  const wanted = ['audience', 'client_id', 'subject_type', 'default_for'].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const anyOrganization = flag(query, 'allow_any_organization');
  return {
    key: JSON.stringify([wanted, anyOrganization]),
    keeps: (grant) =>
      wanted.every(([name, value]) => grant[name] === value) &&
      (anyOrganization === null || (grant['allow_any_organization'] ?? false) === anyOrganization),
  };
}

function postGrant({ state, body, actor }: ApiCall): Answer {
  const parts = givenGrant(body);
  // A default grant belongs to no app, and is impossible on a system API. Source: Auth0 docs, client grants.
  if ((parts.client_id === undefined) === (parts.default_for === undefined)) {
    return refuse(400, 'Exactly one of client_id and default_for is needed', 'invalid_body');
  }
  const api = [...values(state.apis)].find(({ identifier }) => identifier === parts.audience);
  if (api === undefined)
    return refuse(404, 'The resource server does not exist', 'inexistent_resource_server');
  if (api['is_system'] === true && parts.default_for !== undefined) {
    return refuse(
      400,
      'A default grant is not possible on a system API',
      'operation_not_supported',
    );
  }
  if (isTaken(parts, [...values(state.grants)])) {
    return refuse(409, 'A client grant for this audience already exists', 'grant_conflict');
  }
  const grant = addGrant(state, parts);
  logDeed(state, actor, {
    description: 'Create client grant',
    method: 'post',
    path: '/api/v2/client-grants',
    body: parts,
    status: 201,
    answer: grant,
  });
  return { status: 201, body: grant };
}

function deleteGrant({ state, id, actor }: ApiCall): Answer {
  if (removeGrant(state, id)) {
    logDeed(state, actor, {
      description: 'Delete client grant',
      method: 'delete',
      path: `/api/v2/client-grants/${id}`,
      body: {},
      status: 204,
      answer: {},
    });
  }
  return { status: 204 };
}

function givenGrant(body: unknown): GrantParts {
  if (isObject(body) && typeof body['audience'] === 'string') {
    return { ...body, audience: body['audience'] };
  }
  return refuse(
    400,
    "Payload validation error: 'Missing required property: audience'.",
    'invalid_body',
  );
}

function isTaken(parts: GrantParts, grants: readonly GrantBody[]): boolean {
  return grants.some(
    (grant) =>
      grant.audience === parts.audience &&
      grant.client_id === parts.client_id &&
      grant.default_for === parts.default_for &&
      grant.subject_type === (parts.subject_type ?? 'client'),
  );
}
