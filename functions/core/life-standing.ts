import { voidedBy } from './acceptance.ts';
import type { Life, Status } from './finding.ts';
import type { About } from './hearing.ts';
import { announce, announceNoted, openedAgain, standingOpen, withDecision } from './life.ts';
import type { Living, Step } from './life.ts';
import { isReminderDue, remindersBy } from './reminders.ts';
import type { AnyRule, Observation } from './rule.ts';
import { isLaterStage } from './stage.ts';
import { decisionOf, suppressedLife } from './life-suppressed.ts';
import { suppressionOf } from './suppression.ts';

/** What is seen of a finding that stood already. */
export interface Sight {
  readonly rule: AnyRule;
  readonly observation: Observation;
  readonly about: About;
}

/** A finding that was there and still is: something may have become of it, or it just stands. */
export function standingLife(living: Living, sight: Sight, before: Life): Step {
  const { about, observation } = sight;
  const life = withSeen(before, about, observation);
  if (before.status === 'suppressed') return suppressedLife(living, about, before, life);
  if (before.status === 'accepted') return acceptedLife(living, sight, before, life);
  const hidden = suppressionOf(living.suppressions, about, living.now);
  if (hidden) return { life: withDecision(life, 'suppressed', decisionOf(hidden, living.now)) };
  return undecidedLife(living, sight, before, life);
}

/** The same object where nothing changed, so that nothing is written. */
function withSeen(before: Life, { severity }: About, { stage }: Observation): Life {
  if (before.severity === severity && before.stage === stage) return before;
  const { stage: _past, ...rest } = before;
  return stage === undefined ? { ...rest, severity } : { ...rest, severity, stage };
}

function acceptedLife(living: Living, sight: Sight, before: Life, life: Life): Step {
  const { about } = sight;
  const why = voidedBy(living, sight, before);
  if (why === null) return { life };
  const hidden = suppressionOf(living.suppressions, about, living.now);
  if (!hidden) return openedAgain(living, about, life, { kind: 'reopened', because: why });
  // Nobody is to hear of what a suppression hides: that the acceptance is void goes down in the history.
  const { rule, subject } = about;
  const { transition } = life;
  const event = {
    rule,
    subject,
    at: living.now.toISOString(),
    what: 'voided',
    transition,
  } as const;
  return {
    life: withDecision(life, 'suppressed', decisionOf(hidden, living.now)),
    event: { ...event, reason: why },
  };
}

const canEscalate: ReadonlySet<Status> = new Set(['open', 'acknowledged', 'inherited']);

function undecidedLife(living: Living, { rule, about }: Sight, before: Life, life: Life): Step {
  const { now } = living;
  if (canEscalate.has(life.status) && isLaterStage(rule, before.stage, life.stage)) {
    const open = life.status === 'open' ? life : standingOpen(life, now);
    const later = { ...open, unattendedSince: now.toISOString() };
    return announceNoted(living, about, later, 'escalated');
  }
  if (life.status !== 'open') return { life };
  return unacknowledged(living, about, life) ?? reminded(living, about, life) ?? { life };
}

/** A second route hears of a finding once a life. */
function unacknowledged(living: Living, about: About, life: Life): Step | null {
  const { hearing, now } = living;
  const { paged = [], since, unattendedSince = since } = life;
  const open = now.getTime() - Date.parse(unattendedSince);
  const channels = hearing
    .secondRoutes(about)
    .filter(({ channel, afterMs }) => open >= afterMs && !paged.includes(channel))
    .map(({ channel }) => channel);
  if (channels.length === 0) return null;
  const told = { ...life, paged: [...paged, ...channels].sort() };
  return announceNoted(living, about, told, 'unacknowledged', { channels });
}

/** Of what a channel was not yet told it is not reminded either; the others are. */
function reminded(living: Living, about: About, life: Life): Step | null {
  const { hearing, now } = living;
  if (!isReminderDue(life, now)) return null;
  const owed = new Set(life.owed?.map(({ channel }) => channel));
  const channels = hearing.channelsFor(about).filter((channel) => !owed.has(channel));
  if (channels.length === 0) return null;
  const reminders = remindersBy(life.since, now);
  return { life: announce(living, about, { ...life, reminders }, 'reminded', channels) };
}
