import { StoreError } from '../../core/errors.ts';
import type { ReportMark } from '../../core/ports.ts';
import { mergedMark } from '../../core/report/period.ts';
import { isConditionFailure } from './failures.ts';
import { numberOf, type Item } from './item.ts';
import { reportKey } from './keys.ts';
import { damaged, packJson, unpackJson } from './pack.ts';
import { StoredMark } from './schemas.ts';
import type { Table } from './table.ts';

/** What the last scheduled report left, of a tenant or, with null, of the fleet. */
export async function readMark(table: Table, tenant: string | null): Promise<ReportMark | null> {
  return markOf(await table.get(reportKey(tenant)), tenant);
}

function markOf(item: Item | undefined, tenant: string | null): ReportMark | null {
  if (!item) return null;
  const what = `The mark of the last report of ${tenant ?? 'all tenants'}`;
  const read = StoredMark.safeParse(unpackJson(item['data'], what));
  if (!read.success) throw damaged(what, read.error);
  return read.data;
}

/** More writers at once than there can be: a report is started twice at worst, and tells one channel after the other. */
const mostAttempts = 20;

/** No lease holds a report, so that another one's mark may be written meanwhile: it is merged then, not overwritten. */
export async function writeMark(
  table: Table,
  tenant: string | null,
  mark: ReportMark,
): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const item = await table.get(reportKey(tenant));
    const merged = mergedMark(markOf(item, tenant), mark);
    if (!merged || (await replaced(table, tenant, item, merged))) return;
  }
  throw new StoreError(
    `The mark of the last report of ${tenant ?? 'all tenants'} changed each time it was to be written. Other runs of the report are at work: wait until they end, then run it again.`,
  );
}

/** False when another write came first. */
async function replaced(
  table: Table,
  tenant: string | null,
  before: Item | undefined,
  { at, since, isFirst, isUntold, told, seen, seenBefore }: ReportMark,
): Promise<boolean> {
  const flags = { ...(isFirst && { isFirst }), ...(isUntold && { isUntold }) };
  const runs = { ...(seen && { seen }), ...(seenBefore && { seenBefore }) };
  const data = packJson({ at, since, ...flags, ...(told && { told }), ...runs });
  const revision = numberOf(before, 'revision');
  const unchanged =
    revision === 0
      ? { text: 'attribute_not_exists(#revision)' }
      : { text: '#revision = :revision', values: { revision } };
  try {
    await table.put({ ...reportKey(tenant), revision: revision + 1, data }, unchanged);
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
