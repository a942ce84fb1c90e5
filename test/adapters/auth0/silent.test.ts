import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sectionNames } from '../../../functions/core/snapshot.ts';
import { failureOf, fakeTime, idsOf, read, valueOf } from './reading.ts';
import { rawApps, startTenant, type ScriptedTenant } from './server.ts';

let server: ScriptedTenant;
beforeEach(async () => {
  server = await startTenant();
});
afterEach(() => server.close());

const never = { delayMs: 5_000 };

describe('a server that hangs', () => {
  it('is asked three times by each of two lanes, and then by none', async () => {
    server.script = ({ path }) => (path === '/oauth/token' ? undefined : never);
    const reading = await read(server, {}, fakeTime({ attemptMs: 60 }));
    for (const name of sectionNames) {
      expect(failureOf(reading, name)).toEqual({
        cause: 'unavailable',
        reason:
          "Auth0 could not be reached (no answer in time): check the tenant's domain and this machine's network",
      });
    }
    expect(reading.calls).toBeLessThanOrEqual(1 + 3 + 3);
  });

  it('when asked for a new token is not asked by every section', async () => {
    let tokens = 0;
    server.script = ({ path }) => {
      if (path !== '/oauth/token') return undefined;
      const body = { access_token: 't', expires_in: 0, scope: server.scope };
      return (tokens += 1) > 1 ? never : { body };
    };
    const reading = await read(server, {}, fakeTime({ attemptMs: 60 }));
    expect(failureOf(reading, 'login').reason).toContain(
      'no access token: Auth0 could not be reached (no answer in time)',
    );
    expect(tokens).toBeLessThanOrEqual(1 + 3 + 3);
  });

  it('at one endpoint only, while it answers at another, costs that section alone', async () => {
    server.apps = rawApps(900);
    server.script = ({ path, query }) => {
      if (path === '/api/v2/client-grants') return never;
      return path === '/api/v2/clients' ? { ...pageOf(query), delayMs: 50 } : undefined;
    };
    const reading = await read(server, {}, fakeTime({ attemptMs: 120 }));
    expect(failureOf(reading, 'grants').reason).toContain('no answer in time');
    expect(idsOf(reading)).toHaveLength(900);
    expect(valueOf(reading, 'login').experience).toBe('new');

    function pageOf(query: URLSearchParams): { body: unknown } {
      const page = Number(query.get('from')?.slice(1) ?? 0) + 1;
      const clients = server.apps.slice((page - 1) * 60, page * 60);
      return { body: { clients, ...(page < 15 && { next: `p${page}` }) } };
    }
  });
});
