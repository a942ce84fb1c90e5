import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { partner } from '../jobs/world.ts';
import {
  archivedHook,
  deskFor,
  simulated,
  strictwatch,
  temporaryFolder,
  type Ended,
} from './run.ts';

const data = () => ['--data', join(temporaryFolder(), 'data')];

function configFile(value: unknown): string {
  const file = join(temporaryFolder(), 'tenants.json');
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

describe('wrong usage is one message and exit 1', () => {
  const credentials = { env: { clientId: 'ID', clientSecret: 'SECRET' } };
  const tenant = { id: 'acme', domain: 'acme.eu.auth0.com', credentials };

  test.each<[string, readonly string[], RegExp]>([
    ['an unknown command', ['wach'], /unknown command 'wach'/],
    ['an unknown option', ['watch', '--josn'], /unknown option '--josn'/],
    [
      'a severity that does not exist',
      ['watch', '--fail-on', 'severe'],
      /--fail-on "severe" is not a severity\. They are: critical, high/,
    ],
    [
      'a time that is none',
      ['watch', '--now', 'yesterday'],
      /--now "yesterday" is not a moment\. Write it as/,
    ],
    [
      'a day that does not exist',
      ['apps', '--at', '2026-13-45'],
      /--at "2026-13-45" is not a moment/,
    ],
    [
      'a configuration that is not there',
      ['watch', '--config', '/nowhere/tenants.json'],
      /cannot be read\. Check the path/,
    ],
    ['nothing configured', ['watch'], /No tenant is configured\. Copy tenants\.example\.json/],
    [
      'a rule or finding that does not exist',
      ['explain', 'app-permisive'],
      /is neither a rule nor a finding.*The rules are: api-open/s,
    ],
    ['explain without a name', ['explain'], /missing required argument/],
  ])('%s', async (_name, args, expected) => {
    const { code, out, err } = await strictwatch(args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test.each<[string, unknown, readonly string[], RegExp]>([
    ['not JSON', '{', [], /is not JSON/],
    ['an unknown key', { tenants: [{ ...tenant, intents: {} }] }, [], /unknown key "intents"/],
    ['two tenants with one id', { tenants: [tenant, tenant] }, [], /two tenants are called "acme"/],
    [
      'plain http off loopback',
      { tenants: [{ ...tenant, baseUrl: 'http://auth.acme.example' }] },
      [],
      /baseUrl: must be an https address/,
    ],
    [
      'a secret in the file',
      { tenants: [{ ...tenant, credentials: { clientSecret: 'hunter2' } }] },
      [],
      /A secret never goes into this file/,
    ],
    [
      'a tenant that is not in it',
      { tenants: [tenant] },
      ['--tenant', 'other'],
      /There is no tenant "other"\. The tenants are: acme/,
    ],
    [
      'an environment variable that is not set',
      { tenants: [tenant] },
      [],
      /the environment variable ID is not set/,
    ],
    [
      'credentials in AWS',
      { tenants: [{ ...tenant, credentials: { secretId: 'x' } }] },
      [],
      /where only the deployed monitor reads them/,
    ],
    [
      'a webhook that is not set',
      { tenants: [{ ...tenant, routes: [{ slack: { webhookEnv: 'HOOK' } }] }] },
      [],
      /the environment variable HOOK is not set/,
    ],
  ])('in the configuration: %s', async (_name, value, args, expected) => {
    const { code, out, err } = await strictwatch([
      'watch',
      '--config',
      configFile(value),
      ...data(),
      ...args,
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(expected);
    expect(err).not.toContain('hunter2');
  });

  test('a webhook in plain http is refused without being shown', async () => {
    const config = configFile({
      tenants: [{ ...tenant, routes: [{ slack: { webhookEnv: 'HOOK' } }] }],
    });
    const hook = 'http://hooks.slack.example/services/T0/B0/secretpart';
    const { code, err } = await strictwatch(['watch', '--config', config, ...data()], {
      env: { HOOK: hook },
    });
    expect(code).toBe(1);
    expect(err).toMatch(/HOOK does not hold a webhook address/);
    expect(err).not.toContain('secretpart');
  });

  test('only some of the environment variables', async () => {
    const { code, err } = await strictwatch(['start', ...data()], {
      env: { AUTH0_DOMAIN: 'acme.eu.auth0.com' },
    });
    expect(code).toBe(1);
    expect(err).toMatch(/some of them are not set/);
  });
});

test('--help is exit 0 on standard output', async () => {
  const { code, out, err } = await strictwatch(['watch', '--help']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('--fail-on');
});

describe('a tenant from the environment', () => {
  test('is watched by start, under the name of its domain', async () => {
    const tenant = await simulated({ domain: 'acme-prod.eu.auth0.com' });
    const env = {
      AUTH0_DOMAIN: 'https://acme-prod.eu.auth0.com/',
      AUTH0_BASE_URL: tenant.url,
      AUTH0_CLIENT_ID: tenant.clientId,
      AUTH0_CLIENT_SECRET: tenant.state.credentials.clientSecret,
    };
    const folder = data();
    const { code, out } = await strictwatch(['start', '--json', ...folder], { env });
    expect(code).toBe(0);
    expect(JSON.parse(out).runs[0].tenant).toBe('acme-prod');
    const found = await strictwatch(['findings', ...folder], { env });
    expect(found).toMatchObject({ code: 0, out: 'No findings.\n' });
  });
});

describe('output', () => {
  test('with --json there is one document on standard output and nothing else', async () => {
    const tenant = await simulated({ apps: [partner('old')] });
    const desk = deskFor({ acme: tenant });
    await desk.run(['watch', '--json']);
    tenant.createApp(partner('new'));
    const { out, err } = await desk.run(['watch', '--json'], { live: false });
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(out).version).toBe(1);
    expect(err).toBe('');
  });

  test('progress is for a terminal only, and leaves no trace', async () => {
    const tenant = await simulated();
    const desk = deskFor({ acme: tenant });
    const watched = await desk.run(['watch'], { live: true });
    expect(watched.err).toContain('Reading acme: apps');
    expect(watched.err.endsWith('\r\u001B[K')).toBe(true);
    expect((await desk.run(['watch'])).err).toBe('');
  });

  test('hostile names are shown harmless', async () => {
    const tenant = await simulated();
    const desk = deskFor({ acme: tenant });
    await desk.run(['watch']);
    tenant.createApp(partner('new', { name: '\u001B]0;owned\u0007\u001B[2J\u202Eexe' }));
    const shown = [
      await desk.run(['watch']),
      await desk.run(['findings']),
      await desk.run(['apps']),
      await desk.run(['explain', 'acme/app-permissive/new']),
    ];
    for (const { out } of shown) {
      expect(out).toContain('‹U+202E›');
      const hidden = out.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}]/gu);
      expect(hidden).toBeNull();
    }
  });
});

describe('exit codes', () => {
  test('2 only when something open reaches --fail-on', async () => {
    const tenant = await simulated();
    const desk = deskFor({ acme: tenant });
    expect((await desk.run(['watch'])).code).toBe(0);
    tenant.setSettings({ default_audience: 'https://api.example' });
    expect((await desk.run(['watch'])).code).toBe(0);
    expect((await desk.run(['watch', '--fail-on', 'low'])).code).toBe(2);
    expect((await desk.run(['findings'])).code).toBe(0);
    expect((await desk.run(['findings', '--fail-on', 'low'])).code).toBe(2);
  });

  test('inherited findings fail nothing', async () => {
    const tenant = await simulated({ apps: [partner('old')] });
    const { code, out } = await deskFor({ acme: tenant }).run(['watch', '--fail-on', 'info']);
    expect(code).toBe(0);
    expect(out).toContain('undecided since adoption: 1 high');
  });

  test('one tenant that cannot be read does not hurt another', async () => {
    const [dead, well] = [await simulated(), await simulated({ apps: [partner('old')] })];
    const desk = deskFor({ dead, well });
    dead.rotateSecret();
    const { code, out } = await desk.run(['watch', '--json']);
    expect(code).toBe(3);
    expect(
      JSON.parse(out).runs.map(({ tenant, complete }: { tenant: string; complete: boolean }) => [
        tenant,
        complete,
      ]),
    ).toEqual([
      ['dead', false],
      ['well', true],
    ]);
    expect((await desk.run(['watch', '--tenant', 'well'])).code).toBe(0);
  });

  test('1 when Slack did not accept, after the document', async () => {
    const tenant = await simulated();
    const desk = deskFor({ acme: tenant }, { routes: [{ slack: { webhookEnv: 'HOOK' } }] });
    const env = { HOOK: await archivedHook() };
    const { code, out, err } = await desk.run(['watch', '--json'], { env });
    expect(code).toBe(1);
    expect(JSON.parse(out).runs[0].complete).toBe(true);
    tenant.createApp(partner('new'));
    const next = await desk.run(['watch', '--json'], { env });
    // Nobody read a terminal, and Slack did not accept: so nobody was told.
    expect(JSON.parse(next.out).runs[0].findings[0]).toMatchObject({
      status: 'open',
      announced: null,
    });
    expect(err).toMatch(/still owed/);
    expect(err).not.toContain('B000');
  });
});

test('a tenant whose route cannot be used does not keep the others from being read', async () => {
  const [odd, well] = [await simulated(), await simulated({ apps: [partner('old')] })];
  const desk = deskFor({ odd, well });
  const list = JSON.parse(readFileSync(join(desk.dir, 'tenants.json'), 'utf8'));
  list.tenants[0].routes = [{ slack: { webhookEnv: 'NOT_SET' } }];
  writeFileSync(join(desk.dir, 'tenants.json'), JSON.stringify(list));
  const { code, out, err } = await desk.run(['watch', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out).runs.map(({ tenant }: { tenant: string }) => tenant)).toEqual(['well']);
  expect(err).toMatch(/^odd: [^\n]*NOT_SET is not set/);
});

test('a fault of ours in one tenant is thrown when the others are done', async () => {
  const [odd, well] = [await simulated(), await simulated({ apps: [partner('old')] })];
  const desk = deskFor({ odd, well }, { routes: [{ slack: { webhookEnv: 'HOOK' } }] });
  const fault = new TypeError('a fault of ours');
  const hook = await archivedHook();
  let asked = 0;
  const env = {
    ...desk.env,
    get HOOK() {
      asked += 1;
      if (asked === 1) throw fault;
      return hook;
    },
  };
  await expect(strictwatch(['watch', '--json', ...desk.args], { env })).rejects.toBe(fault);
  expect(well.requestCount()).toBeGreaterThan(0);
});

describe('looking back', () => {
  test('apps --at answers for a day, and says when it cannot know', async () => {
    const tenant = await simulated({ apps: [partner('old')] });
    const desk = deskFor({ acme: tenant });
    await desk.run(['watch', '--now', '2026-10-22T09:00:00Z']);
    tenant.createApp(partner('new'));
    await desk.run(['watch', '--now', '2026-10-24T09:00:00Z']);
    const at = async (day: string) => (await desk.run(['apps', '--permissive', '--at', day])).out;
    expect(await at('2026-10-21')).toMatch(
      /not known, the tenant was first read whole on 2026-10-22/,
    );
    expect(await at('2026-10-22')).toMatch(/1 app\n[^]*old/);
    expect(await at('2026-10-24')).toMatch(/2 apps\n[^]*new[^]*old/);
  });

  test('a folder with nothing in it says what to do', async () => {
    const { code, err } = await strictwatch(['findings', ...data()]);
    expect(code).toBe(1);
    expect(err).toMatch(/is not there\. Run `npx strictwatch watch` first/);
    const folder = temporaryFolder();
    const empty = await strictwatch(['findings', '--data', folder]);
    expect(empty.err).toMatch(
      /holds nothing of any tenant yet\. Run `npx strictwatch watch` first/,
    );
  });

  test('explain tells of a finding and of a rule, and --json is a document', async () => {
    const tenant = await simulated({ apps: [partner('old')] });
    const desk = deskFor({ acme: tenant });
    await desk.run(['watch']);
    const text = await desk.run(['explain', 'acme/app-permissive/old']);
    expect(text.out).toMatch(/high, inherited[^]*Evidence[^]*What to do/);
    const json = await desk.run(['explain', 'acme/app-permissive/old', '--json']);
    expect(JSON.parse(json.out).finding.key).toBe('acme/app-permissive/old');
    const none = await desk.run(['explain', 'acme/app-permissive/none']);
    expect([none.code, none.err]).toEqual([1, expect.stringMatching(/The store has no finding/)]);
  });
});

describe('the data folder', () => {
  test('is its owner’s alone', async () => {
    const tenant = await simulated();
    const desk = deskFor({ acme: tenant });
    await desk.run(['watch']);
    const { statSync } = await import('node:fs');
    expect((statSync(join(desk.dir, 'data')).mode & 0o077).toString(8)).toBe('0');
  });

  test('of a newer version is left alone', async () => {
    const tenant = await simulated();
    const desk = deskFor({ acme: tenant });
    await desk.run(['watch']);
    const file = join(desk.dir, 'data', 'strictwatch.json');
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"version": *\d+/, '"version":99'));
    const { code, out, err } = await desk.run(['watch', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/newer/);
  });
});

describe('doctor', () => {
  test('says what works, what does not and what to do', async () => {
    const tenant = await simulated();
    tenant.revokeScope('read:prompts');
    const desk = deskFor({ acme: tenant });
    const { code, out } = await desk.run(['doctor']);
    expect(code).toBe(0);
    expect(out).toMatch(/ok {6}acme {2}apps: readable with read:clients/);
    expect(out).toMatch(/NOT OK {2}acme {2}optional login: missing scope read:prompts/);
    tenant.revokeScope('read:clients');
    expect((await desk.run(['doctor'])).code).toBe(3);
  });

  describe('of the toggle', () => {
    const toggle = { probeEveryDays: 7, apiField: 'settings.flags.the_toggle' };

    test('says nothing where nothing is configured', async () => {
      const { out } = await deskFor({ acme: await simulated() }).run(['doctor']);
      expect(out).not.toContain('optional toggle');
    });

    test('says that the scopes of the probe and the field are missing, and the clock is right', async () => {
      const desk = deskFor({ acme: await simulated() }, { toggle });
      const { code, out } = await desk.run(['doctor']);
      expect(code).toBe(0);
      expect(out).toMatch(
        /NOT OK {2}acme {2}optional toggle: .*answered no settings\.flags\.the_toggle; .*missing scope create:clients, delete:clients/,
      );
      expect(out).toMatch(/ok {6}acme {2}clock: agrees/);
    });

    test('says that they are there', async () => {
      const tenant = await simulated();
      tenant.setSettings({ flags: { the_toggle: false } });
      tenant.grantScope('create:clients');
      tenant.grantScope('delete:clients');
      const { out } = await deskFor({ acme: tenant }, { toggle }).run(['doctor']);
      expect(out).toMatch(
        /ok {6}acme {2}optional toggle: settings\.flags\.the_toggle says off; the probe has create:clients, delete:clients/,
      );
      expect(tenant.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
    });
  });
});

test('rules lists every rule with its scopes', async () => {
  const { out } = await strictwatch(['rules', '--json']);
  const { rules } = JSON.parse(out);
  expect(rules.find(({ id }: { id: string }) => id === 'app-widened').scopes).toEqual([
    'read:client_grants',
    'read:clients',
  ]);
  expect((await strictwatch(['rules'])).out).toContain('dcr-permissive');
});

test('the README names every command', async () => {
  const { out } = await strictwatch(['--help']);
  const commands = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '');
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(commands.length).toBeGreaterThan(7);
  // `start` is what npm start runs, and help is commander's own.
  const missing = commands
    .filter((name) => name !== 'start' && name !== 'help')
    .filter((name) => !readme.includes(`npx strictwatch ${name}`));
  expect(missing).toEqual([]);
});

test('demo leaves a folder alone that no demo made', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'demo'));
  writeFileSync(join(folder, 'demo', 'mine.txt'), 'mine');
  const { code, err } = await strictwatch(['demo', '--data', folder]);
  expect(code).toBe(1);
  expect(err).toMatch(/was not made by the demo/);
  expect(existsSync(join(folder, 'demo', 'mine.txt'))).toBe(true);
});

