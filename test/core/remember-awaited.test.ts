import { expect, test } from 'vitest';
import { app } from '../../functions/core/sample.ts';
import { after, created, day, registered } from './remember-samples.ts';

const partner = app({ id: 'new' });
const first = { apps: [partner], at: day('20') };
const known = { apps: [partner], known: ['own', 'new'] };

test('a third-party app that is new is looked for', () => {
  expect(after(first).awaited).toEqual([{ app: 'new', since: day('20'), searches: 0 }]);
});

test.each([
  ['its creation is in the logs', { entries: [created('1', day('20'), { app: 'new' })] }],
  ['its registration is', { entries: [registered('1', day('20'), { app: 'new' })] }],
  ['its creation came as an event', { events: [created('1', day('20'), { app: 'new' })] }],
  ['it is first-party', { apps: [app({ id: 'new', firstParty: true })] }],
  ['its party is not known', { apps: [{ ...partner, firstParty: null }] }],
  ['it was known', { known: ['own', 'new'] }],
  ['everything is new', { known: [] }],
])('it is not when %s', (_, parts) => {
  expect(after({ ...first, ...parts }).awaited).toEqual([]);
});

test('another entry about it is not its creation', () => {
  const entries = [created('1', day('20'), { app: 'new', operation: 'app-updated' })];
  expect(after({ ...first, entries }).awaited).toHaveLength(1);
});

test('each read of the logs counts as a search, and after three nobody looks any more', () => {
  const [one] = after(first, { ...known, at: day('21') }).awaited;
  expect(one).toEqual({ app: 'new', since: day('20'), searches: 1, searchedAt: day('21') });
  const reads = ['21', '22', '23'].map((on) => ({ ...known, at: day(on) }));
  expect(after(first, ...reads.slice(0, 2)).awaited).toMatchObject([{ searches: 2 }]);
  expect(after(first, ...reads).awaited).toEqual([]);
});

test('the same read is one search', () => {
  const read = { ...known, at: day('21') };
  expect(after(first, read, read, read, read).awaited).toMatchObject([{ searches: 1 }]);
});

test('a read without logs is none', () => {
  const blind = ['21', '22', '23'].map((on) => ({
    ...known,
    at: day(on),
    unread: ['logs' as const],
  }));
  expect(after(first, ...blind).awaited).toEqual(after(first).awaited);
});

test('it is dropped once its entry came, or it is gone', () => {
  const entries = [created('1', day('20'), { app: 'new' })];
  expect(after(first, { ...known, entries }).awaited).toEqual([]);
  expect(after(first, { known: ['own', 'new'] }).awaited).toEqual([]);
});

test('it is not taken for gone when the apps could not be listed', () => {
  expect(after(first, { ...known, unread: ['apps'] }).awaited).toHaveLength(1);
});

test('it is dropped when no log can hold it any more', () => {
  const blind = (at: string) => ({ ...known, at, unread: ['logs' as const] });
  expect(after(first, blind('2026-12-20T09:00:00.000Z')).awaited).toHaveLength(1);
  expect(after(first, blind('2026-12-20T09:00:01.000Z')).awaited).toEqual([]);
});

test('500 are looked for: those that wait already, then those that somebody must have created', () => {
  const flood = Array.from({ length: 600 }, (_, at) =>
    app({ id: `a${String(at).padStart(3, '0')}`, origin: 'dcr' }),
  );
  const regular = app({ id: 'z' });
  const { awaited } = after(first, {
    ...known,
    apps: [partner, ...flood.toReversed(), regular],
    at: day('21'),
  });
  expect(awaited).toHaveLength(500);
  expect(awaited.slice(0, 3).map((one) => one.app)).toEqual(['new', 'z', 'a000']);
});
