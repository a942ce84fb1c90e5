import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { call, type Json } from './client.ts';

const script = new URL('../../demo/serve-tenant.ts', import.meta.url).pathname;

it('serves a tenant from a process of its own, which can be told to change', async () => {
  const flags = ['--apps', '250', '--third-party', '0.2', '--permissive', '0.5', '--dcr'];
  const child = spawn(process.execPath, [script, ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<Json> => JSON.parse((await lines.next()).value ?? '');
  const tell = async (command: object): Promise<Json> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    return answer();
  };
  const { url, domain, clientId, clientSecret } = await answer();
  const { body: token } = await call(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      audience: `https://${domain}/api/v2/`,
    }),
  });
  const headers = { authorization: `Bearer ${token.access_token}` };
  const modes = async (): Promise<string[]> => {
    const { body } = await call(`${url}/api/v2/clients?is_first_party=false&take=100`, { headers });
    return body.clients.map((app: Record<string, string>) => app['third_party_security_mode']);
  };
  expect((await modes()).length).toBe(50);
  expect((await modes()).filter((mode) => mode === 'permissive')).toHaveLength(25);
  expect(await tell({ register: 3 })).toEqual({ registered: 3 });
  expect((await modes()).length).toBe(53);
  expect((await tell({ change: 2 })).changed).toHaveLength(2);
  expect(await tell({ reset: true })).toEqual({ requests: 0 });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('says which flag is wrong', async () => {
  const child = spawn(process.execPath, [script, '--burst', '5'], { stdio: 'pipe' });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const [code] = await once(child, 'close');
  expect(code).not.toBe(0);
  expect(text).toContain('--per-second must be a number');
});
