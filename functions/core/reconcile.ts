import { isAboutApp } from './dashboard.ts';
import type { Verdict } from './evaluate.ts';
import type { End, Life } from './finding.ts';
import type { HistoryEvent } from './history.ts';
import { bornLife } from './life-born.ts';
import { overLife } from './life-over.ts';
import { standingLife, type Sight } from './life-standing.ts';
import type { Living, Step } from './life.ts';
import { rowKey, type FindingRow, type Words } from './ports.ts';
import type { AnyRule, Observation } from './rule.ts';
import type { Severity } from './severity.ts';

export interface Reconciliation extends Living {
  readonly rules: readonly AnyRule[];
  readonly verdicts: readonly Verdict[];
  readonly known: ReadonlyMap<string, FindingRow>;
  /** Rules that have judged this tenant before. */
  readonly adopted: readonly string[];
  readonly severityOf: (rule: AnyRule, observation: Observation) => Severity;
  /** Ids of apps that this run found to be gone. */
  readonly deletedApps: ReadonlySet<string>;
}

export interface Reconciled {
  /** Rows that differ from the known ones, by rowKey. */
  readonly rows: ReadonlyMap<string, FindingRow>;
  /** Observations whose words differ from the stored ones, by rowKey. */
  readonly words: ReadonlyMap<string, Observation>;
  readonly adopted: readonly string[];
  readonly history: readonly HistoryEvent[];
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
  const history: HistoryEvent[] = [];
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
    const adopts = isAdopting(run, rule);
    for (const observation of verdict.observations) {
      if (bySubject.has(observation.subject)) continue;
      bySubject.set(observation.subject, observation);
      const key = rowKey(rule.id, observation.subject);
      const before = run.known.get(key);
      const print = run.print(wordsOf(observation));
      const isReworded = before?.print !== print;
      const { life, event } = lifeOfSeen(run, { rule, observation, adopts }, before);
      if (event) history.push(event);
      if (isReworded) words.set(key, observation);
      if (!isReworded && before?.life === life) continue;
      const { subject } = observation;
      rows.set(key, { rule: rule.id, subject, life: share(life), print });
    }
    if (adopts) adopted.push(rule.id);
  }

  for (const [key, row] of run.known) {
    const isOff = !rules.has(row.rule);
    const isUnseen = observed.get(row.rule)?.has(row.subject) === false;
    const isGone = isOff || (isUnseen && !undecided.get(row.rule)?.has(row.subject));
    if (!isGone || row.life.status === 'resolved') continue;
    rows.set(key, { ...row, life: share(overLife(run, row, row.life, endOf(run, row, isOff))) });
  }
  return { rows, words, adopted: adopted.sort(), history, observed };
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
  seen: Pick<Sight, 'rule' | 'observation'> & { readonly adopts: boolean },
  row: FindingRow | undefined,
): Step {
  const { rule, observation, adopts } = seen;
  const { subject, stage } = observation;
  const about = { rule: rule.id, subject, severity: run.severityOf(rule, observation) };
  const before = row?.life;
  if (before && before.status !== 'resolved') return standingLife(run, { ...seen, about }, before);
  return bornLife(run, about, { stage, before }, adopts);
}

function isAdopting({ adopted }: Reconciliation, rule: AnyRule): boolean {
  return rule.job !== 'pulse' && !rule.neverAdopts && !adopted.includes(rule.id);
}

function endOf(
  { deletedApps }: Reconciliation,
  { rule, subject }: FindingRow,
  isOff: boolean,
): End {
  if (isOff) return 'rule-off';
  return isAboutApp(rule, subject) && deletedApps.has(subject) ? 'app-deleted' : 'changed';
}
