import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { coveredBy, historyOf, type HistoryEvent } from '../../functions/core/history.ts';
import { renderHistory } from '../../functions/core/render-history.ts';
import { forbidden, hostileText } from './hostile.ts';

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T09:00:00.000Z`;

function event(day: number, what: HistoryEvent['what'], parts: Partial<HistoryEvent> = {}) {
  return { rule: 'app-permissive', subject: 'p', at: at(day), what, transition: 1, ...parts };
}

type Facts = Parameters<typeof historyOf>[0];
const named = { rule: 'app-permissive', subject: 'p', transition: 1 };
const open: Facts = { ...named, firstSeen: at(1), status: 'open' };
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

function made(id: string, day: number, until: number, subject = 'p*'): HistoryEvent {
  const hides = { rule: 'app-permissive', subject };
  return event(day, 'suppressed', { rule: 'suppression', subject: id, until: at(until), hides });
}

const lifted = event(4, 'unsuppressed', { rule: 'suppression', subject: 's-1', by: 'Bo' });

test.each<[string, Facts, readonly HistoryEvent[], readonly string[]]>([
  ['that covers it and was ended', open, [made('s-1', 2, 8), lifted], ['2 s-1', '4 s-1']],
  ['of other subjects', open, [made('s-1', 2, 8, 'q*')], []],
  ['that ended before it was first seen', { ...open, firstSeen: at(8) }, [made('s-1', 2, 8)], []],
  ['lifted before it was', { ...open, firstSeen: at(4) }, [made('s-1', 2, 8), lifted], []],
  ['made once it was over', over, [made('s-1', 9, 12)], []],
  ['that was there before it', { ...open, firstSeen: at(3) }, [made('s-1', 2, 8)], ['2 s-1']],
])('in the past of a finding, a suppression %s', (_, finding, events, expected) => {
  const covered = coveredBy(finding, events);
  expect(covered.map((one) => `${Number(one.at.slice(8, 10))} ${one.suppression}`)).toEqual(
    expected,
  );
});

test('a suppression of the file, of which nothing is stored, is read from the life', () => {
  const decision = { by: 'Ana', at: at(2), owner: 'web', reason: 'x', until: at(8) };
  const hidden = { ...open, status: 'suppressed' as const };
  const byFile = { ...hidden, decision: { ...decision, suppression: 'file-1' } };
  expect(renderHistory(historyOf(byFile, []), undefined, 200)).toContain(
    '2026-11-02 09:00 UTC  suppressed: by Ana, for web, until 2026-11-08 09:00 UTC, suppression file-1,',
  );
  const known = coveredBy(byFile, [made('file-1', 2, 8)]);
  expect(historyOf(byFile, known)).toHaveLength(2);
  expect(historyOf({ ...hidden, decision }, [])).toHaveLength(1);
});

test('what became of a suppression that covers others too is told apart', () => {
  const past = historyOf(open, coveredBy(open, [made('s-1', 2, 8), lifted]));
  const text = renderHistory(past, undefined, 200);
  expect(text).toContain('a suppression covers it: app-permissive of "p*", until');
  expect(text).toContain('a suppression of it was ended: by Bo, suppression s-1');
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
