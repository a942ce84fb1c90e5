import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import { after, created, day, registered } from './remember-samples.ts';

const hour = (at: number, minute = 0) =>
  day('22', `${String(at).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00.000`);

describe('a caller', () => {
  test('is one who created a third-party app without a mode', () => {
    expect(after({ entries: [created('1', day('20'))] }).callers).toEqual([
      {
        id: 'pipeline',
        kind: 'app',
        name: 'Partner onboarding',
        ip: '203.0.113.7',
        userAgent: 'Go-http-client/1.1',
        tool: null,
        apps: [{ id: 'app-1', name: 'Partner 1', at: day('20'), mode: 'permissive', logId: '1' }],
        more: 0,
        stated: null,
      },
    ]);
  });

  test.each([
    ['said the mode', created('1', day('20'), { creation: { asked: 'strict' } })],
    ['asked for what is not known', created('1', day('20'), { creation: { asked: 'unknown' } })],
    ['created a first-party app', created('1', day('20'), { creation: { firstParty: true } })],
    ['is not known', created('1', day('20'), { actor: { kind: 'unknown' } })],
    ['is anyone', created('1', day('20'), { actor: { kind: 'anyone' } })],
    ['has no id', created('1', day('20'), { actor: { id: null } })],
    ['registered the app', registered('1', day('20'), { actor: { kind: 'app', id: 'x' } })],
    ['did so 90 days ago and more', created('1', '2026-08-25T08:59:59.000Z')],
  ])('is nobody who %s', (_, entry) => {
    expect(after({ entries: [entry] }).callers).toEqual([]);
  });

  test('is known by the newest details, whatever order they came in', () => {
    const old = created('1', day('20'), { actor: { ip: '192.0.2.1', name: 'old' } });
    const recent = created('2', day('21'), { actor: { ip: '192.0.2.2', name: 'new' } });
    for (const memory of [
      after({ entries: [old] }, { entries: [recent] }),
      after({ entries: [recent] }, { entries: [old] }),
    ]) {
      expect(memory.callers).toMatchObject([{ name: 'new', ip: '192.0.2.2' }]);
      expect(memory.callers[0]?.apps.map(({ logId }) => logId)).toEqual(['2', '1']);
    }
  });

  test('may be a person', () => {
    const actor = { kind: 'user', id: 'auth0|ann', name: 'Ann' } as const;
    const { callers } = after({ entries: [created('1', day('20'), { actor })] });
    expect(callers).toMatchObject([{ kind: 'user', id: 'auth0|ann', name: 'Ann' }]);
  });

  test('is remembered with when it last said a mode, which changes neither its details nor its apps', () => {
    const saying = (id: string, on: string) =>
      created(id, day(on), { creation: { asked: 'permissive' }, actor: { name: 'other' } });
    const { callers } = after(
      { entries: [created('1', day('18')), saying('2', '19')] },
      { entries: [saying('4', '21'), saying('3', '20')] },
      { entries: [saying('5', '17')] },
    );
    expect(callers).toMatchObject([{ stated: day('21'), name: 'Partner onboarding', more: 0 }]);
    expect(callers[0]?.apps).toHaveLength(1);
  });

  test('whose app was not answered stands with the entry in its place', () => {
    const { app: _app, appName: _name, ...entry } = created('1', day('20'));
    expect(after({ entries: [entry] }).callers[0]?.apps[0]).toMatchObject({ id: '1', name: '' });
  });

  test('is forgotten 90 days after', () => {
    const entries = [created('1', day('20'))];
    expect(after({ entries }, { at: '2027-02-18T09:00:00.000Z' }).callers).toHaveLength(1);
    expect(after({ entries }, { at: '2027-02-18T09:00:01.000Z' }).callers).toEqual([]);
  });
});

describe('bounds', () => {
  const many = (count: number): LogEntry[] =>
    Array.from({ length: count }, (_, at) =>
      created(String(1000 + at), hour(Math.floor(at / 60), at % 60)),
    );

  test('20 apps of a caller are listed, and the rest is counted', () => {
    const [caller] = after({ entries: many(50) }).callers;
    expect(caller?.apps).toHaveLength(20);
    expect(caller?.apps[0]?.logId).toBe('1049');
    expect(caller?.more).toBe(30);
  });

  test('what was counted is not counted again, and what comes on top is', () => {
    const all = many(60);
    const memory = after(
      { entries: all.slice(0, 50) },
      { entries: all.slice(0, 30) },
      { entries: all },
      { entries: all },
    );
    expect(memory.callers[0]?.more).toBe(40);
  });

  test('100 callers are kept, the most recent', () => {
    const entries = Array.from({ length: 130 }, (_, at) =>
      created(String(at), hour(Math.floor(at / 60), at % 60), { actor: { id: `caller${at}` } }),
    );
    const { callers } = after({ entries }, { entries });
    expect(callers).toHaveLength(100);
    expect(callers[0]?.id).toBe('caller129');
    expect(callers.at(-1)?.id).toBe('caller30');
  });
});
