import { setTimeout as sleep } from 'node:timers/promises';

export interface Redirection {
  /** The tenant's domain, as the reader knows it. */
  readonly domain: string;
  /** Where the tenant really is, such as `http://127.0.0.1:4321`. */
  readonly to: string;
  /** Milliseconds until an answer that is not the tenant's own. */
  readonly latencyMs: number;
  /** Told of each request that the tenant never saw. */
  readonly answered: () => void;
}

/** The Management API has these and the simulated tenant does not: no Actions, and no app in any connection. */
const answers: readonly { readonly path: RegExp; readonly body: object }[] = [
  {
    path: /^\/api\/v2\/actions\/actions$/,
    body: { actions: [], total: 0, page: 0, per_page: 100 },
  },
  { path: /^\/api\/v2\/connections\/[^/]+\/clients$/, body: { clients: [] } },
  {
    path: /^\/api\/v2\/connections-directory-provisionings$/,
    body: { directory_provisionings: [] },
  },
];

/** A fetch for a reader that knows a tenant by its domain only. Any other host is refused: a bench stays on its machine. */
export function redirecting(fetch: typeof globalThis.fetch, given: Redirection): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'https:' || url.host !== given.domain) {
      throw new Error(`the bench lets nothing through to ${url.host}`);
    }
    const answer = answers.find(({ path }) => path.test(url.pathname));
    if (answer) {
      given.answered();
      await sleep(given.latencyMs);
      return Response.json(answer.body);
    }
    const there = new URL(`${url.pathname}${url.search}`, given.to);
    return fetch(input instanceof Request ? new Request(there, input) : there, init);
  };
}
