import type { Life } from '../finding.ts';
import type { HistoryEvent } from '../history.ts';
import { hidable } from '../preview.ts';
import type { Suppression } from '../suppression.ts';
import { eventTurn } from './event-turn.ts';
import type { Incident } from './incidents.ts';
import { bare, expiredLife, hiddenLife, shownLife } from './past-life.ts';
import { coverAt, decisionOf } from './patterns.ts';
import type { ChangeKind } from './schema.ts';

/** A step in a finding's past, and its life from then on, as far as what is stored tells. */
export interface Turn {
  /** ISO 8601. */
  readonly at: string;
  /** null where it is told otherwise, as what one suppression does to many, or not at all. */
  readonly what: ChangeKind | null;
  readonly life: Life;
  readonly event?: HistoryEvent;
  /** Set where somebody decided about it, alone or with others. */
  readonly isDecision?: true;
}

/** @param patterns suppressions of several findings that fit this one */
export function turnOf(before: Turn, incident: Incident, patterns: readonly Suppression[]): Turn {
  const { at } = incident;
  const { life } = before;
  const cover = () => coverAt(patterns, at);
  switch (incident.did) {
    case 'expired':
      return { at, what: null, life: expiredLife(life, at, cover()) };
    case 'covered': {
      if (!hidable.has(life.status))
        return { at, what: null, life: expiredLife(life, at, cover()) };
      const hidden = hiddenLife(life, decisionOf(incident.pattern));
      return { at, what: null, life: hidden, isDecision: true };
    }
    case 'lifted': {
      const isHidden = life.status === 'suppressed';
      if (!isHidden || life.decision?.suppression !== incident.pattern.id)
        return { at, what: null, life };
      return { at, what: null, life: shownLife(life, at, cover()) };
    }
    case 'back': {
      const anew = { ...bare(life), since: at, transition: life.transition + 1 };
      const decision = cover();
      if (decision) return { at, what: null, life: hiddenLife(anew, decision) };
      return { at, what: 'adopted', life: { ...anew, status: 'inherited' } };
    }
    case 'filed': {
      const what = hidable.has(life.status) ? 'suppressed' : null;
      return { at, what, life: what ? hiddenLife(life, incident.decision) : life };
    }
    case 'gone':
      return goneTurn(before, incident);
    default:
      return { at, event: incident.event, ...eventTurn(life, incident.event, cover()) };
  }
}

function goneTurn(before: Turn, { at, since, end }: Extract<Incident, { did: 'gone' }>): Turn {
  const { life, what } = before;
  if (life.status === 'resolved') return { at, what: null, life };
  // Only of the last life it is stored how it ended; but what is over by being accepted moved the baseline.
  const how = end ?? (what === 'accepted' && before.at === at ? 'baseline' : undefined);
  const over: Life = {
    ...bare(life),
    status: 'resolved',
    since,
    resolvedAt: at,
    transition: life.transition + 1,
    ...(how && { end: how }),
  };
  return { at, what: 'resolved', life: over };
}
