import type { Hearing } from '../../functions/core/hearing.ts';

/** All of these channels hear of everything, and there is no second route. */
export function hearingBy(channels: readonly string[]): Hearing {
  return { channelsFor: () => channels, ownerChannels: () => channels, secondRoutes: () => [] };
}
