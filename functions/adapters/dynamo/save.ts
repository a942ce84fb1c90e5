import type { Change, FindingRow, Head } from '../../core/ports.ts';
import { appVersions, headKey, rowsKey, sectionVersions, tenantsPartition } from './keys.ts';
import type { Key } from './item.ts';
import { writeHistory } from './history.ts';
import { noteBefore } from './lease.ts';
import { writeLogs } from './logs.ts';
import { rewriteRows, storedIds, writeRows, type Manifest } from './manifest.ts';
import { putFenced, type Fenced } from './mutable.ts';
import { deflateJson } from './pack.ts';
import { chunks } from './parallel.ts';
import { repairs } from './repair.ts';
import { linkedOf } from './runs.ts';
import { writePartial } from './partial.ts';
import { sameHead, type State, type StoredHead } from './state.ts';
import type { Table } from './table.ts';
import { isSettled, unsettledAfter, unsettledBy } from './unsettled.ts';
import { writeVersions, type Document } from './versions.ts';
import { writeWords } from './words.ts';

const someDocuments = 500;

/** Where and as whom a session writes. */
export interface Writer extends Fenced {
  readonly tenant: string;
  /** Epoch seconds at which a version closed now is dropped. */
  readonly expires: number;
}

/**
 * Writes a change so that a crash after any single write is safe. What is new goes in first and counts
 * for nothing until rows point to it; rows go in before the head, which alone says which rows count. What the logs
 * told goes in last: until then the next run reads the same entries, and they tell it the same.
 */
export async function saveChange(writer: Writer, state: State, change: Change): Promise<State> {
  const { table, tenant, expires } = writer;
  const times = { validFrom: afterLast(state, change.validFrom), expires };
  const latest = await noteChange(writer, state, change);
  let { stored } = state;
  for await (const some of documentsOf(table, tenant, change, state)) {
    const from = await writeVersions(table, tenant, some, times);
    if (from > stored) stored = from;
  }
  await writeWords(table, tenant, change.words);
  await writeHistory(table, tenant, change.history ?? []);
  const rows = { apps: change.appRows, findings: change.findingRows };
  const manifest = await writeRows(writer, tenant, state, rows);
  const head = await writeHead(writer, state, manifest, change.head);
  const partial = await writePartial(writer, tenant, state.partial, change.partial);
  await table.removeMany([...state.leftovers, ...replacedShards(tenant, state, manifest)]);
  const logs = await writeLogs(writer, tenant, state.logs, change.logs);
  const unsettled = unsettledAfter(state.unsettled, change);
  return {
    ...stateAfter(state, manifest, head),
    leftovers: [],
    partial,
    latest,
    stored,
    logs,
    unsettled,
  };
}

/**
 * The time from which what is written holds: later than what the last record judged, whatever the clock says, or a run that
 * dies before it leaves a record would change what an earlier one is said to have judged.
 */
function afterLast({ last }: State, validFrom: string): string {
  const run = last && linkedOf(last).run;
  const held = run && (run.link?.heldAt ?? run.startedAt);
  if (held === undefined || validFrom > held) return validFrom;
  return new Date(Date.parse(held) + 1).toISOString();
}

/** Rewrites rows, and the head if given, in place. */
export async function settleRows(
  writer: Writer,
  state: State,
  findings: ReadonlyMap<string, FindingRow>,
  head: Head | null,
): Promise<State> {
  const manifest = await rewriteRows(writer, writer.tenant, state, { apps: new Map(), findings });
  if (!head) return stateAfter(state, manifest, state.head);
  return stateAfter(state, manifest, await writeHead(writer, state, manifest, head));
}

/** Tenants are listed before their head is written, so one with a head is listed. */
export async function listTenant({ table, tenant }: Writer): Promise<void> {
  await table.put({ tenant: tenantsPartition, item: tenant });
}

async function writeHead(
  writer: Writer,
  { head: stored }: State,
  { generation, shards }: Manifest,
  head: Head,
): Promise<StoredHead> {
  if (stored?.generation === generation && sameHead(stored.head, head)) return stored;
  if (!stored) await listTenant(writer);
  const data = deflateJson({ version: 1, generation, shards: shards.length, head });
  const rev = await putFenced(writer, headKey(writer.tenant), stored?.rev ?? 0, { data });
  return { head, rev, generation, shards: shards.length };
}

/**
 * Notes which documents will have versions that nobody knows of yet, and the latest time apps are then written from: a run
 * whose clock is behind will know.
 */
async function noteChange(writer: Writer, state: State, change: Change): Promise<string> {
  const { apps, deletedApps, sections, validFrom } = change;
  const areApps = apps.length + deletedApps.length > 0 || !isSettled(state.unsettled);
  if (!areApps && Object.keys(sections).length === 0) return state.latest;
  const latest = areApps && validFrom > state.latest ? validFrom : state.latest;
  const unsettled = JSON.stringify(unsettledBy(state.unsettled, change));
  await noteBefore(writer, writer.tenant, { latest, unsettled });
  return latest;
}

/** Some at a time, since 50,000 apps may be new at once. */
async function* documentsOf(
  table: Table,
  tenant: string,
  change: Change,
  state: State,
): AsyncGenerator<readonly Document[]> {
  for (const apps of chunks(change.apps, someDocuments)) {
    const ids = apps.map(({ id }) => id);
    const stored = storedIds(tenant, state, ids);
    // When time does not go forward, an app that is new may have a version from now or later: from
    // before it was deleted, or from a run that died.
    const forward = change.validFrom > state.latest;
    yield apps.map((app) => ({
      versions: appVersions(app.id),
      value: app,
      known: !forward || stored.has(app.id),
    }));
  }
  for (const ids of chunks(change.deletedApps, someDocuments)) {
    yield ids.map((id) => ({ versions: appVersions(id), value: null, known: true }));
  }
  yield Object.entries(change.sections).map(([name, value]) => ({
    versions: sectionVersions(name),
    value,
    known: true,
  }));
  let some: Document[] = [];
  for await (const document of repairs(table, tenant, state, change)) {
    some.push(document);
    if (some.length < someDocuments) continue;
    yield some;
    some = [];
  }
  yield some;
}

function replacedShards(tenant: string, { head }: State, { generation }: Manifest): Key[] {
  if (!head || head.generation === generation) return [];
  return Array.from({ length: head.shards }, (_, shard) => rowsKey(tenant, head.generation, shard));
}

function stateAfter(
  state: State,
  { generation, shards }: Manifest,
  head: StoredHead | null,
): State {
  return { ...state, head, shards, newestGeneration: Math.max(state.newestGeneration, generation) };
}
