import type { Decision } from './decision.ts';
import type { Announcement, Life, Owed } from './finding.ts';
import type { About, Hearing } from './hearing.ts';
import type { HistoryEvent } from './history.ts';
import { remindersBy } from './reminders.ts';
import type { Suppression } from './suppression.ts';

/** When something happens to a finding, and who is to hear of it. */
export interface Telling {
  readonly hearing: Hearing;
  readonly now: Date;
}

/** What the steps of a life are taken in. */
export interface Living extends Telling {
  /** All there are, ended and lifted ones too: their words say why a finding is no longer hidden. */
  readonly suppressions: readonly Suppression[];
  readonly print: (value: unknown) => string;
  /** See `Store.digest`: what an acceptance covers is kept as this. */
  readonly digest: (value: unknown) => string;
}

/** A life after a step, and what of that step the life itself will not say later. */
export interface Step {
  readonly life: Life;
  readonly event?: HistoryEvent;
}

/** Counts the transition up and puts it on the books of the channels that are to hear of it. */
export function announce(
  { hearing, now }: Telling,
  about: About,
  life: Life,
  kind: Announcement,
  channels: readonly string[] = hearing.channelsFor(about),
): Life {
  const transition = life.transition + 1;
  const since = now.toISOString();
  const { because } = life;
  const said = because === undefined || !explained.has(kind) ? {} : { because };
  const debts: Owed[] = channels.map((channel) => ({ channel, kind, transition, since, ...said }));
  const owed = [...(life.owed ?? []), ...debts];
  return owed.length > 0 ? { ...life, transition, owed } : { ...life, transition };
}

/** What is announced with the reason: a channel that was down hears that of the time, not of what came later. */
const explained: ReadonlySet<Announcement> = new Set(['reopened', 'suppression-ended']);

/** As {@link announce}, and goes down in the finding's history. */
export function announceNoted(
  telling: Telling,
  about: About,
  life: Life,
  kind: Announcement,
  more: Partial<HistoryEvent> & { readonly channels?: readonly string[] } = {},
): Step {
  const { channels, ...facts } = more;
  const after = announce(telling, about, life, kind, channels);
  const { transition, severity, stage } = after;
  const { rule, subject } = about;
  const at = telling.now.toISOString();
  const event = { rule, subject, at, what: kind, transition, severity, ...facts };
  return { life: after, event: stage === undefined ? event : { ...event, stage } };
}

/**
 * A finding somebody had decided about, as it is open again: as a new life, whose reminders begin anew.
 * @param because a sentence for people: why what was decided holds no longer
 */
export function openedAgain(
  telling: Telling,
  about: About,
  life: Life,
  { kind, because }: { readonly kind: Announcement; readonly because: string },
): Step {
  const { decision: _over, reminders: _old, paged: _told, unattendedSince: _then, ...rest } = life;
  const since = telling.now.toISOString();
  const open: Life = { ...rest, status: 'open', severity: about.severity, since, because };
  return announceNoted(telling, about, open, kind, { reason: because });
}

/** Open again without a new life: what fell due meanwhile is not made up for. */
export function standingOpen(life: Life, now: Date): Life {
  const { decision: _over, ...rest } = life;
  const reminders = remindersBy(life.since, now);
  const open: Life = { ...rest, status: 'open', unattendedSince: now.toISOString() };
  return reminders > 0 ? { ...open, reminders } : open;
}

/** Without what was still to be said because nobody had decided: it is no longer true. */
export function unpressed({ owed = [], paged = [], ...life }: Life): Life {
  const left = owed.filter(({ kind }) => kind !== 'reminded' && kind !== 'unacknowledged');
  const unsaid = owed.filter(({ kind }) => kind === 'unacknowledged').map((one) => one.channel);
  const told = paged.filter((channel) => !unsaid.includes(channel));
  return {
    ...life,
    ...(told.length > 0 && { paged: told }),
    ...(left.length > 0 && { owed: left }),
  };
}

/** The life once somebody has decided. */
export function withDecision(
  { because: _past, ...life }: Life,
  status: 'acknowledged' | 'accepted' | 'suppressed',
  decision: Decision,
): Life {
  return { ...unpressed(life), status, decision };
}
