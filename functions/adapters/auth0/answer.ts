import {
  notJson,
  onlyPart,
  redirected,
  refused,
  safeCode,
  serverError,
  unanswered,
  unreachable,
  type Failure,
} from './reasons.ts';

/** An answer as it came: its text is an attacker's until it has been translated, and is never shown. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** undefined when the body is not JSON. */
  readonly body: unknown;
}

/** What a failed request means, and whether the same request may do better. */
export interface Meaning {
  readonly failure: Failure;
  readonly again: 'no' | 'broken' | 'limited';
}

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await wholeText(response);
  return { status: response.status, headers: response.headers, body: parse(text) };
}

/** A connection that ends in the middle of a body leaves what is no JSON, and is judged as that. */
async function wholeText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    if (error instanceof TypeError) return '';
    throw error;
  }
}

/** What any answer but a whole JSON one means, wherever it came from. */
export function meaningOf({ status, headers, body }: Answer): Meaning {
  if (status === 429) return { failure: serverError(status), again: 'limited' };
  if (status === 408 || status >= 500) return { failure: serverError(status), again: 'broken' };
  if (status >= 400) {
    const failure = refused({ status, code: codeOf(body) });
    return { failure: isOwnError(body, status) ? { ...failure, own: true } : failure, again: 'no' };
  }
  if (status >= 300) return { failure: redirected(status, hostIn(headers)), again: 'no' };
  return { failure: status === 206 ? onlyPart() : notJson(), again: 'broken' };
}

/** Whether a body has the shape Auth0 gives its errors. Source: recorded answers of the Management API. */
export function isOwnError(body: unknown, status: number): boolean {
  return isObject(body) && body['statusCode'] === status;
}

/** What a request without an answer means. */
export function meaningOfError(error: unknown): Meaning {
  const failure = isTimeout(error) ? unanswered() : unreachable(detailOf(error));
  return { failure, again: 'broken' };
}

/** The Management API says `errorCode`, the token endpoint `error`. */
export function codeOf(body: unknown): string | null {
  if (!isObject(body)) return null;
  return safeCode(body['errorCode']) ?? safeCode(body['error']);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hostIn(headers: Headers): string {
  const location = headers.get('location') ?? '';
  return URL.canParse(location) ? new URL(location).host.slice(0, 100) : 'another address';
}

/** The token provider tells a timeout as a 408 of its own. Source: auth0 7.1, token-provider. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || ('statusCode' in error && error.statusCode === 408);
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const safe = typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code);
  return safe ? code : 'the connection failed';
}
