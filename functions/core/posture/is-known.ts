import type { Posture } from './schema.ts';

/** Whether the tenant was read recently enough to say how it stands. */
export function isKnown({ verdict }: Pick<Posture, 'verdict'>): boolean {
  const { state } = verdict;
  return state !== 'never-read' && state !== 'not-known' && state !== 'unwatched';
}
