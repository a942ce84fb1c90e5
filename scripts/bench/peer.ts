import type { Part } from './part.ts';
import type { PeerFound } from './peer/found.ts';
import { peerLines } from './peer/lines.ts';
import { peerPage } from './peer/page.ts';

/** The same tenants read by the tool a user would pick today. */
export const peerPart: Part<PeerFound> = {
  // Only who measures needs the bundler.
  measure: async (options) => (await import('./peer/measure.ts')).measurePeer(options),
  lines: peerLines,
  page: peerPage,
};
