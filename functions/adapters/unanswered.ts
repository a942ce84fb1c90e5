/** Why a request to a secret address brought no answer. None of it holds the address. */
export type Unanswered =
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'redirected' }
  | { readonly kind: 'unreachable'; readonly code: string };

/** Reads what `fetch` threw. Its errors can hold the address, so only their codes leave here. */
export function whyUnanswered(error: unknown, signal: AbortSignal, timeoutMs: number): Unanswered {
  if (signal.aborted) return { kind: 'timeout', seconds: Math.ceil(timeoutMs / 1000) };
  const cause = error instanceof Error ? error.cause : undefined;
  // undici has no code for it. Source: undici lib/web/fetch/index.js, "unexpected redirect"
  if (cause instanceof Error && cause.message === 'unexpected redirect') {
    return { kind: 'redirected' };
  }
  return { kind: 'unreachable', code: codeOf(cause) };
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'no connection';
}
