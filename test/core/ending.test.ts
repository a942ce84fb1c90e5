import { beforeEach, describe, expect, it, test } from 'vitest';
import { appBase } from '../../functions/core/baseline.ts';
import type { Actor, LogEntry } from '../../functions/core/log-entry.ts';
import { api, app, grant, settings, type SampleParts } from '../../functions/core/sample.ts';
import { actor, created, entry, forbiddenLogs, logs, set, tenantOf } from './attribute-samples.ts';

const mode = 'dynamic_client_registration_security_mode';
const dcrSwitch = 'flags.enable_dynamic_client_registration';
const apiId = 'https://a.example';
const unsafe = ['http://partner.example'];
const defaults = { audience: apiId, defaultFor: 'third_party_clients' } as const;
const permissive = app({ id: 'abc', name: 'Partner', securityMode: 'permissive' });
const opened = api({ identifier: apiId, userPolicy: 'allow_all' });
const closed = api({ identifier: apiId, userPolicy: 'require_client_grant' });

let tenant: ReturnType<typeof tenantOf>;

beforeEach(() => {
  tenant = tenantOf();
  tenant.run({}, { on: 17 });
});

/** Done on the 18th, after the read of 03:00 and before that of the 19th. */
function at(hour: number, name: string): Pick<LogEntry, 'id' | 'at' | 'actor'> {
  const time = `2026-11-18T${String(hour).padStart(2, '0')}:00:00.000Z`;
  return { id: `e${hour}`, at: time, actor: by(name) };
}

function by(name: string): Actor {
  return actor({ name });
}

function dcr(enabled: boolean, its: 'strict' | 'permissive' | 'unset', rest: SampleParts = {}) {
  return { settings: settings({ dcr: { enabled, mode: its } }), ...rest };
}

function updated(hour: number, name: string, ...changed: string[]): LogEntry {
  return entry({ operation: 'app-updated', app: 'abc', changed, ...at(hour, name) });
}

function granted(hour: number, name: string, parts: Partial<LogEntry>): LogEntry {
  return entry({ operation: 'grant-changed', ...parts, ...at(hour, name) });
}

function policySet(hour: number, name: string): LogEntry {
  const changed = ['subject_type_authorization'];
  return entry({ operation: 'api-updated', api: apiId, changed, ...at(hour, name) });
}

/** Who ended what was found on the 18th and was over on the 19th. */
function endOf(
  [rule, subject]: readonly [string, string],
  [found, over]: readonly [SampleParts, SampleParts],
  entries: readonly LogEntry[],
) {
  tenant.run(found, { on: 18 });
  expect(tenant.row(rule, subject)?.life.status).toBe('open');
  tenant.run(over, { on: 19, logs: logs(entries) });
  expect(tenant.row(rule, subject)?.life.status).toBe('resolved');
  const evidence = tenant.words(rule, subject)?.evidence;
  expect(evidence).toHaveProperty('attribution');
  const {
    by: who,
    did,
    among,
  } = Object(evidence?.['endedBy']) as {
    by?: Actor;
    did?: string;
    among?: number;
  };
  return who ? [who.name, did, ...(among ? [among] : [])] : null;
}

const accepted = { baseline: { dcr: { enabled: true, mode: 'strict' } } } as const;
const loosened = dcr(true, 'permissive', accepted);
const putBack = dcr(true, 'strict', accepted);
const changed = ['dcr-mode-changed', 'dcr'] as const;

