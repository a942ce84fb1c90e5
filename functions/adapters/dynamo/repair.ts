import type { AppRow, Change } from '../../core/ports.ts';
import { readAppHistory } from './app-history.ts';
import { fingerprint } from './fingerprint.ts';
import { appVersions, sectionVersions } from './keys.ts';
import { storedRows } from './manifest.ts';
import type { State } from './state.ts';
import type { Table } from './table.ts';
import { isSettled } from './unsettled.ts';
import { versionWith, type Document } from './versions.ts';

/**
 * Documents that a run that died may have left otherwise than rows and head say, each as those say; what the change writes
 * anyway is left out. One that is as it should be is found so, and left alone.
 */
export async function* repairs(
  table: Table,
  tenant: string,
  state: State,
  change: Change,
): AsyncGenerator<Document> {
  const { read = [], head } = change;
  for (const name of state.unsettled.sections)
    if (read.includes(name) && !change.sections[name])
      yield* asKnown(table, tenant, sectionVersions(name), head.sections[name]);
  if (!read.includes('apps') || isSettled(state.unsettled)) return;
  const written = new Set([...change.apps.map(({ id }) => id), ...change.deletedApps]);
  for await (const [id, row] of suspects(table, tenant, state)) {
    if (!written.has(id)) yield* asKnown(table, tenant, appVersions(id), row?.print);
  }
}

/** Apps that may be stored otherwise than their rows say, with these. */
async function* suspects(
  table: Table,
  tenant: string,
  state: State,
): AsyncGenerator<[string, AppRow | undefined]> {
  const { apps, all } = state.unsettled;
  const rows = storedRows(tenant, state, all ? undefined : apps);
  if (!all) {
    for (const id of apps) yield [id, rows.get(id)];
    return;
  }
  for await (const versions of readAppHistory(table, tenant)) {
    const newest = versions.at(-1);
    if (!newest) continue;
    const { id } = newest.app;
    const now = newest.validTo === null ? fingerprint(newest.app) : undefined;
    if (rows.get(id)?.print !== now) yield [id, rows.get(id)];
  }
}

/** The document in the version that has the fingerprint, or closed. */
async function* asKnown(
  table: Table,
  tenant: string,
  versions: string,
  print: string | undefined,
): AsyncGenerator<Document> {
  if (print === undefined) {
    yield { versions, value: null, known: true };
    return;
  }
  const version = await versionWith(table, tenant, versions, print);
  if (version) yield { versions, value: version.value, known: true };
}
