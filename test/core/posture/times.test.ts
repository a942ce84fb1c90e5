import { expect, test } from 'vitest';
import type { Finding } from '../../../functions/core/finding.ts';
import type { HistoryEvent } from '../../../functions/core/history.ts';
import { timesUntil } from '../../../functions/core/posture/times.ts';
import { day, event, finding, lifted, made, pasts } from './facts.ts';

const at = new Date(day(30));

/** Days each took, once sorted. */
function daysOf(time: ReturnType<typeof timesUntil>['resolve']) {
  return time && [time.count, time.medianSeconds / 86_400, time.longestSeconds / 86_400];
}

function over(on: number, parts: Partial<Finding> = {}): Partial<Finding> {
  return { status: 'resolved', resolvedAt: day(on), transition: 2, ...parts };
}

const acknowledged = event(3, 'acknowledged');
const back = event(9, 'reopened', { transition: 3, before: { since: day(1), resolvedAt: day(5) } });

/** What is stored of a finding, and in how many days somebody decided and it was over: count, median, longest. */
const took: [string, Partial<Finding>, readonly HistoryEvent[], unknown, unknown][] = [
  ['nobody decided about', {}, [], null, null],
  ['was acknowledged', { status: 'acknowledged' }, [acknowledged], [1, 2, 2], null],
  ['was accepted', { status: 'accepted' }, [event(4, 'accepted')], [1, 3, 3], null],
  ['was suppressed', { status: 'suppressed' }, [event(5, 'suppressed')], [1, 4, 4], null],
  ['was suppressed with others', { status: 'suppressed' }, [made(5, 20)], [1, 4, 4], null],
  [
    'was taken back and accepted: the first answer counts',
    { status: 'accepted' },
    [acknowledged, event(4, 'taken-back'), event(8, 'accepted')],
    [1, 2, 2],
    null,
  ],
  ['was inherited', { transition: 0 }, [event(3, 'acknowledged', { transition: 0 })], null, null],
  ['was inherited and went', over(5, { transition: 1 }), [], null, null],
  ['went', over(5), [], null, [1, 4, 4]],
  ['went with its rule', over(5, { end: 'rule-off' }), [], null, null],
  [
    'came back, was acknowledged and went',
    over(12, { since: day(9), transition: 4 }),
    [back, event(10, 'acknowledged', { transition: 3 })],
    [1, 1, 1],
    [2, 3.5, 4],
  ],
  [
    'was shown again by the end of a suppression',
    over(12, { since: day(7), transition: 3 }),
    [made(2, 20), lifted(2, 7), event(10, 'acknowledged', { transition: 2 })],
    [1, 3, 3],
    [1, 5, 5],
  ],
  [
    'was hidden all its time',
    over(8, { firstSeen: day(6), since: day(6), transition: 1 }),
    [made(5, 20)],
    null,
    null,
  ],
];

test.each(took)('of a finding that %s', (_, now, history, acknowledge, resolve) => {
  const times = timesUntil(pasts([finding(now)], history), at);
  expect([daysOf(times.acknowledge), daysOf(times.resolve)]).toEqual([acknowledge, resolve]);
});

test('the middle of three, the mean of the two in the middle of four', () => {
  const lasting = [2, 3, 9].map((end, i) => finding({ subject: `${i}`, ...over(end) }));
  expect(daysOf(timesUntil(pasts(lasting), at).resolve)).toEqual([3, 2, 8]);
  const more = [...lasting, finding({ subject: 'more', ...over(5) })];
  expect(daysOf(timesUntil(pasts(more), at).resolve)).toEqual([4, 3, 8]);
});

test('of twelve weeks, up to and with the moment', () => {
  const one = pasts([finding(over(5))]);
  const weeks = 12 * 7;
  const { since, resolve } = timesUntil(one, new Date(day(5 + weeks)));
  expect([since, resolve]).toEqual([day(5), null]);
  expect(timesUntil(one, new Date(day(4 + weeks))).resolve).not.toBeNull();
  expect(timesUntil(one, new Date(day(4))).resolve).toBeNull();
  expect(timesUntil(one, new Date(day(5))).resolve).not.toBeNull();
  const taken = pasts([finding({ status: 'acknowledged' })], [acknowledged]);
  const acknowledge = (on: number) => timesUntil(taken, new Date(day(on))).acknowledge;
  expect([2, 3, 2 + weeks, 3 + weeks].map((on) => acknowledge(on)?.count)).toEqual([
    undefined,
    1,
    1,
    undefined,
  ]);
});
