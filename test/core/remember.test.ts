import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../functions/core/log-entry.ts';
import { emptyMemory } from '../../functions/core/log-memory.ts';
import { remember } from '../../functions/core/remember.ts';
import { app } from '../../functions/core/sample.ts';
import { hostileText, longHostileText } from './hostile.ts';
import { after, created, day, readOf, registered, type ReadParts } from './remember-samples.ts';

const apps = ['a', 'b', 'c', 'd'].map((id) =>
  app({ id, origin: id < 'c' ? 'dcr' : 'regular', name: `App ${id}` }),
);

const mode = fc.constantFrom('strict', 'permissive', 'unknown');

/** A span of days in which some entries are too old for one thing and not for another. */
const time = fc
  .integer({ min: Date.parse('2026-08-01'), max: Date.parse('2026-11-24') })
  .map((at) => new Date(at - (at % 1000)).toISOString());
const recent = fc
  .integer({ min: Date.parse(day('22')), max: Date.parse(day('23')) })
  .map((at) => new Date(at).toISOString());

/** As `fc.webUrl`, which makes a table of all of Unicode first. */
const address = fc
  .tuple(fc.constantFrom('http', 'https'), fc.domain(), fc.string())
  .map(([scheme, host, path]) => `${scheme}://${host}/${encodeURIComponent(path)}`);

const parts = fc.record({
  at: fc.oneof(time, recent),
  operation: fc.constantFrom('app-created', 'app-registered', 'deprecation-notice', 'app-updated'),
  app: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  appName: fc.oneof(hostileText, longHostileText),
  notice: hostileText,
  kind: fc.constantFrom('user', 'app', 'anyone', 'unknown'),
  id: fc.constantFrom('one', 'two', 'three', null),
  channel: fc.constantFrom('dcr', 'api'),
  name: fc.option(hostileText),
  firstParty: fc.constantFrom(false, false, true, null),
  asked: fc.oneof(mode, fc.constant('unstated' as const)),
  answered: mode,
  callbacks: fc.array(fc.oneof(address, hostileText), { maxLength: 3 }),
});

const entries: fc.Arbitrary<LogEntry[]> = fc.array(parts, { maxLength: 40 }).map((all) =>
  all.map(({ at, operation, app, appName, notice, kind, id, channel, name, ...creation }, index) =>
    created(`log${index}`, at, {
      operation,
      app,
      appName,
      notice,
      actor: { kind, id, channel, name },
      creation,
    }),
  ),
);

/** The read before left some things behind; this one finds some more. */
const history = fc.record({ before: entries, entries, events: entries });

function twoReads(run: { before: LogEntry[]; entries: LogEntry[]; events: LogEntry[] }) {
  const first = {
    entries: run.before.map((entry) => ({ ...entry, id: `early ${entry.id}` })),
    at: day('22'),
  };
  const second: ReadParts = {
    entries: run.entries,
    events: run.events.map((entry) => ({ ...entry, id: `event ${entry.id}` })),
    apps,
    known: ['own', 'c'],
    gap: { from: day('01'), to: day('02'), reason: 'too old' },
  };
  return { before: after(first), second };
}

describe('what is remembered', () => {
  test('is the same when the same is read again', () => {
    fc.assert(
      fc.property(history, (run) => {
        const { before, second } = twoReads(run);
        const once = remember(before, readOf(second));
        expect(remember(once, readOf(second))).toEqual(once);
      }),
    );
  });

  test('does not depend on the order of entries, nor on how they came', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (run, random) => {
        const { before, second } = twoReads(run);
        const all = [...(second.entries ?? []), ...(second.events ?? [])];
        const keys = new Map(all.map((entry) => [entry, random.next().value ?? 0]));
        const shuffled = all.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
        const { handled: _of, ...expected } = remember(before, readOf(second));
        const { handled: _all, ...memory } = remember(
          before,
          readOf({ ...second, entries: shuffled, events: all.slice(0, 3) }),
        );
        expect(memory).toEqual(expected);
      }),
    );
  });

  test('of the toggle and of registrations is the same in one read and in two that overlap', () => {
    fc.assert(
      fc.property(entries, entries, (some, others) => {
        const more = others.map((entry) => ({ ...entry, id: `more ${entry.id}` }));
        const { toggle, registrations } = after({ entries: some }, { entries: [...more, ...some] });
        const whole = after({ entries: [...some, ...more] });
        expect({ toggle, registrations }).toEqual({
          toggle: whole.toggle,
          registrations: whole.registrations,
        });
      }),
    );
  });

  test('survives being stored as JSON', () => {
    fc.assert(
      fc.property(history, (run) => {
        const { before, second } = twoReads(run);
        const memory = remember(before, readOf(second));
        expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
      }),
    );
  });

  test('keeps what it does not know', () => {
    const later = { ...emptyMemory, laterField: 1 };
    expect(remember(later, readOf({}))).toMatchObject({ laterField: 1 });
  });

  test('is nothing new when nothing could be read', () => {
    const memory = after({ entries: [created('1', day('22'))] });
    expect(remember(memory, readOf({ unread: ['apps', 'logs'] }))).toEqual(memory);
  });
});

