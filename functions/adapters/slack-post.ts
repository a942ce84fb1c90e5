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
      retryAfterMs: retryAfterMs(response.headers),
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

/** Whoever asks for longer is not waited for anyway, and no error should say how many years it is. */
const longestAskedMs = 86_400_000;
const httpDate = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** Seconds, as Slack sends them, or a date by the clock of whoever answers: RFC 9110, 10.2.3. Anything else counts as absent. */
function retryAfterMs(headers: Headers): number {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value) * 1000, longestAskedMs);
  // Date.parse takes much for a date, such as a negative number.
  const until = httpDate.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(until)) return 0;
  const answeredAt = Date.parse(headers.get('date') ?? '');
  const wait = until - (Number.isNaN(answeredAt) ? Date.now() : answeredAt);
  return Math.min(Math.max(0, wait), longestAskedMs);
}
