import { expect, test } from 'vitest';
import type { Head } from '../../../functions/core/ports.ts';
import { freshnessOf, unreadOf } from '../../../functions/core/posture/readings.ts';
import { dcrAt, toggleAt } from '../../../functions/core/posture/states.ts';
import type { RunRecord } from '../../../functions/core/run.ts';
import { day, head, run } from './facts.ts';

const at = new Date(day(22));
const span = { from: Date.parse(day(15)), to: at.getTime() };

function freshness(runs: readonly RunRecord[], stored: Head | null, allowed: number | null = 21) {
  const oldest = allowed === null ? null : new Date(day(allowed));
  return freshnessOf({ runs, head: stored, at }, span, oldest);
}

const unread = { apps: 'missing scope read:clients' };

test('how old what is known is, and how the runs of the period did', () => {
  const runs = [run(22), run(21.5, unread), run(15.5), run(15), run(14, unread), run(1)];
  expect(freshness(runs, head())).toEqual({
    watchedSince: day(1),
    newestRun: day(22),
    lastComplete: day(22),
    ageSeconds: 0,
    isOverdue: false,
    runs: 3,
    incompleteRuns: 1,
  });
});

const hour = 1 / 24;

test.each<[string, readonly RunRecord[], Head | null, number | null, object]>([
  ['never read', [], null, 21, { newestRun: null, lastComplete: null, isOverdue: null }],
  ['overdue', [run(20)], head(), 21, { lastComplete: day(20), isOverdue: true }],
  ['just in time', [run(21)], head(), 21, { isOverdue: false, ageSeconds: 86_400 }],
  ['of an unknown schedule', [run(20)], head(), null, { isOverdue: null }],
  [
    'not read whole by the newest runs',
    [run(22, unread), run(21.5)],
    head(),
    21,
    { newestRun: day(22), lastComplete: day(21.5), ageSeconds: 43_200, isOverdue: false },
  ],
  [
    'read whole before all the runs looked at',
    [run(22, unread)],
    head({ lastComplete: day(3) }),
    21,
    { lastComplete: day(3), isOverdue: true },
  ],
  [
    'read whole only after the moment',
    [run(22, unread)],
    head({ firstComplete: day(23), lastComplete: day(23) }),
    21,
    { watchedSince: null, lastComplete: null },
  ],
  [
    'never read whole, though its first run is long ago',
    [run(22, unread), run(20, unread)],
    head({ firstComplete: null }),
    21,
    { lastComplete: null, ageSeconds: null, isOverdue: true },
  ],
  [
    'never read whole since its first run just now',
    [run(22 - hour, unread)],
    head({ firstComplete: null }),
    21,
    { isOverdue: false },
  ],
  ['first read by its oldest complete run', [run(22), run(5)], null, 21, { watchedSince: day(5) }],
])('a tenant that is %s', (_, runs, stored, allowed, expected) => {
  expect(freshness(runs, stored, allowed)).toMatchObject(expected);
});

test('what the newest run could not read, with when it was read last', () => {
  const reason = 'missing scope read:client_grants';
  const runs = [run(22, { grants: reason, login: 'timed out' }), run(20, { login: 'x' })];
  expect(unreadOf({ runs, head: head(), at })).toEqual([
    { section: 'grants', reason, lastRead: day(20), ageSeconds: 2 * 86_400 },
    { section: 'login', reason: 'timed out', lastRead: null, ageSeconds: null },
  ]);
  expect(unreadOf({ runs: [], head: null, at })).toEqual([]);
});

test('DCR is told as last read, with the moment of that', () => {
  const strict = { enabled: true, mode: 'strict', effective: 'strict' };
  const unsettled = run(22, { settings: 'timed out' });
  expect(dcrAt([run(21)], at)).toEqual({
    ...strict,
    basis: 'settings',
    asOf: day(21),
    ageSeconds: 86_400,
  });
  expect(dcrAt([unsettled, run(20)], at)).toMatchObject({ ...strict, asOf: day(20) });
  expect(dcrAt([unsettled], at)).toEqual({
    enabled: null,
    mode: 'unknown',
    effective: 'unknown',
    basis: 'unknown',
    asOf: null,
    ageSeconds: null,
  });
});

const announced = '2026-10-23T00:00:00.000Z';
const expectedOff = { state: 'expected-off', basis: 'vendor-schedule', asOf: announced };
const unknown = { state: 'unknown', basis: 'unknown', asOf: null };

type Toggle = RunRecord['toggle'];

test.each<[string, Toggle, string, object]>([
  ['a fresh proof', { state: 'on', basis: 'log', asOf: day(5) }, day(22), { state: 'on' }],
  [
    'a proof that is too old by now',
    { state: 'on', basis: 'log', asOf: day(5) },
    day(36),
    expectedOff,
  ],
  [
    'a proof from before the deadline, which is past by now',
    { state: 'on', basis: 'probe', asOf: '2026-10-20T09:00:00.000Z' },
    day(1),
    expectedOff,
  ],
  [
    'a proof that is too old before the deadline',
    { state: 'on', basis: 'api-field', asOf: '2026-10-01T09:00:00.000Z' },
    '2026-10-09T09:00:00.000Z',
    unknown,
  ],
  [
    'a declaration, which does not age by itself',
    { state: 'off', basis: 'declared', asOf: day(1) },
    day(300),
    { state: 'off', basis: 'declared', asOf: day(1) },
  ],
  ['nothing, before the deadline', unknown as Toggle, '2026-10-22T23:59:59.999Z', unknown],
  ['nothing, after the deadline', unknown as Toggle, announced, expectedOff],
])('of a toggle with %s', (_, toggle, moment, expected) => {
  const older = run(1, {}, { toggle: { state: 'on', basis: 'declared', asOf: day(1) } });
  expect(toggleAt([run(2, {}, { toggle }), older], new Date(moment))).toMatchObject(expected);
});

test('a toggle is as old as what shows it; of a tenant that was never read it is unknown', () => {
  const toggle = { state: 'on', basis: 'log', asOf: day(20) } as const;
  expect(toggleAt([run(22, {}, { toggle })], at)).toEqual({ ...toggle, ageSeconds: 2 * 86_400 });
  const ahead = { ...toggle, asOf: day(22.01) };
  expect(toggleAt([run(22, {}, { toggle: ahead })], at).ageSeconds).toBe(0);
  expect(toggleAt([], at)).toEqual({ ...unknown, ageSeconds: null });
});
