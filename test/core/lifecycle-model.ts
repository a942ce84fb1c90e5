import type { Announcement, Life, Status } from '../../functions/core/finding.ts';
import { compareSeverity } from '../../functions/core/order.ts';
import type { Severity } from '../../functions/core/severity.ts';
import { day, hour } from './lifecycle-samples.ts';

/** What is so of one subject, when it is so at all. */
export interface Case {
  readonly names: readonly string[];
  readonly stage: '30d' | 'overdue' | null;
  readonly slight: boolean;
}

export interface ModelSuppression {
  readonly id: string;
  readonly pattern: string;
  readonly from: number;
  readonly until: number;
  readonly ended: boolean;
}

interface Hidden {
  /** Of a pattern; null for the finding alone. */
  readonly id: string | null;
  readonly from: number;
  readonly until: number;
  readonly noticed: boolean;
}

export interface Debt {
  readonly channel: string;
  readonly kind: Announcement;
  readonly transition: number;
}

/** What is to be true of a finding, in the words of the design and not of the code. */
export interface Expected {
  readonly status: Status;
  readonly severity: Severity;
  readonly stage: Case['stage'];
  readonly transition: number;
  readonly firstSeen: number;
  readonly since: number;
  /** When it last reached a later stage. */
  readonly escalated: number | null;
  readonly reminders: number;
  readonly called: readonly string[];
  readonly hidden: Hidden | null;
  readonly accepted: { readonly names: readonly string[]; readonly severity: Severity } | null;
  readonly debts: readonly Debt[];
}

export interface Moment {
  readonly now: number;
  readonly suppressions: readonly ModelSuppression[];
  readonly isAdopted: boolean;
}

const noticeMs = 3 * day;
const stageOrder = [null, '30d', 'overdue'];

export function severityIn({ stage, slight }: Case): Severity {
  if (slight) return 'low';
  return stage === 'overdue' ? 'critical' : 'high';
}

function hearers(severity: Severity): string[] {
  return severity === 'low' ? ['sns'] : ['slack', 'sns'];
}

/** The active suppression of the subject that lasts longest. */
export function coverOf({ now, suppressions }: Moment, subject: string): ModelSuppression | null {
  const active = suppressions
    .filter((one) => !one.ended && one.from <= now && now < one.until)
    .filter(({ pattern }) => pattern === '*' || pattern === subject);
  return active.toSorted((a, b) => b.until - a.until)[0] ?? null;
}

function say(
  life: Expected,
  kind: Announcement,
  channels: readonly string[] = hearers(life.severity),
): Expected {
  const transition = life.transition + 1;
  const said = channels.map((channel) => ({ channel, kind, transition }));
  return { ...life, transition, debts: [...life.debts, ...said] };
}

/** Nobody is to be pressed any more about what somebody decided. */
function settledBy(life: Expected, status: Status): Expected {
  const isPressing = ({ kind }: Debt) => kind === 'reminded' || kind === 'unacknowledged';
  const uncalled = life.debts.filter(({ kind }) => kind === 'unacknowledged');
  const called = life.called.filter((id) => !uncalled.some(({ channel }) => channel === id));
  return { ...life, status, called, debts: life.debts.filter((debt) => !isPressing(debt)) };
}

/** What is hidden in its last days brings no notice: its owner has had one. */
function hide(life: Expected, cover: ModelSuppression, now: number): Expected {
  const { id, from, until } = cover;
  const quiet = life.status === 'suppressed' ? life : settledBy(life, 'suppressed');
  const noticed = until - from > noticeMs && until - now <= noticeMs;
  return { ...quiet, accepted: null, hidden: { id, from, until, noticed } };
}

function anew(life: Expected, kind: Announcement, now: number): Expected {
  const fresh = {
    status: 'open',
    since: now,
    escalated: null,
    reminders: 0,
    called: [],
  } as const;
  return say({ ...life, ...fresh, hidden: null, accepted: null }, kind);
}

