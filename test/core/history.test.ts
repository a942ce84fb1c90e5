import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Life } from '../../functions/core/finding.ts';
import { historyOf, type HistoryEvent } from '../../functions/core/history.ts';
import { renderHistory } from '../../functions/core/render-history.ts';
import { forbidden, hostileText } from './hostile.ts';

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T09:00:00.000Z`;

function event(day: number, what: HistoryEvent['what'], parts: Partial<HistoryEvent> = {}) {
  return { rule: 'app-permissive', subject: 'p', at: at(day), what, transition: 1, ...parts };
}

type Facts = Pick<Life, 'firstSeen' | 'status' | 'resolvedAt' | 'end'>;
const open: Facts = { firstSeen: at(1), status: 'open' };
const over: Facts = { ...open, status: 'resolved', resolvedAt: at(9), end: 'app-deleted' };
const back = event(5, 'reopened', { before: { since: at(1), resolvedAt: at(3) } });

test.each<[string, Facts, readonly HistoryEvent[], readonly string[]]>([
  ['of one that was only found', open, [], ['1 first-seen']],
  ['of one that is over', over, [], ['1 first-seen', '9 gone']],
  [
    'of one that came back',
    open,
    [event(2, 'acknowledged'), back],
    ['1 first-seen', '2 acknowledged', '3 gone', '5 reopened'],
  ],
  [
    'of one that came back and is over again',
    over,
    [back],
    ['1 first-seen', '3 gone', '5 reopened', '9 gone'],
  ],
])('the past %s', (_, life, stored, expected) => {
  const past = historyOf(life, stored);
  expect(past.map((one) => `${Number(one.at.slice(8, 10))} ${one.what}`)).toEqual(expected);
});

test('a line each, in words, under its moment', () => {
  const stored = [
    event(2, 'suppressed', { by: 'Ana', owner: 'web', until: at(8), reason: 'migration of shops' }),
    event(8, 'suppression-ended', { reason: 'The suppression by Ana ended.' }),
  ];
  expect(renderHistory(historyOf(over, stored), undefined, 60)).toBe(
    [
      '2026-11-01 09:00 UTC  first seen',
      '2026-11-02 09:00 UTC  suppressed: by Ana, for web, until',
      '                      2026-11-08 09:00 UTC, reason:',
      '                      migration of shops',
      '2026-11-08 09:00 UTC  opened again, since its suppression',
      '                      ended: reason: The suppression by Ana',
      '                      ended.',
      '2026-11-09 09:00 UTC  over: the app was deleted',
      '',
    ].join('\n'),
  );
});

test('nobody writes to a terminal what they like', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const hides = { rule: text, subject: text };
      const facts = { by: text, owner: text, reason: text, suppression: text, stage: text, hides };
      const shown = renderHistory([event(2, 'suppressed', facts)], undefined, 80);
      expect(shown.replaceAll('\n', '')).not.toMatch(forbidden);
    }),
  );
});
