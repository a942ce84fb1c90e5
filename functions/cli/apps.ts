import { forTerminal } from '../core/escape.ts';
import { plural } from '../core/message.ts';
import type { AppVersion } from '../core/ports.ts';
import { renderTable } from '../core/render-table.ts';
import { isThirdParty, type App } from '../core/snapshot.ts';
import { instant, type Context } from './context.ts';
import { asJson } from './json.ts';
import { storedTenants, withStored } from './stored.ts';

export interface AppsOptions {
  /** A moment or a day (its end, UTC); now when not given. */
  readonly at?: string;
  readonly permissive: boolean;
  /** First-party apps too. */
  readonly all: boolean;
}

/** ISO 8601, after all that is stored: a version may begin a little later than its run, where time did not go on. */
const asLastStored = '9999-12-31T23:59:59.999Z';

/** `apps`: the apps of a tenant as they were at a moment, from history; reads nothing from Auth0. */
export async function appsCommand(context: Context, options: AppsOptions): Promise<number> {
  const at = (options.at ? instant('--at', options.at) : context.now).toISOString();
  return withStored(context, async (store) => {
    const tenants = [];
    for (const tenant of await storedTenants(context, store)) {
      const since = (await store.head(tenant))?.firstComplete ?? null;
      const held = await store.appsAt(tenant, options.at ? at : asLastStored);
      const apps = held.filter(({ app }) => isShown(app, options));
      tenants.push({ tenant, watchedSince: since, apps: since && at >= since ? apps : null });
    }
    context.out(
      context.options.json
        ? `${asJson({ version: 1, at, tenants })}\n`
        : tenants.map((one) => asText({ ...one, at })).join('\n'),
    );
    return 0;
  });
}

function isShown(app: App, { permissive, all }: AppsOptions): boolean {
  if (permissive) return isThirdParty(app) && app.securityMode === 'permissive';
  return all || app.firstParty !== true;
}

function asText(of: {
  readonly tenant: string;
  readonly watchedSince: string | null;
  /** null when the tenant was not watched then. */
  readonly apps: readonly AppVersion[] | null;
  readonly at: string;
}): string {
  const { tenant, watchedSince, apps, at } = of;
  if (apps === null) {
    const since = watchedSince ? `was first read whole on ${watchedSince}` : 'was never read whole';
    return `${tenant} at ${at}: not known, the tenant ${since}.\n`;
  }
  const rows = apps.map(({ app, validFrom }) => [
    app.securityMode ?? 'none',
    app.origin,
    app.firstParty === null ? 'unknown' : app.firstParty ? 'first' : 'third',
    validFrom.slice(0, 10),
    forTerminal(app.id, 60),
    forTerminal(app.name, 60),
  ]);
  const table = renderTable(['MODE', 'ORIGIN', 'PARTY', 'UNCHANGED SINCE', 'APP', 'NAME'], rows);
  return `${tenant} at ${at}: ${plural(apps.length, 'app')}\n${apps.length > 0 ? table : ''}`;
}
