import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import { rememberCallers } from '../../functions/core/remember-callers.ts';
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

  test('that only ever said the mode is remembered for that alone', () => {
    const creation = { asked: 'strict' } as const;
    expect(after({ entries: [created('1', day('20'), { creation })] }).callers).toEqual([
      {
        id: 'pipeline',
        kind: 'app',
        name: null,
        ip: null,
        userAgent: null,
        tool: null,
        apps: [],
        more: 0,
        stated: day('20'),
      },
    ]);
  });

  test('that relied on the default long ago and says the mode since is as one that always did', () => {
    const recent = created('3', '2027-02-01T09:00:00.000Z', { creation: { asked: 'strict' } });
    const at = '2027-02-20T09:00:00.000Z';
    const [other] = after(
      { entries: [created('1', day('20'))] },
      { entries: [recent], at },
    ).callers;
    expect(other).toMatchObject({ apps: [], more: 0, name: null, stated: recent.at });
  });

  test('is the same in whatever order and in however many reads its entries came', () => {
    const one = fc.record({
      minute: fc.nat(600),
      by: fc.constantFrom('one', 'two', 'three'),
      asked: fc.constantFrom('unstated', 'strict', 'permissive', 'unknown'),
    });
    const all = fc.array(one, { maxLength: 18 }).map((list) =>
      list.map(({ minute, by, asked }, index) =>
        created(`${index}`, hour(Math.floor(minute / 60), minute % 60), {
          creation: { asked },
          actor: { id: by, name: `${by} ${index}` },
        }),
      ),
    );
    const cases = all.chain((entries) =>
      fc.record({
        entries: fc.constant(entries),
        shuffled: fc.shuffledSubarray(entries, { minLength: entries.length }),
        cuts: fc.array(fc.nat(entries.length), { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ entries, shuffled, cuts }) => {
        const ends = [0, ...cuts, shuffled.length].sort((a, b) => a - b);
        const reads = ends.map((end, at) => ({ entries: shuffled.slice(ends[at - 1] ?? 0, end) }));
        expect(after(...reads).callers).toEqual(after({ entries }).callers);
      }),
    );
  });

  test('is the same in one read and in two where one of them is too old', () => {
    const [old, recent] = [created('1', '2026-08-20T09:00:00.000Z'), created('2', day('20'))];
    const { callers } = after({ entries: [old, recent] });
    expect(callers[0]?.apps.map(({ logId }) => logId)).toEqual(['2']);
    expect(after({ entries: [old] }, { entries: [recent] }).callers).toEqual(callers);
    expect(after({ entries: [recent] }, { entries: [old] }).callers).toEqual(callers);
  });

  test('that was remembered twice, under a name and its hash, becomes one', () => {
    const [old] = after({ entries: [created('1', day('20'), { actor: { name: 'old' } })] }).callers;
    const stated = created('3', day('22'), { creation: { asked: 'strict' } });
    const [recent] = after({ entries: [created('2', day('21')), stated] }).callers;
    const both = [old, recent].flatMap((caller) => (caller ? [caller] : []));
    const now = new Date(day('23'));
    expect(rememberCallers(both, [], now)).toEqual(rememberCallers(both.toReversed(), [], now));
    expect(rememberCallers(both, [], now)).toMatchObject([
      { name: 'Partner onboarding', apps: [{ logId: '2' }, { logId: '1' }], stated: stated.at },
    ]);
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

  test('who said the mode pushes nobody out who did not, and at most 100 are kept', () => {
    const entries = Array.from({ length: 130 }, (_, at) =>
      created(String(at), hour(Math.floor(at / 60), at % 60), {
        creation: { asked: at < 40 ? 'unstated' : 'strict' },
        actor: { id: `caller${at}` },
      }),
    );
    const { callers } = after({ entries }, { entries });
    expect(callers).toHaveLength(100);
    expect(callers.filter(({ apps }) => apps.length > 0)).toHaveLength(40);
    expect(callers[40]?.id).toBe('caller129');
    expect(callers.at(-1)?.id).toBe('caller70');
  });
});
