import { expect, test } from 'vitest';
import { fingerprint } from '../../functions/adapters/dynamo/fingerprint.ts';
import {
  configuredSuppressions,
  endedWords,
  isOfFile,
} from '../../functions/core/configured-suppressions.ts';
import { aboutMonitor } from '../../functions/core/about-monitor.ts';
import { isActive } from '../../functions/core/suppression.ts';
import { parseTenants } from '../../functions/core/parse-tenants.ts';
import { parseTenant } from '../../functions/core/tenant.ts';
import { rules } from '../../functions/rules/index.ts';

const entry = {
  rule: 'app-permissive',
  subject: 'partner-*',
  by: 'Ana',
  owner: 'partner team',
  reason: 'migration',
  on: '2026-11-20',
  until: '2026-12-20',
};

const plain = {
  id: 'acme',
  domain: 'acme.eu.auth0.com',
  credentials: { env: { clientId: 'ID', clientSecret: 'SECRET' } },
};

function of(...suppressions: object[]) {
  const tenant = parseTenant({ ...plain, suppressions: suppressions as (typeof entry)[] });
  return configuredSuppressions(tenant, fingerprint);
}

test('an entry of the file holds from the start of its first day to the end of its last, UTC', () => {
  const [one] = of(entry);
  if (!one) throw new Error('there is none');
  expect(one).toMatchObject({ rule: 'app-permissive', subject: 'partner-*', by: 'Ana' });
  const holds = (at: string) => isActive(one, new Date(at));
  expect([
    holds('2026-11-19T23:59:59.999Z'),
    holds('2026-11-20T00:00:00.000Z'),
    holds('2026-12-20T23:59:59.998Z'),
    holds('2026-12-21T00:00:00.000Z'),
  ]).toEqual([false, true, true, false]);
});

test('its id is of the file, the same for the same entry and another for another', () => {
  const ids = of(entry, { ...entry, reason: 'other' }, entry).map(({ id }) => id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(2);
  expect(ids.every((id) => isOfFile(id))).toBe(true);
  expect(of(entry).map(({ id }) => id)).toEqual(ids.slice(0, 1));
});

test('who made it and why is read without spaces around it, and is more than spaces', () => {
  expect(of({ ...entry, by: ' Ana ', reason: 'migration\n' })).toEqual(of(entry));
  expect(() => of({ ...entry, owner: '  ' })).toThrow(/owner/);
});

test('no pattern hides what is about the monitor itself', () => {
  const own = rules.filter(
    ({ everywhere, neverAdopts, job }) => everywhere || neverAdopts || job === 'pulse',
  );
  expect([...aboutMonitor]).toEqual([...own.map(({ id }) => id), 'coverage-lost'].sort());
  const tenants = [{ ...plain, suppressions: [{ ...entry, rule: 'channel-failing' }] }];
  expect(() => parseTenants(JSON.stringify({ tenants }), 'tenants.json', rules)).toThrow(
    /- acme\.suppressions: channel-failing is about the monitor itself: a pattern would hide/,
  );
});

test('one that has ended is said, with its text harmless', () => {
  const tenant = parseTenant({ ...plain, suppressions: [{ ...entry, subject: 'a\u202e*' }] });
  expect(endedWords(tenant, new Date('2026-12-20T23:00:00Z'))).toEqual([]);
  expect(endedWords(tenant, new Date('2026-12-21T00:00:00Z'))).toEqual([
    'The suppression of app-permissive for "a‹U+202E›*" in tenants.json ended on 2026-12-20: take it out.',
  ]);
});

test('one of a rule that does not exist is a mistake in the file', () => {
  const text = JSON.stringify({ tenants: [{ ...plain, suppressions: [entry] }] });
  expect(
    parseTenants(text, 'tenants.json', [{ id: 'app-permissive', severity: 'high' }]),
  ).toHaveLength(1);
  expect(() =>
    parseTenants(text, 'tenants.json', [{ id: 'app-widened', severity: 'high' }]),
  ).toThrow('- acme.suppressions: there is no rule "app-permissive". The rules are: app-widened.');
});

test.each([
  ['longer than 90 days', { until: '2027-02-19' }],
  ['that ends before it begins', { until: '2026-11-19' }],
])('one %s is a mistake in the file', (_, parts) => {
  expect(() => of({ ...entry, ...parts })).toThrow(/must be from 0 to 90 days after `on`/);
});
