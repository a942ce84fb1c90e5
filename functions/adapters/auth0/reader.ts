import type { Progress } from '../../core/ports.ts';
import { sectionScopes } from '../../core/scopes.ts';
import type { SectionName } from '../../core/snapshot.ts';
import type { Answer } from './answer.ts';
import type { Line } from './line.ts';
import type { Failure, Result } from './reasons.ts';

type Query = Readonly<Record<string, string>>;

/** Reads for one section: knows its scopes, tells its progress, and cannot write. */
export interface Reader {
  /** A scope the token is known to lack, before anything is asked. */
  lacks(): Promise<Failure | null>;
  /** GETs a path under /api/v2/, such as `clients`. */
  get(path: string, query?: Query, scopes?: readonly string[]): Promise<Result<unknown>>;
  /** As `get`, for whoever needs headers too. */
  answer(path: string, query?: Query, scopes?: readonly string[]): Promise<Result<Answer>>;
  /** A page was read; `items` so far in all. */
  page(items: number): void;
}

export type Readers = (section: SectionName) => Reader;

export function createReaders(line: Line, progress: Progress): Readers {
  return (section) => {
    let pages = 0;
    let items = 0;
    const ours = sectionScopes[section].scopes;
    return { lacks: () => line.lacks(ours), get, answer, page };

    function page(all: number): void {
      pages += 1;
      items = all;
      progress({ section, pages, items, waitingMs: 0 });
    }

    function waiting(waitingMs: number): void {
      progress({ section, pages, items, waitingMs });
    }

    function answer(path: string, query: Query = {}, scopes = ours): Promise<Result<Answer>> {
      return line.send({ method: 'GET', path, query, scopes }, waiting);
    }

    async function get(path: string, query?: Query, scopes = ours): Promise<Result<unknown>> {
      const answered = await answer(path, query, scopes);
      return answered.ok ? { ok: true, value: answered.value.body } : answered;
    }
  };
}
