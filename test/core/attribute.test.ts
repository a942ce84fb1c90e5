import { beforeEach, describe, expect, it, test } from 'vitest';
import { app, settings, grant, api } from '../../functions/core/sample.ts';
import { appBase } from '../../functions/core/baseline.ts';
import {
  actor,
  ana,
  created,
  entry,
  forbiddenLogs,
  logs,
  position,
  set,
  tenantOf,
} from './attribute-samples.ts';

const partner = app({ id: 'abc', name: 'Partner', securityMode: 'permissive' });
const rule = 'app-permissive';
let tenant: ReturnType<typeof tenantOf>;

beforeEach(() => {
  tenant = tenantOf();
  tenant.run({}, { on: 17 });
});

describe('a new permissive app', () => {
  it('is attributed to the entry of its creation', () => {
    const one = created('abc');
    tenant.run({ apps: [partner] }, { on: 18, logs: logs([created('other'), one]) });
    const { channel, ...by } = actor();
    expect(tenant.who(rule, 'abc')).toEqual({
      by,
      channel,
      at: one.at,
      logId: one.id,
      did: 'app-created',
      how: 'api-default',
    });
  });

  it.each([
    ['api-explicit', {}, created('abc', { creation: creation('permissive') })],
    ['api-default', {}, created('abc', { creation: creation('unstated') })],
    ['unknown', {}, created('abc', { creation: creation('unknown') })],
    ['unknown', {}, entry({ operation: 'app-created', app: 'abc' })],
    [
      'dcr',
      {},
      entry({ operation: 'app-registered', app: 'abc', actor: actor({ channel: 'dcr' }) }),
    ],
    ['unknown', {}, entry({ operation: 'app-registered', app: 'abc' })],
    ['unknown', { origin: 'cimd' as const }, created('abc')],
    ['dcr', { origin: 'dcr' as const }, created('abc')],
    ['dcr', { origin: 'dcr' as const }, created('other')],
    ['unknown', {}, created('other')],
  ])('became permissive by %s (%j)', (how, parts, one) => {
    tenant.run({ apps: [{ ...partner, ...parts }] }, { on: 18, logs: logs([one]) });
    expect(tenant.who(rule, 'abc')?.how).toBe(how);
  });

  it('of another rule says nothing of how', () => {
    const callbacks = ['http://partner.example'];
    const apps = [app({ id: 'abc', callbacks })];
    const its = { ...creation('unknown'), callbacks };
    tenant.run({ apps }, { on: 18, logs: logs([created('abc', { creation: its })]) });
    expect(tenant.who('app-callback-unsafe', 'abc')).toMatchObject({ did: 'app-created' });
    expect(tenant.who('app-callback-unsafe', 'abc')).not.toHaveProperty('how');
  });

  it('whose entry comes late is enriched, and nothing else of it moves', () => {
    tenant.run({ apps: [partner] }, { on: 18 });
    const before = tenant.row(rule, 'abc');
    expect(tenant.who(rule, 'abc')).toMatchObject({
      unattributed: expect.stringContaining('late'),
    });
    const written = tenant.run({ apps: [partner] }, { on: 19, logs: logs([created('abc')]) });
    expect(written).toEqual(['app-permissive abc']);
    expect(tenant.who(rule, 'abc')).toMatchObject({ did: 'app-created', how: 'api-default' });
    expect(tenant.words(rule, 'abc')?.evidence).toMatchObject({ name: 'Partner' });
    expect(tenant.row(rule, 'abc')).toBe(before);
  });

  it('that stands writes nothing, entry or not', () => {
    const read = { logs: logs([created('abc')]) };
    tenant.run({ apps: [partner] }, { on: 18, ...read });
    expect(tenant.run({ apps: [partner] }, { on: 18, ...read })).toEqual([]);
    expect(tenant.run({ apps: [partner] }, { on: 19 })).toEqual([]);
    const other = tenantOf();
    other.run({ apps: [partner] }, { on: 18 });
    const unrelated = logs([created('other'), entry({ operation: 'app-updated', app: 'abc' })]);
    expect(other.run({ apps: [partner] }, { on: 19, logs: unrelated })).toEqual([]);
  });

  it('keeps who created it when it says something else, is gone, and is back', () => {
    tenant.run({ apps: [partner] }, { on: 18, logs: logs([created('abc')]) });
    const who = tenant.who(rule, 'abc');
    tenant.run({ apps: [{ ...partner, name: 'Renamed' }] }, { on: 19, logs: forbiddenLogs });
    expect(tenant.words(rule, 'abc')?.message).toContain('Renamed');
    expect(tenant.who(rule, 'abc')).toEqual(who);
    tenant.run({}, { on: 20 });
    tenant.run({ apps: [partner] }, { on: 21 });
    expect(tenant.row(rule, 'abc')?.life).toMatchObject({ status: 'open', transition: 3 });
    expect(tenant.who(rule, 'abc')).toEqual(who);
  });

  it('that could not be judged loses nothing', () => {
    tenant.run({ apps: [partner] }, { on: 18, logs: logs([created('abc')]) });
    const unread = { apps: 'unavailable' } as const;
    expect(tenant.run({ unread }, { on: 19, logs: logs([created('abc')]) })).toEqual([]);
    expect(tenant.who(rule, 'abc')).toHaveProperty('by');
  });
});