describe('a setting', () => {
  const drift = [loosened, putBack] as const;

  test.each([
    ['whoever put it back', [set({ [mode]: 'strict' }, at(9, 'Bob'))], 'Bob'],
    [
      'not whoever touched it again without a change',
      [set({ [mode]: 'strict' }, at(9, 'Bob')), set({ [mode]: 'strict' }, at(10, 'Tool'))],
      'Bob',
    ],
    [
      'not whoever put it back before it was loosened again',
      [
        set({ [mode]: 'strict' }, at(8, 'Ann')),
        set({ [mode]: 'permissive' }, at(9, 'Mallory')),
        set({ [mode]: 'strict' }, at(10, 'Bob')),
      ],
      'Bob',
    ],
    [
      'nobody while the last that is known is another value',
      [set({ [mode]: 'strict' }, at(8, 'Ann')), set({ [mode]: 'permissive' }, at(9, 'Mallory'))],
      null,
    ],
    ['nobody who set it before it was last seen', [set({ [mode]: 'strict' }, at(2, 'Ann'))], null],
    [
      'nobody who set it after it was seen to be well',
      [set({ [mode]: 'strict' }, { ...at(9, 'Ann'), at: '2026-11-19T03:02:00.001Z' })],
      null,
    ],
    [
      'nobody who set it before that, whatever else was done since',
      [set({ [mode]: 'strict' }, at(2, 'Ann')), set({ [dcrSwitch]: true }, at(9, 'Bob'))],
      null,
    ],
    ['nobody who set another', [set({ [dcrSwitch]: true }, at(9, 'Ann'))], null],
    ['nobody where no entry tells', [], null],
  ])('ended by %s', (_, entries, name) => {
    expect(endOf(changed, drift, entries)).toEqual(name && [name, 'settings-updated']);
  });

  test('of several parts is as it was with the newest, and not while one is not explained', () => {
    const both = [dcr(false, 'permissive', accepted), putBack] as const;
    const first = set({ [mode]: 'strict' }, at(9, 'Ann'));
    const second = set({ [dcrSwitch]: true }, at(10, 'Bob'));
    expect(endOf(changed, both, [first, second])).toEqual(['Bob', 'settings-updated', 2]);
    tenant = tenantOf();
    tenant.run({}, { on: 17 });
    expect(endOf(changed, both, [first])).toBeNull();
  });

  const intent = { intent: { dcr: 'off' } } as const;
  const drifted = (value: string | null) => ({
    settings: settings({ defaultAudience: value }),
    baseline: { settings: { default_audience: null } },
  });
  const emptied = (its: 'strict' | 'unset') =>
    dcr(true, its, { baseline: { dcr: { enabled: true, mode: 'unset' } } });
  const flag = (flags: object) => ({
    settings: settings({ flags: { ...flags } }),
    baseline: { flags: [] },
  });
  const eligible = { baseline: { eligible: { since: '2026-11-01', because: 'x' } } } as const;

  it.each<[string, string, SampleParts, SampleParts, LogEntry['settings'], boolean]>([
    [
      'dcr-enabled',
      'dcr',
      dcr(true, 'strict', intent),
      dcr(false, 'strict'),
      { [dcrSwitch]: false },
      true,
    ],
    [
      'dcr-enabled',
      'dcr',
      dcr(true, 'strict', intent),
      dcr(true, 'strict'),
      { [dcrSwitch]: true },
      false,
    ],
    [
      'dcr-enabled',
      'dcr',
      dcr(true, 'strict', intent),
      dcr(false, 'strict'),
      { [mode]: 'strict' },
      false,
    ],
    [
      'dcr-permissive',
      'dcr',
      dcr(true, 'permissive'),
      dcr(true, 'strict'),
      { [mode]: 'strict' },
      true,
    ],
    [
      'dcr-permissive',
      'dcr',
      dcr(true, 'permissive'),
      dcr(false, 'permissive'),
      { [dcrSwitch]: false, [mode]: 'permissive' },
      true,
    ],
    [
      'dcr-permissive',
      'dcr',
      dcr(true, 'unset', eligible),
      dcr(true, 'strict', eligible),
      { [mode]: 'strict' },
      true,
    ],
    [
      'dcr-permissive',
      'dcr',
      dcr(true, 'unset', eligible),
      dcr(false, 'unset', eligible),
      { [mode]: null },
      false,
    ],
    [
      'dcr-no-default-permissions',
      'dcr',
      dcr(true, 'strict'),
      dcr(false, 'strict'),
      { [dcrSwitch]: false },
      true,
    ],
    ['dcr-mode-changed', 'dcr', emptied('strict'), emptied('unset'), { [mode]: null }, true],
    [
      'settings-drift',
      'default_audience',
      drifted(apiId),
      drifted(null),
      { default_audience: '' },
      true,
    ],
    [
      'settings-drift',
      'default_audience',
      drifted(apiId),
      drifted(null),
      { default_audience: 'https://b.example' },
      false,
    ],
    [
      'flag-unknown',
      'flags.new_one',
      flag({ new_one: true }),
      flag({}),
      { 'flags.new_one': null },
      true,
    ],
    [
      'flag-unknown',
      'flags.new_one',
      flag({ new_one: true }),
      flag({}),
      { 'flags.new_one': false },
      false,
    ],
  ])('of %s (%s) #%$', (rule, subject, found, over, values, isNamed) => {
    const end = endOf([rule, subject], [found, over], [set(values ?? {}, at(9, 'Bob'))]);
    expect(end).toEqual(isNamed ? ['Bob', 'settings-updated'] : null);
  });
});

