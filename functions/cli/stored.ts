import { existsSync } from 'node:fs';
import { openStacks } from '../adapters/aws/stacks.ts';
import { openDeployedStore } from '../adapters/aws/store.ts';
import { isDataFolder } from '../adapters/dynalite/folder.ts';
import { ConfigError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import type { Tenant } from '../core/tenant.ts';
import { configuredTenants, defaultData, withLocal, type Context } from './context.ts';

/**
 * For commands that only look: gives `work` what the deployed monitor has stored where --stack names one, else what
 * lies in the data folder, which is not made when it is none yet.
 */
export async function withStored<T>(
  context: Context,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { stack } = context.options;
  if (stack !== undefined) return work(await openDeployedStore(openStacks(), stack));
  requireData(context);
  return withLocal(context, ({ store }) => work(store));
}

/** @throws {ConfigError} when it is no data folder, which only `watch` makes */
export function requireData({ options: { data } }: Context): void {
  if (isDataFolder(data)) return;
  const what = existsSync(data)
    ? 'has no strictwatch.json, which every data folder has: it holds nothing of any tenant yet'
    : 'is not there';
  throw new ConfigError(
    `${data} ${what}. Run \`npx strictwatch watch\` first, name another folder with --data, or a deployed monitor with --stack.`,
  );
}

/** Ids to look up in the store: of the configured tenants, else of all that the store has. */
export async function storedTenants(context: Context, store: Store): Promise<string[]> {
  const configured = configuredTenantsOrNone(context);
  if (configured) return configured.map(({ id }) => id);
  const stored = await store.tenants();
  const { tenant: asked } = context.options;
  const unknown = asked.filter((id) => !stored.includes(id));
  if (stored.length > 0 && unknown.length === 0)
    return asked.length > 0 ? [...new Set(asked)] : stored;
  const what = unknown.length > 0 ? unknown.join(', ') : 'any tenant';
  throw new ConfigError(nothingOf(context, what, stored));
}

/** The data folder may hold tenants (the demo's, say) that no configuration names; so may a deployed monitor. */
export function configuredTenantsOrNone(context: Context): Tenant[] | null {
  const { config, data, stack } = context.options;
  const isElsewhere = data !== defaultData || stack !== undefined;
  return config === undefined && isElsewhere ? null : configuredTenants(context);
}

function nothingOf(
  { options: { data, stack } }: Context,
  what: string,
  stored: readonly string[],
): string {
  const has = stored.length > 0 ? ` The tenants there are: ${stored.join(', ')}.` : '';
  if (stack === undefined) {
    return `${data} holds nothing of ${what} yet.${has} Run \`npx strictwatch watch\` first, or name another folder with --data.`;
  }
  return `The monitor deployed as "${stack}" has stored nothing of ${what} yet.${has} Check the id, or run it once: \`npx strictwatch invoke --stack ${stack} --tenant ID\`.`;
}
