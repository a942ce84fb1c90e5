import { plural } from '../message.ts';
import { cut } from '../sns-shorten.ts';
import type { PostureSummary } from './posture-summary.ts';
import { isWatched } from './unwatched.ts';
import type { OverviewRow, PostureVerdict, Report } from './schema.ts';
import { verdictStates } from './terms.ts';

/** Tenants named; the rest are counted. */
const shownTenants = 10;
const longestLine = 400;

const stateNames: Readonly<Record<PostureVerdict['state'], string>> = {
  'never-read': 'never read',
  'not-known': 'not known',
  act: 'with open findings',
  decide: 'with findings nobody has decided about',
  steady: 'steady',
  unwatched: 'no longer watched',
};

/** Tenants that are not told of in full, other than for being less bad than those that are. */
export interface LeftOut {
  readonly unreadable: number;
  /** Ids of those with more findings than `mostFindings`. */
  readonly tooLarge: readonly string[];
  readonly mostFindings: number;
}

const nothingLeftOut: LeftOut = { unreadable: 0, tooLarge: [], mostFindings: 0 };

/** How all tenants stand, the worst of them by name. */
export function fleetSummaryOf(
  report: Report,
  stack: string | undefined,
  leftOut = nothingLeftOut,
): PostureSummary {
  const { at, overview } = report;
  const left = overview.slice(shownTenants);
  const lines = [
    ...sumLines(overview.filter(isWatched)),
    ...overview.slice(0, shownTenants).map(rowLine),
    ...(left.length > 0 ? [`And ${left.length} more: ${stateWords(left)}.`] : []),
    ...omittedLines(report, leftOut),
  ];
  return {
    tenant: 'fleet',
    environment: plural(overview.length, 'tenant'),
    isFleet: true,
    ...(stack !== undefined && { stack }),
    at,
    headline: overview.length === 0 ? 'no tenant was ever read' : stateWords(overview),
    lines: lines.map((line) => cut(line, longestLine)),
  };
}

function stateWords(rows: readonly OverviewRow[]): string {
  return verdictStates
    .flatMap((state) => {
      const count = rows.filter(({ verdict }) => verdict.state === state).length;
      return count > 0 ? [`${count} ${stateNames[state]}`] : [];
    })
    .join(', ');
}

function sumLines(rows: readonly OverviewRow[]): string[] {
  if (rows.length === 0) return [];
  let open = 0;
  let undecided = 0;
  let changes = 0;
  let permissive = 0;
  let unknown = 0;
  for (const row of rows) {
    open += row.open ?? 0;
    undecided += row.undecided ?? 0;
    changes += row.changes ?? 0;
    permissive += row.permissive ?? 0;
    if (row.permissive === null) unknown += 1;
  }
  const unsure = unknown > 0 ? `, and of ${plural(unknown, 'tenant')} it is not known` : '';
  return [
    `Together: ${open} open, ${undecided} undecided, ${changes} opened or opened again in the period; ${plural(permissive, 'permissive third-party app')}${unsure}.`,
  ];
}

function rowLine({ tenant, verdict }: OverviewRow): string {
  return `${tenant.id} (${tenant.environment}): ${verdict.sentence}`;
}

function omittedLines({ overview, postures }: Report, leftOut: LeftOut): string[] {
  if (postures.length >= overview.length) return [];
  const told = `The report has every tenant in its overview, and ${postures.length} of ${overview.length} in full`;
  const unwatched = overview.filter((row) => !isWatched(row)).length;
  const { unreadable, tooLarge, mostFindings } = leftOut;
  const apart = unreadable + unwatched + tooLarge.length;
  const lessBad = overview.length - postures.length - apart;
  if (apart === 0) return [`${told}: the worst.`];
  const reasons = [
    ...(unreadable > 0 ? [`${unreadable} that cannot be read`] : []),
    ...(unwatched > 0 ? [`${unwatched} no longer watched`] : []),
    ...(lessBad > 0 ? [`${lessBad} less bad than those`] : []),
    ...(tooLarge.length > 0 ? [largeWords(tooLarge, mostFindings)] : []),
  ];
  return [`${told}. Not in full: ${reasons.join('; ')}.`];
}

/** Ids of tenants that are named. */
const shownLarge = 3;

function largeWords(ids: readonly string[], most: number): string {
  const more = ids.length - shownLarge;
  const names = [...ids.slice(0, shownLarge), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const whose = ids.length === 1 ? 'which has' : 'which have';
  const own = ids.length === 1 ? 'a report of its own' : 'reports of their own';
  return `${names}, ${whose} more than ${plural(most, 'finding')}, and ${own}`;
}
