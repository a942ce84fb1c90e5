import type { Progress } from '../../core/ports.ts';
import { sectionScopes } from '../../core/scopes.ts';
import type { SectionName } from '../../core/snapshot.ts';
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

/** Reads for one section: knows its scopes and tells its progress. */
export interface Reader {
  /** A scope the token is known to lack, before anything is asked. */
  lacks(): Promise<Failure | null>;
  /** GETs a path under /api/v2/, such as `clients`. */
  get(
    path: string,
    query?: Readonly<Record<string, string>>,
    scopes?: readonly string[],
  ): Promise<Result<unknown>>;
  /** A page was read; `items` so far in all. */
  page(items: number): void;
}

/** One run's readers. After Auth0 has refused a renewed token, or fallen silent, none of them asks any more. */
export function createReaders(
  base: string,
  tokens: Tokens,
  means: Means,
  progress: Progress,
): (section: SectionName) => Reader {
  let dead: Failure | null = null;
  let answers = 0;
  return (section) => {
    let pages = 0;
    let items = 0;
    return { lacks, get, page };

    async function lacks(): Promise<Failure | null> {
      if (dead) return dead;
      const token = await tokens.current();
      if (!token.ok) return endOf(token);
      const { scopes: granted } = token.value;
      const missing = sectionScopes[section].scopes.filter(
        (scope) => granted?.has(scope) === false,
      );
      return missing.length === 0 ? null : missingScope(missing);
    }

    function page(all: number): void {
      pages += 1;
      items = all;
      progress({ section, pages, items, waitingMs: 0 });
    }

    function waiting(waitingMs: number): void {
      progress({ section, pages, items, waitingMs });
    }

    async function get(
      path: string,
      query: Readonly<Record<string, string>> = {},
      scopes = sectionScopes[section].scopes,
    ): Promise<Result<unknown>> {
      const search = new URLSearchParams(query).toString();
      const url = `${base}/api/v2/${path}${search && `?${search}`}`;
      const group = path.split('/')[0] ?? path;
      const before = answers;
      const result = await persist(means, group, waiting, () => attempt(url, scopes));
      // Where other requests are answered meanwhile, it is this endpoint that hangs and not Auth0.
      return !result.ok && result.silent && answers === before ? endOf(result) : result;
    }

    async function attempt(url: string, scopes: readonly string[]): Promise<Attempt<unknown>> {
      if (dead) return stop(dead);
      const token = await tokens.current();
      if (!token.ok) return stop(token);
      return ask(url, token.value, scopes);
    }
  };

  async function ask(
    url: string,
    token: Token,
    scopes: readonly string[],
  ): Promise<Attempt<unknown>> {
    let answer: Answer;
    try {
      const headers = { authorization: `Bearer ${token.text}`, accept: 'application/json' };
      answer = await readAnswer(await means.wire.send(url, { headers }));
      answers += 1;
    } catch (error) {
      return { ok: false, ...meaningOfError(error), headers: null };
    }
    const { status, headers, body } = answer;
    const whole = status >= 200 && status < 300 && status !== 206;
    if (whole && body !== undefined) return { ok: true, value: body, headers };
    if (status === 401) return afterRefusal(token, headers);
    if (status === 403 && codeOf(body) === 'insufficient_scope') {
      return { ok: false, failure: scopeRefusal(body, scopes), again: 'no', headers };
    }
    return { ok: false, ...meaningOf(answer), headers };
  }

  /** One new token a run: a token just issued and refused again is not going to be accepted by asking on. */
  async function afterRefusal(used: Token, headers: Headers): Promise<Attempt<unknown>> {
    const renewed = await tokens.renew();
    if (renewed.ok && renewed.value !== used) {
      return { ok: false, failure: tokenRefused(), again: 'now', headers };
    }
    return stop(renewed.ok ? tokenRefused() : renewed);
  }

  function stop(failure: Failure): Attempt<unknown> {
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

/** Auth0 uses the same code for what a plan lacks; only one wording is about scopes. Seen in recorded answers. */
function scopeRefusal(body: unknown, scopes: readonly string[]): Failure {
  const message = isObject(body) ? body['message'] : undefined;
  const sure = typeof message === 'string' && message.includes('expected any of');
  if (sure) return missingScope(scopes, 403);
  const failure = maybeMissingScope(scopes, 403);
  return isOwnError(body, 403) ? { ...failure, own: true } : failure;
}
