import { expect, test } from 'vitest';
import { toggleOf } from '../../functions/core/toggle.ts';

const declared = { state: 'off', by: 'Sam', on: '2026-10-01', until: '2026-12-31' } as const;
const at = (iso: string) => new Date(iso);

test.each([
  [
    'nothing is known before the deadline',
    undefined,
    '2026-10-22T23:59:59Z',
    { state: 'unknown', basis: 'unknown', asOf: null },
  ],
  [
    'from the deadline on it is expected off, never off',
    undefined,
    '2026-10-23T00:00:00Z',
    { state: 'expected-off', basis: 'vendor-schedule', asOf: '2026-10-23T00:00:00.000Z' },
  ],
  [
    'a declaration beats the schedule',
    declared,
    '2026-11-23T00:00:00Z',
    { state: 'off', basis: 'declared', asOf: '2026-10-01T00:00:00.000Z' },
  ],
  [
    'a declaration holds to the end of its last day',
    declared,
    '2026-12-31T23:59:59Z',
    { state: 'off', basis: 'declared', asOf: '2026-10-01T00:00:00.000Z' },
  ],
  [
    'an expired declaration says nothing',
    declared,
    '2027-01-01T00:00:00Z',
    { state: 'expected-off', basis: 'vendor-schedule', asOf: '2026-10-23T00:00:00.000Z' },
  ],
  [
    'a declaration says nothing of the time before it',
    declared,
    '2026-09-30T00:00:00Z',
    { state: 'unknown', basis: 'unknown', asOf: null },
  ],
] as const)('%s', (_name, statement, now, expected) => {
  expect(toggleOf(statement, at(now))).toEqual(expected);
});
