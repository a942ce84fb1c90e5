import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rules } from '../../functions/rules/index.ts';
import { deployable } from '../../infra/config.ts';
import { strictwatch } from '../cli/run.ts';
import { configFile, temporaryFolder } from './folder.ts';
import { runApp } from './run-app.ts';

const acme = { id: 'acme', domain: 'acme.eu.auth0.com', credentials: { secretId: 'acme' } };
const read = (file: string, endpoint?: string) =>
  deployable({
    file,
    rules,
    now: new Date('2026-11-23'),
    endpoint,
  });

test.each([
  ['an unknown key', { tenants: [{ ...acme, clientSecret: 'not-a-real-secret' }] }],
  ['a rule that does not exist', { tenants: [{ ...acme, rules: { 'app-lost': 'off' } }] }],
  ['two tenants of one id', { tenants: [acme, acme] }],
  ['no JSON', '{"tenants": ['],
])('%s is refused in the words of the command line', async (_, content) => {
  const file = configFile(content);
  const { err, code } = await strictwatch(['watch', '--config', file]);
  expect(code).toBe(1);
  expect(() => read(file)).toThrow(
    expect.objectContaining({ name: 'ConfigError', message: err.trimEnd() }) as Error,
  );
});

test('the app prints that and nothing else, and leaves no stack to deploy', async () => {
  const file = configFile({ tenants: [{ ...acme, domain: 'https://acme.eu.auth0.com' }] });
  const { err } = await strictwatch(['watch', '--config', file]);
  const outdir = temporaryFolder();
  expect(runApp({ config: file }, outdir)).toEqual({ status: 1, stdout: '', stderr: err });
  expect(readdirSync(outdir)).toEqual([]);
}, 60_000);

test.each([
  [
    'credentials of a laptop',
    { ...acme, credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } } },
    /^.*tenants\.json cannot be deployed\.\n- acme\.credentials: "env" is read on a laptop only\./,
  ],
  [
    'a webhook of a laptop',
    { ...acme, routes: [{ slack: { webhookEnv: 'HOOK' } }] },
    /^.*tenants\.json cannot be deployed\.\n- acme\.routes\.0\.slack: "webhookEnv"/,
  ],
  [
    'a schedule that EventBridge would refuse',
    { ...acme, schedule: { report: 'cron(0 7 * * MON *)' } },
    /^.*tenants\.json cannot be deployed\.\n- acme: schedule\.report in tenants\.json/,
  ],
  [
    'a domain of this machine',
    { ...acme, domain: 'localhost:3000' },
    /^.*tenants\.json cannot be deployed\.\n- acme\.domain: is this machine, which AWS does not reach\./,
  ],
  [
    'an address of this machine',
    { ...acme, baseUrl: 'http://127.0.0.1:3000' },
    /^.*tenants\.json cannot be deployed\.\n- acme\.baseUrl: is this machine, which AWS does not reach\./,
  ],
  [
    'a schedule that watches too seldom',
    { ...acme, schedule: { watch: 'rate(32 days)' } },
    /\n- acme: schedule\.watch in tenants\.json, .* lets more than 31 days pass without a run/,
  ],
  [
    'a schedule that is over',
    { ...acme, schedule: { watch: 'cron(0 7 1 1 ? 2020)' } },
    /\n- acme: schedule\.watch in tenants\.json, .* never fires again/,
  ],
])('%s cannot be deployed', (_, tenant, message) => {
  expect(() => read(configFile({ tenants: [tenant] }))).toThrow(
    expect.objectContaining({
      name: 'ConfigError',
      message: expect.stringMatching(message),
    }) as Error,
  );
});

test('a tenant on this machine can be deployed to an AWS that is emulated on it', () => {
  const file = configFile({ tenants: [{ ...acme, baseUrl: 'http://127.0.0.1:3000' }] });
  expect(read(file, 'http://127.0.0.1:4566').tenants.map(({ id }) => id)).toEqual(['acme']);
  expect(() => read(file, 'https://vpce-1.example.com')).toThrow(/is this machine/);
});

test('the report of all tenants is checked as theirs are', () => {
  const of = (fleet: object) => () => read(configFile({ tenants: [acme], fleet }));
  expect(of({ schedule: 'cron(0 8 1 1 ? 2020)' })).toThrow(
    /\n- fleet: schedule\.report in tenants\.json, .* never fires again/,
  );
  expect(of({ routes: [{ sns: true }, { slack: { webhookEnv: 'BOARD' } }] })).toThrow(
    /cannot be deployed\.\n- fleet\.routes\.1\.slack: "webhookEnv" is read on a laptop only\./,
  );
  expect(of({ routes: [{}] })).toThrow(/\n- fleet\.routes\[0\]: needs "slack", "sns" or both/);
  expect(of({ routes: [{ sns: true, minSeverity: 'low' }] })).toThrow(/minSeverity/);
  expect(of({ timeZone: '+01:00' })).toThrow(/\n- fleet\.timeZone: must be the name of an IANA/);
});

test('a file that names nobody says what to do', () => {
  expect(() => read(configFile({ tenants: [] }))).toThrow(
    /\n- tenants: must name at least one tenant, as tenants\.example\.json does\..* npx cdk destroy --all$/,
  );
});

test('without the file there is one message that says what to do', () => {
  expect(() => read('nowhere/tenants.json')).toThrow(
    /^nowhere\/tenants\.json cannot be read, so there is nothing to deploy\. Copy tenants\.aws\.example\.json to tenants\.json .*-c config=FILE\.$/,
  );
});
