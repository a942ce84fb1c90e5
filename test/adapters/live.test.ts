import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openLive, timeToRead } from '../../functions/adapters/live.ts';
import { deployedTenantsFile, variableNames } from '../../functions/core/deployment.ts';
import { ConfigError } from '../../functions/core/errors.ts';
import { rules } from '../../functions/rules/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'strictwatch-live-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const acme = { id: 'acme', domain: 'acme.eu.auth0.com', credentials: { secretId: 'acme/auth0' } };

const env = {
  [variableNames.stack]: 'strictwatch',
  [variableNames.cell]: '2',
  [variableNames.cells]: '3',
  [variableNames.table]: 'table',
  [variableNames.alerts]: 'arn:aws:sns:us-east-1:000000000000:alerts',
};

function open(text: string, parts: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(folder, deployedTenantsFile), text);
  return openLive({ env: { ...env, ...parts }, folder }, rules);
}

function channelIds(routes: readonly object[]): string[] {
  const { tenants, channelsOf } = open(JSON.stringify({ tenants: [{ ...acme, routes }] }));
  return tenants.flatMap((tenant) => channelsOf(tenant).map(({ id }) => id));
}

test('the place is what the stack said', () => {
  const { place } = open(JSON.stringify({ tenants: [acme] }));
  expect(place).toEqual({ stack: 'strictwatch', cell: 2, cells: 3 });
});

test.each(['0', '1.5', 'two', '-1'])('%s is no cell', (cell) => {
  const opened = () => open(JSON.stringify({ tenants: [acme] }), { [variableNames.cell]: cell });
  expect(opened).toThrow(/STRICTWATCH_CELL must be a whole number from 1/);
});

describe('channels', () => {
  test('of a tenant without routes is the topic', () => {
    expect(channelIds([])).toEqual(['sns']);
  });

  test('are each there once, however many routes name them, and the topic first', () => {
    const slack = { webhookSecretId: 'hook' };
    const routes = [{ slack, sns: true }, { slack, minSeverity: 'high' }, { sns: true }];
    expect(channelIds(routes)).toEqual(['sns', 'slack:hook']);
  });
});

describe('the tenants beside the code', () => {
  test.each<[string, string, RegExp]>([
    ['that are no JSON', '{', /tenants\.json is not JSON/],
    ['that are not valid', '{"tenants":[]}', /tenants\.json is not valid/],
    [
      'with a rule that does not exist',
      JSON.stringify({ tenants: [{ ...acme, rules: { none: 'off' } }] }),
      /no rule "none"/,
    ],
    [
      'that only a laptop can read',
      JSON.stringify({
        tenants: [{ ...acme, credentials: { env: { clientId: 'A', clientSecret: 'B' } } }],
      }),
      /cannot be deployed/,
    ],
  ])('%s are refused', (_, text, expected) => {
    expect(() => open(text)).toThrow(expected);
    expect(() => open(text)).toThrow(ConfigError);
  });

  test('must be there', () => {
    rmSync(join(folder, deployedTenantsFile), { force: true });
    expect(() => openLive({ env, folder }, rules)).toThrow(/cannot be read beside the function/);
  });
});

test.each([
  [900_000, 840_000],
  [60_000, 45_000],
  [4_000, 3_000],
])('of %d ms left at the start, %d ms are for reading', (left, expected) => {
  let remaining = left;
  const timeLeft = timeToRead(() => remaining);
  expect(timeLeft()).toBe(expected);
  remaining -= 1_000;
  expect(timeLeft()).toBe(expected - 1_000);
});
