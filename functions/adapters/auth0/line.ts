import {
  codeOf,
  isObject,
  isOwnError,
  meaningOf,
  meaningOfError,
  readAnswer,
  type Answer,
} from './answer.ts';
import type { Token } from './keeper.ts';
import { persist, type Attempt, type Means } from './persist.ts';
import {
  maybeMissingScope,
  missingScope,
  tokenRefused,
  type Failure,
  type Result,
} from './reasons.ts';
import type { Tokens } from './token.ts';

/** One request of the Management API. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Under /api/v2/, such as `clients`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Scopes to name when Auth0 refuses. */
  readonly scopes: readonly string[];
}

/** One run's way to a tenant. After Auth0 has refused a renewed token, or fallen silent, nothing is asked any more. */
export interface Line {
  /** Scopes the token is known to lack, before anything is asked. */
  lacks(scopes: readonly string[]): Promise<Failure | null>;
  /**
   * Makes attempts until one settles it. A POST that may have been carried out is never sent again, whatever came back.
   * The body of an answer is JSON, but for DELETE.
   */
  send(ask: Ask, waiting: (ms: number) => void): Promise<Result<Answer>>;
}

export function createLine(base: string, tokens: Tokens, means: Means): Line {
  let dead: Failure | null = null;
  let answers = 0;
  return { lacks, send };

  async function lacks(scopes: readonly string[]): Promise<Failure | null> {
    if (dead) return dead;
    const token = await tokens.current();
    if (!token.ok) return endOf(token);
    const { scopes: granted } = token.value;
    const missing = scopes.filter((scope) => granted?.has(scope) === false);
    return missing.length === 0 ? null : missingScope(missing);
  }

  async function send(ask: Ask, waiting: (ms: number) => void): Promise<Result<Answer>> {
    const { method, path, query = {}, body } = ask;
    const search = new URLSearchParams(query).toString();
    const url = `${base}/api/v2/${path}${search && `?${search}`}`;
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const group = path.split('/')[0] ?? path;
    const before = answers;
    const result = await persist(means, group, waiting, async () => {
      const attempt = await attemptAt(url, init, ask.scopes);
      const mayBeDone = !attempt.ok && attempt.again === 'broken' && method === 'POST';
      return mayBeDone ? { ...attempt, again: 'no' as const } : attempt;
    });
    // Where other requests are answered meanwhile, it is this endpoint that hangs and not Auth0.
    return !result.ok && result.silent && answers === before ? endOf(result) : result;
  }

  async function attemptAt(
    url: string,
    init: RequestInit,
    scopes: readonly string[],
  ): Promise<Attempt<Answer>> {
    if (dead) return stop(dead);
    const token = await tokens.current();
    if (!token.ok) return stop(token);
    return askOnce(url, init, token.value, scopes);
  }

  async function askOnce(
    url: string,
    init: RequestInit,
    token: Token,
    scopes: readonly string[],
  ): Promise<Attempt<Answer>> {
    let answer: Answer;
    try {
      answer = await readAnswer(
        await means.wire.send(url, { ...init, headers: headersFor(init, token) }),
      );
      answers += 1;
    } catch (error) {
      return { ok: false, ...meaningOfError(error), headers: null };
    }
    const { status, headers, body } = answer;
    const whole = status >= 200 && status < 300 && status !== 206;
    // Auth0 answers a DELETE with 204, which has no body.
    if (whole && (body !== undefined || init.method === 'DELETE')) {
      return { ok: true, value: answer, headers };
    }
    if (status === 401) return afterRefusal(token, headers);
    if (status === 403 && codeOf(body) === 'insufficient_scope') {
      return { ok: false, failure: scopeRefusal(body, scopes), again: 'no', headers };
    }
    return { ok: false, ...meaningOf(answer), headers };
  }

  /** One new token a run: a token just issued and refused again is not going to be accepted by asking on. */
  async function afterRefusal(used: Token, headers: Headers): Promise<Attempt<Answer>> {
    const renewed = await tokens.renew();
    if (renewed.ok && renewed.value !== used) {
      return { ok: false, failure: tokenRefused(), again: 'now', headers };
    }
    return stop(renewed.ok ? tokenRefused() : renewed);
  }

  function stop(failure: Failure): Attempt<Answer> {
    return { ok: false, failure: endOf(failure), again: 'no', headers: null };
  }

  /** A failure that every other request would meet too ends the run's asking. */
  function endOf(failure: Failure): Failure {
    if (failure.cause !== 'credentials' && !failure.silent) return failure;
    dead ??= failure;
    means.pace.stop();
    return failure;
  }
}

function headersFor({ body }: RequestInit, token: Token): Record<string, string> {
  const headers = { authorization: `Bearer ${token.text}`, accept: 'application/json' };
  return body === undefined ? headers : { ...headers, 'content-type': 'application/json' };
}

/** Auth0 uses the same code for what a plan lacks; only one wording is about scopes. Seen in recorded answers. */
function scopeRefusal(body: unknown, scopes: readonly string[]): Failure {
  const message = isObject(body) ? body['message'] : undefined;
  const sure = typeof message === 'string' && message.includes('expected any of');
  if (sure) return missingScope(scopes, 403);
  const failure = maybeMissingScope(scopes, 403);
  return isOwnError(body, 403) ? { ...failure, own: true } : failure;
}
