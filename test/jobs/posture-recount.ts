import type { Finding, Status } from '../../functions/core/finding.ts';
import type { ChangeKind } from '../../functions/core/posture/schema.ts';
import { changeKinds } from '../../functions/core/posture/terms.ts';
import { severities } from '../../functions/core/severity.ts';
import type { Seen } from './posture-world.ts';

const deeds = {
  acknowledge: 'acknowledged',
  accept: 'accepted',
  suppress: 'suppressed',
  'suppress-all': 'suppressed',
  unsuppress: 'ended',
  'unsuppress-all': 'ended',
  reopen: 'taken-back',
} as const;

/** What one job did to one finding. */
interface Move {
  readonly seen: Seen;
  readonly key: string;
  readonly before: Finding | undefined;
  readonly after: Finding;
}

/** What there was to see of findings, job by job, by who looked at them after each. */
export function movesOf(all: readonly Seen[]): Move[] {
  let known = new Map<string, Finding>();
  return all.flatMap((seen) => {
    const before = known;
    known = new Map(seen.findings.map((one) => [one.key, one]));
    return seen.findings.map((after) => ({
      seen,
      key: after.key,
      before: before.get(after.key),
      after,
    }));
  });
}

export function isIn(since: Date, at: Date, moment: Date): boolean {
  return since < moment && moment <= at;
}

/** Changes by kind, counted by who watched it happen. */
export function recountChanges(all: readonly Seen[], since: Date): Record<ChangeKind, number> {
  const counts = Object.fromEntries(changeKinds.map((kind) => [kind, 0])) as Record<
    ChangeKind,
    number
  >;
  const now = all.at(-1)?.at ?? since;
  for (const { did, at } of all) if (did !== 'run' && isIn(since, now, at)) counts[deeds[did]] += 1;
  for (const move of movesOf(all)) {
    const kind = isIn(since, now, move.seen.at) ? kindOf(move) : null;
    if (kind) counts[kind] += 1;
  }
  return counts;
}

/** What a run did to a finding, or a decision beside what it is itself. */
function kindOf({ seen, before, after }: Move): ChangeKind | null {
  const [was, is] = [before?.status ?? 'none', after.status];
  if (is === 'resolved') return was === 'resolved' || was === 'none' ? null : 'resolved';
  if (seen.did !== 'run') return null;
  const arrivals: Partial<Record<Status, ChangeKind>> = { open: 'opened', inherited: 'adopted' };
  if (was === 'none') return arrivals[is] ?? null;
  if (was === 'resolved') return is === 'open' ? 'reopened' : 'suppressed';
  if (was === 'accepted')
    return ({ open: 'reopened', suppressed: 'ended' }[is as string] as ChangeKind) ?? null;
  if (was === 'suppressed' && is === 'open') return 'ended';
  return before?.stage !== after.stage && is === 'open' ? 'escalated' : null;
}

/** Seconds that were taken, from when people were told to the first decision, and from then to the end. */
export function retime(
  all: readonly Seen[],
  since: Date,
): Record<'acknowledge' | 'resolve', number[]> {
  const now = all.at(-1)?.at ?? since;
  const taken = { acknowledge: [] as number[], resolve: [] as number[] };
  const told = new Map<string, Date>();
  const lives = new Map<string, string>();
  for (const { seen, key, before, after } of movesOf(all)) {
    const { at, did } = seen;
    const opened = told.get(key);
    const isHere = seen.key === undefined ? did === 'suppress-all' : seen.key === key;
    const isDecided = isHere && did !== 'reopen' && did !== 'unsuppress';
    const left = before?.status === 'open' && after.status !== 'open';
    if (opened && left && isDecided && isIn(since, now, at))
      taken.acknowledge.push((at.getTime() - opened.getTime()) / 1000);
    if (after.status !== 'open') told.delete(key);
    else if (before?.status !== 'open' && did !== 'reopen') told.set(key, at);
    if (before?.since !== after.since && after.status === 'open') lives.set(key, after.since);
    const isOver = after.status === 'resolved' && before && before.status !== 'resolved';
    if (isOver && lives.get(key) === after.since && isIn(since, now, at))
      taken.resolve.push((at.getTime() - Date.parse(after.since)) / 1000);
  }
  return taken;
}

/** Rows as of `byAge`, counted one finding at a time. */
export function recountAges(findings: readonly Finding[], statuses: readonly Status[], at: Date) {
  const rows = severities.map((severity) => ({
    severity,
    underDay: 0,
    underWeek: 0,
    underMonth: 0,
    older: 0,
  }));
  for (const { severity, status, since } of findings) {
    const row = rows[severities.indexOf(severity)];
    if (!row || !statuses.includes(status)) continue;
    const days = (at.getTime() - Date.parse(since)) / 86_400_000;
    if (days < 1) row.underDay += 1;
    else if (days < 7) row.underWeek += 1;
    else if (days < 30) row.underMonth += 1;
    else row.older += 1;
  }
  return rows.filter(
    ({ underDay, underWeek, underMonth, older }) => underDay + underWeek + underMonth + older,
  );
}
