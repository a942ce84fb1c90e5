import { expect, test } from 'vitest';
import { changesIn, countChanges } from '../../../functions/core/posture/changes.ts';
import type { Finding } from '../../../functions/core/finding.ts';
import type { HistoryEvent } from '../../../functions/core/history.ts';
import { day, event, finding, lifted, made, pasts } from './facts.ts';

/** After the second, up to and with the ninth. */
const span = { from: Date.parse(day(2)), to: Date.parse(day(9)) };

function rowsOf(now: Partial<Finding>, history: readonly HistoryEvent[]) {
  return changesIn(pasts([finding(now)], history), history, span);
}

const noted = { rule: 'app-permissive', subject: 'p' };
const seen = { firstSeen: day(5), since: day(5) };
const byFile = { by: 'Kim', at: day(0), until: day(20), suppression: 'file-1' };
const before = { since: day(1), resolvedAt: day(4) };

/** A finding as it is now, what is stored of its past, and what changed from the second to the ninth. */
const changed: [string, Partial<Finding>, readonly HistoryEvent[], readonly string[]][] = [
  ['found', seen, [], ['opened 5']],
  ['found as the time began', { firstSeen: day(2), since: day(2) }, [], []],
  ['found as it ended', { firstSeen: day(9), since: day(9) }, [], ['opened 9']],
  ['found after it', { firstSeen: day(9.1), since: day(9.1) }, [], []],
  ['adopted', { ...seen, status: 'inherited', transition: 0 }, [], ['adopted 5']],
  ['over', { status: 'resolved', resolvedAt: day(5), transition: 2 }, [], ['resolved 5']],
  [
    'over for a time',
    { since: day(6), transition: 3 },
    [event(6, 'reopened', { transition: 3, before })],
    ['reopened 6', 'resolved 4'],
  ],
  [
    'acknowledged, taken back and accepted',
    { status: 'accepted' },
    [event(3, 'acknowledged'), event(4, 'taken-back'), event(5, 'accepted')],
    ['accepted 5', 'acknowledged 3', 'taken-back 4'],
  ],
  ['escalated', {}, [event(4, 'escalated', { transition: 2 })], ['escalated 4']],
  [
    'suppressed until that ended',
    { since: day(6), transition: 2 },
    [event(3, 'suppressed'), event(6, 'suppression-ended', { transition: 2 })],
    ['suppressed 3', 'ended 6'],
  ],
  [
    'back twice, since the first run of two died',
    { since: day(7), status: 'suppressed', transition: 2 },
    [made(3, 20), ...[6, 7].map((on) => event(on, 'suppressed', { suppression: 's-3', before }))],
    ['resolved 4', 'suppressed 7', 'suppressed 3'],
  ],
  [
    'over, and back only as a run that died saw it',
    { status: 'resolved', resolvedAt: day(4), transition: 2 },
    [event(6, 'reopened', { transition: 3, before })],
    ['reopened 6', 'resolved 4'],
  ],
  [
    'hidden by tenants.json from the beginning',
    { ...seen, status: 'suppressed', transition: 0, decision: byFile },
    [],
    [],
  ],
  ['told of, or reminded', {}, [event(4, 'unacknowledged', { transition: 3 })], []],
  [
    'suppressed with others, until that was ended',
    { since: day(7), transition: 2 },
    [made(5, 20), lifted(5, 7)],
    ['suppressed 5', 'ended 7'],
  ],
];

test.each(changed)('of a finding that was %s', (_, now, history, expected) => {
  const rows = rowsOf(now, history);
  expect(rows.map(({ what, at }) => `${what} ${Number(at.slice(8, 10))}`)).toEqual(expected);
});

test('who did it, for whom, why and until when', () => {
  const said = { by: 'Ana', owner: 'web', reason: 'x', until: day(20) };
  expect(rowsOf({}, [event(4, 'suppressed', said)])).toEqual([
    {
      what: 'suppressed',
      at: day(4),
      key: 'acme/app-permissive/p',
      ...noted,
      severity: 'high',
      message: 'app "p" is in permissive mode',
      ...said,
    },
  ]);
});