describe('what apps may reach', () => {
  const open = ['api-open-to-permissive', apiId] as const;
  const widened = ['default-permissions-widened', apiId] as const;
  const withGrants = (...scopes: string[]) => ({
    grants: [grant({ ...defaults, scopes })],
    baseline: { defaultGrants: [grant({ ...defaults, scopes: ['read:x'] })] },
  });
  const narrowed = [withGrants('read:x', 'write:x'), withGrants('read:x')] as const;

  it('was closed by whoever set the policy of the API', () => {
    const parts = [
      { apps: [permissive], apis: [opened] },
      { apps: [permissive], apis: [closed] },
    ] as const;
    expect(endOf(open, parts, [policySet(9, 'Bob')])).toEqual(['Bob', 'api-updated']);
  });

  it('is closed by nobody who set the policy again when the last permissive app went', () => {
    const parts = [{ apps: [permissive], apis: [opened] }, { apis: [opened] }] as const;
    expect(endOf(open, parts, [policySet(9, 'Tool')])).toBeNull();
  });

  it.each([
    ['whoever changed the defaults', [granted(9, 'Bob', defaults)], ['Bob', 'grant-changed']],
    [
      'the newest of several',
      [granted(8, 'Ann', defaults), granted(9, 'Bob', defaults)],
      ['Bob', 'grant-changed', 2],
    ],
    [
      'nobody who changed those of another API',
      [granted(9, 'Ann', { ...defaults, audience: 'x' })],
      null,
    ],
    [
      'nobody where some grant was deleted',
      [granted(8, 'Ann', defaults), granted(9, 'Bob', {})],
      null,
    ],
  ])('was narrowed by %s', (_, entries, end) => {
    expect(endOf(widened, narrowed, entries)).toEqual(end);
  });

  it.each([
    ['nothing', {}, ['Bob', 'grant-changed']],
    ['other defaults', { grants: [grant({ ...defaults, subjectType: 'client' })] }, null],
  ])('was given to apps that could reach %s by whoever added a default grant', (_, before, end) => {
    const rule = ['dcr-no-default-permissions', 'dcr'] as const;
    const found = dcr(true, 'strict', before);
    const over = dcr(true, 'strict', { grants: [grant({ ...defaults, subjectType: 'user' })] });
    expect(endOf(rule, [found, over], [granted(9, 'Bob', defaults)])).toEqual(end);
  });
});

