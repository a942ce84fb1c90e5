import { nameOf, whoseWords, type Deciding } from './deciding.ts';
import { RefusedError } from './errors.ts';
import { moment } from './message.ts';
import type { FindingRow } from './ports.ts';

/** @throws {RefusedError} saying how the finding stands, and what would have to be done first */
export function requireStatus(
  deciding: Deciding,
  row: FindingRow,
  may: readonly FindingRow['life']['status'][],
): void {
  const { status } = row.life;
  if (may.includes(status)) return;
  const then = {
    open: 'There is nothing to take back.',
    inherited: 'There is nothing to take back.',
    acknowledged: 'Take that back first: `reopen`.',
    accepted: 'Take that back first: `reopen`.',
    suppressed: 'End that first: `unsuppress`.',
    resolved: 'There is nothing to decide unless it comes back.',
  }[status];
  throw new RefusedError(`${nameOf(deciding, row)} ${standing(row)}. ${then}`);
}

/** How a finding stands and who decided so, such as "is accepted already, by …". */
export function standing({ life }: FindingRow): string {
  const { status, decision, resolvedAt } = life;
  if (status === 'open') return 'is open';
  if (status === 'inherited') return 'is inherited, and nobody has decided about it';
  if (status === 'resolved') return `is over since ${moment(resolvedAt ?? life.since)}`;
  return `is ${status} already${decision ? `, ${whoseWords(decision)}` : ''}`;
}
