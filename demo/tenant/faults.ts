import { apiError, invalidCursor, tooManyRequests, unauthorized, type Answer } from './answer.ts';
import { isObject, type JsonObject } from './wire.ts';
import type { SeenRequest } from './traffic.ts';

/** What goes wrong with a request. */
export type Failure =
  /** Exactly this answer, with no header of ours beside content-type. A string body is sent as it is. */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The true answer, but the connection ends after this share of the body. */
  | { readonly kind: 'cut'; readonly share: number }
  /** The connection stays open and nothing comes. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  /** The true body under another content type. */
  | { readonly kind: 'content-type'; readonly type: string }
  /** The true page, with the cursor that asked for it as `next`. */
  | { readonly kind: 'same-cursor' }
  /** 200 and no items; `next` stays or goes as said. */
  | { readonly kind: 'empty-page'; readonly keepNext: boolean }
  /** Pages of at most this many items, whatever was asked for. */
  | { readonly kind: 'capped'; readonly at: number }
  /** The true answer, this many milliseconds late. */
  | { readonly kind: 'slow'; readonly ms: number };

export interface Match {
  readonly method?: string;
  /** A prefix of path and query, or an expression they must match. */
  readonly path?: string | RegExp;
  /** The first matching request that fails, counted from 1 since the fault was set. Default 1. */
  readonly nth?: number;
  /** How many fail. Default 1; Infinity for all that follow. */
  readonly times?: number;
}

export interface Fault {
  readonly match: Match;
  readonly failure: Failure;
}

/** A fault as it is running. */
export interface ArmedFault extends Fault {
  seen: number;
  failed: number;
}

export function arm(fault: Fault): ArmedFault {
  return { ...fault, seen: 0, failed: 0 };
}

/** The failure of the first fault that is due; every fault counts what matches it. */
export function dueFailure(faults: readonly ArmedFault[], request: SeenRequest): Failure | null {
  let due: Failure | null = null;
  for (const fault of faults) {
    if (!matches(fault.match, request)) continue;
    fault.seen += 1;
    const { nth = 1, times = 1 } = fault.match;
    if (due !== null || fault.seen < nth || fault.failed >= times) continue;
    fault.failed += 1;
    due = fault.failure;
  }
  return due;
}

function matches({ method, path }: Match, request: SeenRequest): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? request.path.startsWith(path) : path.test(request.path);
}

/** Changes what is asked for, before it is answered. */
export function bendQuery(failure: Failure | null, query: URLSearchParams): void {
  if (failure?.kind !== 'capped') return;
  for (const name of ['take', 'per_page']) {
    const asked = Number(query.get(name) ?? 50);
    if (query.has(name) && asked > failure.at) query.set(name, String(failure.at));
  }
}

/** Changes a true answer. */
export function bendAnswer(
  failure: Failure | null,
  answer: Answer,
  query: URLSearchParams,
): Answer {
  const { body } = answer;
  if (failure?.kind === 'content-type') {
    return { ...answer, headers: { ...answer.headers, 'content-type': failure.type } };
  }
  if (failure?.kind === 'same-cursor' && isObject(body)) {
    return { ...answer, body: { ...body, next: query.get('from') ?? body['next'] } };
  }
  if (failure?.kind !== 'empty-page') return answer;
  return { ...answer, body: Array.isArray(body) ? [] : emptied(body, failure.keepNext) };
}

function emptied(body: unknown, keepNext: boolean): JsonObject {
  if (!isObject(body)) return {};
  return Object.fromEntries(
    Object.entries(body)
      .filter(([key]) => keepNext || key !== 'next')
      .map(([key, value]) => [key, Array.isArray(value) ? [] : value]),
  );
}

/** Failures ready to use; the answers Auth0 documents, and those any server on the way may give. */
export const failures = {
  /** With `Retry-After` in seconds, with `x-ratelimit-reset` (epoch seconds), or with neither. */
  tooMany: (headers: Readonly<Record<string, string>> = {}): Failure => ({
    kind: 'answer',
    answer: { ...tooManyRequests, headers },
  }),
  serverError: (): Failure => ({ kind: 'answer', answer: apiError(500, 'Internal Server Error') }),
  badGateway: (): Failure => ({
    kind: 'answer',
    answer: {
      status: 502,
      body: '<html><head><title>502 Bad Gateway</title></head><body>bad gateway</body></html>',
      headers: { 'content-type': 'text/html' },
    },
  }),
  unauthorized: (): Failure => ({ kind: 'answer', answer: unauthorized }),
  cursorExpired: (): Failure => ({ kind: 'answer', answer: invalidCursor }),
  status: (status: number, message: string, errorCode?: string): Failure => ({
    kind: 'answer',
    answer: apiError(status, message, errorCode),
  }),
  cut: (share = 0.5): Failure => ({ kind: 'cut', share }),
  hang: (): Failure => ({ kind: 'hang' }),
  reset: (): Failure => ({ kind: 'reset' }),
  contentType: (type = 'text/html'): Failure => ({ kind: 'content-type', type }),
  sameCursor: (): Failure => ({ kind: 'same-cursor' }),
  emptyPage: (keepNext = false): Failure => ({ kind: 'empty-page', keepNext }),
  capped: (at: number): Failure => ({ kind: 'capped', at }),
  slow: (ms: number): Failure => ({ kind: 'slow', ms }),
} as const;