describe('why nobody is named', () => {
  const late = /entries may come late, and a later run adds it if it comes$/;
  const createdAt = '2026-11-17T12:00:00.000Z';
  const gap = {
    from: '2026-11-17T00:00:00.000Z',
    to: '2026-11-17T18:00:00.000Z',
    reason: 'the tenant keeps logs for 1 day',
  };
  const lost =
    /^the log entries from 2026-11-17 00:00 UTC to 2026-11-17 18:00 UTC are lost \(the tenant keeps logs for 1 day\)$/;

  it.each([
    ['the logs may not be read', {}, { logs: forbiddenLogs }, /\(missing scope read:logs\)$/],
    [
      'the logs reach back less far',
      { createdAt: '2026-10-19T23:59:59.000Z' },
      {},
      /created before the oldest entry the logs still have \(2026-10-20 00:00 UTC\)$/,
    ],
    ['it is as old as the oldest', { createdAt: '2026-10-20T00:00:00.000Z' }, {}, late],
    ['it was created in a known gap', { createdAt }, { past: { gaps: [gap] } }, lost],
    ['it was created in a gap found now', { createdAt }, { logs: logs([], { gap }) }, lost],
    ['entries were lost just now', {}, { logs: logs([], { gap }) }, lost],
    ['a gap is long over', {}, { past: { gaps: [gap] } }, late],
    [
      'it was created after the gap',
      { createdAt: '2026-11-17T19:00:00.000Z' },
      { past: { gaps: [gap] } },
      late,
    ],
    [
      'the tenant has no entry at all',
      { createdAt },
      { logs: logs([], { position: position({ oldest: null }) }) },
      late,
    ],
    [
      'the logs are read for the first time',
      {},
      { logsSince: '2026-11-18T03:00:00.000Z' },
      /^it was there before the logs were first read$/,
    ],
    [
      'the logs are read for the first time, and it is still looked for',
      {},
      {
        logsSince: '2026-11-18T03:00:00.000Z',
        past: { awaited: [{ app: 'abc', since: createdAt, searches: 0 }] },
      },
      late,
    ],
    ['no entry came', {}, {}, late],
  ])('%s', (_, parts, run, reason) => {
    tenant.run({ apps: [{ ...partner, ...parts }] }, { on: 18, ...run });
    expect(tenant.who(rule, 'abc')).toEqual({
      unattributed: expect.stringMatching(reason),
      did: 'app-created',
      seen: '2026-11-18T03:00:00.000Z',
      how: 'unknown',
    });
  });

  it('says of what was adopted that it was there before', () => {
    const fresh = tenantOf();
    fresh.run({ apps: [partner] }, { on: 18 });
    expect(fresh.who(rule, 'abc')).toMatchObject({
      unattributed: 'it was there before anyone was watching',
    });
  });
});

