import { emptyBaseline } from '../../functions/core/baseline.ts';
import type { Action } from '../../functions/core/action.ts';
import { owedTo, paid } from '../../functions/core/debts.ts';
import { decide } from '../../functions/core/decide.ts';
import type { Decided } from '../../functions/core/deciding.ts';
import type { Verdict } from '../../functions/core/evaluate.ts';
import type { Announcement } from '../../functions/core/finding.ts';
import type { Hearing } from '../../functions/core/hearing.ts';
import type { HistoryEvent } from '../../functions/core/history.ts';
import { rowKey, type FindingRow, type Words } from '../../functions/core/ports.ts';
import { reconcile } from '../../functions/core/reconcile.ts';
import { severityOf } from '../../functions/core/severity-of.ts';
import type { Suppression } from '../../functions/core/suppression.ts';
import { hour, print, testRule } from './lifecycle-samples.ts';

/** One line of what a channel accepted. */
export interface Line {
  readonly channel: string;
  readonly subject: string;
  readonly kind: Announcement;
  readonly transition: number;
}

/** One thing that happened outside of memory, in order. */
export type Trace =
  | { readonly did: 'stored'; readonly subject: string }
  | { readonly did: 'head' }
  | { readonly did: 'sent'; readonly lines: readonly Line[] }
  | { readonly did: 'settled'; readonly channel: string; readonly subject: string };

export interface Outcome {
  readonly trace: readonly Trace[];
  readonly crashed: boolean;
  /** Of a suppression that was made. */
  readonly made: string | null;
}

/** What survives a crash. */
export interface Stored {
  rows: Map<string, FindingRow>;
  words: Map<string, Words>;
  history: HistoryEvent[];
  made: readonly Suppression[];
  adopted: readonly string[];
}

export const channels = ['pager', 'slack', 'sns'];

/** Sns hears of everything, slack and the owners of what is not slight, the pager of what is critical and nobody takes. */
export const hearing: Hearing = {
  channelsFor: ({ severity }) => (severity === 'low' ? ['sns'] : ['slack', 'sns']),
  ownerChannels: () => ['slack'],
  secondRoutes: ({ severity }) =>
    severity === 'critical' ? [{ channel: 'pager', afterMs: 4 * hour }] : [],
};

export function emptyStored(): Stored {
  return { rows: new Map(), words: new Map(), history: [], made: [], adopted: [] };
}

class Crash extends Error {}

/** What a job is given besides what is stored. */
export interface Outside {
  readonly now: Date;
  readonly file: readonly Suppression[];
  readonly failing: ReadonlySet<string>;
  /** How many writes and deliveries happen before the job dies. */
  readonly lasts: number;
}

/** One run of the watch, in the order in which it writes: no verdict where the rule is off. */
export function runJob(stored: Stored, verdict: Verdict | null, outside: Outside): Outcome {
  return job(stored, outside, (desk) => {
    const run = reconcile({
      rules: verdict ? [testRule] : [],
      verdicts: verdict ? [verdict] : [],
      known: new Map(stored.rows),
      adopted: stored.adopted,
      severityOf,
      hearing,
      suppressions: [...stored.made, ...outside.file],
      deletedApps: new Set(),
      print,
      digest: print,
      now: outside.now,
    });
    for (const [key, { message, evidence }] of run.words)
      desk.write(() => stored.words.set(key, { message, evidence }));
    desk.write(() => stored.history.push(...run.history));
    desk.store(run.rows);
    desk.write(() => (stored.adopted = run.adopted), { did: 'head' });
    desk.deliver([...stored.rows.keys()]);
    return null;
  });
}

/** What a person decides, as it is stored and, where something is open by it, told at once. */
export function decideJob(stored: Stored, action: Action, outside: Outside): Outcome {
  return job(stored, outside, (desk) => {
    const decided = decidedBy(stored, action, outside);
    desk.write(() => stored.history.push(...decided.history));
    desk.write(() => (stored.made = decided.made), { did: 'head' });
    desk.store(decided.rows);
    const opened = [...decided.rows].filter(([, { life }]) => life.status === 'open' && life.owed);
    desk.deliver(opened.map(([key]) => key));
    return decided.suppression?.id ?? null;
  });
}

function decidedBy(stored: Stored, action: Action, { now, file }: Outside): Decided {
  const deciding = {
    tenant: { id: 'acme', environment: 'test' },
    ruleIds: [testRule.id],
    findings: new Map(stored.rows),
    made: stored.made,
    suppressions: [...stored.made, ...file],
    hearing,
    print,
    digest: print,
    now,
  };
  const subject = 'finding' in action ? action.finding.split('/').at(-1) : '';
  const words = stored.words.get(rowKey(testRule.id, subject ?? ''));
  const accepting = {
    rule: testRule,
    baseline: emptyBaseline,
    words,
    appRow: undefined,
    app: undefined,
    grants: null,
  };
  return decide(deciding, action, action.kind === 'accept' ? accepting : null);
}

interface Desk {
  write(change: () => unknown, trace?: Trace): void;
  store(rows: ReadonlyMap<string, FindingRow>): void;
  deliver(keys: readonly string[]): void;
}

/** Does the work until it is done or dies; what it had not written by then never was. */
function job(
  stored: Stored,
  { failing, lasts }: Outside,
  work: (desk: Desk) => string | null,
): Outcome {
  const trace: Trace[] = [];
  let left = lasts;
  const step = () => {
    if (left-- <= 0) throw new Crash();
  };
  const write: Desk['write'] = (change, what) => {
    step();
    change();
    if (what) trace.push(what);
  };
  const store: Desk['store'] = (rows) => {
    for (const [key, row] of rows)
      write(() => stored.rows.set(key, row), { did: 'stored', subject: row.subject });
  };
  const deliver: Desk['deliver'] = (keys) => {
    for (const channel of channels) {
      const due = keys.flatMap((key) => stored.rows.get(key) ?? []);
      const owing = due.filter((row) => owedTo(row, channel).length > 0);
      const lines = owing.flatMap((row) =>
        owedTo(row, channel).map(({ kind, transition }) => ({
          channel,
          subject: row.subject,
          kind,
          transition,
        })),
      );
      if (lines.length === 0 || failing.has(channel)) continue;
      write(() => {}, { did: 'sent', lines });
      for (const row of owing) {
        const { rule, subject } = row;
        const settled = { did: 'settled', channel, subject } as const;
        write(() => stored.rows.set(rowKey(rule, subject), paid(row, channel)), settled);
      }
    }
  };
  try {
    const made = work({ write, store, deliver });
    return { trace, crashed: false, made };
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return { trace, crashed: true, made: stored.made.at(-1)?.id ?? null };
  }
}
