import { whyUnanswered, type Unanswered } from './unanswered.ts';

/** What came of one request. None of it holds the webhook's address. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Slack's short word for what happened, or null when the body was anything else. */
      readonly word: string | null;
      readonly retryAfterMs: number;
    }
  | Unanswered;

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
    return whyUnanswered(error, signal, timeoutMs);
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