/** What becomes of a finding in a run that could judge its subject. */
export function judged(
  before: Expected | undefined,
  found: Case | null,
  moment: Moment,
  subject: string,
): Expected | undefined {
  if (!found) return before && over(before);
  const weight = { severity: severityIn(found), stage: found.stage };
  const cover = coverOf(moment, subject);
  if (!before || before.status === 'resolved') return born(before, weight, cover, moment);
  const life = { ...before, ...weight };
  if (before.status === 'accepted') {
    if (!isVoid(before, found)) return life;
    return cover ? hide(life, cover, moment.now) : anew(life, 'reopened', moment.now);
  }
  if (before.status === 'suppressed') return hiddenLife(life, cover, moment);
  if (cover) return hide(life, cover, moment.now);
  if (isLater(before.stage, found.stage)) {
    const reminders = before.status === 'open' ? life.reminders : dueBy(life.since, moment.now);
    return say({ ...life, status: 'open', escalated: moment.now, reminders }, 'escalated');
  }
  return before.status === 'open' ? pressed(life, moment.now) : life;
}

function born(
  before: Expected | undefined,
  weight: Pick<Expected, 'severity' | 'stage'>,
  cover: ModelSuppression | null,
  { now, isAdopted }: Moment,
): Expected {
  const life: Expected = {
    status: 'open',
    ...weight,
    since: now,
    escalated: null,
    reminders: 0,
    called: [],
    hidden: null,
    accepted: null,
    transition: before?.transition ?? 0,
    firstSeen: before?.firstSeen ?? now,
    debts: before?.debts ?? [],
  };
  const kept = before?.hidden ?? null;
  if (kept && now < kept.until) return { ...settledBy(life, 'suppressed'), hidden: kept };
  if (cover) return hide(life, cover, now);
  if (!isAdopted) return settledBy(life, 'inherited');
  return say(life, before ? 'reopened' : 'opened');
}

function hiddenLife(life: Expected, cover: ModelSuppression | null, moment: Moment): Expected {
  const { hidden } = life;
  const { now, suppressions } = moment;
  const own = hidden?.id ?? null;
  const stands = own === null || suppressions.some(({ id, ended }) => id === own && !ended);
  if (!hidden || !stands || now >= hidden.until)
    return cover ? hide(life, cover, now) : anew(life, 'suppression-ended', now);
  const { from, until, noticed } = hidden;
  const isNear = !noticed && until - from > noticeMs && until - now <= noticeMs;
  return isNear
    ? say({ ...life, hidden: { ...hidden, noticed: true } }, 'suppression-ending', ['slack'])
    : life;
}

/** Every run over; nobody is told of what nobody was told of, or somebody decided about. */
function over(life: Expected): Expected {
  if (life.status === 'resolved') return life;
  const wasTold = life.status === 'open' || life.status === 'acknowledged';
  const { id = '' } = life.hidden ?? {};
  const ended = { ...life, status: 'resolved', hidden: id === null ? life.hidden : null } as const;
  const all = new Set([...hearers(life.severity), ...life.called]);
  return { ...say(ended, 'resolved', wasTold ? [...all] : []), accepted: null, called: [] };
}

/** A rule that is off says nothing, of what it told neither. */
export function silenced(life: Expected): Expected {
  return life.status === 'resolved'
    ? life
    : { ...over({ ...life, status: 'inherited' }), status: 'resolved' };
}

function pressed(life: Expected, now: number): Expected {
  const isLate = life.severity === 'critical' && now - (life.escalated ?? life.since) >= 4 * hour;
  if (isLate && !life.called.includes('pager'))
    return say({ ...life, called: ['pager'] }, 'unacknowledged', ['pager']);
  const due = dueBy(life.since, now);
  const debtors = new Set(life.debts.map(({ channel }) => channel));
  const toRemind = hearers(life.severity).filter((channel) => !debtors.has(channel));
  if (life.severity === 'low' || due <= life.reminders || toRemind.length === 0) return life;
  return say({ ...life, reminders: due }, 'reminded', toRemind);
}

function dueBy(since: number, now: number): number {
  const days = Math.floor((now - since) / day);
  if (days >= 7) return 2 + Math.floor(days / 7);
  if (days >= 3) return 2;
  return days >= 1 ? 1 : 0;
}

