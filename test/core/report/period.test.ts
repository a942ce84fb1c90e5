import { describe, expect, test } from 'vitest';
import type { ReportMark } from '../../../functions/core/ports.ts';
import { mergedMark, periodAfter } from '../../../functions/core/report/period.ts';

const at = new Date('2026-11-23T07:00:00Z');
const lastWeek = '2026-11-16T07:00:00.000Z';
const before = '2026-11-09T07:00:00.000Z';

describe('the period of a report', () => {
  const told: ReportMark = { at: lastWeek, since: before, told: ['sns'] };
  const untold: ReportMark = { at: lastWeek, since: before, isUntold: true, told: [] };

  test.each<[string, ReportMark | null, string, string]>([
    ['that is the first, is a week', null, lastWeek, 'week'],
    ['after one that was told, begins with it', told, lastWeek, 'last-report'],
    [
      'after a first that was told, begins with it',
      { ...told, isFirst: true },
      lastWeek,
      'last-report',
    ],
    ['after one that reached nobody, has the period of that one', untold, before, 'last-report'],
    ['after a first that reached nobody, too', { ...untold, isFirst: true }, before, 'missed'],
    [
      'of the very moment of the last, is a week',
      { ...told, at: at.toISOString() },
      lastWeek,
      'week',
    ],
    [
      'of a first that is tried again, is as it was',
      { at: lastWeek, since: lastWeek, isFirst: true, isUntold: true },
      lastWeek,
      'week',
    ],
  ])('%s', (_, last, since, basis) => {
    expect(periodAfter(last, at)).toEqual({ since: new Date(since), basis });
  });
});

test.each([
  ['that was told, is what that one knew', {}, { acme: 'newer' }],
  ['that reached nobody, is what the one before it knew', { isUntold: true }, { acme: 'older' }],
] as const)('what was known at the end of a report %s', (_, parts, seen) => {
  const mark = { at: lastWeek, since: before, seen: { acme: 'newer' }, ...parts };
  expect(periodAfter({ ...mark, seenBefore: { acme: 'older' } }, at).seen).toEqual(seen);
});

describe('a mark', () => {
  const mark: ReportMark = { at: lastWeek, since: before, told: ['a', 'b'] };

  test('takes the place of none, and of one that is older', () => {
    expect(mergedMark(null, mark)).toEqual(mark);
    expect(mergedMark({ at: before, since: before, told: ['c'] }, mark)).toEqual(mark);
  });

  test('never takes the place of a later one', () => {
    expect(mergedMark({ at: at.toISOString(), since: before }, mark)).toBeNull();
  });

  test('of the same report adds whom it was told', () => {
    const stored = { ...mark, since: lastWeek, isFirst: true, told: ['c', 'a'] } as const;
    expect(mergedMark(stored, mark)).toEqual({ ...stored, told: ['c', 'a', 'b'] });
    expect(mergedMark({ at: lastWeek, since: before }, { at: lastWeek, since: before })).toEqual({
      at: lastWeek,
      since: before,
    });
  });

  test('of the same report is of one that reached nobody only where both are', () => {
    const untold = { ...mark, isUntold: true, told: [] } as const;
    expect(mergedMark(untold, untold)).toEqual(untold);
    expect(mergedMark(untold, mark)).toEqual(mark);
    expect(mergedMark(mark, untold)).toEqual(mark);
  });
});
