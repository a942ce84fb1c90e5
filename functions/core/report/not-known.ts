import { isKnown } from '../posture/is-known.ts';
import type { OverviewRow, Posture, Report } from '../posture/schema.ts';
import { isWatched } from '../posture/unwatched.ts';
import { staleRule } from '../pulse.ts';
import { commandOf, sameMoment } from './commands.ts';

/** A tenant of which a file of findings says too little: nobody must take that for a pass. */
export interface Silent {
  /** `left-out`: what it has is known, and not in the file. */
  readonly what: 'not-known' | 'left-out';
  readonly tenant: Posture['tenant'];
  readonly verdict: Posture['verdict'];
  readonly sentence: string;
  /** What tells more, as a sentence; null where nothing does, or the tenant's id is not safe to type. */
  readonly next: string | null;
}

/** The rule that finds tenants nobody reads. */
export const notKnownControl = staleRule;

/** Tenants that are not known, and tenants whose findings the report leaves out; as in the overview, and each once. */
export function silentOf(report: Report): readonly Silent[] {
  const { overview, postures } = report;
  const detailed = new Set(postures.map(({ tenant }) => tenant.id));
  return [
    ...postures.flatMap((posture) => (isKnown(posture) ? [] : [unknownOf(posture)])),
    ...overview
      .filter(({ tenant }) => !detailed.has(tenant.id))
      .flatMap((row) => outsideOf(row, sameMoment(report))),
  ];
}

/** Rows of tenants that are not known and of which there is no posture. */
export function lostOf({ overview, postures }: Report): readonly OverviewRow[] {
  const detailed = new Set(postures.map(({ tenant }) => tenant.id));
  return overview.filter((row) => !detailed.has(row.tenant.id) && !isKnown(row));
}

function unknownOf({ tenant, verdict }: Posture): Silent {
  const { sentence } = verdict;
  return { what: 'not-known', tenant, verdict, sentence, next: findOut(tenant) };
}

function outsideOf(row: OverviewRow, moment: string): Silent[] {
  const { tenant, verdict, open, undecided } = row;
  const isEmpty = (open ?? 0) === 0 && (undecided ?? 0) === 0;
  const left = isEmpty
    ? []
    : [`${open} open and ${undecided} undecided findings are not in this file.`];
  if (isKnown(row)) {
    const next = listThem(tenant, moment);
    return left.map((sentence) => ({ what: 'left-out', tenant, verdict, sentence, next }));
  }
  const why = isReadable(row) ? findOut(tenant) : null;
  const next = isEmpty ? why : listThem(tenant, moment);
  const sentence = [verdict.sentence, ...left].join(' ');
  return [{ what: 'not-known', tenant, verdict, sentence, next }];
}

/** Of what is damaged, or configured nowhere any more, no run can tell more. */
function isReadable(row: OverviewRow): boolean {
  return row.open !== null && isWatched(row);
}

function listThem(tenant: Posture['tenant'], moment: string): string | null {
  return sentenceOf('List them', commandOf(tenant, 'report', `${moment} --format csv`));
}

function findOut(tenant: Posture['tenant']): string | null {
  const command =
    tenant.stack === undefined
      ? commandOf(tenant, 'doctor')
      : commandOf(tenant, 'invoke', ' --dry-run');
  return sentenceOf('Find out why', command);
}

function sentenceOf(what: string, command: string | null): string | null {
  return command === null ? null : `${what}: ${command}`;
}