test('nothing configured and --json is an error, not a story', async () => {
  const { code, out, err } = await strictwatch(['start', '--json', ...data()]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/has no JSON\. Configure a tenant/);
});

describe('demo', () => {
  let played: Ended;

  beforeAll(async () => {
    played = await strictwatch(['demo', ...data()]);
  });

  test('plays the week and says what to type next', () => {
    const { code, out } = played;
    expect(code).toBe(0);
    for (const expected of [
      'ADOPTED',
      'opened',
      'reminded',
      'resolved',
      'dcr-mode-changed',
      'The data of this demo lies in',
      'npx strictwatch demo --report',
    ]) {
      expect(out).toContain(expected);
    }
  });

  test('shows an app made on request and one by default, each with who, and the toggle proven by the log', () => {
    const text = played.out.replaceAll(/\s+/g, ' ');
    for (const expected of [
      'created by M2M app "deploy-pipeline" (DemoPipe1ine000000000000000000000), 203.0.113.7, Terraform provider, 2026-11-18 02:14 UTC',
      'how the request asked for permissive mode',
      'created by M2M app "partner-onboarding"',
      "how mode not stated in the request, so the tenant's default made it permissive",
      'CRITICAL opened acme-prod (production) toggle-on',
      'CRITICAL resolved acme-prod (production) toggle-on',
      'HIGH opened acme-prod (production) toggle-changed',
      'MEDIUM opened acme-prod (production) creation-relies-on-default',
      "is off, shown by the tenant's log as of 2026-11-20",
    ]) {
      expect(text).toContain(expected);
    }
  });
});
