import type { Linked, Store } from '../core/ports.ts';
import { postureOf, type PostureFacts } from '../core/posture.ts';
import {
  foldApps,
  mostAppsKept,
  trendMoments,
  type FoldedApps,
} from '../core/posture/fold-apps.ts';
import { lateRuns } from '../core/posture/late-runs.ts';
import { mostRuns } from '../core/posture/notes.ts';
import type { Posture } from '../core/posture/schema.ts';
import { periodAfter, type Period } from '../core/report/period.ts';
import type { AnyRule } from '../core/rule.ts';
import type { RunRecord } from '../core/run.ts';
import type { Tenant } from '../core/tenant.ts';
import { storedSchedule } from './stored-schedule.ts';
import { trendReads } from './trend-reads.ts';

/** What a posture is made from. */
export interface PosturePorts {
  readonly store: Pick<
    Store,
    | 'findings'
    | 'history'
    | 'runs'
    | 'head'
    | 'appHistory'
    | 'sectionsAt'
    | 'lastReport'
    | 'lastRecord'
    | 'records'
  >;
  /** As in pulse. @throws {ConfigError} for a schedule that makes no sense */
  oldestAllowed(schedule: Tenant['schedule'], now: Date): Date;
}

export interface PostureRequest {
  /** Without a schedule, a domain or an intent where only the store tells of the tenant. */
  readonly tenant: Pick<Tenant, 'id' | 'environment' | 'stack'> &
    Partial<Pick<Tenant, 'schedule' | 'domain' | 'intent'>>;
  readonly rules: readonly AnyRule[];
  /** The moment to tell of; now where it is not set. */
  readonly at?: Date | undefined;
  /** From when on changes are told; since the last scheduled report, else of a week, where it is not set. */
  readonly since?: Date | undefined;
  readonly now: Date;
  /** A scheduled report that started soon after `at`; see {@link PostureFacts}. */
  readonly isPrompt?: boolean;
}

/**
 * Gathers what is stored of a tenant, and how it stood at the moment. Reads nothing of Auth0 and writes nothing.
 * @throws {StoreError} when the store cannot be read
 */
export async function gatherPosture(
  ports: PosturePorts,
  request: PostureRequest,
): Promise<Posture> {
  const { store } = ports;
  const { tenant, rules, now, isPrompt = false } = request;
  const { id } = tenant;
  const at = request.at && request.at < now ? request.at : now;
  const head = await store.head(id);
  const last = await store.lastRecord(id);
  const until = at < now ? at : latest(now, last);
  const wanted = await wantedPeriod(store, request, at);
  const runs = await runsSince(store, { id, until, since: reachOf(wanted, id) });
  const schedule = tenant.schedule ?? storedSchedule(head);
  return postureOf({
    tenant,
    at,
    now,
    isPrompt,
    until,
    period: periodOf(wanted, runs, id),
    findings: await store.findings(id),
    history: await store.history(id),
    runs,
    head,
    apps: await appsUntil(store, id, until),
    trendReads: await trendReads(store, { id, until, runs, isAll: runs.length < fewRuns }),
    sections: await store.sectionsAt(id, until.toISOString()),
    record: await recordBy(store, id, last, until),
    newestRecord: last?.run.startedAt,
    oldestAllowed: schedule && ports.oldestAllowed(schedule, at),
    rules,
  });
}

/** Where the clock went back what is stored is of later than now, and still the newest there is. */
function latest(now: Date, last: Linked | null): Date {
  const { startedAt, link } = last?.run ?? {};
  const times = [startedAt, link?.heldAt].map((at) => (at === undefined ? 0 : Date.parse(at)));
  return new Date(Math.max(now.getTime(), ...times));
}

async function wantedPeriod(
  store: PosturePorts['store'],
  { tenant, since }: PostureRequest,
  at: Date,
): Promise<Period> {
  if (since) return { since, basis: 'asked' };
  return periodAfter(await store.lastReport(tenant.id), at);
}

/** Nothing changed before the first run: where nobody was told of any change, the period begins with it at the earliest. */
function periodOf(
  { seen, ...wanted }: Period,
  runs: readonly RunRecord[],
  id: string,
): PostureFacts['period'] {
  const late = lateRuns(runs, wanted.since, seen && (seen[id] ?? null));
  const first = runs.at(-1)?.startedAt;
  const isCut = runs.length >= mostRuns;
  const isFirst = wanted.basis === 'week' || wanted.basis === 'missed';
  if (!isFirst || first === undefined || isCut) return { ...wanted, late };
  const since = new Date(first);
  return since >= wanted.since ? { since, basis: 'first-read' } : { ...wanted, late };
}

/** Runs back to the newest that the last report knew may have been stored after it. */
function reachOf({ since, seen }: Period, id: string): Date {
  const known = seen?.[id];
  return known !== undefined && Date.parse(known) < since.getTime() ? new Date(known) : since;
}

/** More than there are in a week of hourly runs. */
const fewRuns = 200;

interface Wanted {
  readonly id: string;
  readonly until: Date;
  readonly since: Date;
}

/** Those of the period, and as many more as it takes to find one that read the tenant whole, up to a bound. */
async function runsSince(
  store: PosturePorts['store'],
  { id, until: end, since }: Wanted,
): Promise<RunRecord[]> {
  const until = end.toISOString();
  const runs = await store.runs(id, fewRuns, until);
  const isAll = runs.length < fewRuns;
  const reaches = runs.some(({ startedAt }) => Date.parse(startedAt) <= since.getTime());
  const isEnough = isAll || (reaches && runs.some(({ complete }) => complete));
  return isEnough ? runs : store.runs(id, mostRuns, until);
}

async function appsUntil(store: PosturePorts['store'], id: string, at: Date): Promise<FoldedApps> {
  const fold = foldApps(trendMoments(at), mostAppsKept);
  for await (const versions of store.appHistory(id)) fold.add(versions);
  return fold.result();
}

/** The newest record by then. Only for a past moment the others are read. */
async function recordBy(
  store: PosturePorts['store'],
  id: string,
  last: Linked | null,
  at: Date,
): Promise<Linked | null> {
  if (!last || Date.parse(last.run.startedAt) <= at.getTime()) return last;
  let newest: Linked | null = null;
  for await (const record of store.records(id)) {
    if (Date.parse(record.run.startedAt) > at.getTime()) break;
    newest = record;
  }
  return newest;
}
