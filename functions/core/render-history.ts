import type { Decision } from './decision.ts';
import { forTerminal } from './escape.ts';
import { suppressionHistory, type HistoryEvent, type PastEvent } from './history.ts';
import { moment } from './message.ts';
import { howWords } from './opening-words.ts';
import { readable, wrap } from './wrap.ts';

/**
 * What happened, a line each and oldest first, for a terminal. Ends with a line break.
 * @param over what it means that the rule finds it no more; see `Rule.over`
 */
export function renderHistory(
  past: readonly PastEvent[],
  over: string | undefined,
  columns: number,
): string {
  return past.map((event) => linesOf(event, over, columns)).join('');
}

/** Who decided and why, for whom and until when, in words harmless in a terminal. */
export function decisionWords(decision: Partial<Omit<Decision, 'at'>>): string {
  const { by, owner, reason, until, suppression } = decision;
  return [
    ...(by === undefined ? [] : [`by ${forTerminal(by, 200)}`]),
    ...(owner === undefined ? [] : [`for ${forTerminal(owner, 200)}`]),
    ...(until === undefined ? [] : [`until ${moment(until)}`]),
    ...(suppression === undefined ? [] : [`suppression ${forTerminal(suppression, 60)}`]),
    ...(reason === undefined ? [] : [`reason: ${forTerminal(reason, 500)}`]),
  ].join(', ');
}

function linesOf(event: PastEvent, over: string | undefined, columns: number): string {
  const [first = '', ...more] = wrap(textOf(event, over), readable(columns) - indent.length);
  return [`${moment(event.at)}  ${first}\n`, ...more.map((line) => `${indent}${line}\n`)].join('');
}

/** As wide as a moment and the gap behind it. */
const indent = ' '.repeat('2026-11-23 09:00 UTC  '.length);

function textOf(event: PastEvent, over: string | undefined): string {
  if (event.what === 'first-seen') return 'first seen';
  if (event.what === 'gone') {
    const how = event.end === undefined ? undefined : howWords(event.end, over);
    return how === undefined ? 'over' : `over: ${how}`;
  }
  const details = detailsOf(event);
  const what = coveringWords(event) ?? words[event.what];
  return details === '' ? what : `${what}: ${details}`;
}

/** In the past of a finding: what became of a suppression that covers others too. */
function coveringWords({ rule, what, suppression }: HistoryEvent): string | undefined {
  if (rule !== suppressionHistory || suppression === undefined) return undefined;
  return what === 'unsuppressed' ? 'a suppression of it was ended' : 'a suppression covers it';
}

function detailsOf(event: HistoryEvent): string {
  const { hides, stage, severity } = event;
  const parts = [
    ...(stage === undefined ? [] : [`stage ${forTerminal(stage, 60)}`]),
    ...(severity === undefined ? [] : [severity]),
    ...(hides ? [`${forTerminal(hides.rule, 100)} of "${forTerminal(hides.subject, 200)}"`] : []),
    decisionWords(event),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

const words = {
  opened: 'opened',
  reopened: 'opened again',
  escalated: 'escalated',
  resolved: 'over',
  reminded: 'people were reminded',
  'suppression-ended': 'opened again, since its suppression ended',
  'suppression-ending': 'its owner was told that its suppression is about to end',
  unacknowledged: 'a second route was told, since nobody had acknowledged it',
  acknowledged: 'acknowledged',
  accepted: 'accepted',
  suppressed: 'suppressed',
  unsuppressed: 'no longer suppressed',
  'taken-back': 'taken back what was decided',
  voided: 'no longer accepted, and hidden by a suppression',
} as const satisfies Record<HistoryEvent['what'], string>;
