import type { AppVersion } from '../../core/ports.ts';
import type { Item } from './item.ts';
import { prefixes } from './keys.ts';
import { readApp } from './stored-app.ts';
import type { Table } from './table.ts';
import { documentOf, wholeVersions } from './versions.ts';

/** All versions of one app after the other: meant for the rare question, not for a run. */
export async function* readAppHistory(
  table: Table,
  tenant: string,
): AsyncGenerator<readonly AppVersion[]> {
  let items: Item[] = [];
  for await (const page of table.pages({ tenant, prefix: prefixes.apps }))
    for (const item of page) {
      const [first] = items;
      if (first && documentOf(first) !== documentOf(item)) {
        yield versionsOf(items);
        items = [];
      }
      items.push(item);
    }
  if (items.length > 0) yield versionsOf(items);
}

/** Apps as they were at a moment, by id. */
export async function readAppsAt(table: Table, tenant: string, at: string): Promise<AppVersion[]> {
  const moment = Date.parse(at);
  const found: AppVersion[] = [];
  for await (const versions of readAppHistory(table, tenant)) {
    const version = versions.findLast(({ validFrom }) => Date.parse(validFrom) <= moment);
    if (version && !(version.validTo !== null && Date.parse(version.validTo) <= moment))
      found.push(version);
  }
  return found.sort((a, b) => (a.app.id < b.app.id ? -1 : 1));
}

/** A later version ends an earlier one that a crash left open. */
function versionsOf(items: readonly Item[]): AppVersion[] {
  const versions = [...wholeVersions(items)];
  return versions.map(({ value, validFrom, validTo }, index) => {
    const [end = null] = [validTo ?? [], versions[index + 1]?.validFrom ?? []].flat().sort();
    return { app: readApp(value), validFrom, validTo: end };
  });
}
