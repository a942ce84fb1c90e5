import { aboutMonitor } from './about-monitor.ts';
import type { Action } from './action.ts';
import {
  aboutOf,
  deedOf,
  endOf,
  findingOf,
  nameOf,
  fileWords,
  hiddenBy,
  commandOf,
  type Decided,
  type Deciding,
} from './deciding.ts';
import { RefusedError } from './errors.ts';
import type { HistoryEvent } from './history.ts';
import type { Life } from './finding.ts';
import { decisionOf, liftedWords } from './life-suppressed.ts';
import { openedAgain, standingOpen, withDecision } from './life.ts';
import { moment, plural } from './message.ts';
import { isOfFile } from './configured-suppressions.ts';
import { rowKey, type FindingRow } from './ports.ts';
import { requireStatus, standing } from './standing.ts';
import { suppressionOf } from './suppression.ts';

type OfKind<K extends Action['kind']> = Extract<Action, { kind: K; finding: string }>;

export function acknowledge(deciding: Deciding, action: OfKind<'acknowledge'>): Decided {
  const row = findingOf(deciding, action.finding);
  const { by, reason } = action;
  requireStatus(deciding, row, ['open', 'inherited']);
  const at = deciding.now.toISOString();
  const said = { by, ...(reason !== undefined && { reason }) };
  return oneRow(
    deciding,
    { ...row, life: withDecision(row.life, 'acknowledged', { ...said, at }) },
    deedOf(row, 'acknowledged', said, deciding.now),
    `Acknowledged: ${nameOf(deciding, row)}. Reminders and second routes stop until it reaches a later stage, or comes back after it was over. People are told when it is over.`,
  );
}

export function suppressOne(deciding: Deciding, action: OfKind<'suppress'>): Decided {
  const row = findingOf(deciding, action.finding);
  const { by, owner, reason } = action;
  requireStatus(deciding, row, ['open', 'inherited', 'acknowledged', 'suppressed']);
  const until = endOf(action.until, deciding.now);
  const decision = { by, at: deciding.now.toISOString(), reason, owner, until };
  const words = `Suppressed: ${nameOf(deciding, row)}. ${untilWords(deciding, row, until)}`;
  return oneRow(
    deciding,
    { ...row, life: withDecision(row.life, 'suppressed', decision) },
    deedOf(row, 'suppressed', { by, owner, reason, until }, deciding.now),
    aboutMonitor.has(row.rule) ? `${words} ${blindWords}` : words,
  );
}

const blindWords =
  'It is about the monitor itself: until then nobody is reminded that Strictwatch does not see, or cannot tell, what it should.';

/** What happens at its end: a pattern may hide it on. */
function untilWords({ suppressions, now }: Deciding, row: FindingRow, until: string): string {
  const other = suppressionOf(suppressions, row, now);
  if (other && Date.parse(other.until) > Date.parse(until)) {
    return `Nobody hears of it until ${moment(until)}, nor after that: ${other.id} hides it then, until ${moment(other.until)}.`;
  }
  return `Nobody hears of it until ${moment(until)}; if it is still so then, it is open again and people are told.`;
}

/** Ends the suppression of one finding; one that hides others too is ended as a whole. */
export function unsuppressOne(deciding: Deciding, action: OfKind<'unsuppress'>): Decided {
  const row = findingOf(deciding, action.finding);
  const { decision, status } = row.life;
  const name = nameOf(deciding, row);
  const isHiddenAlone =
    status === 'resolved' && decision?.until !== undefined && decision.suppression === undefined;
  if (!decision || (status !== 'suppressed' && !isHiddenAlone)) {
    throw new RefusedError(`${name} ${standing(row)}: there is no suppression to end.`);
  }
  if (decision.suppression !== undefined)
    throw hiddenWithOthers(deciding, row, decision.suppression);
  const { by, reason } = action;
  const deed = deedOf(row, 'unsuppressed', { by, reason }, deciding.now);
  if (isHiddenAlone) {
    const { decision: _over, ...life } = row.life;
    const words = `${name} is no longer suppressed. It is over at present; if it comes back, people are told.`;
    return oneRow(deciding, { ...row, life }, deed, words);
  }
  const other = suppressionOf(deciding.suppressions, row, deciding.now);
  if (other) {
    const life = { ...row.life, decision: decisionOf(other, deciding.now) };
    const words = `The suppression of ${name} alone is ended, but ${other.id} hides it too, until ${moment(other.until)}.`;
    return oneRow(deciding, { ...row, life }, deed, words);
  }
  const why = { kind: 'suppression-ended', because: liftedWords(decision, action) } as const;
  const { life } = openedAgain(deciding, aboutOf(row), row.life, why);
  const { transition } = life;
  const words = `${name} is no longer suppressed: it is open again, and people are told.`;
  return oneRow(deciding, { ...row, life }, { ...deed, transition }, words);
}

/** Takes back an acknowledgement or an acceptance. Nobody is told: who takes it back knows. */
export function reopen(deciding: Deciding, action: OfKind<'reopen'>): Decided {
  const row = findingOf(deciding, action.finding);
  const { by, reason } = action;
  requireStatus(deciding, row, ['acknowledged', 'accepted']);
  const hidden = suppressionOf(deciding.suppressions, row, deciding.now);
  const open = standingAgain(row.life, deciding.now);
  const life = hidden ? withDecision(open, 'suppressed', decisionOf(hidden, deciding.now)) : open;
  const then = hidden
    ? `but ${hidden.id} hides it, until ${moment(hidden.until)}.`
    : takenBackWords[open.status === 'open' ? 'open' : 'inherited'];
  return oneRow(
    deciding,
    { ...row, life },
    deedOf(row, 'taken-back', { by, reason }, deciding.now),
    `What was decided about ${nameOf(deciding, row)} is taken back, ${then}`,
  );
}

const takenBackWords = {
  open: 'and it is open again. Nobody is told of that; people are reminded of it while it is high or critical.',
  inherited: 'and it is undecided again, as it was before. Nobody is told or reminded of it.',
} as const;

/** What nobody was ever told of is undecided again, and not open. */
function standingAgain(life: Life, now: Date): Life {
  if (life.transition > 0) return standingOpen(life, now);
  const { decision: _over, ...rest } = life;
  return { ...rest, status: 'inherited' };
}

export function oneRow(
  { made }: Deciding,
  row: FindingRow,
  deed: HistoryEvent,
  message: string,
): Decided {
  const rows = new Map([[rowKey(row.rule, row.subject), row]]);
  return { rows, history: [deed], made, suppression: null, message };
}

function hiddenWithOthers({ tenant, findings }: Deciding, row: FindingRow, id: string) {
  const name = nameOf({ tenant }, row);
  const all = [...hiddenBy(findings, id)].length;
  const others = all > 1 ? `, with ${plural(all - 1, 'other finding')}` : '';
  const hides = `${name} is hidden by the suppression ${id}${others}.`;
  return new RefusedError(
    isOfFile(id)
      ? `${hides} ${fileWords}`
      : `${hides} End that, for all it hides: \`${commandOf(tenant, `unsuppress ${id}`)} --reason …\`.`,
  );
}
