import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isSecureOrLoopback } from '../../functions/core/address.ts';
import { ConfigError } from '../../functions/core/errors.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';

const good = {
  id: 'acme-prod',
  domain: 'acme.eu.auth0.com',
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
};

function parse(...tenants: object[]) {
  return parseTenants(JSON.stringify({ tenants }), 'tenants.json', [
    { id: 'app-permissive', severity: 'high' },
  ]);
}

function complaint(...tenants: object[]): string {
  try {
    parse(...tenants);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('parseTenants', () => {
  test('only id, domain and credentials are required; the rest has defaults', () => {
    expect(parse(good)).toEqual([
      {
        ...good,
        environment: 'production',
        intent: { newApps: 'strict', dcr: 'strict' },
        schedule: { watch: 'rate(1 hour)', report: 'cron(0 7 ? * MON *)', timeZone: 'UTC' },
        routes: [],
        suppressions: [],
        canary: false,
        rules: {},
        declared: {},
        toggle: {},
        dcrFlood: { perHour: 15, perDay: 50 },
        personalData: 'shown',
        rateShare: 0.5,
      },
    ]);
  });

  test.each<[string, object, RegExp]>([
    ['an unknown key', { intnet: {} }, /tenants\[0\]: unknown key "intnet"/],
    [
      'an unknown key deep inside',
      { intent: { dcr: 'off', new: 'x' } },
      /tenants\[0\]\.intent: unknown key "new"/,
    ],
    [
      'a secret in the file',
      { credentials: { clientId: 'abc', clientSecret: 'hunter2' } },
      /A secret never goes into this file/,
    ],
    [
      'a secret where a name belongs',
      { credentials: { env: { clientId: 'ID', clientSecret: 'hunter2-!x' } } },
      /credentials\.env\.clientSecret: must be the NAME/,
    ],
    [
      'a webhook in the file',
      { routes: [{ slack: { webhookUrl: 'https://hooks.slack.example/T/B/x' } }] },
      /routes\[0\]\.slack: unknown key "webhookUrl"/,
    ],
    [
      'a base URL that is none',
      { baseUrl: 'acme.example.com' },
      /baseUrl: must be an https address/,
    ],
    [
      'a secret in the base URL',
      { baseUrl: 'https://user:hunter2@acme.example' },
      /baseUrl: must be an https address without user/,
    ],
    [
      'a time zone that is none',
      { schedule: { timeZone: 'Mars/X' } },
      /must be the name of an IANA time zone/,
    ],
    ['an offset', { schedule: { timeZone: '+01:00' } }, /timeZone: .*"\+01:00" is none/],
    ['a time zone in other capitals', { schedule: { timeZone: 'europe/vienna' } }, /own spelling/],
    ['a zone by an abbreviation', { schedule: { timeZone: 'CET' } }, /IANA time zone/],
    [
      'a rate whose unit should be singular',
      { schedule: { watch: 'rate(1 hours)' } },
      /schedule\.watch: must be written as EventBridge Scheduler writes it, such as "rate\(1 hour\)"/,
    ],
    [
      'a rate whose unit should be plural',
      { schedule: { report: 'rate(10 day)' } },
      /schedule\.report: must be written as EventBridge.*"rate\(6 hours\)"/,
    ],
    [
      'a severity that is none',
      { rules: { 'app-permissive': { severity: 'urgent' } } },
      /rules\.app-permissive\.severity: must be critical, high/,
    ],
    [
      'plain http off loopback',
      { baseUrl: 'http://auth.acme.example' },
      /baseUrl: must be an https address/,
    ],
    [
      'a domain with a scheme',
      { domain: 'https://acme.eu.auth0.com' },
      /domain: must be a bare host/,
    ],
    ['an id that is no key', { id: 'Acme Prod' }, /id: must be 1 to 63/],
    [
      'a route to nobody',
      { routes: [{ minSeverity: 'high' }] },
      /routes\[0\]: needs "slack", "sns" or both/,
    ],
    [
      'a rule that does not exist',
      { rules: { 'app-permisive': 'off' } },
      /there is no rule "app-permisive".*app-permissive/,
    ],
    [
      'a schedule EventBridge would refuse',
      { schedule: { watch: 'hourly' } },
      /schedule\.watch: must be written as EventBridge/,
    ],
    ['a rate share of nothing', { rateShare: 0 }, /rateShare/],
    [
      'a declaration without an end',
      { declared: { toggle: { state: 'off', by: 'Sam', on: '2026-10-01' } } },
      /declared\.toggle\.until/,
    ],
    [
      'a declaration that ends before it begins',
      {
        declared: { toggle: { state: 'off', by: 'Sam', on: '2026-12-31', until: '2026-12-30' } },
      },
      /^- .*declared\.toggle\.until: must not be before `on`/m,
    ],
  ])('%s is refused with what to do', (_name, parts, expected) => {
    const message = complaint({ ...good, ...parts });
    expect(message).toMatch(expected);
    expect(message).not.toContain('hunter2');
  });

  test.each(['UTC', 'Etc/UTC', 'Europe/Vienna', 'Europe/Kyiv', 'Asia/Kolkata', 'Asia/Calcutta'])(
    '%s is a time zone, and the clock there can be read',
    (timeZone) => {
      expect(parse({ ...good, schedule: { timeZone } })[0]?.schedule.timeZone).toBe(timeZone);
      expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    },
  );

  test('two tenants with one id are refused', () => {
    expect(complaint(good, good)).toContain('two tenants are called "acme-prod"');
  });

  test('no tenants, no JSON and another shape are each one message', () => {
    expect(() => parse()).toThrow(/- tenants: must name at least one tenant/);
    expect(() => parseTenants('{ not json', 'x.json', [])).toThrow(/x\.json is not JSON/);
    expect(() => parseTenants('[]', 'x.json', [])).toThrow(/x\.json is not valid/);
  });

  test('nothing of a file that is no JSON is in what is thrown, not even in its cause', () => {
    let thrown: unknown;
    try {
      parseTenants('synthetic-secret', 'x.json', []);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('synthetic-secret');
  });

  test('every mistake is named at once', () => {
    const message = complaint({ ...good, id: 'A', domain: 'x/y' });
    expect(message).toMatch(/\.id[\s\S]*\.domain/);
  });

  test.each([
    'http://127.0.0.1:8080',
    'http://localhost:1',
    'http://[::1]:1',
    'https://anything.example',
  ])('%s is safe to send a token to', (url) => expect(isSecureOrLoopback(url)).toBe(true));

  test.each([
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://localhost',
    'http://10.0.0.1',
  ])('%s is not', (url) => expect(isSecureOrLoopback(url)).toBe(false));
});
