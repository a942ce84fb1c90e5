import type { AppReadiness, Readiness, RequirementView, Track } from './schema.ts';

/** How people are told what readiness has as a code; half sentences. */

export const readinessWords = {
  blocked: 'blocked',
  change: 'settings must change',
  ask: 'owner must be asked',
} as const satisfies Record<AppReadiness['state'], string>;

export const kindWords = {
  block: 'strict mode refuses it',
  change: 'must be set otherwise',
  ask: 'must be asked',
} as const satisfies Record<RequirementView['kind'], string>;

export const itemWords = {
  done: 'done',
  'not-done': 'not done',
  unknown: 'unknown',
  'not-needed': 'not needed',
} as const satisfies Record<Track['items'][number]['state'], string>;

type Counts = Extract<Readiness, { readonly known: true }>['counts'];

/**
 * How many permissive apps are how far from strict.
 * @param show a number
 */
export function readinessCountWords(
  { blocked, change, ask }: Counts,
  show: (count: number) => string = String,
): string {
  return `${show(blocked)} ${readinessWords.blocked}, ${show(change)} whose ${readinessWords.change}, ${show(ask)} whose ${readinessWords.ask}`;
}