describe('an app', () => {
  const safe = app({ id: 'abc' });
  const callback = [{ apps: [app({ id: 'abc', callbacks: unsafe })] }, { apps: [safe] }] as const;

  it.each([
    ['whoever set its callbacks', [updated(9, 'Bob', 'callbacks')], ['Bob', 'app-updated']],
    [
      'the newest of several',
      [updated(8, 'Ann', 'callbacks'), updated(9, 'Bob', 'callbacks')],
      ['Bob', 'app-updated', 2],
    ],
    [
      'whoever set them, whichever grant was deleted',
      [granted(8, 'Ann', {}), updated(9, 'Bob', 'callbacks')],
      ['Bob', 'app-updated'],
    ],
    ['nobody who set something else', [updated(9, 'Ann', 'grant_types')], null],
    ['nobody who created it', [created('abc', at(9, 'Ann'))], null],
    [
      'nobody who deleted it when it was seen to be well',
      [entry({ operation: 'app-deleted', app: 'abc', ...at(9, 'Ann') })],
      null,
    ],
  ])('was made safe by %s', (_, entries, end) => {
    expect(endOf(['app-callback-unsafe', 'abc'], callback, entries)).toEqual(end);
  });

  const appBases = { abc: appBase(safe, []) };
  const wide = app({ id: 'abc', grantTypes: ['implicit'], origins: ['https://x.example'] });
  const access = grant({ audience: apiId, appId: 'abc', scopes: ['x'] });
  const taken = granted(10, 'Bob', { app: 'abc', audience: apiId });

  it.each([
    ['all', [updated(8, 'Ann', 'grant_types', 'web_origins'), taken], ['Bob', 'grant-changed', 2]],
    ['all but its grant types', [updated(8, 'Ann', 'allowed_origins'), taken], null],
    ['all but its grant', [updated(8, 'Ann', 'grant_types', 'web_origins')], null],
  ])('is as it was when entries tell of %s', (_, entries, end) => {
    const found = { apps: [wide], appBases, grants: [access] };
    const over = { apps: [safe], appBases };
    expect(endOf(['app-widened', 'abc'], [found, over], entries)).toEqual(end);
  });

  it('is what it was by whoever set either of party and mode', () => {
    const identity = (now: typeof permissive) => ({
      apps: [now],
      appBases: { abc: appBase({ ...permissive, securityMode: 'strict' }, []) },
    });
    const parts = [
      identity(permissive),
      identity({ ...permissive, securityMode: 'strict' }),
    ] as const;
    const entries = [updated(9, 'Bob', 'third_party_security_mode')];
    expect(endOf(['app-identity-changed', 'abc'], parts, entries)).toEqual(['Bob', 'app-updated']);
  });
});

