import { bundlesPart } from './bundles.ts';
import { fleetPart } from './fleet.ts';
import { limitsPart } from './limits.ts';
import type { Line } from './line.ts';
import type { BenchOptions, Part } from './part.ts';
import { peerPart } from './peer.ts';
import { tenantsPart } from './tenants.ts';
import { testsPart } from './tests.ts';

/** A part for whoever does not know what it finds. */
export interface AnyPart {
  /** Names it on the page while there is nothing of it to show. */
  readonly title: string;
  /** Whether it measures tenants of the sizes and the latency that were asked for; others say their own. */
  readonly takesSizes: boolean;
  measure(options: BenchOptions): Promise<unknown>;
  /** Of what it once found. */
  lines(found: unknown): readonly Line[];
  page(found: unknown): string;
  join(kept: unknown, now: unknown): unknown;
}

export const parts = {
  tenants: anyPart('Tenants of every size', tenantsPart, true),
  limits: anyPart('Under limits of rate and time', limitsPart),
  peer: anyPart('Beside what a user would take instead', peerPart, true),
  fleet: anyPart('A thousand tenants', fleetPart),
  bundles: anyPart('Functions as they are deployed', bundlesPart),
  tests: anyPart('The tests', testsPart),
} as const;

export type PartName = keyof typeof parts;

/** In the order in which they are measured and shown. */
export const partNames = Object.keys(parts) as readonly PartName[];

function anyPart<T>(title: string, part: Part<T>, takesSizes = false): AnyPart {
  return {
    title,
    takesSizes,
    measure: (options) => part.measure(options),
    lines: (found) => part.lines(found as T),
    page: (found) => part.page(found as T),
    join: (kept, now) => part.join?.(kept as T, now as T) ?? now,
  };
}
