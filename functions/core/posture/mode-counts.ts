import type { ModeCounts } from './fold-apps.ts';
import type { Posture } from './schema.ts';

export type KnownApps = Extract<Posture['apps'], { readonly known: true }>;

/** Third-party apps of each mode, wherever they came from. */
export function modeCounts({ byModeAndOrigin }: Pick<KnownApps, 'byModeAndOrigin'>): ModeCounts {
  const counts = { strict: 0, permissive: 0, unknown: 0 };
  for (const { mode, count } of byModeAndOrigin) counts[mode] += count;
  return counts;
}
