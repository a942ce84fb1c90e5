import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, readBody, sleep } from './loopback.ts';
import { Refusal, type Answer } from './tenant/answer.ts';
import { answerApi, parseBody } from './tenant/api.ts';
import { controls, type Controls } from './tenant/controls.ts';
import {
  arm,
  bendAnswer,
  bendQuery,
  dueFailure,
  type ArmedFault,
  type Fault,
} from './tenant/faults.ts';
import type { TenantOptions } from './tenant/options.ts';
import { limitOf, rateLimitsOf, type Bucket, type RateLimit } from './tenant/rate-limit.ts';
import { answerRegistration } from './tenant/register.ts';
import { send } from './tenant/send.ts';
import { createState, serverTime, type TenantState } from './tenant/state.ts';
import { answerToken, bearer, issueToken } from './tenant/token.ts';
import {
  note,
  resetTraffic,
  trafficOf,
  type OnRequest,
  type SeenRequest,
  type Traffic,
} from './tenant/traffic.ts';
import { isObject } from './tenant/wire.ts';

export type { Fault, Failure } from './tenant/faults.ts';
export { failures } from './tenant/faults.ts';
export type { Actor } from './tenant/log-entries.ts';
export type { TenantOptions } from './tenant/options.ts';
export type { OnRequest, SeenRequest } from './tenant/traffic.ts';
export { defaultScopes, writeScopes } from './tenant/scopes.ts';
export { syntheticSecret } from './tenant/ids.ts';

/** A running Auth0 tenant that exists only on this machine. Its methods do what an administrator could. */
export interface SimulatedTenant extends Controls {
  /** Where it listens, such as `http://127.0.0.1:4321`. */
  readonly url: string;
  readonly domain: string;
  readonly clientId: string;
  readonly state: TenantState;
  /** The newest requests, oldest first; see the option `recordRequests`. */
  readonly requests: readonly SeenRequest[];
  /** Requests since the start or the last reset, kept or not. */
  requestCount(): number;
  /** Forgets the requests seen, and counts from 1 again. */
  reset(): void;
  /** Replaces the faults. */
  setFaults(...faults: readonly Fault[]): void;
  onRequest(hook: OnRequest | null): void;
  setLatency(milliseconds: number): void;
  /** Replaces the rate limits by full ones; without any, nothing is limited. */
  setRateLimit(...buckets: readonly Bucket[]): void;
  /** One for each bucket and one for the rest, with what was spent of them since they were set. */
  rateLimits(): readonly RateLimit[];
  /** A token as POST /oauth/token gives it, with the scopes it would give or with these. */
  token(scopes?: Iterable<string>): string;
  close(): Promise<void>;
}

interface Server {
  readonly state: TenantState;
  readonly audiences: readonly string[] | null;
  readonly traffic: Traffic;
  faults: readonly ArmedFault[];
  hook: OnRequest | null;
  latency: number;
  limits: readonly RateLimit[];
}

export async function startTenant(options: TenantOptions = {}): Promise<SimulatedTenant> {
  const server = serverOf(options);
  const { state, traffic } = server;
  const loopback = await listen(
    (request, response) => exchange(server, request, response),
    options.port,
  );
  return {
    ...controls(state),
    ...loopback,
    domain: state.domain,
    clientId: state.credentials.clientId,
    state,
    requests: traffic.requests,
    requestCount: () => traffic.count,
    reset: () => resetTraffic(traffic),
    setFaults: (...faults) => {
      server.faults = faults.map(arm);
    },
    onRequest: (hook) => {
      server.hook = hook;
    },
    setLatency: (milliseconds) => {
      server.latency = milliseconds;
    },
    setRateLimit: (...buckets) => {
      server.limits = rateLimitsOf(buckets, Date.now());
    },
    rateLimits: () => server.limits,
    token: (scopes) => issueToken(state, `https://${state.domain}/api/v2/`, scopes).text,
  };
}

function serverOf(options: TenantOptions): Server {
  return {
    state: createState(options),
    audiences: options.audiences ?? null,
    limits: rateLimitsOf([options.rateLimit ?? []].flat(), Date.now()),
    traffic: trafficOf(options.recordRequests ?? 10_000),
    faults: (options.faults ?? []).map(arm),
    hook: options.onRequest ?? null,
    latency: options.latencyMs ?? 0,
  };
}

async function exchange(
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readBody(request);
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
  const token = bearer(server.state, request.headers.authorization);
  const seen = note(server.traffic, {
    method: request.method ?? 'GET',
    path: `${url.pathname}${url.search}`,
    pathname: url.pathname,
    tokenId: token?.id ?? null,
  });
  await server.hook?.(seen.nth, seen);
  if (server.latency > 0) await sleep(server.latency);
  const failure = dueFailure(server.faults, seen);
  bendQuery(failure, url.searchParams);
  const answer = failure?.kind === 'answer' ? failure.answer : decide(server, request, url, text);
  const date = new Date(serverTime(server.state)).toUTCString();
  await send(response, failure, bendAnswer(failure, answer, url.searchParams), date);
}

function decide(server: Server, request: IncomingMessage, url: URL, text: string): Answer {
  const { state } = server;
  const { pathname, searchParams: query, origin } = url;
  const { method = 'GET', headers } = request;
  if (method === 'POST' && pathname === '/oauth/token') {
    return answerToken(server, formOf(text, headers['content-type'] ?? ''));
  }
  if (method === 'POST' && pathname === '/oidc/register') {
    return refusable(() => answerRegistration(state, parseBody(text), '127.0.0.1'));
  }
  if (!pathname.startsWith('/api/v2/')) return { status: 404, body: 'Not Found' };
  const token = bearer(state, headers.authorization);
  const userAgent = headers['user-agent'] ?? '';
  return answerApi(state, limitOf(server.limits, pathname), {
    method,
    pathname,
    query,
    token,
    text,
    ip: '127.0.0.1',
    userAgent,
    origin,
  });
}

function refusable(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function formOf(text: string, contentType: string): Record<string, unknown> {
  if (!contentType.includes('json')) return Object.fromEntries(new URLSearchParams(text));
  const body = parseBody(text);
  return isObject(body) ? body : {};
}
