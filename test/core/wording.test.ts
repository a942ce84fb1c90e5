import { describe, expect, test } from 'vitest';
import { deadlines } from '../../functions/core/deadlines.ts';
import { app } from '../../functions/core/sample.ts';
import {
  appFacts,
  identityOf,
  nameOf,
  untilOrSince,
  whyDcrUnknown,
} from '../../functions/core/wording.ts';

describe('nameOf', () => {
  test.each([
    ['Partner', 'app "Partner"'],
    ['', 'app without a name (abc)'],
    [' \t', 'app without a name (abc)'],
  ])('%j', (name, words) => {
    expect(nameOf({ id: 'abc', name })).toBe(words);
  });
});

test('appFacts leave out a date that Auth0 did not give', () => {
  const partner = app({ id: 'abc', name: 'Partner', origin: 'dcr' });
  expect(appFacts(partner)).toStrictEqual({ name: 'Partner', origin: 'dcr' });
  const createdAt = '2026-10-01T00:00:00.000Z';
  expect(appFacts({ ...partner, createdAt })).toStrictEqual({
    name: 'Partner',
    origin: 'dcr',
    createdAt,
  });
});

describe('identityOf', () => {
  test.each([
    [false, 'strict', 'third-party, strict'],
    [false, null, 'third-party, no mode'],
    [true, null, 'first-party'],
    [null, 'permissive', 'party unknown, permissive'],
    [null, null, 'party unknown, no mode'],
  ] as const)('%s %s', (firstParty, securityMode, words) => {
    expect(identityOf({ firstParty, securityMode })).toBe(words);
  });
});

describe('whyDcrUnknown', () => {
  test('a mode that was never set', () => {
    expect(whyDcrUnknown({ enabled: true, mode: 'unset' })).toMatch(/never set, and nothing read/);
  });

  test('a mode we do not know, as answered', () => {
    const raw = whyDcrUnknown({ enabled: true, mode: 'unknown', rawMode: 'par"anoid' });
    expect(raw).toBe('the DCR mode is "par\\"anoid", which is not a mode we know');
    expect(whyDcrUnknown({ enabled: true, mode: 'unknown' })).toMatch(/"unknown"/);
  });
});

describe('untilOrSince', () => {
  test.each([
    ['2026-11-17T23:59:59.999Z', 'until Auth0 ends them on 2026-11-18'],
    ['2026-11-18T00:00:00.000Z', 'although Auth0 announced their end for 2026-11-18'],
  ])('%s', (now, words) => {
    expect(untilOrSince(deadlines.rulesAndHooksEnd, new Date(now))).toBe(words);
  });
});
