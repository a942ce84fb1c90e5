import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holds } from '../../scripts/bench/line.ts';
import { peerPart } from '../../scripts/bench/peer.ts';
import { differingFiles, exported } from '../../scripts/bench/peer/exported.ts';
import type { PeerFound, PeerRead, SizeFound } from '../../scripts/bench/peer/found.ts';
import { redirecting } from '../../scripts/bench/peer/redirect.ts';
import { measured } from '../../scripts/bench/peer/run.ts';
import { proposed, saidError, saidLines } from '../../scripts/bench/peer/said.ts';

const read: PeerRead = {
  wallMs: 4000,
  cpuMs: 1500,
  peakMiB: 271.3,
  calls: 11,
  exitCode: 0,
  apps: 1000,
  withMode: 1000,
  bytes: 3 * 2 ** 20,
  error: null,
};

const size: SizeFound = {
  apps: 1000,
  rounds: 3,
  ours: { wallMs: 1000, cpuMs: 600, peakMiB: 119, calls: 20, apps: 1000, writeUnits: 5 },
  appsAlone: read,
  asYaml: { ...read, wallMs: 3000 },
  sections: { ...read, wallMs: 5000, calls: 19 },
  capped: null,
  change: {
    changed: 10,
    differingFiles: 10,
    exportSaysSo: false,
    dryRun: { ...read, wallMs: 13_000, peakMiB: 1771, calls: 22, named: 10 },
    ours: { wallMs: 1200, cpuMs: 600, peakMiB: 121, calls: 20, opened: 10 },
  },
};

function found(...sizes: SizeFound[]): PeerFound {
  return { measured: true, version: '8.44.0', licence: 'MIT', latencyMs: 50, sizes };
}

const refusal =
  'Problem running command export Requesting page exceeds the allowed maximum of 1000 records';
const failed: PeerRead = { ...read, exitCode: 1, apps: 0, withMode: 0, error: refusal };

describe('lines', () => {
  test('ours is held to the faster of the formats, the peer to nothing', () => {
    const lines = peerPart.lines(found(size));
    const held = lines.filter(({ bound }) => bound !== null);
    expect(held.map(({ what, measured, bound }) => [what, measured, bound])).toEqual([
      ['time, Strictwatch by auth0-deploy-cli', 1000 / 3000, 1],
      ['memory, Strictwatch by auth0-deploy-cli', 119 / 271.3, 1],
    ]);
    expect(held.every(holds)).toBe(true);
    const slower = peerPart.lines(found({ ...size, ours: { ...size.ours, wallMs: 3001 } }));
    expect(slower.filter((line) => !holds(line)).map(({ what }) => what)).toEqual([
      'time, Strictwatch by auth0-deploy-cli',
    ]);
  });

  test('both are shown, with what changed, and none is the same on every machine', () => {
    const lines = peerPart.lines(found(size));
    expect(lines.filter(({ exact }) => exact)).toEqual([]);
    expect(lines).toContainEqual({
      on: '1,000 apps, 10 changed',
      what: 'time of auth0-deploy-cli dry run',
      unit: 's',
      measured: 13,
      bound: null,
      floor: null,
      exact: false,
    });
    expect(lines.filter(({ what }) => what.startsWith('calls of'))).toHaveLength(4);
  });

  test.each([
    ['a peer that failed', { ...failed, wallMs: 500 }],
    ['a peer that missed apps', { ...read, wallMs: 500, apps: 999 }],
  ])('nothing is held against %s', (_, appsAlone) => {
    const lines = peerPart.lines(found({ ...size, appsAlone, asYaml: null }));
    expect(lines.filter(({ bound }) => bound !== null)).toEqual([]);
    expect(lines.map(({ what }) => what)).toContain('time of auth0-deploy-cli export, apps alone');
  });

  test('none where it could not be measured', () => {
    expect(peerPart.lines({ measured: false, because: 'no network' })).toEqual([]);
  });
});

