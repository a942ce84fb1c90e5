import { isOfFile } from './configured-suppressions.ts';
import { commandOf, fileWords, nameOf, whoseWords, type Deciding } from './deciding.ts';
import { RefusedError } from './errors.ts';
import { findingKey } from './finding.ts';
import { keyCommand, moment } from './message.ts';
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
    acknowledged: `Take that back first: ${aboutIt(deciding, row, 'reopen')}`,
    accepted: `Take that back first: ${aboutIt(deciding, row, 'reopen')}`,
    suppressed: endItWords(deciding, row),
    resolved: 'There is nothing to decide unless it comes back.',
  }[status];
  throw new RefusedError(`${nameOf(deciding, row)} ${standing(row)}. ${then}`);
}

function endItWords(deciding: Deciding, row: FindingRow): string {
  const id = row.life.decision?.suppression;
  if (id === undefined) return `End that first: ${aboutIt(deciding, row, 'unsuppress')}`;
  if (isOfFile(id)) return `The suppression ${id} hides it. ${fileWords}`;
  const command = commandOf(deciding.tenant, `unsuppress ${id}`);
  return `End that first, for all that ${id} hides: \`${command} --reason …\`.`;
}

/** A key that is not safe to type is left to whoever has it. */
function aboutIt({ tenant }: Deciding, { rule, subject }: FindingRow, verb: string): string {
  const key = findingKey(tenant.id, rule, subject);
  const command = keyCommand(verb, key, tenant) ?? `npx strictwatch ${verb} FINDING`;
  return `\`${command} --reason …\`.`;
}

/** How a finding stands and who decided so, such as "is accepted already, by …". */
export function standing({ life }: FindingRow): string {
  const { status, decision, resolvedAt } = life;
  if (status === 'open') return 'is open';
  if (status === 'inherited') return 'is inherited, and nobody has decided about it';
  if (status === 'resolved') return `is over since ${moment(resolvedAt ?? life.since)}`;
  return `is ${status} already${decision ? `, ${whoseWords(decision)}` : ''}`;
}
