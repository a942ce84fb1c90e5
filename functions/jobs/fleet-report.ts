import { OperatorError, StoreError } from '../core/errors.ts';
import { compareText } from '../core/order.ts';
import type { Archive, Channel, Head, ReportMark, Store } from '../core/ports.ts';
import { fleetSummaryOf, type LeftOut } from '../core/posture/fleet-summary.ts';
import { overviewRow, worstFirst } from '../core/posture/overview.ts';
import type { OverviewRow, Posture, Report } from '../core/posture/schema.ts';
import { unreadableRow } from '../core/posture/unreadable-row.ts';
import { isWatched, unwatchedRow } from '../core/posture/unwatched.ts';
import type { Delivered } from '../core/report/delivered.ts';
import { editionOf, type Asked, type Edition } from '../core/report/edition.ts';
import { periodAfter, seenBy } from '../core/report/period.ts';
import type { AnyRule } from '../core/rule.ts';
import { deliverReport, withheld } from './deliver-report.ts';
import { gatherPosture, type PosturePorts, type PostureRequest } from './posture.ts';

/** What a report of the fleet needs from outside. */
export interface FleetPorts extends Pick<PosturePorts, 'oldestAllowed'> {
  readonly store: PosturePorts['store'] & Pick<Store, 'tenants' | 'noteReport'>;
  readonly channels: readonly Channel[];
  /** null where reports are kept nowhere. */
  readonly archive: Archive | null;
}

export interface FleetRequest extends Asked {
  /** Those of which more is known than what is stored. */
  readonly tenants: readonly PostureRequest['tenant'][];
  readonly stack?: string | undefined;
  readonly rules: readonly AnyRule[];
  /** Keeps nothing and tells nobody. */
  readonly dryRun: boolean;
}

