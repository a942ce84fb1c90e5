import { Refusal, apiError, refuse, tooManyRequests, unauthorized, type Answer } from './answer.ts';
import { knownOnly } from './query.ts';
import { take, type RateLimit } from './rate-limit.ts';
import { appRoutes } from './route-apps.ts';
import { grantRoutes } from './route-grants.ts';
import { logRoutes } from './route-logs.ts';
import { otherRoutes } from './route-others.ts';
import type { Route } from './route.ts';
import { serverTime, type TenantState, type Token } from './state.ts';

export const routes: readonly Route[] = [
  ...appRoutes,
  ...grantRoutes,
  ...logRoutes,
  ...otherRoutes,
];

export interface ApiRequest {
  readonly method: string;
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly token: Token | null;
  readonly text: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly origin: string;
}

/** One Management API call: rate limit, then token, then scope, then the route. */
export function answerApi(state: TenantState, limit: RateLimit, request: ApiRequest): Answer {
  const { allowed, headers } = take(limit, Date.now(), serverTime(state));
  const answer = allowed ? decide(state, request) : tooManyRequests;
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function decide(state: TenantState, request: ApiRequest): Answer {
  const { token } = request;
  if (token === null) return unauthorized;
  const route = routes.find(
    ({ method, path }) => method === request.method && path.test(request.pathname),
  );
  if (route === undefined) return apiError(404, 'Not Found');
  if (!route.scopes.some((scope) => token.scopes.has(scope))) {
    const message = `Insufficient scope, expected any of: ${route.scopes.join(',')}`;
    return apiError(403, message, 'insufficient_scope');
  }
  try {
    return run(state, route, request, token);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function run(state: TenantState, route: Route, request: ApiRequest, token: Token): Answer {
  if (route.parameters !== null) knownOnly(request.query, route.parameters);
  return route.answer({
    state,
    token,
    actor: {
      clientId: token.clientId,
      clientName: state.credentials.clientName,
      ip: request.ip,
      userAgent: request.userAgent,
    },
    query: request.query,
    id: decodeURIComponent(route.path.exec(request.pathname)?.[1] ?? ''),
    body: parseBody(request.text),
    origin: request.origin,
  });
}

export function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return refuse(400, 'Payload validation error: the body is not JSON.', 'invalid_body');
  }
}
