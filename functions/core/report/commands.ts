import { placeOf, tenantCommand } from '../message.ts';
import type { Posture, Report } from '../posture/schema.ts';

/** As the configuration allows it; a command with anything else could be more than one word to a shell. */
const safeId = /^[\w-]{1,100}$/;

/** A command about the tenant; null where its id is not safe to type. */
export function commandOf(tenant: Posture['tenant'], words: string, more = ''): string | null {
  const { id, stack } = tenant;
  if (!safeId.test(id) || (stack !== undefined && !safeId.test(stack))) return null;
  return `${tenantCommand(words, placeOf(tenant))}${more}`;
}

/** The report of the same moment and period in another format. */
export function sameReport(posture: Posture, format: string): string | null {
  const { tenant, at, isPast } = posture;
  const asOf = isPast ? ` --as-of ${at}` : '';
  return commandOf(tenant, 'report', ` --since ${beginning(posture)}${asOf} --format ${format}`);
}

/** Lists what stands, as it stood at the moment of the report. */
export function findingsCommand(posture: Posture): string | null {
  return posture.isPast ? sameReport(posture, 'csv') : commandOf(posture.tenant, 'findings');
}

/** Lists the permissive apps there were at the moment of the report. */
export function permissiveCommand({ tenant, at, isPast }: Posture): string | null {
  return commandOf(tenant, 'apps', `${isPast ? ` --at ${at}` : ''} --permissive`);
}

/** What a report of one of its tenants takes besides the tenant to be of the same moment. */
export function sameMoment({ postures, at }: Pick<Report, 'postures' | 'at'>): string {
  return postures.some(({ isPast }) => isPast) ? ` --as-of ${at}` : '';
}

/** `--since` leaves out its own moment, but the period may begin with what was found at its first, or be told late. */
function beginning({ period, changes, newPermissive }: Posture): string {
  let first = Infinity;
  for (const { at } of changes.rows) first = Math.min(first, Date.parse(at));
  for (const { seen } of newPermissive) first = Math.min(first, Date.parse(seen));
  return first <= Date.parse(period.since) ? new Date(first - 1).toISOString() : period.since;
}
