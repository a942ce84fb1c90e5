import { oldestAllowed } from '../adapters/schedule.ts';
import { ConfigError, StoreError } from '../core/errors.ts';
import { moment } from '../core/message.ts';
import type { Store } from '../core/ports.ts';
import { reportOf } from '../core/posture/overview.ts';
import type { OverviewRow, Posture, Report } from '../core/posture/schema.ts';
import { unreadableRow } from '../core/posture/unreadable-row.ts';
import type { Tenant } from '../core/tenant.ts';
import { gatherPosture, type PostureRequest } from '../jobs/posture.ts';
import type { Context } from './context.ts';
import type { Period } from './report-options.ts';
import { configuredTenantsOrNone, storedTenants } from './stored.ts';

type Known = PostureRequest['tenant'];

export interface Gathered {
  readonly report: Report;
  /** Tenants of which what is stored cannot be read; their rows say so. */
  readonly failures: readonly { readonly tenant: string; readonly error: StoreError }[];
}

/** The report of the stored tenants that were asked for. */
export async function gatherStored(
  context: Context,
  store: Store,
  period: Period,
): Promise<Gathered> {
  const configured = configuredTenantsOrNone(context) ?? [];
  const tenants: Known[] = [];
  for (const id of await storedTenants(context, store)) {
    tenants.push(await knownOf(context, store, id, configured));
  }
  if (period.at) await requireRecord(store, tenants, period.at);
  return gatherReport(context, store, tenants, period);
}

/**
 * The report of these tenants; reads nothing but the store. A tenant that is damaged there stops no other.
 * @throws {StoreError} when none of them can be read
 */
export async function gatherReport(
  { rules, now }: Pick<Context, 'rules' | 'now'>,
  store: Store,
  tenants: readonly Known[],
  period: Period = {},
): Promise<Gathered> {
  const postures: Posture[] = [];
  const unreadable: OverviewRow[] = [];
  const failures: { tenant: string; error: StoreError }[] = [];
  for (const tenant of tenants) {
    const request = { tenant, rules, now, ...period };
    try {
      postures.push(await gatherPosture({ store, oldestAllowed }, request));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      unreadable.push(unreadableRow(tenant, error.message));
      failures.push({ tenant: tenant.id, error });
    }
  }
  const [failure] = failures;
  if (failure && postures.length === 0) throw failure.error;
  return { report: reportOf(postures, now, unreadable), failures };
}

/** What a monitor stored before it noted environments does not say it. */
const unknownEnvironment = 'environment unknown';

async function knownOf(
  { options: { stack } }: Context,
  store: Store,
  id: string,
  configured: readonly Tenant[],
): Promise<Known> {
  const known = configured.find((tenant) => tenant.id === id);
  const environment = known?.environment ?? (await environmentIn(store, id)) ?? unknownEnvironment;
  const { schedule, domain, intent } = known ?? {};
  return {
    id,
    environment,
    ...(stack && { stack }),
    ...(schedule && { schedule }),
    ...(domain && { domain }),
    ...(intent && { intent }),
  };
}

async function environmentIn(store: Store, id: string): Promise<string | undefined> {
  return (await orUnreadable(() => store.head(id), null))?.environment;
}

/** Where it cannot be read, gathering the tenant says why. */
async function orUnreadable<T>(read: () => Promise<T>, unreadable: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof StoreError) return unreadable;
    throw error;
  }
}

/** @throws {ConfigError} when no run of any of them began by then */
async function requireRecord(store: Store, tenants: readonly Known[], at: Date): Promise<void> {
  const hasRun = async (id: string) => (await store.runs(id, 1, at.toISOString())).length > 0;
  for (const { id } of tenants) if (await orUnreadable(() => hasRun(id), true)) return;
  const firsts = await Promise.all(tenants.map(({ id }) => firstRecord(store, id)));
  const [first] = firsts.filter((start) => start !== null).sort();
  const oldest = first === undefined ? 'there is none at all' : `the oldest is of ${moment(first)}`;
  throw new ConfigError(
    `No record of a run reaches back to ${moment(at.toISOString())}: ${oldest}. So nothing is known of that day; give a later --as-of.`,
  );
}

async function firstRecord(store: Store, tenant: string): Promise<string | null> {
  for await (const { run } of store.records(tenant)) return run.startedAt;
  return null;
}
