import type { Decision } from '../decision.ts';
import type { Life } from '../finding.ts';
import type { HistoryEvent } from '../history.ts';
import { bare, hiddenLife, openLife, undecided } from './past-life.ts';
import type { Turn } from './turn.ts';

type Told = Pick<Turn, 'what' | 'life' | 'isDecision'>;

/**
 * What an event made of a life.
 * @param cover what a suppression of several findings decides about it at the moment
 */
export function eventTurn(before: Life, event: HistoryEvent, cover: Decision | null): Told {
  const { what, at, transition, reason } = event;
  const life: Life = { ...weighed(bare(before), event), transition };
  const decided = { ...life, decision: decisionIn(event) };
  const because = reason === undefined ? {} : { because: reason };
  switch (what) {
    case 'reopened':
      return { what, life: { ...openLife(life), since: at, ...because } };
    case 'escalated':
      return { what, life: openLife(life) };
    case 'suppression-ended':
      return { what: 'ended', life: { ...openLife(life), since: at, ...because } };
    case 'suppression-ending':
      return { what: null, life: { ...life, status: 'suppressed' } };
    case 'acknowledged':
    case 'accepted':
      return { what, life: { ...decided, status: what }, isDecision: true };
    case 'suppressed': {
      if (!event.before) {
        // What a suppression of several findings does is told once, of the suppression.
        const told = event.suppression === undefined ? what : null;
        return { what: told, life: { ...decided, status: what }, isDecision: true };
      }
      // It came back under what had been decided before: alone, or with others.
      const known = [life.decision, cover].find((one) => one && isOf(one, event));
      return { what, life: { ...hiddenLife(life, known ?? decided.decision), since: at } };
    }
    case 'unsuppressed':
      return { what: 'ended', life: unsuppressedLife(before, life, event, cover) };
    case 'taken-back': {
      const status = transition > 0 ? 'open' : 'inherited';
      const free = { ...undecided(life), status } as const;
      return { what, life: cover ? hiddenLife(free, cover) : free };
    }
    case 'voided':
      return { what: 'ended', life: hiddenLife(undecided(life), cover) };
    default:
      return { what: null, life };
  }
}

function unsuppressedLife(
  before: Life,
  life: Life,
  { at, transition }: HistoryEvent,
  cover: Decision | null,
): Life {
  if (before.status === 'resolved') return undecided(before);
  if (cover) return hiddenLife(life, cover);
  // An entry of tenants.json hides it on, of which nothing is stored: else it would have been announced.
  if (transition === before.transition) return hiddenLife(undecided(life), null);
  return { ...openLife(life), since: at };
}

function isOf({ suppression, until }: Decision, event: HistoryEvent): boolean {
  return suppression === event.suppression && until === event.until;
}

function weighed(life: Life, { severity, stage }: HistoryEvent): Life {
  if (severity === undefined) return life;
  const { stage: _past, ...rest } = life;
  return { ...rest, severity, ...(stage !== undefined && { stage }) };
}

function decisionIn({ by = '', at, reason, owner, until, suppression }: HistoryEvent): Decision {
  return {
    by,
    at,
    ...(reason !== undefined && { reason }),
    ...(owner !== undefined && { owner }),
    ...(until !== undefined && { until }),
    ...(suppression !== undefined && { suppression }),
  };
}
