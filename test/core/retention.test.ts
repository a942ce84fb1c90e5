import { expect, test } from 'vitest';
import { logWarnings, retentionWarning } from '../../functions/core/retention.ts';

const now = new Date('2026-11-23T09:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

function warning(waitMs: number, logRetentionDays: number | undefined, oldest?: string | null) {
  const position = oldest === undefined ? null : { oldest };
  return retentionWarning({ waitMs, between: 'schedule', logRetentionDays, position, now });
}

test.each([
  ['hourly, one day of logs', hour, 1, undefined],
  ['hourly, retention not known', hour, undefined, undefined],
  ['a run just within the retention', day - 1, 1, undefined],
  ['every two days, ten days of logs', 2 * day, 10, undefined],
  ['every two days, an entry three days old', 2 * day, undefined, '2026-11-20T09:00:00Z'],
] as const)('is silent: %s', (_name, wait, days, oldest) => {
  expect(warning(wait, days, oldest)).toBeNull();
});

test.each([
  [
    'a run as far apart as the logs live',
    day,
    1,
    undefined,
    'keeps its logs for 24 hours, but runs may be 24 hours apart',
  ],
  [
    'the configured retention counts, whatever the oldest entry is',
    3 * day,
    2,
    '2026-10-01T00:00:00Z',
    'keeps its logs for 2 days',
  ],
  [
    'the oldest entry is younger than the wait',
    2 * day,
    undefined,
    '2026-11-22T09:00:00Z',
    'oldest log entry of the tenant is 24 hours old',
  ],
  ['a tenant without entries', 2 * day, undefined, null, 'is not known'],
  ['logs that were not read', 7 * day, undefined, undefined, 'is not known'],
] as const)('warns: %s', (_name, wait, days, oldest, words) => {
  const says = warning(wait, days, oldest);
  expect(says).toContain(words);
  expect(says).toContain('schedule.watch');
});

test('a run warns of entries that may be lost, and of runs too far apart', () => {
  const position = {
    cursor: null,
    newest: null,
    caughtUpAt: now.toISOString(),
    oldest: null,
    oldestAskedAt: now.toISOString(),
  };
  const gap = { from: '2026-11-20T09:00:00Z', to: '2026-11-21T09:00:00Z', reason: 'made up' };
  const before = { ...position, caughtUpAt: '2026-11-21T09:00:00.000Z' };
  const run = { tenant: { logRetentionDays: 1 }, before, now };
  const read = { ok: true, value: { entries: [], position, gap } } as const;
  expect(logWarnings(read, run)).toEqual([
    expect.stringContaining(
      'from 2026-11-20 09:00 UTC to 2026-11-21 09:00 UTC may be lost: made up.',
    ),
    expect.stringContaining('for 24 hours, but the last run was 2 days before this one'),
  ]);
  expect(logWarnings({ ok: false, reason: 'forbidden', cause: 'scope' }, run)).toEqual([]);
  const quiet = { ok: true, value: { entries: [], position, gap: null } } as const;
  expect(logWarnings(quiet, { ...run, before: null })).toEqual([]);
  expect(logWarnings(quiet, { ...run, before: position })).toEqual([]);
});