describe('a setting', () => {
  const mode = 'dynamic_client_registration_security_mode';
  const strict = { enabled: true, mode: 'strict' } as const;
  const permissive = { enabled: true, mode: 'permissive' } as const;
  const baseline = { dcr: strict };
  const loosened = { settings: settings({ dcr: permissive }), baseline };
  const at = (hour: number) => ({ id: `e${hour}`, at: `2026-11-18T0${hour}:00:00.000Z` });

  it('is attributed to the entry that made it so, not to a tool that repeated it', () => {
    const entries = [
      set({ [mode]: 'strict' }, at(0)),
      set({ [mode]: 'permissive' }, { ...at(1), actor: ana }),
      set({ [mode]: 'permissive' }, at(2)),
    ];
    tenant.run(loosened, { on: 18, logs: logs(entries) });
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({
      logId: 'e1',
      by: { name: 'Ana' },
      did: 'settings-updated',
    });
    expect(tenant.who('dcr-permissive', 'dcr')).toMatchObject({ logId: 'e1' });
  });

  it('is not attributed to what was done after it was seen', () => {
    tenant.run(loosened, { on: 18 });
    const nightly = set({ [mode]: 'permissive' }, { at: '2026-11-18T03:02:00.001Z' });
    expect(tenant.run(loosened, { on: 19, logs: logs([nightly]) })).toEqual([]);
    const change = set({ [mode]: 'permissive' }, { ...at(2), actor: ana });
    tenant.run(loosened, { on: 20, logs: logs([change, nightly]) });
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({ logId: 'e2' });
  });

  it('that was there before anyone watched is nobody’s', () => {
    const fresh = tenantOf();
    const repeated = logs([set({ [mode]: 'permissive' }, at(1))]);
    fresh.run(loosened, { on: 18, logs: repeated });
    expect(fresh.row('dcr-mode-changed', 'dcr')?.life.status).toBe('inherited');
    expect(fresh.who('dcr-mode-changed', 'dcr')).toHaveProperty('unattributed');
    expect(fresh.run(loosened, { on: 19, logs: repeated })).toEqual([]);
  });

  it('that moved on is attributed anew by a newer entry, and only by one', () => {
    const first = set({ [mode]: 'permissive' }, at(1));
    tenant.run(loosened, { on: 18, logs: logs([first]) });
    const off = {
      settings: settings({ dcr: { enabled: false, mode: 'permissive' } as const }),
      baseline,
    };
    tenant.run(off, { on: 19, logs: logs([]) });
    expect(tenant.words('dcr-mode-changed', 'dcr')?.message).toContain('switched off');
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({ logId: first.id });

    tenant.run(loosened, { on: 20, logs: logs([set({ [mode]: 'permissive' }, at(0))]) });
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({ logId: first.id });
    const newer = set(
      { 'flags.enable_dynamic_client_registration': false },
      { id: 'newer', at: '2026-11-21T01:00:00.000Z', actor: ana },
    );
    tenant.run(off, { on: 21, logs: logs([newer]) });
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({ logId: 'newer' });
  });

  it('that moved on unexplained is attributed to what was done until then', () => {
    tenant.run(loosened, { on: 18 });
    const off = {
      settings: settings({ dcr: { enabled: false, mode: 'permissive' } as const }),
      baseline,
    };
    tenant.run(off, { on: 20 });
    const late = set(
      { 'flags.enable_dynamic_client_registration': false },
      { id: 'late', at: '2026-11-19T01:00:00.000Z' },
    );
    tenant.run(off, { on: 21, logs: logs([late]) });
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({ logId: 'late' });
  });

  it('that stands is not attributed anew', () => {
    tenant.run(loosened, { on: 18, logs: logs([set({ [mode]: 'permissive' }, at(1))]) });
    const later = set({ [mode]: 'permissive' }, at(2));
    expect(tenant.run(loosened, { on: 18, logs: logs([later]) })).toEqual([]);
  });

  it('that is back was changed back by somebody else', () => {
    tenant.run(loosened, { on: 18, logs: logs([set({ [mode]: 'permissive' }, at(1))]) });
    tenant.run({ settings: settings({ dcr: strict }), baseline }, { on: 19 });
    tenant.run(loosened, { on: 20 });
    expect(tenant.row('dcr-mode-changed', 'dcr')?.life.transition).toBe(3);
    expect(tenant.who('dcr-mode-changed', 'dcr')).toMatchObject({
      unattributed: expect.stringContaining('late'),
      did: 'settings-updated',
    });
  });
});

