import { expect, test } from 'vitest';
import type { Finding } from '../../../functions/core/finding.ts';
import type { HistoryEvent } from '../../../functions/core/history.ts';
import { asOf } from '../../../functions/core/posture/as-of.ts';
import { day, event, finding, lifted, made, pasts } from './facts.ts';

const over = { status: 'resolved', resolvedAt: day(9), transition: 2 } as const;
const back = event(9, 'reopened', {
  transition: 3,
  before: { since: day(1), resolvedAt: day(5) },
});
const backSince = { since: day(9), transition: 3 };
const byFile = { by: 'Kim', at: day(5), until: day(20), suppression: 'file-1' };
const byPattern = { by: 'Ana', at: day(5), until: day(20), suppression: 's-5' };
const hidden = event(4, 'suppressed', { by: 'Ana', until: day(8) });
const ended = event(8, 'suppression-ended', { transition: 2 });

/** A finding as it is now, what is stored of its past, and how it stood on days. */
const told: [string, Partial<Finding>, readonly HistoryEvent[], Record<number, string | null>][] = [
  ['was not there before it was seen', {}, [], { 0: null, 1: 'open', 30: 'open' }],
  ['was inherited', { status: 'inherited', transition: 0 }, [], { 1: 'inherited' }],
  ['was inherited and is over', { ...over, transition: 1 }, [], { 8: 'inherited', 9: 'resolved' }],
  ['was open and is over', over, [], { 8: 'open', 9: 'resolved' }],
  [
    'was over for a time',
    backSince,
    [back],
    { 4: 'open', 5: 'resolved', 8: 'resolved', 9: 'open' },
  ],
  [
    'was acknowledged, and taken back',
    {},
    [event(4, 'acknowledged', { by: 'Bo' }), event(6, 'taken-back', { by: 'Bo' })],
    { 3: 'open', 4: 'acknowledged', 6: 'open' },
  ],
  [
    'was accepted though nobody was ever told, and taken back',
    { status: 'inherited', transition: 0 },
    [event(4, 'accepted', { transition: 0 }), event(6, 'taken-back', { transition: 0 })],
    { 3: 'inherited', 4: 'accepted', 6: 'inherited' },
  ],
  [
    'was accepted until that was void',
    { since: day(6), transition: 2 },
    [event(4, 'accepted'), event(6, 'reopened', { transition: 2 })],
    { 4: 'accepted', 6: 'open' },
  ],
  [
    'was accepted as the new baseline',
    { status: 'resolved', resolvedAt: day(4), end: 'baseline', transition: 2 },
    [event(4, 'accepted')],
    { 3: 'open', 4: 'resolved' },
  ],
  [
    'was inherited and escalated',
    { severity: 'critical' },
    [event(6, 'escalated', { severity: 'critical', stage: 'overdue' })],
    { 5: 'inherited', 6: 'open' },
  ],
  [
    'was suppressed until that ended',
    { since: day(8), transition: 2 },
    [hidden, ended],
    { 3: 'open', 4: 'suppressed', 7: 'suppressed', 8: 'open' },
  ],
  [
    'was suppressed with others, from then on',
    { status: 'suppressed', decision: byPattern },
    [made(5, 20)],
    { 4: 'open', 5: 'suppressed' },
  ],
  [
    'was suppressed with others, until that was ended',
    { since: day(7), transition: 2 },
    [made(5, 20), lifted(5, 7)],
    { 4: 'inherited', 5: 'suppressed', 6: 'suppressed', 7: 'open' },
  ],
  [
    'was open, suppressed with others, shown again and soon over',
    { since: day(7), transition: 3, status: 'resolved', resolvedAt: day(7.5) },
    [made(5, 20), lifted(5, 7)],
    { 4: 'open', 5: 'suppressed', 7: 'open' },
  ],
  [
    'was there at the first read, suppressed with others, shown again and reminded of',
    { since: day(7), transition: 4 },
    [made(5, 20), lifted(5, 7)],
    { 4: 'inherited', 7: 'open' },
  ],
  [
    'came later, was suppressed with others, shown again and reminded of',
    { firstSeen: day(2), since: day(7), transition: 4 },
    [made(5, 20), lifted(5, 7)],
    { 4: 'open', 7: 'open' },
  ],
  [
    'is none of those that a suppression hid',
    {},
    [made(5, 20, 'q*')],
    { 4: 'open', 5: 'open', 6: 'open' },
  ],
  [
    'was suppressed by two, of which one was ended',
    { status: 'suppressed', decision: { ...byPattern, suppression: 's-6', at: day(6) } },
    [made(5, 20), made(6, 21), lifted(5, 8)],
    { 4: 'open', 7: 'suppressed', 8: 'suppressed' },
  ],
  [
    'was hidden from the beginning',
    { firstSeen: day(6), since: day(6), status: 'suppressed', transition: 0, decision: byPattern },
    [made(5, 20)],
    { 5: null, 6: 'suppressed' },
  ],
  [
    'came back and stayed hidden',
    { since: day(9), status: 'suppressed', transition: 2, decision: byPattern },
    [
      made(7, 20),
      event(9, 'suppressed', {
        transition: 2,
        suppression: 's-7',
        until: day(20),
        before: { since: day(1), resolvedAt: day(5) },
      }),
    ],
    { 4: 'open', 5: 'resolved', 7: 'resolved', 9: 'suppressed' },
  ],
  [
    'was of a rule that was turned off and on again',
    { since: day(9), status: 'inherited', transition: 2 },
    [],
    { 1: 'open', 8: 'open', 9: 'inherited' },
  ],
  [
    'was of a rule that was turned off and on again, and was then acknowledged',
    { since: day(9), status: 'acknowledged', transition: 2 },
    [event(12, 'acknowledged', { transition: 2 })],
    { 1: 'open', 8: 'open', 9: 'inherited', 12: 'acknowledged' },
  ],
  [
    'was suppressed alone, and is hidden on by tenants.json',
    { status: 'suppressed', decision: byFile },
    [hidden, event(6, 'unsuppressed'), event(9, 'suppression-ending', { transition: 2 })],
    { 3: 'open', 4: 'suppressed', 6: 'suppressed', 9: 'suppressed' },
  ],
  [
    'was suppressed alone, and shown again by who did it',
    { since: day(6), transition: 2 },
    [hidden, event(6, 'unsuppressed', { transition: 2 })],
    { 4: 'suppressed', 6: 'open' },
  ],
  [
    'is hidden by tenants.json, from the moment it names at the earliest',
    { status: 'suppressed', decision: byFile },
    [],
    { 4: 'open', 5: 'suppressed' },
  ],
  [
    'was hidden by tenants.json from the beginning',
    { status: 'suppressed', transition: 0, decision: { ...byFile, at: day(0) } },
    [],
    { 1: 'suppressed' },
  ],
  [
    'was hidden by tenants.json when it was over',
    { ...over, decision: byFile },
    [],
    { 4: 'open', 6: 'suppressed', 9: 'resolved' },
  ],
];