describe('the page', () => {
  test('says what was compared, how, and how to do it again', () => {
    const page = peerPart.page(found(size));
    expect(page).toMatch(/^## /);
    expect(page).toContain('auth0-deploy-cli 8.44.0 (MIT licence)');
    expect(page).toContain('`npm run bench -- --only peer`');
    expect(page).toMatch(/\| 1,000 +\| Strictwatch, all sections +\| 1\.0 s +\| 20 /);
    expect(page).toMatch(/\| 1,000 +\| the same as YAML +\| 3\.0 s +\| 11 .* 3 MiB +\|/);
    expect(page).toContain('takes 3.0 × the time of Strictwatch');
    expect(page).toContain('1,000 of 1,000 exported apps carry `third_party_security_mode`');
    expect(page).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  test('says that it can tell what changed, and what that takes', () => {
    const page = peerPart.page(found(size));
    expect(page).toContain('the second export printed nothing the first had not');
    expect(page).toContain('10 files differ');
    expect(page).toContain('named 10 of them, in 13.0 s and 22 calls, with 1,771 MiB');
    expect(page).toContain('Strictwatch told of 10 findings, in 1.2 s and 20 calls, with 121 MiB');
  });

  test('says where its own pace is what takes the time, and only there', () => {
    const paced = { ...read, calls: 101, wallMs: 17_000 };
    expect(peerPart.page(found({ ...size, appsAlone: paced, asYaml: null }))).toContain(
      '101 calls cannot take it less than about 12.6 s',
    );
    expect(peerPart.page(found(size))).not.toContain('at most 8 requests');
  });

  test('says what came of documented limits, in its own words', () => {
    const page = peerPart.page(found({ ...size, apps: 10_000, capped: failed }));
    expect(page).toContain(`it ended with exit code 1 and \`${refusal}\`, and exported 0 apps`);
    expect(page).toContain('at most 1,000 by offset (failed)');
  });

  test('says of a size that it could not read that it could not', () => {
    const stopped = { ...failed, exitCode: null, error: null, cpuMs: null, peakMiB: null };
    const page = peerPart.page(found({ ...size, appsAlone: stopped, asYaml: null, change: null }));
    expect(page).toContain('did not read them: no exit code, being stopped.');
    expect(page).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  test('says why nothing was measured', () => {
    const page = peerPart.page({ measured: false, because: 'npm ci ended with 1' });
    expect(page).toContain('Not measured: npm ci ended with 1.');
  });
});

describe('what leads the peer to the tenant', () => {
  const domain = 'simulated.eu.auth0.com';
  const seen: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(201, { 'x-from': 'tenant' }).end('{"clients":[]}');
    });
  });
  let answered = 0;
  let to = '';

  beforeEach(async () => {
    seen.length = 0;
    answered = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  function redirected(): typeof fetch {
    return redirecting(fetch, { domain, to, latencyMs: 0, answered: () => (answered += 1) });
  }

  test('sends what is for its domain to where it is, as it was', async () => {
    const url = `https://${domain}/api/v2/clients?page=0&per_page=100`;
    const response = await redirected()(url, { headers: { authorization: 'Bearer synthetic' } });
    expect([response.status, response.headers.get('x-from')]).toEqual([201, 'tenant']);
    expect(seen[0]).toMatchObject({
      path: '/api/v2/clients?page=0&per_page=100',
      headers: { authorization: 'Bearer synthetic' },
    });
    expect(answered).toBe(0);
  });

  test('takes a Request and its body as well', async () => {
    const request = new Request(`https://${domain}/oauth/token`, { method: 'POST', body: 'a=b' });
    expect((await redirected()(request)).status).toBe(201);
    expect(seen[0]).toMatchObject({ path: '/oauth/token', body: 'a=b' });
  });

  test.each([
    ['https://example.com/api/v2/clients', 'example.com'],
    [`https://${domain}.example.com/`, `${domain}.example.com`],
    [`http://${domain}/api/v2/clients`, domain],
  ])('lets nothing through to %s', async (url, host) => {
    await expect(redirected()(url)).rejects.toThrow(`the bench lets nothing through to ${host}`);
    expect(seen).toEqual([]);
  });

  test('answers what the simulated tenant does not have, and counts it', async () => {
    const body = async (path: string): Promise<unknown> =>
      (await redirected()(`https://${domain}/api/v2/${path}`)).json();
    expect(await body('connections/con_1/clients?take=100')).toEqual({ clients: [] });
    expect(await body('actions/actions?page=0')).toMatchObject({ actions: [], total: 0 });
    expect(answered).toBe(2);
    expect(seen).toEqual([]);
  });
});

describe('a process that is measured', () => {
  const preload = join(import.meta.dirname, '../../scripts/bench/peer/preload.ts');
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strictwatch-bench-peer-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    delete process.env['SECRET_OF_THE_OPERATOR'];
  });

  function run(script: string, timeoutMs = 15_000) {
    const file = join(folder, 'script.mjs');
    writeFileSync(file, script);
    const env = {
      AUTH0_DOMAIN: 'simulated.eu.auth0.com',
      BENCH_TENANT: 'http://127.0.0.1:9',
      BENCH_LATENCY: '0',
    };
    return measured(preload, { file, args: ['given'], env, cwd: folder, timeoutMs });
  }

  test('says what it took, whatever its end, and is led to the tenant', async () => {
    process.env['SECRET_OF_THE_OPERATOR'] = 'SYNTHETIC-SECRET';
    const ended = await run(`
      const answer = await fetch('https://simulated.eu.auth0.com/api/v2/actions/actions');
      console.log(JSON.stringify([answer.status, process.argv[2], process.env.SECRET_OF_THE_OPERATOR ?? null]));
      console.error('complaint');
      process.exit(3);
    `);
    expect(ended).toMatchObject({ exitCode: 3, stderr: 'complaint\n', usage: { answered: 1 } });
    expect(JSON.parse(ended.stdout)).toEqual([200, 'given', null]);
    expect(ended.usage?.peakMiB).toBeGreaterThan(10);
    expect(ended.usage?.cpuMs).toBeGreaterThan(0);
  });

  test('is ended when it takes too long, and then has said nothing', async () => {
    const ended = await run('setInterval(() => {}, 1000)', 300);
    expect(ended).toMatchObject({ exitCode: null, usage: null });
  });
});

describe('what the peer leaves behind', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strictwatch-bench-peer-'));
    for (const name of ['was/clients', 'is/clients', 'yaml']) {
      mkdirSync(join(folder, name), { recursive: true });
    }
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(path: string, text: string): void {
    writeFileSync(join(folder, path), text);
  }

  test('as a directory: a file an app', () => {
    write('was/clients/A.json', '{"third_party_security_mode":"strict"}');
    write('was/clients/B.json', '{}');
    write('was/clients/B_custom_login_page.html', 'third_party_security_mode');
    write('was/tenant.json', '{}');
    expect(exported(join(folder, 'was'), 'directory')).toEqual({ apps: 2, withMode: 1, bytes: 67 });
  });

  test('as YAML: an item an app, whatever else is there', () => {
    const apps =
      '  - name: A\n    grant_types:\n      - implicit\n    third_party_security_mode: strict\n  - name: B\n';
    write(
      'yaml/tenant.yaml',
      `databases:\n  - name: x\nclients:\n${apps}resourceServers:\n  - name: y\n`,
    );
    expect(exported(join(folder, 'yaml'), 'yaml')).toMatchObject({ apps: 2, withMode: 1 });
    expect(exported(join(folder, 'was'), 'yaml')).toEqual({ apps: 0, withMode: 0, bytes: 0 });
  });

  test('files that are new, gone or not the same', () => {
    write('was/clients/same.json', 'a');
    write('is/clients/same.json', 'a');
    write('was/clients/changed.json', 'a');
    write('is/clients/changed.json', 'b');
    write('was/gone.json', 'a');
    write('is/new.json', 'a');
    expect(differingFiles(join(folder, 'was'), join(folder, 'is'))).toEqual([
      'clients/changed.json',
      'gone.json',
      'new.json',
    ]);
  });
});

