import type { HistoryEvent } from '../../core/history.ts';
import { compareText } from '../../core/order.ts';
import { textOf, type Item } from './item.ts';
import { eventKey, historyOf } from './keys.ts';
import { packJson, unpackJson, unreadable } from './pack.ts';
import { StoredEvent } from './schemas.ts';
import type { Table } from './table.ts';

/** Events are kept for good: an auditor may ask years later who decided what. */
export async function writeHistory(
  table: Table,
  tenant: string,
  events: readonly HistoryEvent[],
): Promise<void> {
  await table.putMany(
    events.map((event) => ({ ...eventKey(tenant, event), data: packJson(event) })),
  );
}

/** Oldest first. */
export async function readHistory(
  table: Table,
  tenant: string,
  rule?: string,
  subject?: string,
): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of table.pages({ tenant, prefix: historyOf(rule, subject) }))
    events.push(...page.map(readEvent));
  return events.sort((a, b) => compareText(a.at, b.at) || a.transition - b.transition);
}

function readEvent(item: Item): HistoryEvent {
  const what = `The event ${textOf(item, 'item')}`;
  const read = StoredEvent.safeParse(unpackJson(item['data'], what));
  if (!read.success) throw unreadable(what, read.error);
  return read.data;
}
