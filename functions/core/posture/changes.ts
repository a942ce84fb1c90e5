import type { Finding } from '../finding.ts';
import { suppressionHistory, type HistoryEvent } from '../history.ts';
import { moment } from '../message.ts';
import { compareText } from '../order.ts';
import { severities } from '../severity.ts';
import type { Past } from './past.ts';
import type { ChangeKind, PostureChange } from './schema.ts';
import { changeKinds } from './terms.ts';
import type { Turn } from './turn.ts';

/** Milliseconds since 1970: after `from`, up to and with `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** Earlier moments that count as well. */
  readonly also?: ReadonlySet<number>;
}

export function isWithin({ from, to, also }: Span, at: string): boolean {
  const moment = Date.parse(at);
  return (from < moment && moment <= to) || also?.has(moment) === true;
}

/** What happened to findings and suppressions in the time: by kind, then worst, then newest. */
export function changesIn(
  pasts: readonly Past[],
  history: readonly HistoryEvent[],
  span: Span,
): PostureChange[] {
  const rows = patternRows(history, span);
  for (const { finding, turns } of pasts)
    for (const turn of turns) {
      const { what } = turn;
      if (what && isWithin(span, turn.at)) rows.push(rowOf(finding, turn, what));
    }
  return rows.sort(inOrder);
}

/** How many there are of each kind, of those without any too. */
export function countChanges(rows: readonly PostureChange[]): Record<ChangeKind, number> {
  const counts = Object.fromEntries(changeKinds.map((kind) => [kind, 0]));
  for (const { what } of rows) counts[what] = (counts[what] ?? 0) + 1;
  return counts as Record<ChangeKind, number>;
}

function rowOf(
  { key, rule, subject, message }: Finding,
  { at, event, life }: Turn,
  what: ChangeKind,
): PostureChange {
  const said = event ?? (what === 'suppressed' ? life.decision : undefined);
  return {
    what,
    at,
    key,
    rule,
    subject,
    severity: life.severity,
    message,
    ...saidOf(said ?? {}),
    ...(what === 'resolved' && life.end && { end: life.end }),
  };
}

type Said = Partial<Pick<HistoryEvent, 'by' | 'owner' | 'reason' | 'until'>>;

function saidOf({ by, owner, reason, until }: Said): Said {
  return {
    ...(by !== undefined && { by }),
    ...(owner !== undefined && { owner }),
    ...(reason !== undefined && { reason }),
    ...(until !== undefined && { until }),
  };
}

/** What hides or shows many findings is one change, not one of each. */
function patternRows(history: readonly HistoryEvent[], span: Span): PostureChange[] {
  const hidden = new Map<string, HistoryEvent['hides']>();
  const rows: PostureChange[] = [];
  for (const event of history) {
    const { rule, what, subject: id, at } = event;
    if (rule !== suppressionHistory) continue;
    if (event.hides) hidden.set(id, event.hides);
    if (!isWithin(span, at) || (what !== 'suppressed' && what !== 'unsuppressed')) continue;
    const hides = hidden.get(id) ?? { rule, subject: id };
    rows.push({
      what: what === 'suppressed' ? what : 'ended',
      at,
      key: null,
      ...hides,
      severity: null,
      message: patternWords(event, hides),
      ...saidOf(event),
    });
  }
  return rows;
}

function patternWords(
  { what, until }: HistoryEvent,
  { rule, subject }: { readonly rule: string; readonly subject: string },
): string {
  const which = `findings of ${rule} whose subject fits ${JSON.stringify(subject)}`;
  if (what === 'unsuppressed') return `the suppression of ${which} was ended`;
  return `${which} are hidden${until === undefined ? '' : ` until ${moment(until)}`}`;
}

function inOrder(a: PostureChange, b: PostureChange): number {
  return (
    changeKinds.indexOf(a.what) - changeKinds.indexOf(b.what) ||
    weight(a) - weight(b) ||
    compareText(b.at, a.at) ||
    compareText(a.key ?? '', b.key ?? '') ||
    compareText(a.subject, b.subject)
  );
}

/** What has no severity of its own comes after what has. */
function weight({ severity }: PostureChange): number {
  return severity === null ? severities.length : severities.indexOf(severity);
}
