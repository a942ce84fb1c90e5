import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { deployedTenantsFile, variableNames } from '../../functions/core/deployment.ts';
import { bundle } from '../../infra/bundle.ts';
import { temporaryFolder } from './folder.ts';
import { sampleTenants } from './sample.ts';

test('what is deployed asks a table again that throttles, though parts of the SDK are left out', async () => {
  const asked: (string | undefined)[] = [];
  const names = ['ThrottlingException', 'ThrottlingException', 'ResourceNotFoundException'];
  const server = createServer((request, response) => {
    const name = names[asked.length];
    asked.push(request.headers['x-amz-target']?.toString());
    const type = `com.amazonaws.dynamodb.v20120810#${name}`;
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: type, message: 'synthetic' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const says = await watchAt(`http://127.0.0.1:${port}`);
    expect(asked.length, says).toBe(names.length);
    expect(new Set(asked).size).toBe(1);
    expect(says).toMatch(/^StoreError: /m);
  } finally {
    server.close();
  }
}, 60_000);

/** Starts watch in a process of its own, against what stands for AWS. Gives what it failed with. */
async function watchAt(endpoint: string): Promise<string> {
  const folder = temporaryFolder();
  const file = join(folder, 'index.mjs');
  writeFileSync(file, bundle('watch'));
  writeFileSync(join(folder, deployedTenantsFile), JSON.stringify({ tenants: sampleTenants }));
  const variables = Object.fromEntries(Object.values(variableNames).map((name) => [name, '1']));
  const program = `
const { handler } = await import(${JSON.stringify(file)});
const context = { functionName: 'strictwatch', getRemainingTimeInMillis: () => 60_000 };
process.stderr.write(String(await handler({ tenant: 'acme-prod' }, context).catch(String)));
process.exit();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...variables,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIASYNTHETIC',
      AWS_SECRET_ACCESS_KEY: 'synthetic-not-a-secret',
      AWS_ENDPOINT_URL: endpoint,
      AWS_RETRY_MODE: 'adaptive',
    },
  });
  return text(child.stderr);
}
