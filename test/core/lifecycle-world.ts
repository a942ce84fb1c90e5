import type { Action } from '../../functions/core/action.ts';
import { RefusedError } from '../../functions/core/errors.ts';
import type { Verdict } from '../../functions/core/evaluate.ts';
import { findingKey } from '../../functions/core/finding.ts';
import type { Observation } from '../../functions/core/rule.ts';
import type { Suppression } from '../../functions/core/suppression.ts';
import { severityIn, type Case } from './lifecycle-model.ts';
import { day, day0, testRule, unknown } from './lifecycle-samples.ts';
import {
  decideJob,
  emptyStored,
  runJob,
  type Outcome,
  type Outside,
  type Stored,
} from './lifecycle-shell.ts';

export const subjects = ['s1', 's2'] as const;
export type Subject = (typeof subjects)[number];
export type TenantId = 'a' | 'b';

/** One thing that happens: to the tenant, to the clock, or because of a job or a person. */
export type Step =
  | { readonly do: 'see'; readonly in: TenantId; readonly of: Subject; readonly found: Case | null }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'channel'; readonly in: TenantId; readonly id: string; readonly fails: boolean }
  | { readonly do: 'file'; readonly in: TenantId; readonly pattern: string; readonly days: number }
  | { readonly do: 'unfile'; readonly in: TenantId; readonly nth: number }
  | {
      readonly do: 'run';
      readonly in: TenantId;
      /** The subject that cannot be judged, or which of all. */
      readonly judges: 'all' | 'nothing' | 'off' | { readonly allBut: Subject };
      readonly lasts: number;
    }
  | {
      readonly do: 'decide';
      readonly in: TenantId;
      readonly of: Subject;
      readonly what: 'acknowledge' | 'accept' | 'suppress' | 'unsuppress' | 'reopen';
      readonly days: number;
      readonly lasts: number;
    }
  | {
      readonly do: 'hide';
      readonly in: TenantId;
      readonly pattern: string;
      readonly days: number;
      readonly lasts: number;
    }
  | { readonly do: 'lift'; readonly in: TenantId; readonly nth: number; readonly lasts: number };

/** A tenant as it is outside, and what is stored of it. */
export interface Place {
  readonly cases: Map<Subject, Case>;
  readonly failing: Set<string>;
  file: readonly Suppression[];
  /** Ids of what was made by command, in order. */
  readonly made: string[];
  readonly stored: Stored;
}

export interface World {
  now: number;
  readonly places: Readonly<Record<TenantId, Place>>;
}

export function newWorld(): World {
  return { now: Date.parse(day0), places: { a: newPlace(), b: newPlace() } };
}

function newPlace(): Place {
  const stored = emptyStored();
  return { cases: new Map(), failing: new Set(), file: [], made: [], stored };
}

/** Lets it happen; null where it was refused, or needs no job. */
export function act(world: World, step: Step): Outcome | null {
  if (step.do === 'wait') {
    world.now += step.ms;
    return null;
  }
  // No two things happen at once.
  world.now += 1;
  const place = world.places[step.in];
  switch (step.do) {
    case 'see':
      if (step.found) place.cases.set(step.of, step.found);
      else place.cases.delete(step.of);
      return null;
    case 'channel':
      if (step.fails) place.failing.add(step.id);
      else place.failing.delete(step.id);
      return null;
    case 'file':
      place.file = [...place.file, filed(world, step.pattern, step.days)];
      return null;
    case 'unfile':
      place.file = place.file.filter((one) => one !== place.file[step.nth % place.file.length]);
      return null;
    case 'run':
      return runJob(place.stored, verdictOf(place, step.judges), outsideOf(world, place, step));
    default:
      return tryToDecide(world, place, step);
  }
}

function tryToDecide(
  world: World,
  place: Place,
  step: Extract<Step, { do: 'decide' | 'hide' | 'lift' }>,
): Outcome | null {
  const action = actionOf(world, place, step);
  try {
    const outcome = decideJob(place.stored, action, outsideOf(world, place, step));
    const isMade = outcome.trace.some(({ did }) => did === 'head') && step.do === 'hide';
    if (isMade && outcome.made !== null) place.made.push(outcome.made);
    return outcome;
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

function actionOf(
  { now }: World,
  { made }: Place,
  step: Extract<Step, { do: 'decide' | 'hide' | 'lift' }>,
): Action {
  const said = { by: 'Ann', owner: 'Team A', reason: 'because' };
  const { by, reason } = said;
  if (step.do === 'lift') {
    return { kind: 'unsuppress', suppression: made[step.nth % made.length] ?? 'none', by, reason };
  }
  const until = iso(now + step.days * day);
  if (step.do === 'hide') {
    return { kind: 'suppress', rule: testRule.id, subject: step.pattern, until, ...said };
  }
  const finding = findingKey('acme', testRule.id, step.of);
  if (step.what === 'accept') return { kind: 'accept', finding, ...said };
  if (step.what === 'suppress') return { kind: 'suppress', finding, until, ...said };
  if (step.what === 'acknowledge') return { kind: step.what, finding, by };
  if (step.what === 'unsuppress') return { kind: step.what, finding, by, reason };
  return { kind: step.what, finding, by, reason };
}

function verdictOf(
  { cases }: Place,
  judges: Extract<Step, { do: 'run' }>['judges'],
): Verdict | null {
  if (judges === 'off') return null;
  if (judges === 'nothing') return unknown;
  const undecided = typeof judges === 'object' ? judges.allBut : null;
  return {
    rule: testRule.id,
    status: 'evaluated',
    observations: [...cases]
      .filter(([subject]) => subject !== undecided)
      .map(([subject, found]) => observed(subject, found)),
    undecided: undecided === null ? [] : [{ subject: undecided, reason: 'not said' }],
  };
}

function observed(subject: string, found: Case): Observation {
  const { names, stage } = found;
  return {
    subject,
    message: 'so',
    evidence: { names },
    ...(stage !== null && { stage }),
    ...(severityIn(found) === 'low' && { grade: 'slight' }),
  };
}

function outsideOf(
  { now }: World,
  { file, failing }: Place,
  { lasts }: { lasts: number },
): Outside {
  return { now: new Date(now), file, failing, lasts };
}

function filed({ now }: World, subject: string, days: number): Suppression {
  const said = { by: 'Kim', owner: 'Team A', reason: 'moving' };
  const span = { at: iso(now), until: iso(now + days * day) };
  return { id: `file-${now}`, rule: testRule.id, subject, ...said, ...span };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