describe('other changes', () => {
  const update = { operation: 'app-updated', app: 'abc', changed: ['callbacks'] } as const;
  const changed = (parts: Parameters<typeof entry>[0]) =>
    logs([
      entry({ ...parts, at: '2026-11-18T01:00:00.000Z', id: 'e1' }),
      entry({ ...parts, actor: ana }),
    ]);

  it('say of how many entries it may have been one', () => {
    const callbacks = ['http://partner.example'];
    const apps = [app({ id: 'abc', callbacks })];
    tenant.run({ apps }, { on: 18, logs: changed(update) });
    expect(tenant.who('app-callback-unsafe', 'abc')).toMatchObject({
      among: 2,
      by: { name: 'Ana' },
      did: 'app-updated',
    });
    const other = tenantOf();
    other.run({}, { on: 17 });
    const one = logs([entry(update)]);
    other.run({ apps }, { on: 18, logs: one });
    expect(other.who('app-callback-unsafe', 'abc')).not.toHaveProperty('among');
  });

  it.each([
    [
      'app-widened',
      'abc',
      {
        apps: [app({ id: 'abc' })],
        appBases: { abc: appBase(app({ id: 'abc' }), []) },
        grants: [grant({ audience: 'https://a.example', appId: 'abc', scopes: ['x'] })],
      },
      { operation: 'grant-changed', app: 'abc', audience: 'https://a.example' },
    ],
    [
      'app-identity-changed',
      'abc',
      { apps: [partner], appBases: { abc: appBase({ ...partner, securityMode: 'strict' }, []) } },
      { operation: 'app-updated', app: 'abc', changed: ['third_party_security_mode'] },
    ],
    [
      'app-mode-unknown',
      'abc',
      { apps: [{ ...partner, securityMode: 'unknown' }] },
      { operation: 'app-created', app: 'abc' },
    ],
    [
      'api-open-to-permissive',
      'https://a.example',
      {
        apps: [partner],
        apis: [api({ identifier: 'https://a.example', userPolicy: 'allow_all' })],
      },
      {
        operation: 'api-updated',
        api: 'https://a.example',
        changed: ['subject_type_authorization'],
      },
    ],
    [
      'default-permissions-widened',
      'https://a.example',
      {
        grants: [grant({ audience: 'https://a.example', defaultFor: 'third_party_clients' })],
        baseline: { defaultGrants: [] },
      },
      {
        operation: 'grant-changed',
        defaultFor: 'third_party_clients',
        audience: 'https://a.example',
      },
    ],
    [
      'dcr-no-default-permissions',
      'dcr',
      { settings: settings({ dcr: { enabled: true, mode: 'strict' } }) },
      {
        operation: 'settings-updated',
        settings: { 'flags.enable_dynamic_client_registration': true },
      },
    ],
    [
      'settings-drift',
      'default_audience',
      {
        settings: settings({ defaultAudience: 'https://a.example' }),
        baseline: { settings: { default_audience: null } },
      },
      { operation: 'settings-updated', settings: { default_audience: 'https://a.example' } },
    ],
    [
      'flag-unknown',
      'flags.new_one',
      { settings: settings({ flags: { new_one: true } }), baseline: { flags: [] } },
      { operation: 'settings-updated', settings: { 'flags.new_one': true } },
    ],
    [
      'dcr-enabled',
      'dcr',
      { settings: settings({ dcr: { enabled: true, mode: 'strict' } }), intent: { dcr: 'off' } },
      {
        operation: 'settings-updated',
        settings: { 'flags.enable_dynamic_client_registration': true },
      },
    ],
  ] as const)('%s is attributed', (its, subject, parts, what) => {
    tenant.run(parts, { on: 18, logs: logs([entry({ ...what })]) });
    expect(tenant.who(its, subject)).toMatchObject({ by: { name: 'partner-sync' } });
  });

  test('what no rule traces has no attribution', () => {
    const pipeline = { rules: [{ id: 'rul_1', name: 'x' }], hooks: [], gone: [] };
    tenant.run({ pipeline }, { on: 18, logs: logs([created('rules')]) });
    const words = tenant.words('pipeline-blocks-strict', 'rules');
    expect(words?.evidence).toMatchObject({ names: ['x'] });
    expect(words?.evidence).not.toHaveProperty('attribution');
  });
});

describe('the end of a finding', () => {
  const deleted = (subject: string) =>
    entry({ operation: 'app-deleted', app: subject, actor: ana });

  it('says who deleted the app, and who had created it', () => {
    tenant.run({ apps: [partner] }, { on: 18, logs: logs([created('abc')]) });
    tenant.run({}, { on: 19, logs: logs([deleted('abc')]) });
    expect(tenant.words(rule, 'abc')?.evidence).toMatchObject({
      endedBy: { by: { name: 'Ana' }, did: 'app-deleted' },
      attribution: { by: { name: 'partner-sync' } },
    });
  });

  it('says it of no other thing of that name', () => {
    const parts = {
      apps: [partner],
      apis: [api({ identifier: 'xyz', userPolicy: 'allow_all' as const })],
    };
    tenant.run(parts, { on: 18 });
    tenant.run({ apps: [partner] }, { on: 19, logs: logs([deleted('xyz')]) });
    expect(tenant.row('api-open-to-permissive', 'xyz')?.life.status).toBe('resolved');
    expect(tenant.words('api-open-to-permissive', 'xyz')?.evidence).not.toHaveProperty('endedBy');
  });

  it('is not said of an app that is still there', () => {
    const told = tenantOf();
    told.run({}, { on: 17 });
    told.run({ apps: [partner] }, { on: 18, logs: logs([created('abc')]) });
    told.deliver();
    const reminded = told.run({ apps: [partner] }, { on: 20, logs: logs([deleted('abc')]) });
    expect(told.row(rule, 'abc')?.life.reminders).toBe(1);
    expect(reminded).toEqual([]);
  });

  it('is told only while it happens', () => {
    tenant.run({ apps: [partner] }, { on: 18 });
    tenant.run({}, { on: 19 });
    expect(tenant.run({}, { on: 20, logs: logs([deleted('abc')]) })).toEqual([]);
  });
});

function creation(asked: 'permissive' | 'unstated' | 'unknown') {
  return { firstParty: false, asked, answered: 'permissive', callbacks: [] } as const;
}
