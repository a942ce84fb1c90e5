import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openCloud, type Cloud } from '../../../functions/adapters/aws/cloud.ts';
import { OperatorError } from '../../../functions/core/errors.ts';

/** A proxy that wants somebody to sign in; synthetic. */
let status = 200;
const page = '<html><body>Sign in as synthetic-user</body></html>';
const proxy = createServer((_request, response) => {
  response.writeHead(status, { 'content-type': 'text/html' }).end(page);
});

beforeEach(async () => {
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'synthetic');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'synthetic');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

const asked: [string, (cloud: Cloud) => Promise<unknown>][] = [
  ['the stack', ({ stacks }) => stacks.describe('strictwatch')],
  ['a function', ({ functions }) => functions.describe('strictwatch-watch-1')],
  ['a secret', ({ secrets }) => secrets.secret('acme')],
  ['the alarms', ({ alarms }) => alarms(['one'])],
];

test.each(asked.flatMap(([what, ask]) => [200, 502].map((code) => [what, code, ask] as const)))(
  'a page in place of %s, with status %i, is no answer of AWS and is not shown',
  async (_what, code, ask) => {
    status = code;
    const error = await ask(openCloud()).then(
      (answer) => ({ answer }),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(OperatorError);
    const { message } = error as OperatorError;
    expect(message).toMatch(/was not AWS, or it was out of order: .* proxy in between/);
    expect(message).not.toMatch(/\$response|html|synthetic-user/);
  },
);
