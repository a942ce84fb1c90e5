import { expect, test, vi } from 'vitest';
import { listen } from '../../../demo/loopback.ts';
import { createStore, openDynamo } from '../../../functions/adapters/dynamo.ts';

test('a request that DynamoDB does not answer is given up and made again', async () => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'synthetic');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'synthetic');
  let requests = 0;
  const silent = await listen(async () => void (requests += 1));
  const client = openDynamo(silent.url, 50);
  const head = createStore({ client, table: 'any' }).head('acme');
  const given = head.catch((error: unknown) => error);
  await vi.waitFor(() => expect(requests).toBeGreaterThan(1), { timeout: 5_000 });
  await silent.close();
  expect(await given).toMatchObject({ message: expect.stringMatching(/cannot be reached/) });
  client.destroy();
  vi.unstubAllEnvs();
}, 30_000);