test('how it ended, where that is stored', () => {
  const over = { status: 'resolved', resolvedAt: day(5), transition: 2 } as const;
  expect(rowsOf({ ...over, end: 'app-deleted' }, [])).toMatchObject([{ end: 'app-deleted' }]);
  const accepted = [event(5, 'accepted')];
  expect(rowsOf({ ...over, end: 'baseline' }, accepted)).toMatchObject([
    { what: 'resolved', end: 'baseline' },
    { what: 'accepted' },
  ]);
});

test('what was accepted as the new baseline ended so, even once it is back', () => {
  const back = event(7, 'reopened', { transition: 3, before });
  expect(rowsOf({ since: day(7), transition: 3 }, [event(4, 'accepted'), back])).toMatchObject([
    { what: 'reopened' },
    { what: 'resolved', at: day(4), end: 'baseline' },
    { what: 'accepted', at: day(4) },
  ]);
});

test('a suppression that is ended of what is over ends nothing else', () => {
  const over = { status: 'resolved', resolvedAt: day(1.5), transition: 2, end: 'changed' } as const;
  const [row] = rowsOf(over, [
    event(1.2, 'suppressed'),
    event(6, 'unsuppressed', { transition: 2 }),
  ]);
  expect(row).toMatchObject({ what: 'ended', at: day(6) });
  expect(row).not.toHaveProperty('end');
});

test('what hides several findings is one change, whatever it hides', () => {
  const history = [made(5, 20, 'p*'), lifted(5, 7)];
  const rows = changesIn(pasts([finding(), finding({ subject: 'p2' })], history), history, span);
  expect(rows).toEqual([
    {
      what: 'suppressed',
      at: day(5),
      key: null,
      rule: 'app-permissive',
      subject: 'p*',
      severity: null,
      message:
        'findings of app-permissive whose subject fits "p*" are hidden until 2026-11-20 09:00 UTC',
      by: 'Ana',
      owner: 'web',
      reason: 'moving',
      until: day(20),
    },
    {
      what: 'ended',
      at: day(7),
      key: null,
      rule: 'app-permissive',
      subject: 'p*',
      severity: null,
      message: 'the suppression of findings of app-permissive whose subject fits "p*" was ended',
      by: 'Bo',
      reason: 'done',
    },
  ]);
});

test('nor is it one more of a finding that somebody had, or twice one of what it hides', () => {
  const had = event(5, 'suppressed', { suppression: 's-5', until: day(20) });
  expect(rowsOf({}, [event(3, 'acknowledged'), made(5, 20), had])).toMatchObject([
    { what: 'suppressed', key: null },
    { what: 'acknowledged' },
  ]);
  const back = event(6, 'suppressed', { suppression: 's-5', until: day(20), before });
  expect(rowsOf({ since: day(6) }, [made(5, 20), back])).toMatchObject([
    { what: 'resolved', at: day(4) },
    { what: 'suppressed', at: day(6) },
    { what: 'suppressed', at: day(5), key: null },
  ]);
});

test('an entry of tenants.json that hides it counts from its first day', () => {
  const decision = { by: 'Kim', at: day(5), until: day(20), suppression: 'file-1' };
  expect(rowsOf({ status: 'suppressed', decision }, [])).toMatchObject([
    { what: 'suppressed', at: day(5), by: 'Kim', until: day(20) },
  ]);
});

test('by kind, then worst, then newest; and counted', () => {
  const at = (number: number) => ({ firstSeen: day(number), since: day(number) });
  const all = pasts([
    finding({ subject: 'gone', status: 'resolved', resolvedAt: day(4), transition: 2 }),
    finding({ subject: 'low', severity: 'low', ...at(8) }),
    finding({ subject: 'old', ...at(3) }),
    finding({ subject: 'new', ...at(6) }),
  ]);
  const rows = changesIn(all, [made(5, 20, 'x')], span);
  expect(rows.map(({ subject }) => subject)).toEqual(['new', 'old', 'low', 'gone', 'x']);
  expect(countChanges(rows)).toEqual({
    opened: 3,
    reopened: 0,
    escalated: 0,
    resolved: 1,
    accepted: 0,
    suppressed: 1,
    ended: 0,
    acknowledged: 0,
    'taken-back': 0,
    adopted: 0,
  });
});