test.each(told)('a finding that %s', (_, now, history, expected) => {
  const known = pasts([finding(now)], history);
  const statuses = Object.keys(expected).map((number) => {
    const [one] = asOf(known, new Date(day(Number(number))));
    return [number, one?.status ?? null];
  });
  expect(Object.fromEntries(statuses)).toEqual(expected);
});

test('with who had decided, what it weighed and since when', () => {
  const severe = finding({ severity: 'critical', stage: 'overdue', since: day(9), transition: 3 });
  const known = pasts(
    [severe],
    [event(4, 'acknowledged', { by: 'Bo', reason: 'mine' }), back, event(12, 'accepted')],
  );
  const [acknowledged] = asOf(known, new Date(day(4)));
  expect(acknowledged).toEqual({
    ...finding(),
    status: 'acknowledged',
    decision: { by: 'Bo', at: day(4), reason: 'mine' },
  });
  expect(asOf(known, new Date(day(6)))).toMatchObject([
    { status: 'resolved', since: day(1), resolvedAt: day(5) },
  ]);
});

test('with the suppression that hides it on when another is ended, or ends', () => {
  const both = [made(3, 20), event(4, 'suppressed', { by: 'Bo', until: day(9) })];
  const pattern = { by: 'Ana', at: day(3), until: day(20), suppression: 's-3' };
  const now = finding({ status: 'accepted', decision: { by: 'x', at: day(22) } });
  const accepted = event(22, 'accepted');
  for (const history of [
    [...both, accepted],
    [...both, event(6, 'unsuppressed'), accepted],
  ]) {
    const [one] = asOf(pasts([now], history), new Date(day(12)));
    expect(one).toMatchObject({ status: 'suppressed', decision: pattern });
  }
});

test('it ends as it is stored, whatever is told of its past', () => {
  const strange = finding({
    status: 'acknowledged',
    reminders: 3,
    decision: { by: 'x', at: day(3) },
  });
  const [one] = asOf(pasts([strange], [hidden, ended]), new Date(day(30)));
  expect(one).toBe(strange);
});
