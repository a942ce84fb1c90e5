import type { StoredSections } from '../../core/ports.ts';
import { keptSections } from '../../core/snapshot.ts';
import { sectionVersions } from './keys.ts';
import { damaged } from './pack.ts';
import { storedSections } from './schemas-sections.ts';
import type { Table } from './table.ts';
import { versionAt } from './versions.ts';

/** The kept sections as they were at a moment; one not read by then is left out. */
export async function readSectionsAt(
  table: Table,
  tenant: string,
  at: string,
): Promise<StoredSections> {
  const moment = new Date(at).toISOString();
  const found = await Promise.all(
    keptSections.map(async (name) => {
      const version = await versionAt(table, tenant, sectionVersions(name), moment);
      if (!version) return [];
      const read = storedSections[name].safeParse(version.value);
      if (!read.success) throw damaged(`The stored section ${name}`, read.error);
      return [[name, { value: read.data, validFrom: version.validFrom }]];
    }),
  );
  return Object.fromEntries(found.flat()) as StoredSections;
}