function isLater(before: Case['stage'], after: Case['stage']): boolean {
  return stageOrder.indexOf(after) > stageOrder.indexOf(before);
}

function isVoid({ accepted, stage }: Expected, found: Case): boolean {
  if (!accepted || isLater(stage, found.stage)) return true;
  return (
    compareSeverity(severityIn(found), accepted.severity) < 0 ||
    found.names.some((name) => !accepted.names.includes(name))
  );
}

/** What a person decides about one finding; null where that is refused. */
export type Deed = (life: Expected, moment: Moment, subject: string) => Expected | null;

const mayDecide: readonly Status[] = ['open', 'inherited', 'acknowledged', 'suppressed'];

export const acknowledged: Deed = (life) =>
  life.status === 'open' || life.status === 'inherited' ? settledBy(life, 'acknowledged') : null;

export function acceptedAs(names: readonly string[]): Deed {
  return (life) => {
    if (!mayDecide.includes(life.status)) return null;
    const accepted = { names, severity: life.severity };
    return { ...settledBy(life, 'accepted'), hidden: null, accepted };
  };
}

export function suppressedFor(ms: number): Deed {
  return (life, { now }) => {
    if (!mayDecide.includes(life.status)) return null;
    const hidden = { id: null, from: now, until: now + ms, noticed: false };
    return { ...settledBy(life, 'suppressed'), hidden };
  };
}

export const unsuppressed: Deed = (life, moment, subject) => {
  if (life.hidden?.id !== null) return null;
  if (life.status === 'resolved') return { ...life, hidden: null };
  const cover = coverOf(moment, subject);
  return cover ? hide(life, cover, moment.now) : anew(life, 'suppression-ended', moment.now);
};

export const takenBack: Deed = (life, moment, subject) => {
  if (life.status !== 'acknowledged' && life.status !== 'accepted') return null;
  const reminders = Math.max(life.reminders, dueBy(life.since, moment.now));
  const isTold = life.transition > 0;
  const open: Expected = isTold
    ? { ...life, status: 'open', reminders, escalated: moment.now, accepted: null }
    : { ...life, status: 'inherited', accepted: null };
  const cover = coverOf(moment, subject);
  return cover ? hide(open, cover, moment.now) : open;
};

/** What a new pattern hides at once; null where it leaves the finding as it is. */
export function hiddenBy(made: ModelSuppression): Deed {
  return (life, { now }, subject) => {
    const isHidable = ['open', 'inherited', 'acknowledged'].includes(life.status);
    const isMeant = made.pattern === '*' || made.pattern === subject;
    return isHidable && isMeant ? hide(life, made, now) : null;
  };
}

/** What a pattern that was lifted shows at once. */
export function shownBy(lifted: string): Deed {
  return (life, moment, subject) => {
    if (life.status !== 'suppressed' || life.hidden?.id !== lifted) return null;
    return hiddenLife(life, coverOf(moment, subject), moment);
  };
}

/** A stored life in the words of the model, without what the model does not say. */
export function modelOf(life: Life): Omit<Expected, 'accepted'> {
  const { status, severity, stage, transition, decision, owed = [] } = life;
  const isHidden = decision?.until !== undefined;
  return {
    status,
    severity,
    stage: stage === undefined ? null : (stage as Case['stage']),
    transition,
    firstSeen: Date.parse(life.firstSeen),
    since: Date.parse(life.since),
    escalated: life.unattendedSince === undefined ? null : Date.parse(life.unattendedSince),
    reminders: life.reminders ?? 0,
    called: life.paged ?? [],
    hidden:
      isHidden && (status === 'suppressed' || decision.suppression === undefined)
        ? {
            id: decision.suppression ?? null,
            from: Date.parse(decision.at),
            until: Date.parse(decision.until),
            noticed: decision.noticed ?? false,
          }
        : null,
    debts: owed.map(({ channel, kind, transition: of }) => ({ channel, kind, transition: of })),
  };
}
