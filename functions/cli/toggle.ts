import type { Tenant } from '../core/tenant.ts';
import { renderToggle } from '../core/render-toggle.ts';
import { toggleAdvice } from '../core/toggle-advice.ts';
import { toggleOutput } from '../core/toggle-output.ts';
import { toggleLadder, type ToggleLadder } from '../core/toggle.ts';
import type { Context } from './context.ts';
import { asJson } from './json.ts';
import { configuredTenantsOrNone, storedTenants, withStored } from './stored.ts';

/** `toggle`: what is known of the toggle, from what, and what contradicts it; reads nothing from Auth0. */
export async function toggleCommand(context: Context): Promise<number> {
  const { out, options, now, columns } = context;
  return withStored(context, async (store) => {
    const configured = configuredTenantsOrNone(context);
    const pages = [];
    for (const tenant of await storedTenants(context, store)) {
      const its = configured?.find(({ id }) => id === tenant) ?? null;
      const { position, memory } = await store.logs(tenant);
      const ladder = ladderOf(toggleLadder(memory.toggle, its?.declared.toggle, now), its);
      const advice = toggleAdvice(ladder, { configured: its, logsRead: position !== null });
      const accepted = (await store.head(tenant))?.baseline.toggle;
      pages.push({ tenant, ladder, accepted, advice, now, columns });
    }
    out(options.json ? `${asJson(toggleOutput(pages))}\n` : pages.map(renderToggle).join('\n'));
    return 0;
  });
}

/** What is declared stands in the configuration only; without one it is not known whether anything is. */
function ladderOf(ladder: ToggleLadder, configured: Tenant | null): ToggleLadder {
  if (configured) return ladder;
  const because =
    'declarations stand in tenants.json, which was not given (`--config FILE`), so whether one exists is not known here';
  const rungs = ladder.rungs.map((rung) =>
    rung.basis === 'declared' ? { ...rung, because } : rung,
  );
  return { ...ladder, rungs };
}