describe('what the peer prints', () => {
  const at = '2026-11-23T21:24:49.459Z';

  test('its error is one line, without colours and times', () => {
    const printed = [
      `${at} - \u001B[32minfo\u001B[39m: Loading`,
      `${at} - \u001B[31merror\u001B[39m: Problem running command export`,
      `${at} - \u001B[31merror\u001B[39m: BadRequestError\nStatus code: 400`,
    ].join('\n');
    expect(saidError(printed)).toBe(
      'Problem running command export BadRequestError Status code: 400',
    );
    expect(saidError(`${at} - info: Export Successful\n`)).toBeNull();
  });

  test('two exports that only differ in time, order and folder say the same', () => {
    const was = `${at} - info: Writing /a/clients/x.json\n${at} - info: Done\n`;
    const is = `2026-11-24T00:00:00Z - info: Done\n${at} - info: Writing /b/clients/x.json\n`;
    expect(saidLines(is, '/b')).toEqual(saidLines(was, '/a'));
    expect(saidLines(`${is}${at} - info: x changed\n`, '/b')).not.toEqual(saidLines(was, '/a'));
  });

  test('a dry run names what it would do', () => {
    const table = [
      '│ Resource   │ Status   │ Name / Identifier         │',
      '│ Clients    │ UPDATE   │ Partner app 0             │',
      '│            │ DELETE * │ Partner │ app 1           │',
    ].join('\n');
    expect(proposed(table)).toEqual(['Partner app 0', 'Partner │ app 1']);
    expect(proposed('No changes detected.')).toEqual([]);
  });
});
