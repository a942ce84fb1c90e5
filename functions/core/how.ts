import type { How } from './attribution.ts';
import type { LogEntry } from './log-entry.ts';
import type { Observation } from './rule.ts';

/** How an app came to be permissive; undefined where the observation is not of a permissive app. */
export function howOf({ evidence }: Observation, entry: LogEntry | null): How | undefined {
  const { origin, securityMode } = evidence;
  if (securityMode !== 'permissive') return undefined;
  // Whoever registers a client ID metadata document is signed in and states no mode; what decides it is not known.
  const isDocument = entry?.operation === 'app-registered' && entry.actor.channel !== 'dcr';
  if (origin === 'cimd' || isDocument) return 'unknown';
  if (origin === 'dcr' || entry?.operation === 'app-registered') return 'dcr';
  const asked = entry?.creation?.asked;
  if (asked === 'permissive') return 'api-explicit';
  return asked === 'unstated' ? 'api-default' : 'unknown';
}