describe('what was stored', () => {
  it('is not read of findings about which no entry tells, however many end', () => {
    const ids = Array.from({ length: 500 }, (_, i) => `n${i}`);
    const found = { apps: ids.map((id) => app({ id, callbacks: unsafe })) };
    tenant.run(found, { on: 18 });
    const entries = logs([
      entry({ operation: 'app-updated', app: 'n7', changed: ['callbacks'], ...at(9, 'Bob') }),
      entry({ operation: 'app-updated', app: 'n8', changed: ['name'], ...at(8, 'Bob') }),
      entry({ operation: 'app-updated', app: 'n9', changed: ['callbacks'], ...at(2, 'Bob') }),
    ]);
    const over = { apps: ids.map((id) => app({ id })) };
    tenant.run(over, { on: 19, logs: entries });
    expect(tenant.row('app-callback-unsafe', 'n499')?.life.status).toBe('resolved');
    expect(tenant.wordsRead()).toEqual(['app-callback-unsafe n7']);
    tenant.run(over, { on: 20, logs: entries });
    expect(tenant.wordsRead()).toEqual([]);
  });

  it('begins anew when it is back, and ends by another', () => {
    const off = set({ [mode]: 'strict' }, at(9, 'Bob'));
    expect(endOf(changed, [loosened, putBack], [off])).toEqual(['Bob', 'settings-updated']);
    tenant.run(loosened, { on: 20 });
    expect(tenant.words(...changed)?.evidence).not.toHaveProperty('endedBy');
    tenant.run(putBack, { on: 21, logs: logs([off]) });
    expect(tenant.words(...changed)?.evidence).not.toHaveProperty('endedBy');
  });

  it('is read anew only since it was last seen', () => {
    const early = set({ [mode]: 'strict' }, at(9, 'Ann'));
    tenant.run(loosened, { on: 18 });
    tenant.run(loosened, { on: 19 });
    tenant.run(putBack, { on: 20, logs: logs([early]) });
    expect(tenant.row(...changed)?.life.status).toBe('resolved');
    expect(tenant.words(...changed)?.evidence).not.toHaveProperty('endedBy');
  });

  it('is of nobody who acted before it was found, though the logs were not read then', () => {
    tenant.run(loosened, { on: 19, logs: forbiddenLogs });
    tenant.run(putBack, { on: 20, logs: logs([set({ [mode]: 'strict' }, at(9, 'Ann'))]) });
    expect(tenant.row(...changed)?.life.status).toBe('resolved');
    expect(tenant.words(...changed)?.evidence).not.toHaveProperty('endedBy');
  });

  it('loses a name that a run left which died, where nobody fits', () => {
    tenant.run(loosened, { on: 18 });
    const endedBy = { by: { name: 'Ann' } };
    const { channel, ...who } = by('Ann');
    const left = { by: who, channel, at: at(9, '').at, logId: 'e9', did: 'settings-updated' };
    tenant.leave(...changed, { endedBy: left });
    expect(tenant.words(...changed)?.evidence).toMatchObject({ endedBy });
    tenant.run(putBack, { on: 19, logs: logs([set({ [dcrSwitch]: true }, at(9, 'Bob'))]) });
    expect(tenant.words(...changed)?.evidence).toMatchObject({ after: { mode: 'permissive' } });
    expect(tenant.words(...changed)?.evidence).not.toHaveProperty('endedBy');
  });

  it('is not of whoever deleted an app whose identifier an API has', () => {
    const parts = { apps: [permissive], apis: [{ ...opened, identifier: 'abc' }] };
    const deletion = entry({ operation: 'app-deleted', app: 'abc', ...at(9, 'Ann') });
    expect(endOf(['api-open-to-permissive', 'abc'], [parts, {}], [deletion])).toBeNull();
    expect(tenant.words('app-permissive', 'abc')?.evidence).toHaveProperty('endedBy');
    expect(tenant.run({}, { on: 20, logs: logs([deletion]) })).toEqual([]);
  });

  it('is not of a deletion that is told of late, where it ended otherwise', () => {
    tenant.run({ apps: [app({ id: 'abc', callbacks: unsafe })] }, { on: 18 });
    tenant.run({ apps: [app({ id: 'abc' })] }, { on: 19 });
    const deletion = entry({ operation: 'app-deleted', app: 'abc', ...at(9, 'Ann') });
    expect(tenant.run({}, { on: 20, logs: logs([deletion]) })).toEqual([]);
  });

  describe('of an app whose deletion is told of late', () => {
    const deletion = logs([entry({ operation: 'app-deleted', app: 'abc', ...at(9, 'Ann') })]);
    const its = ['app-permissive', 'abc'] as const;

    beforeEach(() => {
      tenant.run({ apps: [permissive] }, { on: 18 });
      tenant.run({}, { on: 19 });
    });

    it.each([true, false])('says who deleted it (how it ended is noted: %j)', (isNoted) => {
      expect(tenant.row(...its)?.life.end).toBe('app-deleted');
      if (!isNoted) tenant.forgetEnd(...its);
      expect(tenant.run({}, { on: 20, logs: deletion })).toEqual(['app-permissive abc']);
      expect(tenant.words(...its)?.evidence).toMatchObject({ endedBy: { by: { name: 'Ann' } } });
      expect(tenant.run({}, { on: 21, logs: deletion })).toEqual([]);
    });

    it('says nothing of it when the app is back', () => {
      tenant.run({ apps: [permissive] }, { on: 20, logs: deletion });
      expect(tenant.row(...its)?.life.status).toBe('open');
      expect(tenant.words(...its)?.evidence).not.toHaveProperty('endedBy');
    });
  });

  it('is not told of what an owner silenced', () => {
    tenant.run(loosened, { on: 18 });
    const entries = logs([set({ [mode]: 'strict' }, at(9, 'Bob'))]);
    tenant.run(putBack, { on: 19, logs: entries, without: ['dcr-mode-changed'] });
    expect(tenant.row(...changed)?.life.end).toBe('rule-off');
    expect(tenant.words(...changed)?.evidence).not.toHaveProperty('endedBy');
  });
});