describe('events', () => {
  test('are learned from, and kept in mind by their ids', () => {
    const memory = after({
      events: [registered('2', day('23')), created('1', day('22'))],
      unread: ['logs'],
    });
    expect(memory.handled).toEqual(['1', '2']);
    expect(memory.toggle.log?.logId).toBe('1');
    expect(memory.registrations.map((one) => one.app)).toEqual(['app-2']);
  });

  test('are kept in mind up to 500, the newest', () => {
    const events = Array.from({ length: 700 }, (_, at) => created(String(1000 + at), day('22')));
    const memory = after({ events }, { events: events.slice(0, 10) });
    expect(memory.handled).toHaveLength(500);
    expect(memory.handled[0]).toBe('1200');
    expect(memory.handled.at(-1)).toBe('1699');
  });
});

describe('gaps', () => {
  test('are kept each once, the newest five', () => {
    const gap = (to: number) => ({ from: day('01'), to: day(String(10 + to)), reason: 'too old' });
    const reads = [0, 1, 2, 2, 6, 5, 4, 3].map((to) => ({ gap: gap(to) }));
    expect(after(...reads).gaps).toEqual([2, 3, 4, 5, 6].map(gap));
  });
});

describe('the name of probes', () => {
  const toggle = { probeName: 'probe 1a2b' };

  test('is kept once it is set', () => {
    expect(after({ toggle }, {}).probeName).toBe('probe 1a2b');
  });

  test('keeps the probe itself from being reported or looked for, and its entry still proves the toggle', () => {
    const probe = app({ id: 'p', name: 'probe 1a2b', origin: 'dcr' });
    const entry = created('1', day('22'), { app: 'p', appName: 'probe 1a2b' });
    const memory = after({ toggle }, { entries: [entry], apps: [probe] });
    expect(memory).toMatchObject({ callers: [], awaited: [], registrations: [] });
    expect(memory.toggle.log).toMatchObject({ state: 'on', app: 'p' });
  });
});

describe('texts of strangers', () => {
  test('are cut to a bounded length, ids excepted', () => {
    const long = 'ab\ud83d\ude00'.repeat(4000);
    const actor = {
      name: long,
      email: long,
      userAgent: long,
      ip: long,
      tool: long,
      id: 'x'.repeat(300),
    };
    const memory = after({
      entries: [
        created('1', day('22'), { appName: long, actor }),
        registered('2', day('23', '08:00:00.000'), {
          appName: long,
          creation: { callbacks: [`https://${'a.'.repeat(90)}example`] },
        }),
        created('3', day('22'), { operation: 'deprecation-notice', notice: long }),
      ],
    });
    const { toggle, callers, registrations } = memory;
    expect(callers[0]?.id).toHaveLength(300);
    expect(callers[0]?.name?.length).toBeLessThanOrEqual(100);
    expect(callers[0]?.apps[0]?.name.length).toBeLessThanOrEqual(100);
    expect(registrations[0]?.name.length).toBeLessThanOrEqual(40);
    expect(registrations[0]?.hosts[0]?.length).toBeLessThanOrEqual(60);
    expect(toggle.notice?.text.length).toBeLessThanOrEqual(300);
    expect(JSON.stringify(memory).length).toBeLessThan(6000);
    expect(registrations[0]?.name.isWellFormed()).toBe(true);
  });
});
