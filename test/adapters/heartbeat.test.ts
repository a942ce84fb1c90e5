import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { heartbeat } from '../../functions/adapters/heartbeat.ts';
import { ConfigError, DeliveryError } from '../../functions/core/errors.ts';

const secret = 'synthetic-secret-part';
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A monitor on loopback; the address it gives holds a secret, as real ones do. */
async function monitor(answer: RequestListener) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const { port } = server.address() as AddressInfo;
  return { requests, url: `http://127.0.0.1:${port}/ping/${secret}` };
}

async function failure(ping: () => Promise<void>): Promise<DeliveryError> {
  const error: unknown = await ping().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect.assert(error instanceof DeliveryError, 'it should have thrown a DeliveryError');
  expect(inspect(error, { depth: null })).not.toContain(secret);
  return error;
}

test('fetches the address once, and asks for it anew each time', async () => {
  const { requests, url } = await monitor((_request, response) => response.end('OK'));
  let current = `${url}/1`;
  const ping = heartbeat(async () => current);
  await ping();
  current = `${url}/2`;
  await ping();
  expect(requests).toEqual([`GET /ping/${secret}/1`, `GET /ping/${secret}/2`]);
});

test.each([404, 410, 500, 503])('HTTP %i is not accepted', async (status) => {
  const { requests, url } = await monitor((_request, response) => {
    response.writeHead(status).end(`no such check: ${secret}`);
  });
  const { message } = await failure(heartbeat(() => url));
  expect(message).toMatch(new RegExp(`^The heartbeat was not accepted: .*HTTP ${status}\\.`));
  expect(requests).toHaveLength(1);
});

test('is not sent on to where a redirect leads', async () => {
  const target = await monitor((_request, response) => response.end('OK'));
  const { url } = await monitor((_request, response) => {
    response.writeHead(302, { location: target.url }).end();
  });
  expect((await failure(heartbeat(() => url))).message).toMatch(/sends the request elsewhere/);
  expect(target.requests).toEqual([]);
});

test('does not wait for a monitor that does not answer', async () => {
  const { url } = await monitor(() => {});
  const { message } = await failure(heartbeat(() => url, { timeoutMs: 100 }));
  expect(message).toMatch(/no answer in 1 s/);
});

test('a monitor that is not there is named by the code alone', async () => {
  const { url } = await monitor(() => {});
  await closing.pop()?.();
  expect((await failure(heartbeat(() => url))).message).toMatch(/be reached \(ECONNREFUSED\)/);
});

test.each([
  ['plain http', `http://monitor.example/${secret}`],
  ['another protocol', `file:///${secret}`],
  ['no address', secret],
  ['nothing', ''],
])('%s is refused before anything is sent', async (_what, address) => {
  const { message } = await failure(heartbeat(() => address));
  expect(message).toMatch(/^The heartbeat was not sent: .*no https address/);
});

test('an address that cannot be read: our own words are kept, those of others are not', async () => {
  const known = await failure(
    heartbeat(() => Promise.reject(new ConfigError('The secret "beat" is empty.'))),
  );
  expect(known.message).toBe(
    'The heartbeat was not sent: its address could not be read. The secret "beat" is empty.',
  );
  const unknown = await failure(
    heartbeat(() => {
      throw new SyntaxError(`Unexpected token in ${secret}`);
    }),
  );
  expect(unknown.message).toMatch(/could not be read\. Check that the secret exists/);
});
