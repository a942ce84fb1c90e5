import { fleetLines } from './fleet/lines.ts';
import type { FleetFound } from './fleet/found.ts';
import { fleetPage } from './fleet/page.ts';
import type { Part } from './part.ts';

/** A thousand tenants in one deployment, as a simulation of what its templates say. */
export const fleetPart: Part<FleetFound> = {
  async measure({ progress }) {
    // What it takes is much, and whoever only shows what was found needs none of it.
    const { measureFleet } = await import('./fleet/measure.ts');
    return measureFleet(progress);
  },
  lines: fleetLines,
  page: fleetPage,
};
