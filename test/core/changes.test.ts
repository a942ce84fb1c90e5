import { describe, expect, test } from 'vitest';
import { appBase } from '../../functions/core/baseline.ts';
import { appChanges, driftOfApps, sectionChanges } from '../../functions/core/changes.ts';
import type { AppRow } from '../../functions/core/ports.ts';
import { app, grant, sample, settings } from '../../functions/core/sample.ts';
import type { App, Grant, Section } from '../../functions/core/snapshot.ts';

const print = (value: unknown) => JSON.stringify(value);
const unread = { ok: false, reason: 'HTTP 500', cause: 'unavailable' } as const;

function read(...apps: App[]): Section<readonly App[]> {
  return { ok: true, value: apps };
}

function rows(...apps: App[]): Map<string, AppRow> {
  return new Map(apps.map((one) => [one.id, { print: print(one) }]));
}

function drift(
  before: App[],
  after: Section<readonly App[]>,
  grants: { now?: Grant[]; before?: Grant[] } = {},
) {
  const known = rows(...before);
  return driftOfApps({
    known,
    apps: after,
    changes: appChanges(known, after, print),
    previous: new Map(before.map((one) => [one.id, one])),
    grantsNow: grants.now ?? [],
    grantsBefore: grants.before ?? null,
  });
}

describe('appChanges', () => {
  test('names new, changed and missing apps, and no others', () => {
    const [same, old] = [app({ id: 'same' }), app({ id: 'old', name: 'before' })];
    const changes = appChanges(
      rows(same, old, app({ id: 'missing' })),
      read(same, { ...old, name: 'after' }, app({ id: 'new' })),
      print,
    );
    expect(changes.changed.map(({ id }) => id)).toEqual(['old', 'new']);
    expect(changes.deleted).toEqual(['missing']);
  });

  test('an unread listing calls nothing changed or deleted', () => {
    const changes = appChanges(rows(app({ id: 'a' })), unread, print);
    expect(changes).toEqual({ changed: [], prints: new Map(), deleted: [] });
  });
});

describe('driftOfApps', () => {
  const before = app({ id: 'a', grantTypes: ['authorization_code'] });
  const wider = app({ id: 'a', grantTypes: ['authorization_code', 'implicit'] });

  test('an app that changed keeps what it was as its base', () => {
    const { bases, appRows } = drift([before], read(wider));
    expect(bases.get('a')).toEqual(appBase(before, []));
    expect(appRows.get('a')).toEqual({ print: print(wider), base: appBase(before, []) });
  });

  test('a change outside the base gives no base', () => {
    const { bases, appRows } = drift([before], read({ ...before, name: 'renamed' }));
    expect(bases.size).toBe(0);
    expect(appRows.get('a')).toEqual({ print: print({ ...before, name: 'renamed' }) });
  });

  test('a second change compares with the first base, and putting it back drops the base', () => {
    const base = appBase(before, []);
    const known = new Map([['a', { print: print(wider), base }]]);
    const of = (now: App) =>
      driftOfApps({
        known,
        apps: read(now),
        changes: appChanges(known, read(now), print),
        previous: new Map([['a', wider]]),
        grantsNow: [],
        grantsBefore: null,
      });
    const widest = { ...wider, callbacks: ['https://other.example'] };
    expect(of(widest).bases.get('a')).toEqual(base);
    expect(of(before).bases.size).toBe(0);
    expect(of(before).appRows.get('a')).toEqual({ print: print(before) });
    expect(of(wider).bases.get('a')).toEqual(base);
    expect(of(wider).appRows.size).toBe(0);
  });

  test('a new app has a row and no base; a deleted one loses its row', () => {
    const { bases, appRows } = drift([app({ id: 'gone' })], read(before));
    expect(bases.size).toBe(0);
    expect(appRows).toEqual(
      new Map([
        ['gone', null],
        ['a', { print: print(before) }],
      ]),
    );
  });

  test('a grant gained gives an unchanged app a base', () => {
    const gained = grant({ audience: 'https://api.example', appId: 'a', scopes: ['read:all'] });
    const { bases } = drift([before], read(before), { now: [gained], before: [] });
    expect(bases.get('a')).toEqual(appBase(before, []));
  });

  test('grants read for the first time are adopted with the app', () => {
    const first = grant({ audience: 'https://api.example', appId: 'a', scopes: ['read:all'] });
    expect(drift([before], read(before), { now: [first] }).bases.size).toBe(0);
  });

  test('an unread listing keeps every base and writes no row', () => {
    const base = appBase(before, []);
    const known = new Map([['a', { print: 'x', base }]]);
    const after = driftOfApps({
      known,
      apps: unread,
      changes: appChanges(known, unread, print),
      previous: new Map(),
      grantsNow: [],
      grantsBefore: null,
    });
    expect(after.bases).toEqual(new Map([['a', base]]));
    expect(after.appRows.size).toBe(0);
  });
});

describe('sectionChanges', () => {
  test('stores what was read and differs, and keeps the print of what was not read', () => {
    const { sections } = sample({
      settings: settings({ defaultAudience: 'x' }),
      unread: { grants: 'scope' },
    });
    const { changed, prints } = sectionChanges(
      {
        grants: 'old',
        login: print(sample().sections.login.ok && { experience: 'new', identifierFirst: false }),
      },
      sections,
      print,
    );
    expect(Object.keys(changed).sort()).toEqual(['apis', 'connections', 'pipeline', 'settings']);
    expect(prints.grants).toBe('old');
    expect(prints.apps).toBeUndefined();
  });

  test('keeps the grants as they were while the apps cannot be read, or what an app gained would never show', () => {
    const grants = [grant({ audience: 'https://api.example', appId: 'partner' })];
    const { sections } = sample({ grants, unread: { apps: 'unavailable' } });
    const { changed, prints } = sectionChanges({ grants: 'old' }, sections, print);
    expect(changed.grants).toBeUndefined();
    expect(prints.grants).toBe('old');
  });
});
