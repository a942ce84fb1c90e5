import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { call, type Json } from './client.ts';

const script = new URL('../../demo/serve-tenant.ts', import.meta.url).pathname;

it('serves a tenant from a process of its own, which can be told to change', async () => {
  const flags = ['--apps', '250', '--third-party', '0.2', '--permissive', '0.5', '--dcr'];
  flags.push('--clock', '2026-10-01T00:00:00Z');
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
  const apps = async (field: string): Promise<unknown[]> => {
    const { body } = await call(`${url}/api/v2/clients?is_first_party=false&take=100`, { headers });
    return body.clients.map((app: Json) => app[field]);
  };
  const modes = (): Promise<unknown[]> => apps('third_party_security_mode');
  expect((await modes()).length).toBe(50);
  expect((await modes()).filter((mode) => mode === 'permissive')).toHaveLength(25);
  const created = await apps('created_at');
  expect(new Set(created)).toEqual(new Set(['2026-10-01T00:00:00.000Z']));
  const later = { clock: '2026-11-01T00:00:00Z', register: 3 };
  expect(await tell(later)).toEqual({ registered: 3 });
  expect((await apps('created_at')).slice(50)).toEqual(Array(3).fill('2026-11-01T00:00:00.000Z'));
  const [before = []] = (await apps('callbacks')) as string[][];
  expect((await tell({ change: 2 })).changed).toHaveLength(2);
  const [after, , untouched] = await apps('callbacks');
  expect(after).toEqual([...before, `https://changed.example.com/${Date.UTC(2026, 10)}`]);
  expect(untouched).toHaveLength(1);
  const settings = { flags: { enable_client_connections: true } };
  expect(await tell({ settings })).toEqual({ set: ['flags'] });
  const { body: now } = await call(`${url}/api/v2/tenants/settings`, { headers });
  expect(now.flags).toMatchObject({
    enable_client_connections: true,
    enable_dynamic_client_registration: true,
  });
  const { body: logs } = await call(`${url}/api/v2/logs`, { headers });
  expect(logs.map((entry: Json) => entry.description).slice(0, 3)).toEqual([
    'Update tenant settings',
    'Update a client',
    'Update a client',
  ]);
  expect(await tell({ reset: true })).toEqual({ requests: 0 });
  await tell({ limit: [{ burst: 50, perSecond: 1 }] });
  await modes();
  expect(await tell({ spent: true })).toEqual({ spent: [{ calls: 1, refused: 0, lowest: 49 }] });
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
