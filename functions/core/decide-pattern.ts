import type { Action } from './action.ts';
import { isOfFile } from './configured-suppressions.ts';
import {
  aboutOf,
  endOf,
  fileWords,
  hiddenBy,
  commandOf,
  whoseWords,
  type Decided,
  type Deciding,
} from './deciding.ts';
import { withDecision } from './life.ts';
import { RefusedError } from './errors.ts';
import { forTerminal } from './escape.ts';
import type { HistoryEvent } from './history.ts';
import { keptSuppressions } from './kept-suppressions.ts';
import { decisionOf } from './life-born.ts';
import { suppressedLife } from './life-suppressed.ts';
import { moment, plural } from './message.ts';
import type { FindingRow } from './ports.ts';
import { hidable } from './preview.ts';
import { matches, type Suppression } from './suppression.ts';

type Pattern = Extract<Action, { kind: 'suppress'; rule: string }>;
type Lift = Extract<Action, { kind: 'unsuppress'; suppression: string }>;

/** The rule under which the history of suppressions is kept, by their ids. */
export const suppressionHistory = 'suppression';

/** Hides findings of a rule by their subjects, those of today and those to come. */
export function suppressPattern(deciding: Deciding, action: Pattern): Decided {
  const { now, print, findings, tenant } = deciding;
  const { rule, subject, by, owner, reason } = action;
  requireRule(deciding.ruleIds, rule);
  const until = endOf(action.until, now);
  const at = now.toISOString();
  const id = `s-${print([rule, subject, by, owner, reason, until, at])}`;
  if (deciding.made.some((one) => one.id === id)) {
    throw new RefusedError(`This suppression is there already, as ${id}.`);
  }
  const suppression = { id, rule, subject, by, owner, reason, at, until };
  const decision = decisionOf(suppression);
  const rows = new Map<string, FindingRow>();
  for (const [key, row] of findings) {
    if (row.rule !== rule || !matches(subject, row.subject) || !hidable.has(row.life.status))
      continue;
    rows.set(key, { ...row, life: withDecision(row.life, 'suppressed', decision) });
  }
  const event = {
    ...eventOf(suppression, 'suppressed', now),
    by,
    owner,
    reason,
    until,
    hides: { rule, subject },
  };
  const hides =
    rows.size === 0 ? 'It hides nothing today' : `It hides ${plural(rows.size, 'finding')} today`;
  return {
    rows,
    history: [event],
    made: keptSuppressions([...deciding.made, suppression], findings, now),
    suppression,
    message: `Suppressed as ${id}: ${rule} of ${JSON.stringify(forTerminal(subject, 200))}, until ${moment(until)}. ${hides}, and what else comes like that; what is still so at its end is open then, and people are told. To end it sooner: \`${commandOf(tenant, `unsuppress ${id}`)} --reason …\`.`,
  };
}

/** Ends a suppression for all it hides. */
export function unsuppressPattern(deciding: Deciding, action: Lift): Decided {
  const { now, findings, suppressions } = deciding;
  const { by, reason } = action;
  const suppression = liftable(deciding, action.suppression);
  const { id } = suppression;
  const lifted = { ...suppression, lifted: { by, at: now.toISOString(), reason } };
  const after = (one: Suppression) => (one.id === id ? lifted : one);
  const living = { ...deciding, suppressions: suppressions.map(after) };
  const rows = new Map<string, FindingRow>();
  const history: HistoryEvent[] = [{ ...eventOf(lifted, 'unsuppressed', now), by, reason }];
  let opened = 0;
  for (const [key, row] of hiddenBy(findings, id)) {
    const { life, event } = suppressedLife(living, aboutOf(row), row.life, row.life);
    rows.set(key, { ...row, life });
    if (event) history.push({ ...event, suppression: id });
    if (life.status === 'open') opened += 1;
  }
  return {
    rows,
    history,
    made: keptSuppressions(deciding.made.map(after), findings, now),
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
function liftable({ made, suppressions, now, tenant }: Deciding, id: string): Suppression {
  const name = JSON.stringify(forTerminal(id, 100));
  const found = made.find((one) => one.id === id);
  if (!found && isOfFile(id) && suppressions.some((one) => one.id === id)) {
    throw new RefusedError(`No command ends the suppression ${id}. ${fileWords}`);
  }
  if (!found) {
    throw new RefusedError(
      `There is no suppression ${name} of ${tenant.id}. \`${commandOf(tenant, 'suppressions')}\` lists those there are.`,
    );
  }
  const { lifted, until } = found;
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
