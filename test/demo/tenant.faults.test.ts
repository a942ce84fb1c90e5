import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { failures, startTenant, type Failure, type SimulatedTenant } from '../../demo/tenant.ts';
import { get, pages, type Got } from './client.ts';

const running: SimulatedTenant[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((tenant) => tenant.close()));
});

async function start(count = 6): Promise<SimulatedTenant> {
  const apps = Array.from({ length: count }, (_, n) => ({ name: `app ${n}` }));
  const tenant = await startTenant({ globalApp: false, apps });
  running.push(tenant);
  return tenant;
}

const path = '/api/v2/clients';

function names(got: Got): string[] {
  return got.body.clients.map((app: { name: string }) => app.name);
}

async function failed(failure: Failure, query = 'take=2'): Promise<Got> {
  const tenant = await start();
  tenant.setFaults({ match: { path }, failure });
  return get(tenant, `${path}?${query}`);
}

describe('which requests fail', () => {
  async function statuses(tenant: SimulatedTenant, ...paths: string[]): Promise<number[]> {
    const seen = [];
    for (const asked of paths) seen.push((await get(tenant, asked)).status);
    return seen;
  }

  it('once by default, and not again', async () => {
    const tenant = await start();
    tenant.setFaults({ match: {}, failure: failures.serverError() });
    expect(await statuses(tenant, path, path)).toEqual([500, 200]);
  });

  it('from the nth on, as often as said', async () => {
    const tenant = await start();
    tenant.setFaults({ match: { path, nth: 2, times: 2 }, failure: failures.serverError() });
    expect(await statuses(tenant, path, path, path, path)).toEqual([200, 500, 500, 200]);
  });

  it('those whose path begins so, or matches the expression, query included', async () => {
    const tenant = await start();
    tenant.setFaults(
      { match: { path: '/api/v2/logs', times: Infinity }, failure: failures.serverError() },
      { match: { path: /clients\?.*is_first_party=false/ }, failure: failures.badGateway() },
    );
    const asked = [
      '/api/v2/logs',
      '/api/v2/prompts',
      path,
      `${path}?is_first_party=false`,
      '/api/v2/logs',
    ];
    expect(await statuses(tenant, ...asked)).toEqual([500, 200, 200, 502, 500]);
  });

  it('those of the method', async () => {
    const tenant = await start();
    tenant.setFaults({ match: { method: 'delete', path }, failure: failures.serverError() });
    expect(await statuses(tenant, path)).toEqual([200]);
  });

  it('none any more once the faults are taken away', async () => {
    const tenant = await start();
    tenant.setFaults({ match: { times: Infinity }, failure: failures.serverError() });
    expect(await statuses(tenant, path)).toEqual([500]);
    tenant.setFaults();
    expect(await statuses(tenant, path)).toEqual([200]);
  });
});

describe('how they fail', () => {
  it.each([
    [{ 'retry-after': '7' }, '7', null],
    [{ 'x-ratelimit-reset': '1795400000' }, null, '1795400000'],
    [{}, null, null],
  ])('429 with exactly the headers %o', async (headers, retryAfter, reset) => {
    const got = await failed(failures.tooMany(headers));
    expect(got.status).toBe(429);
    expect(got.body).toMatchObject({ errorCode: 'too_many_requests' });
    expect(got.headers.get('retry-after')).toBe(retryAfter);
    expect(got.headers.get('x-ratelimit-reset')).toBe(reset);
    expect(got.headers.get('x-ratelimit-remaining')).toBeNull();
  });

  it('500 with JSON, 502 with HTML, 401, and any status', async () => {
    expect((await failed(failures.serverError())).body.statusCode).toBe(500);
    const gateway = await failed(failures.badGateway());
    expect(gateway.headers.get('content-type')).toBe('text/html');
    expect(gateway.body).toMatch(/^<html>/);
    expect((await failed(failures.unauthorized())).status).toBe(401);
    expect((await failed(failures.status(418, 'teapot', 'short'))).body).toMatchObject({
      statusCode: 418,
      errorCode: 'short',
    });
  });

  it('a body cut in the middle', async () => {
    const tenant = await start();
    tenant.setFaults({ match: { path }, failure: failures.cut(0.5) });
    const { text, whole } = await readRaw(tenant);
    expect(whole).toBe(false);
    expect(text.startsWith('{"clients":[')).toBe(true);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect((await readRaw(tenant)).whole).toBe(true);
  });

  it('a connection that is reset', async () => {
    await expect(failed(failures.reset())).rejects.toMatchObject({
      cause: expect.objectContaining({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) }),
    });
  });

  it('an answer that never comes, and does not keep the server from closing', async () => {
    const tenant = await start();
    tenant.setFaults({ match: { path }, failure: failures.hang() });
    const outcome = get(tenant, path).then(
      () => 'answered',
      () => 'broken off',
    );
    const waited = new Promise((resolve) => {
      setTimeout(resolve, 80, 'waiting');
    });
    expect(await Promise.race([outcome, waited])).toBe('waiting');
    await tenant.close();
    expect(await outcome).toBe('broken off');
  });

  it('an answer that is late', async () => {
    const began = performance.now();
    expect(names(await failed(failures.slow(60)))).toHaveLength(2);
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  it('the true body under a wrong content type', async () => {
    const got = await failed(failures.contentType('text/html'));
    expect(got.status).toBe(200);
    expect(got.headers.get('content-type')).toBe('text/html');
    expect(JSON.parse(got.body).clients).toHaveLength(2);
  });

  it('a cursor that comes back', async () => {
    const tenant = await start();
    const first = await get(tenant, `${path}?take=2`);
    tenant.setFaults({ match: { path }, failure: failures.sameCursor() });
    const second = await get(tenant, `${path}?take=2&from=${first.body.next}`);
    expect(second.body.next).toBe(first.body.next);
    expect(names(second)).toEqual(['app 2', 'app 3']);
  });

  it('a cursor that has expired', async () => {
    const got = await failed(failures.cursorExpired());
    expect(got.status).toBe(400);
    expect(got.body.errorCode).toBe('invalid_cursor');
  });

  it('a page without items, with or without a next', async () => {
    const ended = await failed(failures.emptyPage());
    expect(ended.body).toEqual({ clients: [] });
    const going = await failed(failures.emptyPage(true));
    expect(going.body).toEqual({ clients: [], next: expect.any(String) });
    expect((await failed(failures.emptyPage(), 'page=0')).body).toEqual([]);
  });

  it('pages smaller than asked for, by cursor and by offset', async () => {
    const tenant = await start();
    tenant.setFaults({ match: { path, times: Infinity }, failure: failures.capped(2) });
    const answered = await pages(tenant, path, 5);
    expect(answered.map(({ clients }) => clients.length)).toEqual([2, 2, 2]);
    const offset = await get(tenant, `${path}?page=1&per_page=5&include_totals=true`);
    expect(offset.body).toMatchObject({ start: 2, limit: 2, total: 6 });
  });
});

/** Beside fetch, which hides how much of a broken answer came. */
function readRaw(tenant: SimulatedTenant): Promise<{ text: string; whole: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${tenant.token()}` };
    const sent = request(`${tenant.url}${path}?take=2`, { headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', () => undefined);
      response.on('close', () => resolve({ text, whole: response.complete }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
