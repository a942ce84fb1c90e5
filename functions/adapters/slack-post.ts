/** What came of one request. None of it holds the webhook's address. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Slack's short word for what happened, or null when the body was anything else. */
      readonly word: string | null;
      readonly retryAfterMs: number;
    }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'redirected' }
  | { readonly kind: 'unreachable'; readonly code: string };

/** More than any word of Slack's; a body may be anybody's. */
const longestBody = 1024;

/** Sends one request. Never throws: errors of fetch can hold the address, so only their codes leave here. */
export async function post(url: string, body: object, timeoutMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    return {
      kind: 'answered',
      status: response.status,
      word: wordOf(await beginningOf(response)),
      retryAfterMs: retryAfter(response.headers.get('retry-after')),
    };
  } catch (error) {
    if (signal.aborted) return { kind: 'timeout', seconds: Math.ceil(timeoutMs / 1000) };
    const cause = error instanceof Error ? error.cause : undefined;
    // undici has no code for it. Source: undici lib/web/fetch/index.js, "unexpected redirect"
    if (cause instanceof Error && cause.message === 'unexpected redirect') {
      return { kind: 'redirected' };
    }
    return { kind: 'unreachable', code: codeOf(cause) };
  }
}

async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  if (!response.body) return text;
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestBody) break;
  }
  return text;
}

function wordOf(body: string): string | null {
  const word = body.trim();
  return /^[a-z_]{1,40}$/.test(word) ? word : null;
}

/** Seconds, as Slack sends them; anything else counts as absent. */
function retryAfter(header: string | null): number {
  return header !== null && /^\d{1,9}$/.test(header) ? Number(header) * 1000 : 0;
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z0-9_]{1,40}$/.test(code) ? code : 'no connection';
}
