import { expect, test } from 'vitest';
import { verdictOf, type Stand } from '../../../functions/core/posture/verdict.ts';
import { day } from './facts.ts';

const hour = 3600;

const nothing = {
  open: 0,
  undecided: 0,
  acknowledged: 0,
  accepted: 0,
  suppressed: 0,
  byAge: [],
  undecidedByAge: [],
};

const fresh: Stand['freshness'] = {
  watchedSince: day(1),
  newestRun: day(22),
  lastComplete: day(22),
  ageSeconds: hour,
  isOverdue: false,
  runs: 168,
  incompleteRuns: 0,
};

function stand(parts: Partial<Stand> = {}): Stand {
  return {
    freshness: fresh,
    open: nothing,
    worstOpen: null,
    worstUndecided: null,
    unread: [],
    unjudged: [],
    grave: [],
    expectedSince: null,
    at: day(22),
    isPast: false,
    ...parts,
  };
}

const two = { open: { ...nothing, open: 2 }, worstOpen: 'high' } as const;
const one = { open: { ...nothing, open: 1 }, worstOpen: 'critical' } as const;
const left = { open: { ...nothing, undecided: 3 }, worstUndecided: 'medium' } as const;
const unreadApps: Pick<Stand, 'unread'> = {
  unread: [{ section: 'apps', reason: 'timed out', lastRead: day(20), ageSeconds: 2 * 24 * hour }],
};
const unreadGrants: Pick<Stand, 'unread'> = {
  unread: [{ section: 'grants', reason: 'no scope', lastRead: null, ageSeconds: null }],
};
const never = {
  ...fresh,
  watchedSince: null,
  newestRun: null,
  lastComplete: null,
  ageSeconds: null,
  isOverdue: null,
};
const overdue = {
  freshness: { ...fresh, lastComplete: day(19), ageSeconds: 3 * 24 * hour, isOverdue: true },
};

test.each<[Partial<Stand>, string, string]>([
  [{}, 'steady', 'Nothing is open and nothing waits for a decision; last read 60 minutes ago.'],
  [
    { open: { ...nothing, acknowledged: 1, suppressed: 2 } },
    'steady',
    'Nothing is open and nothing waits for a decision; last read 60 minutes ago; 1 acknowledged, 2 suppressed.',
  ],
  [
    { ...unreadGrants, unjudged: [{ rule: 'default-permissions-widened', reason: 'not read' }] },
    'steady',
    'Nothing is open and nothing waits for a decision; last read 60 minutes ago; not read: grants; 1 rule could not judge.',
  ],
  [two, 'act', '2 findings are open, the worst high.'],
  [one, 'act', '1 finding is open, of severity critical.'],
  [
    { ...two, open: { ...nothing, open: 2, undecided: 1 }, worstUndecided: 'low' },
    'act',
    '2 findings are open, the worst high, and 1 from before anyone watched waits for a decision.',
  ],
  [
    { ...two, ...unreadApps },
    'act',
    '2 findings are open, the worst high; the newest run could not read apps, and it was last read whole 60 minutes ago, so there may be more.',
  ],
  [
    left,
    'decide',
    'Nothing is open, but 3 findings from before anyone watched, the worst medium, wait for a decision.',
  ],
  [
    { open: { ...nothing, undecided: 1 }, worstUndecided: 'high' },
    'decide',
    'Nothing is open, but 1 finding from before anyone watched, of severity high, waits for a decision.',
  ],
  [
    unreadApps,
    'not-known',
    'Not known: nothing was open, but the newest run could not read apps, and it was last read whole 60 minutes ago.',
  ],
  [
    overdue,
    'not-known',
    'Not known: not read whole since 2026-11-19 09:00 UTC, 3 days ago; as far as known, nothing is open.',
  ],
  [
    { ...two, ...overdue },
    'not-known',
    'Not known: not read whole since 2026-11-19 09:00 UTC, 3 days ago; as far as known, 2 findings are open, the worst high.',
  ],
  [
    { freshness: { ...fresh, lastComplete: null, ageSeconds: null, isOverdue: false } },
    'not-known',
    'Not known: no run on record read it whole; as far as known, nothing is open.',
  ],
  [
    { freshness: { ...fresh, isOverdue: null } },
    'not-known',
    'Not known: nothing was open, but whether its last read, 60 minutes ago, is recent enough is not known, because its schedule is not.',
  ],
  [
    { grave: ['app-permissive'] },
    'not-known',
    'Not known: nothing was open, but app-permissive could not judge.',
  ],
  [
    { ...two, grave: ['a', 'b', 'c'] },
    'act',
    '2 findings are open, the worst high; a, b and c could not judge, so there may be more.',
  ],
  [
    { ...left, grave: ['a', 'b', 'c', 'd'] },
    'decide',
    'Nothing is open, but 3 findings from before anyone watched, the worst medium, wait for a decision; a, b and 2 more rules could not judge, so there may be more.',
  ],
  [
    { freshness: { ...fresh, newestRun: null, lastComplete: day(19), ageSeconds: 72 * hour } },
    'not-known',
    'Not known: not read whole since 2026-11-19 09:00 UTC, 3 days ago; as far as known, nothing is open.',
  ],
  [
    { ...two, freshness: { ...never, watchedSince: day(1) } },
    'not-known',
    'Not known: no run on record read it whole; as far as known, 2 findings are open, the worst high.',
  ],
  [{ freshness: never }, 'never-read', 'Never read: nothing is known of this tenant.'],
  [
    { freshness: never, expectedSince: day(3) },
    'never-read',
    'Never read, though expected since 2026-11-03 09:00 UTC: nothing is known of this tenant.',
  ],
  [
    { ...two, isPast: true },
    'act',
    'As of 2026-11-22 09:00 UTC: 2 findings are open, the worst high.',
  ],
  [
    { ...left, isPast: true },
    'decide',
    'As of 2026-11-22 09:00 UTC: nothing is open, but 3 findings from before anyone watched, the worst medium, wait for a decision.',
  ],
])('%o: %s', (parts, state, sentence) => {
  expect(verdictOf(stand(parts))).toEqual({ state, sentence });
});
