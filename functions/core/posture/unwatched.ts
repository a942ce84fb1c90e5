import { moment } from '../message.ts';
import type { OverviewRow } from './schema.ts';

const longestMs = 14 * 86_400_000;

/** When anybody looked at a tenant, ISO 8601; null where nothing says so. */
export interface Looks {
  /** A scheduled pulse notes it while the tenant is configured anywhere. */
  readonly lookedAt: string | null;
  readonly newestRun: string | null;
}

/**
 * The row of a tenant that is configured nowhere any more, as far as what is stored can tell: nobody has looked at it for two
 * weeks, so that what was open then is told as not known. null where somebody has.
 */
export function unwatchedRow(
  row: OverviewRow,
  { lookedAt, newestRun }: Looks,
  at: Date,
): OverviewRow | null {
  const last = [lookedAt, newestRun]
    .filter((one) => one !== null)
    .sort()
    .at(-1);
  if (last !== undefined && at.getTime() - Date.parse(last) < longestMs) return null;
  const looked =
    last === undefined
      ? 'nothing shows that anybody ever looked at it'
      : `nobody has looked at it since ${moment(last)}`;
  const read =
    row.lastComplete === null ? 'never read whole' : `last read whole ${moment(row.lastComplete)}`;
  const unknown = { open: null, undecided: null, worst: null, permissive: null, changes: null };
  const verdict = {
    state: 'unwatched',
    sentence: `No longer watched: ${looked}; ${read}.`,
  } as const;
  return { ...row, ...unknown, verdict };
}

/** Whether anybody still looks at the tenant, as far as is known. */
export function isWatched({ verdict }: Pick<OverviewRow, 'verdict'>): boolean {
  return verdict.state !== 'unwatched';
}