export interface FleetDelivered extends Delivered {
  /** How many tenants it tells of. */
  readonly tenants: number;
  /** Tenants that could not be gathered; their rows say so. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly tenant: string;
  readonly error: unknown;
}

/** Tenants gathered at once: each may be large. */
const atOnce = 4;
/** Tenants told of in full: the page is for people, and the memory is bounded. */
const inFull = 25;
/** Findings of those together, shared out evenly: a tenant with more than its share is told of in its own report. */
const mostFindings = 50_000;

/** Reports on all tenants of the store as {@link report} does on one; a tenant that cannot be gathered stops no other. */
export async function reportFleet(
  ports: FleetPorts,
  request: FleetRequest,
): Promise<FleetDelivered> {
  const { store, archive, channels } = ports;
  const edition = editionOf(request, await store.lastReport(null));
  const fleet = await gatherFleet(ports, request, edition);
  const report = reportOfFleet(fleet, edition, request.now);
  const summary = fleetSummaryOf(report, request.stack, leftOut(fleet));
  const counts = { tenants: report.overview.length, failures: fleet.failures };
  if (request.dryRun || (edition.isScheduled && edition.isSuperseded)) {
    return { ...withheld(summary), ...counts };
  }
  const since = periodAfter(edition.before, edition.at).since.toISOString();
  const note = (mark: ReportMark) => store.noteReport(null, mark);
  // Of a tenant that could not be gathered nothing was told: it stays where it was.
  const seen = { ...seenBy(edition.before), ...fleet.seen };
  const delivery = { tenant: null, edition, report, summary, since, seen };
  return { ...(await deliverReport({ archive, channels, note }, delivery)), ...counts };
}

interface Fleet {
  readonly rows: OverviewRow[];
  /** The worst so far, in any order. */
  postures: { readonly row: OverviewRow; readonly posture: Posture }[];
  /** Ids of those with more findings than are told. */
  readonly tooLarge: string[];
  readonly failures: Failure[];
  /** The newest run of each, as in {@link ReportMark}. */
  readonly seen: Record<string, string>;
  /** Findings of a tenant that is told of in full. */
  readonly share: number;
}

async function gatherFleet(
  ports: FleetPorts,
  request: FleetRequest,
  edition: Edition,
): Promise<Fleet> {
  const known = new Map(request.tenants.map((tenant) => [tenant.id, tenant]));
  const ids = new Set([...(await ports.store.tenants()), ...known.keys()]);
  const share = Math.floor(mostFindings / Math.max(1, Math.min(inFull, ids.size)));
  const fleet: Fleet = { rows: [], postures: [], tooLarge: [], failures: [], seen: {}, share };
  const left = ids.values();
  const work = async () => {
    for (const id of left) {
      const tenant = known.get(id);
      const member = tenant
        ? { tenant, lookedAt: null, isHere: true }
        : await storedMember(ports, id, request.stack);
      await gatherOne(ports, { ...member, rules: request.rules }, edition, fleet);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return fleet;
}

async function gatherOne(
  { store, oldestAllowed }: FleetPorts,
  { lookedAt, isHere, ...of }: Member & Pick<PostureRequest, 'rules'>,
  { at, now, since, before, isPrompt }: Edition,
  fleet: Fleet,
): Promise<void> {
  try {
    const posture = await gatherPosture(
      { store: { ...store, lastReport: async () => before }, oldestAllowed },
      { ...of, now, isPrompt, ...(at < now && { at }), ...(since && { since }) },
    );
    const row = overviewRow(posture);
    const { newestRun } = posture.freshness;
    if (newestRun !== null) fleet.seen[of.tenant.id] = newestRun;
    addTo(fleet, (!isHere && unwatchedRow(row, { lookedAt, newestRun }, at)) || row, posture);
  } catch (error) {
    // Whatever it is that one tenant has, the others are to be told of.
    fleet.rows.push(unreadableRow(of.tenant, wordsOf(error)));
    fleet.failures.push({ tenant: of.tenant.id, error });
  }
}

/** Whatever the order in which they come, the same ones are kept. */
function addTo(fleet: Fleet, row: OverviewRow, posture: Posture): void {
  fleet.rows.push(row);
  if (!isWatched(row)) return;
  if (posture.findings.length > fleet.share) {
    fleet.tooLarge.push(row.tenant.id);
    return;
  }
  const postures = [...fleet.postures, { row, posture }];
  fleet.postures = worstOf(postures);
}

function wordsOf(error: unknown): string {
  return error instanceof OperatorError ? error.message : 'The log of the function says why.';
}

function worstOf(postures: Fleet['postures']): Fleet['postures'] {
  const byTenant = new Map(postures.map((one) => [one.row.tenant.id, one]));
  return worstFirst(postures.map(({ row }) => row))
    .slice(0, inFull)
    .flatMap(({ tenant }) => byTenant.get(tenant.id) ?? []);
}

function leftOut({ tooLarge, failures, share }: Fleet): LeftOut {
  return {
    unreadable: failures.length,
    tooLarge: tooLarge.toSorted(compareText),
    mostFindings: share,
  };
}

function reportOfFleet({ rows, postures }: Fleet, { at }: Edition, now: Date): Report {
  return {
    version: 1,
    generatedAt: now.toISOString(),
    at: at.toISOString(),
    overview: worstFirst(rows),
    postures: postures.map(({ posture }) => posture),
  };
}

interface Member {
  readonly tenant: PostureRequest['tenant'];
  /** Configured where this runs, so that it is watched. */
  readonly isHere: boolean;
  /** ISO 8601, when a pulse of any cell noted that it looks at it. */
  readonly lookedAt: string | null;
}

/** What a monitor of a version before stored does not say its environment. */
const unknown = 'environment unknown';

async function storedMember(
  { store }: FleetPorts,
  id: string,
  stack: string | undefined,
): Promise<Member> {
  const head = await headOf(store, id);
  const environment = head?.environment ?? unknown;
  return {
    tenant: { id, environment, ...(stack !== undefined && { stack }) },
    isHere: false,
    lookedAt: head?.lookedAt ?? null,
  };
}

/** null where it cannot be read: gathering the tenant then says why. */
async function headOf(store: FleetPorts['store'], id: string): Promise<Head | null> {
  try {
    return await store.head(id);
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
