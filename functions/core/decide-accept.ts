import { movedBaseline, type Stored } from './accept-baseline.ts';
import type { Action } from './action.ts';
import { breadthOf } from './breadth.ts';
import { oneRow } from './decide-one.ts';
import { deedOf, findingOf, nameOf, type Decided, type Deciding } from './deciding.ts';
import { withDecision } from './life.ts';
import { RefusedError } from './errors.ts';
import { forTerminal } from './escape.ts';
import { overLife } from './life-over.ts';
import type { FindingRow, Words } from './ports.ts';
import type { AnyRule } from './rule.ts';
import { requireStatus } from './standing.ts';

/** What is stored of a finding that is to be accepted. */
export interface Accepting extends Stored {
  /** Undefined where the rule was retired. */
  readonly rule: AnyRule | undefined;
}

type Accept = Extract<Action, { kind: 'accept' }>;

/** The finding a person may accept. */
export function acceptable(deciding: Deciding, key: string): FindingRow {
  const row = findingOf(deciding, key);
  requireStatus(deciding, row, ['open', 'inherited', 'acknowledged', 'suppressed']);
  return row;
}

/** It is known and meant: for what it covers now, or, where it differs from what was accepted before, as the new state. */
export function accept(deciding: Deciding, action: Accept, accepting: Accepting | null): Decided {
  const { print, digest, now } = deciding;
  const row = acceptable(deciding, action.finding);
  const name = nameOf(deciding, row);
  const { words, rule } = accepting ?? {};
  if (!accepting || !words || !rule) throw new RefusedError(wordless(name));
  const { by, owner, reason } = action;
  const said = { by, at: now.toISOString(), reason, owner };
  const deed = deedOf(row, 'accepted', { by, owner, reason }, now);
  const moved = rule.drift ? movedBaseline(row, accepting, print) : null;
  if (moved) {
    const life = overLife(deciding, row, withDecision(row.life, 'accepted', said), 'baseline');
    const message = `Accepted as the new baseline: ${name}. It is over; what differs from the state of now will be found anew.`;
    return { ...oneRow(deciding, { ...row, life }, deed, message), moved };
  }
  const covers = coverOf(row, words, rule).map((text) => digest(text));
  const decision = { ...said, covers, severity: row.life.severity };
  const message = `Accepted: ${name}, for which ${forTerminal(owner, 100)} answers. Nobody hears of it until it covers more than it does now, weighs more or reaches a later stage: then it is open again.`;
  const life = withDecision(row.life, 'accepted', decision);
  return oneRow(deciding, { ...row, life }, deed, message);
}

function coverOf({ subject, life }: FindingRow, words: Words, rule: AnyRule): string[] {
  const stage = life.stage === undefined ? {} : { stage: life.stage };
  return breadthOf(rule, { subject, ...words, ...stage });
}

function wordless(name: string): string {
  return `What ${name} says is not stored, so nobody could tell later what was accepted. Run \`npx strictwatch watch\` once, look at it and accept it then.`;
}
