import type { Verdict } from '../../functions/core/evaluate.ts';
import type { Announcement, Life, Owed, Status } from '../../functions/core/finding.ts';
import type { Hearing } from '../../functions/core/hearing.ts';
import { rowKey, type FindingRow } from '../../functions/core/ports.ts';
import { reconcile, type Reconciled, type Reconciliation } from '../../functions/core/reconcile.ts';
import { defineRule, type AnyRule, type Observation } from '../../functions/core/rule.ts';
import { severityOf } from '../../functions/core/severity-of.ts';
import type { Severity } from '../../functions/core/severity.ts';
import type { Suppression } from '../../functions/core/suppression.ts';

export const hour = 3_600_000;
export const day = 24 * hour;

/** Synthetic; it observes what a test says it does. */
export const testRule = defineRule({
  id: 'app-tested',
  title: 'Test',
  severity: 'high',
  stages: ['30d', '7d', 'overdue'],
  grades: {
    overdue: { severity: 'critical', when: 'the deadline is past' },
    slight: { severity: 'low', when: 'it is meant' },
  },
  needs: ['apps'],
  docs: { why: '', fix: [], see: [] },
  controls: [],
  check: () => [],
});

export const day0 = '2026-11-01T09:00:00.000Z';
export const key = rowKey('app-tested', 's');

/** The moment so many milliseconds after day 0, ISO 8601. */
export function at(ms: number): string {
  return new Date(Date.parse(day0) + ms).toISOString();
}

export function observation(parts: Partial<Observation> = {}): Observation {
  return { subject: 's', message: 'so', evidence: {}, ...parts };
}

export function seen(parts: Partial<Observation> = {}): Verdict {
  return {
    rule: 'app-tested',
    status: 'evaluated',
    observations: [observation(parts)],
    undecided: [],
  };
}

export const gone = {
  rule: 'app-tested',
  status: 'evaluated',
  observations: [],
  undecided: [],
} as const satisfies Verdict;
export const undecided: Verdict = { ...gone, undecided: [{ subject: 's', reason: 'not said' }] };
export const unknown: Verdict = { rule: 'app-tested', status: 'unknown', reason: 'not read' };

/** A life that began on day 0. */
export function life(status: Status, parts: Partial<Life> = {}): Life {
  return { status, severity: 'high', transition: 1, firstSeen: day0, since: day0, ...parts };
}

/** Suppresses the test's finding with others, from day 0 for ten days. */
export function suppression(parts: Partial<Suppression> = {}): Suppression {
  return {
    id: 'sup1',
    rule: 'app-tested',
    subject: '*',
    by: 'Kim',
    owner: 'Team A',
    reason: 'moving',
    at: day0,
    until: at(10 * day),
    ...parts,
  };
}

/** Slack and terminal hear of what is not slight; pager and boss of what is critical and nobody acknowledged. */
export const hearing: Hearing = {
  channelsFor: ({ severity }) => (isSlight(severity) ? [] : ['slack', 'terminal']),
  ownerChannels: (_about, owner) => [`of ${owner}`],
  secondRoutes: ({ severity }) =>
    severity === 'critical'
      ? [
          { channel: 'pager', afterMs: 2 * hour },
          { channel: 'boss', afterMs: day },
        ]
      : [],
};

function isSlight(severity: Severity): boolean {
  return severity === 'low' || severity === 'info';
}

/** Tells prints of texts and of words apart, and says what they are of. */
export function print(value: unknown): string {
  return `print of ${JSON.stringify(value)}`;
}

/** The row of the test's finding, whose stored words are those of the given observation. */
export function rowOf(life: Life, seenLast: Observation = observation()): FindingRow {
  const { message, evidence } = seenLast;
  return { rule: 'app-tested', subject: 's', life, print: print({ message, evidence }) };
}

export interface RunOptions extends Partial<Pick<Reconciliation, 'suppressions' | 'deletedApps'>> {
  /** Milliseconds after day 0; half a day unless given. */
  readonly ms?: number;
  readonly rule?: AnyRule;
  readonly isAdopted?: boolean;
  /** What the finding's stored words are of. */
  readonly last?: Observation;
}

export const halfADay = 12 * hour;

/** What a run on the test's finding is given; without a verdict, its rule is off. */
export function runOf(
  before: Life | null,
  verdict: Verdict | null,
  { ms = halfADay, rule = testRule, isAdopted = true, last, ...options }: RunOptions = {},
): Reconciliation {
  return {
    rules: verdict ? [rule] : [],
    verdicts: verdict ? [verdict] : [],
    known: new Map(before ? [[key, rowOf(before, last)]] : []),
    adopted: isAdopted ? ['app-tested'] : [],
    severityOf,
    hearing,
    suppressions: [],
    deletedApps: new Set(),
    print,
    digest: print,
    now: new Date(at(ms)),
    ...options,
  };
}

/** One run on the test's finding. */
export function run(
  before: Life | null,
  verdict: Verdict | null,
  options: RunOptions = {},
): Reconciled {
  const after = reconcile(runOf(before, verdict, options));
  const lives = new Map<Life, Life>();
  for (const { life } of after.rows.values()) lives.set(life, withoutReasons(life));
  const rows = [...after.rows].map(
    ([its, row]) => [its, { ...row, life: lives.get(row.life) ?? row.life }] as const,
  );
  return { ...after, rows: new Map(rows) };
}

/** What is owed with a reason has that of its life; it is looked at by a test of its own. */
function withoutReasons(life: Life): Life {
  const { owed, ...rest } = life;
  if (!owed) return life;
  return { ...rest, owed: owed.map(({ because: _why, ...one }) => one) };
}

/** What a run at `ms` owes of one announcement. */
export function owed(
  kind: Announcement,
  transition: number,
  ms = halfADay,
  channels: readonly string[] = ['slack', 'terminal'],
): { readonly owed: readonly Owed[] } {
  return { owed: channels.map((channel) => ({ channel, kind, transition, since: at(ms) })) };
}
