import { aboutMonitor, monitorWords } from './about-monitor.ts';
import type { Action } from './action.ts';
import { isOfFile } from './configured-suppressions.ts';
import {
  aboutOf,
  endOf,
  fileWords,
  hiddenBy,
  commandOf,
  deedOf,
  requireClock,
  requireLater,
  whoseWords,
  type Decided,
  type Deciding,
} from './deciding.ts';
import { withDecision } from './life.ts';
import { RefusedError } from './errors.ts';
import { forTerminal } from './escape.ts';
import { suppressionHistory, type HistoryEvent } from './history.ts';
import { keptSuppressions, requireRoom } from './kept-suppressions.ts';
import { lostSuppression } from './lost-suppression.ts';
import { decisionOf, suppressedLife } from './life-suppressed.ts';
import { moment, plural } from './message.ts';
import type { FindingRow } from './ports.ts';
import { hidable } from './preview.ts';
import { matches, type Suppression } from './suppression.ts';

type Pattern = Extract<Action, { kind: 'suppress'; rule: string }>;
type Lift = Extract<Action, { kind: 'unsuppress'; suppression: string }>;

/** Hides findings of a rule by their subjects, those of today and those to come. */
export function suppressPattern(deciding: Deciding, action: Pattern): Decided {
  const { now, print, findings, tenant } = deciding;
  const { rule, subject, by, owner, reason } = action;
  requireRule(deciding.ruleIds, rule);
  if (aboutMonitor.has(rule)) throw new RefusedError(monitorWords(rule));
  const until = endOf(action.until, now);
  const at = now.toISOString();
  const id = `s-${print([rule, subject, by, owner, reason, until, at])}`;
  if (deciding.made.some((one) => one.id === id)) {
    throw new RefusedError(`This suppression is there already, as ${id}.`);
  }
  const suppression = { id, rule, subject, by, owner, reason, at, until };
  const made = keptSuppressions([...deciding.made, suppression], findings, now);
  requireRoom(made, tenant);
  const decision = decisionOf(suppression, now);
  const rows = new Map<string, FindingRow>();
  const event = eventOf(suppression, 'suppressed', now);
  const history: HistoryEvent[] = [
    { ...event, by, owner, reason, until, hides: { rule, subject } },
  ];
  for (const [key, row] of findings) {
    if (row.rule !== rule || !matches(subject, row.subject) || !hidable.has(row.life.status))
      continue;
    requireLater(deciding, row);
    rows.set(key, { ...row, life: withDecision(row.life, 'suppressed', decision) });
    if (row.life.status !== 'acknowledged') continue;
    const said = { by, owner, reason, until, suppression: id };
    history.push(deedOf(row, 'suppressed', said, now));
  }
  const hides =
    rows.size === 0 ? 'It hides nothing today' : `It hides ${plural(rows.size, 'finding')} today`;
  return {
    rows,
    history,
    made,
    suppression,
    message: `Suppressed as ${id}: ${rule} of ${JSON.stringify(forTerminal(subject, 200))}, until ${moment(until)}. ${hides}, and will hide what comes like that; what is still so at its end is open then, and people are told. To end it sooner: \`${commandOf(tenant, `unsuppress ${id}`)} --reason …\`.`,
  };
}

/** Ends a suppression for all it hides. */
export function unsuppressPattern(deciding: Deciding, action: Lift): Decided {
  const { now, findings } = deciding;
  const { by, reason } = action;
  const suppression = liftable(deciding, action.suppression);
  const { id } = suppression;
  const lifted = { ...suppression, lifted: { by, at: now.toISOString(), reason } };
  const after = (one: Suppression) => (one.id === id ? lifted : one);
  const withLifted = (all: readonly Suppression[]) =>
    all.some((one) => one.id === id) ? all.map(after) : [...all, lifted];
  const living = { ...deciding, suppressions: withLifted(deciding.suppressions) };
  const rows = new Map<string, FindingRow>();
  const event: HistoryEvent = { ...eventOf(lifted, 'unsuppressed', now), by, reason };
  let opened = 0;
  for (const [key, row] of hiddenBy(findings, id)) {
    requireLater(deciding, row);
    // The event is the suppression's own: of thousands of findings, each would repeat it.
    const { life } = suppressedLife(living, aboutOf(row), row.life, row.life);
    rows.set(key, { ...row, life });
    if (life.status === 'open') opened += 1;
  }
  return {
    rows,
    history: [event],
    made: keptSuppressions(withLifted(deciding.made), findings, now),
    suppression: lifted,
    message: `The suppression ${id} is ended. ${openedWords(opened, rows.size - opened)}`,
  };
}

/** @throws {RefusedError} naming the rules there are */
export function requireRule(ruleIds: readonly string[], rule: string): void {
  if (ruleIds.includes(rule)) return;
  throw new RefusedError(
    `There is no rule ${JSON.stringify(forTerminal(rule, 100))}. The rules are: ${ruleIds.join(', ')}.`,
  );
}

function eventOf({ id }: Suppression, what: HistoryEvent['what'], now: Date): HistoryEvent {
  return { rule: suppressionHistory, subject: id, at: now.toISOString(), what, transition: 0 };
}

/** @throws {RefusedError} when it is not there, not of a command, or ended already */
function liftable(deciding: Deciding, id: string): Suppression {
  const { made, suppressions, findings, now, tenant } = deciding;
  const name = JSON.stringify(forTerminal(id, 100));
  const found = made.find((one) => one.id === id) ?? lostSuppression(findings.values(), id);
  if (!found && isOfFile(id) && suppressions.some((one) => one.id === id)) {
    throw new RefusedError(`No command ends the suppression ${id}. ${fileWords}`);
  }
  if (!found) {
    throw new RefusedError(
      `There is no suppression ${name} of ${tenant.id}. \`${commandOf(tenant, 'suppressions')}\` lists those there are.`,
    );
  }
  const { lifted, until } = found;
  requireClock(now, Date.parse(lifted?.at ?? found.at), id);
  if (lifted) throw new RefusedError(`${id} was ended already, ${whoseWords(lifted)}.`);
  if (Date.parse(until) > now.getTime()) return found;
  throw new RefusedError(
    `${id} ended by itself on ${moment(until)}. The next run opens what it hid.`,
  );
}

function openedWords(opened: number, hidden: number): string {
  const others =
    hidden > 0 ? ` Another suppression hides ${plural(hidden, 'finding')} of them.` : '';
  if (opened === 0) return `Nothing is open because of that.${others}`;
  const are = opened === 1 ? '1 finding is' : `${opened} findings are`;
  return `${are} open again, and people are told.${others}`;
}
