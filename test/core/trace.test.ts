import { describe, expect, it, test } from 'vitest';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import {
  appCreated,
  appDeleted,
  appUpdated,
  apiUpdated,
  dcrChangeTraces,
  dcrPermissiveTraces,
  deedOf,
  defaultGrantChanged,
  gainTraces,
  grantOf,
  isCreation,
  settingIs,
  settingPathOf,
  settingTraces,
  tracesOf,
} from '../../functions/core/trace.ts';
import { entriesOf, trailOf } from '../../functions/core/trail.ts';
import { actor, created, entry, forbiddenLogs, logs, set } from './attribute-samples.ts';

const mode = 'dynamic_client_registration_security_mode';

test.each<[string, LogEntry, string[]]>([
  ['an app that was created', created('a'), [appCreated('a')]],
  ['an app that registered', entry({ operation: 'app-registered', app: 'a' }), [appCreated('a')]],
  ['an app that was updated', entry({ operation: 'app-updated', app: 'a' }), [appUpdated('a')]],
  ['an app that was deleted', entry({ operation: 'app-deleted', app: 'a' }), [appDeleted('a')]],
  ['an app that is not named', entry({ operation: 'app-created' }), []],
  ['a grant of an app', entry({ operation: 'grant-changed', app: 'a' }), [grantOf('a')]],
  [
    'a default grant',
    entry({ operation: 'grant-changed', defaultFor: 'third_party_clients' }),
    [defaultGrantChanged],
  ],
  ['a grant of nobody known', entry({ operation: 'grant-changed' }), []],
  ['an API', entry({ operation: 'api-updated', api: 'https://a' }), [apiUpdated('https://a')]],
  ['an API that is not named', entry({ operation: 'api-updated' }), []],
  [
    'settings',
    set({ [mode]: 'strict', 'flags.a': true, default_audience: null }),
    [settingIs(mode, 'strict'), settingIs('flags.a', true), settingIs('default_audience', null)],
  ],
  ['a notice', entry({ operation: 'deprecation-notice', app: 'a', notice: 'x' }), []],
])('an entry about %s leaves its trace', (_, one, traces) => {
  expect(tracesOf(one)).toEqual(traces);
});

test('a name cannot pass for another kind of trace', () => {
  expect(deedOf(appUpdated('x app created y'))).toBe('app-updated');
  expect(isCreation(appUpdated('app created y'))).toBe(false);
  expect(settingPathOf(apiUpdated('setting a=1'))).toBeNull();
  expect(settingPathOf(settingIs('flags.a', 'b=c'))).toBe('flags.a');
});

test.each([
  [appCreated('a'), 'app-created'],
  [appDeleted('a'), 'app-deleted'],
  [grantOf('a'), 'grant-changed'],
  [defaultGrantChanged, 'grant-changed'],
  [settingIs('a', 1), 'settings-updated'],
  [apiUpdated('a'), 'api-updated'],
])('%s is told by an entry of the kind %s', (trace, deed) => {
  expect(deedOf(trace)).toBe(deed);
});

describe('what an observation looks for', () => {
  const seen = (evidence: Record<string, unknown>) => ({ subject: 'a', message: '', evidence });

  it('is the grant where only API access was gained, else the update', () => {
    expect(gainTraces(seen({ gained: { apis: ['x'] } }))).toEqual([grantOf('a')]);
    expect(gainTraces(seen({ gained: { origins: ['x'] } }))).toEqual([appUpdated('a')]);
    const both = seen({ gained: { origins: ['x'], apis: ['x'] } });
    expect(gainTraces(both)).toEqual([appUpdated('a'), grantOf('a')]);
  });

  it('is a permissive mode only where somebody set one', () => {
    const on = settingIs('flags.enable_dynamic_client_registration', true);
    expect(dcrPermissiveTraces(seen({ mode: 'unset' }))).toEqual([on]);
    expect(dcrPermissiveTraces(seen({ mode: 'permissive' }))).toEqual([
      settingIs(mode, 'permissive'),
      on,
    ]);
  });

  it('is the part of dynamic registration that changed', () => {
    const strict = { enabled: true, mode: 'strict' };
    const change = (before: unknown, after: unknown) => dcrChangeTraces(seen({ before, after }));
    const toMode = settingIs(mode, 'permissive');
    expect(change(strict, { enabled: true, mode: 'permissive' })).toEqual([toMode]);
    const off = settingIs('flags.enable_dynamic_client_registration', false);
    expect(change(strict, { enabled: false, mode: 'strict' })).toEqual([off]);
    expect(change(strict, { enabled: false, mode: 'permissive' })).toEqual([toMode, off]);
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

  it('leaves out who gave a setting the value it had', () => {
    const at = (hour: number) => ({ id: `e${hour}`, at: `2026-11-18T0${hour}:00:00.000Z` });
    const entries = [
      set({ [mode]: 'permissive' }, at(1)),
      set({ [mode]: 'permissive' }, at(2)),
      set({ [mode]: 'strict' }, at(3)),
      set({ [mode]: 'permissive' }, at(4)),
      set({ [mode]: 'permissive' }, at(5)),
    ];
    const its = trailOf(entries).get(settingIs(mode, 'permissive'));
    expect(its?.map(({ id }) => id)).toEqual(['e1', 'e4']);
  });
});
