import { describe, expect, test } from 'vitest';
import type { ReportMark } from '../../../functions/core/ports.ts';
import { editionOf, folderOf } from '../../../functions/core/report/edition.ts';
import { periodAfter } from '../../../functions/core/report/period.ts';

const monday = new Date('2026-11-23T07:00:00Z');
const later = (minutes: number) => new Date(monday.getTime() + minutes * 60_000);
const lastWeek: ReportMark = {
  at: '2026-11-16T07:00:00.000Z',
  since: '2026-11-09T07:00:00.000Z',
  told: ['sns'],
};

describe('a scheduled report', () => {
  test('tells of the moment it was scheduled for, however late it starts', () => {
    const edition = editionOf({ now: later(12), scheduled: monday }, lastWeek);
    expect(edition).toEqual({
      at: monday,
      now: later(12),
      isPrompt: true,
      since: undefined,
      before: lastWeek,
      told: [],
      isScheduled: true,
      isSuperseded: false,
    });
  });

  test('that starts hours late is put together from history', () => {
    const now = later(61);
    expect(editionOf({ now, scheduled: monday }, null)).toMatchObject({
      at: monday,
      now,
      isPrompt: false,
    });
  });

  test('that was told to some is of the same period when it is tried again', () => {
    const mark = { at: monday.toISOString(), since: lastWeek.at, told: ['slack:A'] };
    expect(editionOf({ now: later(3), scheduled: monday }, mark)).toMatchObject({
      at: monday,
      before: { at: lastWeek.at },
      told: ['slack:A'],
      isSuperseded: false,
    });
  });

  test('that was the first is still the first when it is tried again', () => {
    const mark = { at: monday.toISOString(), since: lastWeek.at, isFirst: true } as const;
    const edition = editionOf({ now: later(3), scheduled: monday }, mark);
    const { since } = mark;
    expect(edition).toMatchObject({ before: { at: since, since, isFirst: true, isUntold: true } });
  });

  test('knows what the one before it knew when it is tried again', () => {
    const seenBefore = { acme: lastWeek.at };
    const seen = { acme: monday.toISOString() };
    const mark = { at: monday.toISOString(), since: lastWeek.at, seen, seenBefore };
    const { before } = editionOf({ now: later(3), scheduled: monday }, mark);
    expect(periodAfter(before, monday)).toMatchObject({ seen: seenBefore });
  });

  test('that a later one has told of already is too late', () => {
    const mark = { at: later(7 * 24 * 60).toISOString(), since: monday.toISOString() };
    const edition = editionOf({ now: later(8 * 24 * 60), scheduled: monday }, mark);
    expect(edition).toMatchObject({ isSuperseded: true, told: [] });
  });

  test('is never of a moment that has not come, whatever the clocks', () => {
    const now = later(-1);
    expect(editionOf({ now, scheduled: monday }, null)).toMatchObject({ at: now, now });
  });
});

describe('a report that a person asks for', () => {
  test('tells of now, since the last scheduled one', () => {
    expect(editionOf({ now: later(30) }, lastWeek)).toMatchObject({
      at: later(30),
      before: lastWeek,
      isScheduled: false,
    });
  });

  test('may tell of a past moment, of which later reports say nothing', () => {
    const at = new Date('2026-11-15T00:00:00Z');
    const since = new Date('2026-11-10T00:00:00Z');
    expect(editionOf({ now: monday, at, since }, lastWeek)).toMatchObject({
      at,
      now: monday,
      since,
      before: { at: lastWeek.since },
    });
    const first = { ...lastWeek, since: '2026-11-15T00:00:00.000Z' };
    expect(editionOf({ now: monday, at }, first)).toMatchObject({ before: null });
  });

  test.each([
    [{ at: later(1) }, /^"at" in the payload, 2026-11-23 07:01 UTC, has not come yet: it is /],
    [{ since: monday }, /^"since" in the payload, 2026-11-23 07:00 UTC, is not before /],
    [{ since: monday, at: later(-1) }, /is not before 2026-11-23 06:59 UTC/],
  ])('of %j is refused', (asked, message) => {
    expect(() => editionOf({ now: monday, ...asked }, null)).toThrow(message);
  });
});

test('a scheduled report has one place, and what is asked for has others', () => {
  const scheduled = { at: monday, isScheduled: true };
  const place = 'tenants/acme/2026/2026-11-23T070000Z';
  expect(folderOf('acme', { ...scheduled, now: monday })).toBe(place);
  expect(folderOf('acme', { ...scheduled, now: later(90) })).toBe(place);
  expect(folderOf(null, { ...scheduled, now: monday })).toBe('fleet/2026/2026-11-23T070000Z');
  expect(folderOf('acme', { at: monday, now: later(90), isScheduled: false })).toBe(
    `${place}-asked-2026-11-23T083000Z`,
  );
});
