import { createAgenda, type Agenda } from './agenda.ts';
import { assumed, type Kind } from './troubles.ts';
import type { DeployedSchedule } from './deployed.ts';
import { createLambda, type Arrival, type Lambda } from './lambda.ts';
import { createLeases, type Leases } from './leases.ts';
import { luck } from './seeded-random.ts';
import type { Ends } from './tally.ts';
import { orCrash, tenantState, type Conditions, type Start, type TenantState } from './tenant.ts';
import { watchingSince, type Watching } from './watching.ts';

export interface Scenario {
  /** Attempts the account may run at one time. */
  readonly quota: number;
  /** Whether tenants are as their kinds say, and accidents happen; else all is well. */
  readonly hasTrouble: boolean;
  /** Whether starts lie anywhere in their flexible windows; else all begin the moment they are due. */
  readonly isSpread: boolean;
  readonly days: number;
}

/** What is simulated, in whatever scenario. */
export interface Fleet extends Conditions {
  readonly schedules: readonly DeployedSchedule[];
  readonly kinds: ReadonlyMap<string, Kind>;
  /** Epoch ms. */
  readonly from: number;
}

export interface Tenant extends TenantState {
  /** Of its `watch`. */
  readonly schedule: DeployedSchedule;
  watching: Watching;
  isStale: boolean;
}

export interface World {
  readonly fleet: Fleet;
  readonly scenario: Scenario;
  readonly agenda: Agenda;
  readonly lambda: Lambda;
  readonly leases: Leases;
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly ends: Ends;
  /** Of first attempts of `watch` that did not begin at once, by key. */
  readonly arrivals: Map<string, Arrival>;
  readonly found: { readonly kind: Kind; readonly foundMs: number }[];
}

export function createWorld(fleet: Fleet, scenario: Scenario): World {
  const agenda = createAgenda(fleet.from);
  const { coldMs, idleMs } = assumed;
  return {
    fleet,
    scenario,
    agenda,
    lambda: createLambda({ agenda, quota: scenario.quota, coldMs, idleMs }),
    leases: createLeases(() => agenda.now()),
    tenants: new Map(
      fleet.schedules
        .filter(({ function: { job } }) => job === 'watch')
        .map((schedule) => tenantOf(schedule, fleet, scenario))
        .map((tenant) => [tenant.id, tenant]),
    ),
    ends: { complete: 0, incomplete: 0, busy: 0, heldByPulse: 0, done: 0, failed: 0 },
    arrivals: new Map(),
    found: [],
  };
}

const hourMs = 3_600_000;
/** So often pulse notes a tenant; see functions/core/pulse.ts. */
const notedMs = 3 * hourMs;

/** Up to now all was well: it was read whole within the hour before, and noted by the pulse of its cell. */
function tenantOf(schedule: DeployedSchedule, fleet: Fleet, { hasTrouble }: Scenario): Tenant {
  const { seed, from, kinds } = fleet;
  const id = schedule.tenant ?? '';
  const kind = hasTrouble ? (kinds.get(id) ?? 'healthy') : 'healthy';
  const lastComplete = new Date(from - hourMs + luck(seed, 'before', id) * schedule.windowMs);
  const notedAt = new Date(from - luck(seed, 'noted', schedule.cell) * notedMs);
  return {
    ...tenantState(id, kind, fleet),
    schedule,
    watching: watchingSince(schedule, { lastComplete, notedAt }),
    isStale: false,
  };
}

/** The attempt as it is where attempts may die half-way. */
export function mayCrash<T extends { readonly ms: number; readonly fails: boolean }>(
  { fleet, scenario }: World,
  work: T,
  key: string,
): T {
  return scenario.hasTrouble ? orCrash(work, fleet.seed, key) : work;
}

export function tenantIn({ tenants }: World, { schedule }: Start): Tenant {
  const tenant = tenants.get(schedule.tenant ?? '');
  if (!tenant) throw new Error('a run of watch is of a tenant');
  return tenant;
}
