import { describe, expect, it, test } from 'vitest';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import {
  anyDefaultGrant,
  appCreated,
  appDeleted,
  appCreatedUnsafe,
  appUpdated,
  apiOpened,
  dcrChangeTraces,
  dcrPermissiveTraces,
  dcrWithoutAccessEnds,
  dcrWithoutAccessTraces,
  deedOf,
  defaultGrantOf,
  gainTraces,
  grantOf,
  isCreation,
  settingIs,
  settingPathOf,
  settingTraces,
  unclearGrant,
} from '../../functions/core/trace.ts';
import { subjectsOf, tracesOf } from '../../functions/core/traces-left.ts';
import { entriesOf, entryFor, trailOf } from '../../functions/core/trail.ts';
import { actor, created, entry, forbiddenLogs, logs, set } from './attribute-samples.ts';

const mode = 'dynamic_client_registration_security_mode';

test.each<[string, LogEntry, string[]]>([
  ['an app that was created', created('a'), [appCreated('a')]],
  [
    'an app whose callbacks are not known',
    entry({ operation: 'app-registered', app: 'a' }),
    [appCreated('a'), appCreatedUnsafe('a')],
  ],
  [
    'an app with an unsafe callback',
    createdWith(['https://a.example', 'http://a.example']),
    [appCreated('a'), appCreatedUnsafe('a')],
  ],
  ['an app with a safe callback', createdWith(['https://a.example']), [appCreated('a')]],
  [
    'an app that was updated',
    entry({ operation: 'app-updated', app: 'a', changed: ['name', 'callbacks', 'web_origins'] }),
    [appUpdated('callbacks', 'a'), appUpdated('web_origins', 'a')],
  ],
  ['an update that is not known', entry({ operation: 'app-updated', app: 'a' }), []],
  ['an app that was deleted', entry({ operation: 'app-deleted', app: 'a' }), [appDeleted('a')]],
  ['an app that is not named', entry({ operation: 'app-created' }), []],
  [
    'a grant of an app',
    entry({ operation: 'grant-changed', app: 'a', audience: 'https://a' }),
    [grantOf('a', 'https://a')],
  ],
  ['a grant of an API not known', entry({ operation: 'grant-changed', app: 'a' }), [unclearGrant]],
  [
    'a default grant',
    entry({
      operation: 'grant-changed',
      defaultFor: 'third_party_clients',
      audience: 'https://a',
    }),
    [defaultGrantOf('https://a'), anyDefaultGrant],
  ],
  ['a grant of nobody known', entry({ operation: 'grant-changed', audience: 'x' }), [unclearGrant]],
  [
    'an API whose policy was set',
    entry({ operation: 'api-updated', api: 'https://a', changed: ['subject_type_authorization'] }),
    [apiOpened('https://a')],
  ],
  [
    'an API of which something else was set',
    entry({ operation: 'api-updated', api: 'https://a', changed: ['name'] }),
    [],
  ],
  [
    'an API that is not named',
    entry({ operation: 'api-updated', changed: ['subject_type_authorization'] }),
    [],
  ],
  [
    'settings',
    set({ [mode]: 'strict', 'flags.a': true, default_audience: null }),
    [settingIs(mode, 'strict'), settingIs('flags.a', true), settingIs('default_audience', null)],
  ],
  ['a notice', entry({ operation: 'deprecation-notice', app: 'a', notice: 'x' }), []],
])('an entry about %s leaves its trace', (_, one, traces) => {
  expect(tracesOf(one)).toEqual(traces);
});

test.each<[string, LogEntry, string[]]>([
  ['settings', set({ [mode]: 'strict', 'flags.a': true }), ['dcr', 'flags.a']],
  ['an app', entry({ operation: 'app-updated', app: 'a', changed: ['callbacks'] }), ['a']],
  ['its name', entry({ operation: 'app-updated', app: 'a', changed: ['name'] }), []],
  ['its grant', entry({ operation: 'grant-changed', app: 'a', audience: 'b' }), ['a']],
  ['a grant not known', entry({ operation: 'grant-changed' }), []],
  [
    'a default grant',
    entry({ operation: 'grant-changed', defaultFor: 'third_party_clients', audience: 'b' }),
    ['b', 'dcr'],
  ],
  [
    'an API',
    entry({ operation: 'api-updated', api: 'b', changed: ['subject_type_authorization'] }),
    ['b'],
  ],
  ['no app any more', entry({ operation: 'app-deleted', app: 'a' }), []],
  ['a new app', created('a'), []],
])('a change of %s may end findings about its subject', (_, one, subjects) => {
  expect(subjectsOf(one)).toEqual(subjects);
});

test('a name cannot pass for another kind of trace', () => {
  expect(deedOf(appUpdated('callbacks', 'x app created y'))).toBe('app-updated');
  expect(isCreation(appUpdated('callbacks', 'app created y'))).toBe(false);
  expect(grantOf('a', 'b c')).not.toBe(grantOf('a b', 'c'));
  expect(settingPathOf(apiOpened('setting a=1'))).toBeNull();
  expect(settingPathOf(settingIs('flags.a', 'b=c'))).toBe('flags.a');
});

test.each([
  [appCreated('a'), 'app-created'],
  [appCreatedUnsafe('a'), 'app-created'],
  [appDeleted('a'), 'app-deleted'],
  [grantOf('a', 'b'), 'grant-changed'],
  [defaultGrantOf('a'), 'grant-changed'],
  [anyDefaultGrant, 'grant-changed'],
  [unclearGrant, 'grant-changed'],
  [settingIs('a', 1), 'settings-updated'],
  [apiOpened('a'), 'api-updated'],
])('%s is told by an entry of the kind %s', (trace, deed) => {
  expect(deedOf(trace)).toBe(deed);
});

