import type { Answer } from './answer.ts';
import type { Actor } from './log-entries.ts';
import type { TenantState, Token } from './state.ts';

export interface ApiCall {
  readonly state: TenantState;
  readonly token: Token;
  readonly actor: Actor;
  readonly query: URLSearchParams;
  /** The part of the path that names one thing; empty on lists. */
  readonly id: string;
  /** Parsed JSON; undefined when none was sent. */
  readonly body: unknown;
  /** This server's address as the caller wrote it, for links. */
  readonly origin: string;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: RegExp;
  /** Any of these is enough. */
  readonly scopes: readonly string[];
  /** Query parameters the endpoint knows; null where it ignores the rest. */
  readonly parameters: readonly string[] | null;
  answer(call: ApiCall): Answer;
}
