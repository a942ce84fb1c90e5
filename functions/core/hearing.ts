import type { Severity } from './severity.ts';

/** What there is to say, as far as routes ask. */
export interface About {
  readonly rule: string;
  readonly subject: string;
  readonly severity: Severity;
}

/** A channel that hears of a critical finding only when nobody acknowledged it in time. */
export interface SecondRoute {
  readonly channel: string;
  readonly afterMs: number;
}

/** Who is told of what: a tenant's routes, for the channels there are. Ids are sorted, each once. */
export interface Hearing {
  /** Channels that hear of it. */
  readonly channelsFor: (about: About) => readonly string[];
  /** Channels that are told that a suppression of this owner is about to end. */
  readonly ownerChannels: (about: About, owner: string) => readonly string[];
  readonly secondRoutes: (about: About) => readonly SecondRoute[];
}
