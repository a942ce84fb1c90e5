import { describe, expect, test } from 'vitest';
import { daysUntil, deadlines, isPast } from '../../functions/core/deadlines.ts';

const deadline = deadlines.strictByDefault;

test.each(Object.entries(deadlines))('%s is a day of the calendar, with its source', (_, it) => {
  expect(new Date(it.on).toISOString()).toBe(`${it.on}T00:00:00.000Z`);
  expect(it.source).toMatch(/^https:\/\/auth0\.com\/docs\//);
});

describe('the deadline of the toggle', () => {
  test.each([
    ['2026-07-24T23:59:59.999Z', false, 91],
    ['2026-07-25T00:00:00.000Z', false, 90],
    ['2026-10-21T12:00:00.000Z', false, 2],
    ['2026-10-22T00:00:00.000Z', false, 1],
    ['2026-10-22T23:59:59.999Z', false, 1],
    ['2026-10-23T00:00:00.000Z', true, 0],
    ['2026-10-23T23:59:59.999Z', true, 0],
    ['2026-10-24T00:00:00.000Z', true, -1],
    ['2026-11-23T09:00:00.000Z', true, -31],
    // Two in the morning of the 23rd in Vienna is still the 22nd in UTC, which decides.
    ['2026-10-23T01:59:00.000+02:00', false, 1],
  ])('at %s: past %s, %i days away', (now, past, days) => {
    expect(isPast(deadline, new Date(now))).toBe(past);
    expect(daysUntil(deadline, new Date(now))).toBe(days);
  });
});
