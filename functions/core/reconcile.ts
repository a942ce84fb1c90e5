import type { Verdict } from './evaluate.ts';
import type { Announcement, Life, Owed, Status } from './finding.ts';
import { rowKey, type FindingRow, type Words } from './ports.ts';
import { isReminderDue, remindersBy } from './reminders.ts';
import type { AnyRule, Observation } from './rule.ts';
import type { Severity } from './severity.ts';

export interface Reconciliation {
  readonly rules: readonly AnyRule[];
  readonly verdicts: readonly Verdict[];
  readonly known: ReadonlyMap<string, FindingRow>;
  /** Rules that have judged this tenant before. */
  readonly adopted: readonly string[];
  readonly severityOf: (rule: AnyRule, observation: Observation) => Severity;
  readonly channelsFor: (severity: Severity) => readonly string[];
  readonly print: (words: Words) => string;
  readonly now: Date;
}

export interface Reconciled {
  /** Rows that differ from the known ones, by rowKey. */
  readonly rows: ReadonlyMap<string, FindingRow>;
  /** Observations whose words differ from the stored ones, by rowKey. */
  readonly words: ReadonlyMap<string, Observation>;
  readonly adopted: readonly string[];
  /** What each rule that could judge observed, by rule and subject. */
  readonly observed: ReadonlyMap<string, ReadonlyMap<string, Observation>>;
}

/**
 * The whole lifecycle of findings. What could not be judged, a rule or one subject of it, is left exactly as it was; a rule
 * that is off or retired has no verdict at all, and what it had found is resolved without a word.
 */
export function reconcile(run: Reconciliation): Reconciled {
  const rows = new Map<string, FindingRow>();
  const words = new Map<string, Observation>();
  const rules = new Map(run.rules.map((rule) => [rule.id, rule]));
  const adopted = run.adopted.filter((rule) => rules.has(rule));
  const observed = new Map<string, Map<string, Observation>>();
  const undecided = new Map<string, Set<string>>();
  const share = sharing();

  for (const verdict of run.verdicts) {
    const rule = rules.get(verdict.rule);
    if (!rule || verdict.status === 'unknown') continue;
    const bySubject = new Map<string, Observation>();
    observed.set(rule.id, bySubject);
    undecided.set(rule.id, new Set(verdict.undecided.map(({ subject }) => subject)));
    const adopts = rule.job !== 'pulse' && !adopted.includes(rule.id);
    for (const observation of verdict.observations) {
      if (bySubject.has(observation.subject)) continue;
      bySubject.set(observation.subject, observation);
      const key = rowKey(rule.id, observation.subject);
      const before = run.known.get(key);
      const life = lifeOfSeen(run, rule, observation, before?.life, adopts);
      const print = run.print(wordsOf(observation));
      if (before?.print !== print) words.set(key, observation);
      if (before?.print === print && before.life === life) continue;
      const { subject } = observation;
      rows.set(key, { rule: rule.id, subject, life: share(life), print });
    }
    if (adopts) adopted.push(rule.id);
  }

  for (const [key, row] of run.known) {
    const silenced = !rules.has(row.rule);
    const isUnseen = observed.get(row.rule)?.has(row.subject) === false;
    const isGone = silenced || (isUnseen && !undecided.get(row.rule)?.has(row.subject));
    if (!isGone || row.life.status === 'resolved') continue;
    rows.set(key, { ...row, life: resolve(run, row.life, silenced) });
  }
  return { rows, words, adopted: adopted.sort(), observed };
}

/** The rows as they stand once the changed ones are written. */
export function* overlay(
  known: ReadonlyMap<string, FindingRow>,
  changed: ReadonlyMap<string, FindingRow>,
): Generator<[string, FindingRow]> {
  for (const [key, row] of known) if (!changed.has(key)) yield [key, row];
  yield* changed;
}

/** One object for equal lives: of 50,000 apps registered in one flood, each begins the same. */
function sharing(): (life: Life) => Life {
  const known = new Map<string, Life>();
  return (life) => {
    const text = JSON.stringify(life);
    const same = known.get(text) ?? life;
    known.set(text, same);
    return same;
  };
}

function wordsOf({ message, evidence }: Observation): Words {
  return { message, evidence };
}

function lifeOfSeen(
  run: Reconciliation,
  rule: AnyRule,
  observation: Observation,
  before: Life | undefined,
  adopts: boolean,
): Life {
  const severity = run.severityOf(rule, observation);
  const now = run.now.toISOString();
  const stage = observation.stage === undefined ? {} : { stage: observation.stage };
  if (adopts && (!before || before.status === 'resolved')) {
    const transition = before?.transition ?? 0;
    const firstSeen = before?.firstSeen ?? now;
    return { status: 'inherited', severity, transition, firstSeen, since: now, ...stage };
  }
  if (!before) {
    const born: Life = {
      status: 'open',
      severity,
      transition: 0,
      firstSeen: now,
      since: now,
      ...stage,
    };
    return announce(run, born, 'opened');
  }
  if (before.status === 'resolved') {
    const { resolvedAt: _over, reminders: _old, stage: _past, ...rest } = before;
    return announce(run, { ...rest, status: 'open', severity, since: now, ...stage }, 'reopened');
  }
  return lifeOfStanding(run, rule, { ...before, severity, ...stage }, before);
}

const canEscalate: ReadonlySet<Status> = new Set(['open', 'acknowledged', 'inherited']);

/** A finding that was there and still is: it may escalate, fall due for a reminder, or just stand. */
function lifeOfStanding(run: Reconciliation, rule: AnyRule, life: Life, before: Life): Life {
  if (canEscalate.has(life.status) && isLaterStage(rule, before.stage, life.stage)) {
    return announce(run, { ...life, status: 'open' }, 'escalated');
  }
  if (isReminderDue(life, run.now)) {
    return announce(run, { ...life, reminders: remindersBy(life.since, run.now) }, 'reminded');
  }
  const same = life.severity === before.severity && life.stage === before.stage;
  return same ? before : life;
}

/** What nobody was told of, or somebody decided about, ends without a message. */
function resolve(run: Reconciliation, life: Life, silenced: boolean): Life {
  const over: Life = { ...life, status: 'resolved', resolvedAt: run.now.toISOString() };
  const wasTold = life.status === 'open' || life.status === 'acknowledged';
  return wasTold && !silenced
    ? announce(run, over, 'resolved')
    : { ...over, transition: life.transition + 1 };
}

/** Counts the transition up and puts it on the books of every channel that hears of this severity. */
function announce(run: Reconciliation, life: Life, kind: Announcement): Life {
  const transition = life.transition + 1;
  const owed: Owed[] = run
    .channelsFor(life.severity)
    .map((channel) => ({ channel, kind, transition }));
  const all = [...(life.owed ?? []), ...owed];
  return all.length > 0 ? { ...life, transition, owed: all } : { ...life, transition };
}

function isLaterStage(
  rule: AnyRule,
  before: string | undefined,
  after: string | undefined,
): boolean {
  if (after === undefined || after === before) return false;
  const stages = rule.stages ?? [];
  return stages.indexOf(after) > stages.indexOf(before ?? '');
}
