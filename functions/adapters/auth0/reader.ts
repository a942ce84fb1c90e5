import type { Progress } from '../../core/ports.ts';
import { sectionScopes } from '../../core/scopes.ts';
import type { SectionName } from '../../core/snapshot.ts';
import { codeOf, isObject, meaningOf, meaningOfError, readAnswer, type Answer } from './answer.ts';
import type { Token } from './keeper.ts';
import { persist, type Attempt, type Means } from './persist.ts';
import { missingScope, tokenRefused, type Failure, type Result } from './reasons.ts';
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

/** One run's readers. After Auth0 has refused a renewed token, none of them asks any more. */
export function createReaders(
  base: string,
  tokens: Tokens,
  means: Means,
  progress: Progress,
): (section: SectionName) => Reader {
  let dead: Failure | null = null;
  return (section) => {
    let pages = 0;
    let items = 0;
    return { lacks, get, page };

    async function lacks(): Promise<Failure | null> {
      const token = await tokens.current();
      if (!token.ok) return token;
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
      return persist(means, group, waiting, () => attempt(url, scopes));
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
    } catch (error) {
      return { ok: false, ...meaningOfError(error), headers: null };
    }
    const { status, headers, body } = answer;
    if (status >= 200 && status < 300 && body !== undefined)
      return { ok: true, value: body, headers };
    if (status === 401) return afterRefusal(token, headers);
    if (status === 403 && isScopeRefusal(body)) {
      return { ok: false, failure: missingScope(scopes, status), again: 'no', headers };
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
    if (failure.cause === 'credentials') {
      dead = failure;
      means.pace.stop();
    }
    return { ok: false, failure, again: 'no', headers: null };
  }
}

/** Auth0 uses the same code for what a plan lacks; only this wording is about scopes. Seen in recorded answers. */
function isScopeRefusal(body: unknown): boolean {
  if (!isObject(body) || codeOf(body) !== 'insufficient_scope') return false;
  const { message } = body;
  return typeof message === 'string' && message.includes('expected any of');
}
