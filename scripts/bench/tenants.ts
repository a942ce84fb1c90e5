import type { Part } from './part.ts';
import type { TenantsFound } from './tenants/found.ts';
import { tenantLines } from './tenants/lines.ts';
import { measureTenants } from './tenants/measure.ts';
import { tenantsPage } from './tenants/page.ts';

/** Tenants of every size, from adoption to a flood. */
export const tenantsPart: Part<TenantsFound> = {
  measure: measureTenants,
  lines: tenantLines,
  page: tenantsPage,
  join: joinSizes,
};

/** Sizes that were measured now, and those of before that were not, where nothing else differs. */
function joinSizes(kept: TenantsFound, now: TenantsFound): TenantsFound {
  const alike = (of: TenantsFound) =>
    JSON.stringify([of.memoryFlags, of.fewChanged, of.registered]);
  if (alike(kept) !== alike(now)) return now;
  const others = kept.sizes.filter(({ apps }) => !now.sizes.some((one) => one.apps === apps));
  return { ...now, sizes: [...others, ...now.sizes].sort((a, b) => a.apps - b.apps) };
}
