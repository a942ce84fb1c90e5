import { describe, expect, test } from 'vitest';
import { app } from '../../functions/core/sample.ts';
import { after, day, registered } from './remember-samples.ts';

const early = day('23', '08:00:00.000');
const late = day('23', '08:30:00.000');
const dcr = app({ id: 'app-1', name: 'Listed', origin: 'dcr', authMethod: 'none' });

describe('a registration in the logs', () => {
  test('that is forgotten by a read is the same when that read is made again', () => {
    const old = { entries: [registered('1', day('21', '08:00:00.000'))], at: day('22') };
    const read = { apps: [dcr], at: day('23') };
    expect(after(old, read, read)).toEqual(after(old, read));
  });

  test('is remembered with name, hosts and address', () => {
    const callbacks = ['https://b.example/1', 'https://a.example:8443/2', 'https://a.example/3'];
    const entry = registered('1', early, { creation: { callbacks } });
    expect(after({ entries: [entry] }).registrations).toEqual([
      {
        app: 'app-1',
        at: early,
        name: 'Partner 1',
        hosts: ['a.example', 'b.example'],
        traits: '',
        ip: '198.51.100.1',
      },
    ]);
  });

  test.each([
    ['a callback without a host by its scheme', ['com.example.app:/cb'], ['com.example.app:']],
    ['one that is no address not at all', ['nonsense', ''], []],
    ['two hosts at most', ['https://c.x/', 'https://b.x/', 'https://a.x/'], ['a.x', 'b.x']],
  ])('shows %s', (_, callbacks, hosts) => {
    const { registrations } = after({
      entries: [registered('1', early, { creation: { callbacks } })],
    });
    expect(registrations[0]?.hosts).toEqual(hosts);
  });

  test('tells how the app signs in while it is listed', () => {
    const { registrations } = after({ entries: [registered('1', early)], apps: [dcr] });
    expect(registrations).toMatchObject([
      { name: 'Partner 1', traits: 'none: authorization_code, refresh_token' },
    ]);
  });

  test('keeps what was known of the app when it comes again without', () => {
    const entries = [registered('1', early)];
    const once = after({ entries, apps: [dcr] });
    expect(after({ entries, apps: [dcr] }, { entries }, {}).registrations).toEqual(
      once.registrations,
    );
  });

  test('takes its words from the listing when it has none', () => {
    const { appName: _name, creation: _body, ...entry } = registered('1', early);
    const bare = { ...registered('1', early), appName: 'Asked' };
    const empty = { ...bare, creation: { ...bare.creation, callbacks: [] } };
    const listed = { apps: [dcr], at: late };
    expect(after({ ...listed, entries: [entry] }).registrations).toMatchObject([
      { name: 'Listed', hosts: ['partner.example'] },
    ]);
    expect(after({ ...listed, entries: [empty as typeof bare] }).registrations).toMatchObject([
      { name: 'Asked', hosts: ['partner.example'] },
    ]);
  });

  test('of a metadata document by somebody signed in is none', () => {
    const entry = registered('1', early, { actor: { channel: 'api', kind: 'app', id: 'm2m' } });
    expect(after({ entries: [entry] }).registrations).toEqual([]);
  });

  test('of an app that is listed as made from a metadata document is none', () => {
    const cimd = { ...dcr, origin: 'cimd' } as const;
    const memory = after({ entries: [registered('1', early)], apps: [cimd] });
    expect(memory.registrations).toEqual([]);
  });

  test('without an app is none', () => {
    const { app: _app, ...entry } = registered('1', early);
    expect(after({ entries: [entry] }).registrations).toEqual([]);
  });
});

describe('an app that is new', () => {
  const unknown = { apps: [dcr], at: late };

  test('and does not say since when is remembered as first seen', () => {
    expect(after(unknown).registrations).toMatchObject([{ app: 'app-1', at: late, undated: true }]);
  });

  test('is dated by its log entry, whichever comes first', () => {
    const entry = registered('1', early);
    for (const memory of [
      after(unknown, { entries: [entry], at: late }),
      after({ entries: [entry], at: early }, unknown),
      after({ ...unknown, entries: [entry] }),
    ]) {
      expect(memory.registrations).toMatchObject([{ app: 'app-1', at: early, ip: '198.51.100.1' }]);
      expect(memory.registrations[0]).not.toHaveProperty('undated');
    }
  });

  test('is dated by its entry also when a long listing began before', () => {
    const entry = registered('1', late);
    for (const memory of [
      after({ ...unknown, at: early }, { entries: [entry] }),
      after({ entries: [entry] }, { ...unknown, at: early }),
    ])
      expect(memory.registrations.map(({ at, undated }) => [at, undated])).toEqual([
        [late, undefined],
      ]);
  });

  test('is dated by the earlier of two entries', () => {
    const first = registered('1', early);
    const second = registered('2', late, { app: 'app-1' });
    for (const memory of [
      after({ entries: [first, second] }),
      after({ entries: [first] }, { entries: [second] }),
      after({ entries: [second] }, { entries: [first] }),
    ])
      expect(memory.registrations).toMatchObject([{ at: early }]);
  });

  test('is first seen once, though a run that died saw it before', () => {
    expect(after({ ...unknown, at: early }, unknown).registrations).toMatchObject([{ at: early }]);
  });

  test.each([
    ['says when it was created', { apps: [{ ...dcr, createdAt: early }] }],
    ['was not registered', { apps: [{ ...dcr, origin: 'regular' as const }] }],
    ['was known', { apps: [dcr], known: ['app-1'] }],
    ['is there on the first read', { apps: [dcr], known: [] }],
    ['could not be listed', { apps: [dcr], unread: ['apps' as const] }],
  ])('is not remembered when it %s', (_, parts) => {
    expect(after(parts).registrations).toEqual([]);
  });
});

describe('bounds', () => {
  test('25 hours are kept', () => {
    const entries = [registered('1', early)];
    expect(after({ entries, at: day('24', '09:00:00.000') }).registrations).toHaveLength(1);
    expect(after({ entries, at: day('24', '09:00:00.001') }).registrations).toEqual([]);
  });

  test('2,000 are kept, the newest', () => {
    const entries = Array.from({ length: 2100 }, (_, at) =>
      registered(String(at), new Date(Date.parse(early) + at).toISOString()),
    );
    const { registrations } = after({ entries }, { entries });
    expect(registrations).toHaveLength(2000);
    expect(registrations[0]?.app).toBe('app-2099');
    expect(registrations.at(-1)?.app).toBe('app-100');
  });

  test('2,000 are kept of 50,000 that are new at once', () => {
    const apps = Array.from({ length: 50_000 }, (_, at) => ({ ...dcr, id: `app${at}` }));
    const once = after({ apps });
    expect(once.registrations).toHaveLength(2000);
    expect(once.awaited).toHaveLength(500);
    expect(after({ apps }, { apps })).toEqual(once);
  });
});