describe('what an observation looks for', () => {
  const seen = (evidence: Record<string, unknown>) => ({ subject: 'a', message: '', evidence });

  it('is the update of what was gained, and the grant of its API', () => {
    const apis = [
      'https://a read:x (user)',
      'https://a write:x (user)',
      'https://b no scope (user)',
    ];
    const grants = [grantOf('a', 'https://a'), grantOf('a', 'https://b')];
    expect(gainTraces(seen({ gained: { apis } }))).toEqual(grants);
    const origins = [appUpdated('allowed_origins', 'a'), appUpdated('web_origins', 'a')];
    expect(gainTraces(seen({ gained: { origins: ['x'] } }))).toEqual(origins);
    const both = seen({ gained: { callbacks: ['x'], grantTypes: ['x'], apis } });
    expect(gainTraces(both)).toEqual([
      appUpdated('grant_types', 'a'),
      appUpdated('callbacks', 'a'),
      ...grants,
    ]);
  });

  it('is a permissive mode where somebody set one, and an emptied one where none is set', () => {
    const on = settingIs('flags.enable_dynamic_client_registration', true);
    const emptied = [settingIs(mode, null), settingIs(mode, '')];
    expect(dcrPermissiveTraces(seen({ mode: 'unset' }))).toEqual([...emptied, on]);
    expect(dcrPermissiveTraces(seen({ mode: 'permissive' }))).toEqual([
      settingIs(mode, 'permissive'),
      on,
    ]);
  });

  it('is that apps may register, and are strict', () => {
    const on = settingIs('flags.enable_dynamic_client_registration', true);
    expect(dcrWithoutAccessTraces(seen({ mode: 'unset' }))).toEqual([on]);
    const strict = settingIs(mode, 'strict');
    expect(dcrWithoutAccessTraces(seen({ mode: 'strict' }))).toEqual([on, strict]);
    expect(dcrWithoutAccessTraces(seen({ mode: 'strict', intent: 'strict' }))).toEqual([on]);
  });

  it('is ended by a default grant only where there was none', () => {
    expect(dcrWithoutAccessEnds(seen({ otherDefaultGrants: 0 }))).toEqual([anyDefaultGrant]);
    expect(dcrWithoutAccessEnds(seen({ otherDefaultGrants: 1 }))).toEqual([]);
  });

  it('is the part of dynamic registration that changed', () => {
    const strict = { enabled: true, mode: 'strict' };
    const change = (before: unknown, after: unknown) => dcrChangeTraces(seen({ before, after }));
    const toMode = settingIs(mode, 'permissive');
    expect(change(strict, { enabled: true, mode: 'permissive' })).toEqual([toMode]);
    const off = settingIs('flags.enable_dynamic_client_registration', false);
    expect(change(strict, { enabled: false, mode: 'strict' })).toEqual([off]);
    expect(change(strict, { enabled: false, mode: 'permissive' })).toEqual([toMode, off]);
    expect(change(strict, { enabled: true, mode: 'unset' })).toEqual(settingTraces(mode, null));
    expect(change('permissive', strict)).toHaveLength(2);
  });

  it('is an emptied setting by either way to empty it', () => {
    expect(settingTraces('a', null)).toEqual([settingIs('a', null), settingIs('a', '')]);
    expect(settingTraces('a', 'x')).toEqual([settingIs('a', 'x')]);
  });
});

describe('the trail of a run', () => {
  it('has each entry once, by time, whichever way it came', () => {
    const [first, second] = [created('a', { at: '2026-11-18T01:00:00.000Z' }), created('b')];
    expect(entriesOf(logs([second]), [second, first])).toEqual([first, second]);
    expect(entriesOf(forbiddenLogs, [first])).toEqual([first]);
    const long = created('a', { actor: actor({ name: 'x'.repeat(5000) }) });
    expect(entriesOf(logs([long]), [])[0]?.actor.name?.length).toBe(100);
  });

  it('tells of a setting who brought the value it had in the end', () => {
    const at = (hour: number) => ({ id: `e${hour}`, at: `2026-11-18T0${hour}:00:00.000Z` });
    const entries = [
      set({ [mode]: 'permissive' }, at(1)),
      set({ [mode]: 'permissive' }, at(2)),
      set({ [mode]: 'strict' }, at(3)),
      set({ [mode]: 'permissive' }, at(4)),
      set({ [mode]: 'permissive' }, at(5)),
    ];
    const by = (seen: number, after: string | null = null, since = at(seen).at) => {
      const settings = [{ path: mode, since }];
      const window = { after, seen: at(seen).at, settings, createdAt: null };
      return entryFor(trailOf(entries), [settingIs(mode, 'permissive')], window)?.entry.id;
    };
    expect(by(5)).toBe('e4');
    expect(by(3)).toBeUndefined();
    expect(by(2)).toBe('e1');
    expect(by(2, at(2).at)).toBe('e2');
    expect(by(5, at(3).at, at(2).at)).toBeUndefined();
  });
});

function createdWith(callbacks: readonly string[]): LogEntry {
  const asked = { firstParty: false, asked: 'strict', answered: 'strict' } as const;
  return created('a', { creation: { ...asked, callbacks } });
}
