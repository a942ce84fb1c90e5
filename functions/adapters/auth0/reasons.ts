import type { Cause, Section } from '../../core/snapshot.ts';

/** Why something could not be read, in words for the person who must act on it. */
export interface Failure {
  readonly ok: false;
  readonly cause: Cause;
  readonly reason: string;
  /** The HTTP status behind it, for callers that weigh it; never stored. */
  readonly status?: number;
  /** Auth0 itself gave that status, in the shape of its errors: a proxy may answer the same; never stored. */
  readonly own?: true;
  /** No answer came in time; never stored. */
  readonly silent?: true;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

/** A refusal as Auth0 worded it: the status, and the error code where that is safe to repeat. */
export interface Refusal {
  readonly status: number;
  readonly code: string | null;
}

const nextRun = 'The next run reads it again.';

export function missingScope(scopes: readonly string[], status?: number): Failure {
  const list = scopes.join(', ');
  const them = scopes.length > 1 ? 'them' : 'it';
  return failure(
    'scope',
    `missing scope ${list}: add ${them} to the Management API grant of the M2M application`,
    status,
  );
}

/** Auth0 says it of a missing scope and of a plan alike. Source: recorded answers. */
export function maybeMissingScope(scopes: readonly string[], status: number): Failure {
  return failure(
    'refused',
    `Auth0 answered ${status} insufficient_scope: the grant may lack ${scopes.join(', ')}, or the plan lacks the feature`,
    status,
  );
}

/** @param clock what is known of this machine's clock, since a signed assertion is refused when it is off */
export function badCredentials(refusal: Refusal, clock: string | null = null): Failure {
  const because = clock === null ? '' : `. The cause may be the clock: ${clock}`;
  return failure(
    'credentials',
    `Auth0 refused the credentials (${shown(refusal)}): check the client id and secret or key, and that the application is authorised for the Management API${because}`,
    refusal.status,
  );
}

export function tokenRefused(): Failure {
  return failure(
    'credentials',
    'Auth0 refused a new access token too (401): check that the application is still authorised for the Management API and that "audience" in the tenant\'s configuration is right',
    401,
  );
}

export function unusableKey(): Failure {
  return failure(
    'credentials',
    'the private key cannot be used: it must be an unencrypted PEM private key (PKCS8 or PKCS1) that fits the signing algorithm',
  );
}

/** The place the credentials are kept did not give them. Only an operator's message is repeated: any other may hold anything. */
export function unreadableCredentials(what: string): Failure {
  return failure('credentials', `the credentials could not be read: ${what}`);
}

export function redirected(status: number, host: string): Failure {
  return failure(
    'refused',
    `the tenant's address redirects (${status}) to ${host}, which is not followed: check "domain" and "baseUrl" of the tenant`,
    status,
  );
}

export function refused(refusal: Refusal): Failure {
  return failure(
    'refused',
    `Auth0 answered ${shown(refusal)}: check the tenant's address, its plan and any firewall or proxy in between`,
    refusal.status,
  );
}

/** @param read how many of them were read before the limit */
export function offsetCapped(what: string, read: number, total: number): Failure {
  return failure(
    'refused',
    `only ${read} of ${total} ${what} could be listed: the server only pages by offset and caps at 1,000 records`,
    400,
  );
}

export function rateLimited(attempts: number): Failure {
  return failure(
    'rate-limit',
    `Auth0 answered 429 (too many requests) ${attempts} times: other callers may be using the tenant's rate limit up. ${nextRun}`,
    429,
  );
}

export function waitTooLong(waitMs: number): Failure {
  return failure(
    'rate-limit',
    `Auth0 asks to wait ${Math.ceil(waitMs / 60_000)} minutes before the next request, which is too long to wait for. ${nextRun}`,
    429,
  );
}

/** @param waitMs all that Auth0 asked this run to wait, one time after another */
export function waitsTooLong(waitMs: number): Failure {
  return failure(
    'rate-limit',
    `Auth0 asks this run to wait ${Math.ceil(waitMs / 60_000)} minutes in all, which is too long to wait for. ${nextRun}`,
    429,
  );
}

export function serverError(status: number): Failure {
  return failure('unavailable', `Auth0 answered ${status}, again and again. ${nextRun}`, status);
}

export function unreachable(detail: string): Failure {
  return failure(
    'unavailable',
    `Auth0 could not be reached (${detail}): check the tenant's domain and this machine's network`,
  );
}

export function unanswered(): Failure {
  return { ...unreachable('no answer in time'), silent: true };
}

export function onlyPart(): Failure {
  return failure(
    'unavailable',
    `Auth0 answered 206, again and again: that is only a part of the answer. ${nextRun}`,
    206,
  );
}

export function notJson(): Failure {
  return failure(
    'unavailable',
    `Auth0's answer was not JSON, again and again: it was cut short, or a page of something in between such as a proxy. ${nextRun}`,
  );
}

/** Puts the token endpoint in front of a failure: every section then fails with it. */
export function noToken(cause: Failure): Failure {
  const lasting = cause.cause === 'rate-limit' ? 'unavailable' : cause.cause;
  return { ...cause, cause: lasting, reason: `no access token: ${cause.reason}` };
}

export function inconsistent(what: string): Failure {
  return failure('inconsistent', `${what}. ${nextRun}`);
}

export function outOfTime(): Failure {
  return failure('time', 'the time for this run ended before it was read: the next run goes on');
}

/** As the snapshot keeps it: what callers weigh is left behind. */
export function toSection(failure: Failure): Extract<Section<never>, { ok: false }>;
export function toSection<T>(result: Result<T>): Section<T>;
export function toSection<T>(result: Result<T>): Section<T> {
  if (result.ok) return { ok: true, value: result.value };
  return { ok: false, cause: result.cause, reason: result.reason };
}

function failure(cause: Cause, reason: string, status?: number): Failure {
  return status === undefined ? { ok: false, cause, reason } : { ok: false, cause, reason, status };
}

function shown({ status, code }: Refusal): string {
  return code === null ? String(status) : `${status} ${code}`;
}

/** An error code may be repeated to people only if it cannot carry anything but a code. */
export function safeCode(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z_]{1,60}$/.test(value) ? value : null;
}
