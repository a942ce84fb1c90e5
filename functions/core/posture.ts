import { deadlines, daysUntil } from './deadlines.ts';
import type { Finding } from './finding.ts';
import type { HistoryEvent } from './history.ts';
import type { Head, Linked, StoredSections } from './ports.ts';
import { compareText } from './order.ts';
import { openOf, worstOf } from './posture/ages.ts';
import { appsOf, defaultPermissionsOf } from './posture/apps.ts';
import { asOf } from './posture/as-of.ts';
import { changesIn, countChanges, type Span } from './posture/changes.ts';
import { viewFindings, viewRules } from './posture/finding-view.ts';
import type { FoldedApps } from './posture/fold-apps.ts';
import { newPermissiveIn } from './posture/new-permissive.ts';
import { notesOf } from './posture/notes.ts';
import { pastsOf, type Past } from './posture/past.ts';
import { readinessFacts } from './posture/readiness-facts.ts';
import { freshnessOf, unreadOf, type Readings } from './posture/readings.ts';
import type { Posture } from './posture/schema.ts';
import { dcrAt, toggleAt } from './posture/states.ts';
import { timesUntil } from './posture/times.ts';
import type { TrendReads } from './posture/trend-reads.ts';
import { graveOf } from './posture/grave.ts';
import { verdictOf } from './posture/verdict.ts';
import { readinessOf } from './readiness/readiness.ts';
import type { AnyRule } from './rule.ts';
import type { RunRecord } from './run.ts';
import type { Tenant } from './tenant.ts';

/** What is stored of a tenant, to see how it stood at a moment. */
export interface PostureFacts {
  readonly tenant: Pick<Tenant, 'id' | 'environment' | 'stack'> &
    Partial<Pick<Tenant, 'domain' | 'intent'>>;
  /** The moment it tells of: now, or earlier. */
  readonly at: Date;
  readonly now: Date;
  /** What was stored by `at` was told soon after it, so that only what came later is taken back. */
  readonly isPrompt?: boolean;
  /** Up to when what is stored is told: `at`, and later only where the clock went back. */
  readonly until?: Date;
  readonly period: {
    readonly since: Date;
    readonly basis: Posture['period']['basis'];
    /** Starts of runs from before it that no report told of; see {@link lateRuns}. */
    readonly late?: readonly string[];
  };
  /** As they are now, resolved ones included; what they were at the moment is worked out here. */
  readonly findings: readonly Finding[];
  /** All there is, of findings and of suppressions; oldest first. */
  readonly history: readonly HistoryEvent[];
  /** Those that began by then, newest first; at least those of the period. */
  readonly runs: readonly RunRecord[];
  readonly head: Head | null;
  /** Folded at the moments of {@link trendMoments}. */
  readonly apps: FoldedApps;
  /** Of the same moments. */
  readonly trendReads: TrendReads;
  readonly sections: StoredSections;
  /** The newest record that began by the moment. */
  readonly record: Linked | null;
  /** ISO 8601 start of the record written last, later than the moment or not; not set where there is none. */
  readonly newestRecord?: string | undefined;
  /** A last complete read before this is too long ago; null where the schedule is not known. */
  readonly oldestAllowed: Date | null;
  readonly rules: readonly AnyRule[];
}

/** How a tenant stood, from what is stored of it. What nobody could read is said to be unknown, never fine. */
export function postureOf(facts: PostureFacts): Posture {
  const { tenant, at, period, history, runs, head, rules, trendReads } = facts;
  const until = facts.until ?? at;
  const span = spanOf(facts, until);
  const readings: Readings = { runs, head, at: until };
  const firstComplete = head?.firstComplete ?? null;
  const pasts = pastsOf({ ...facts, now: until > facts.now ? until : facts.now, firstComplete });
  const isPast = isPastView(facts, pasts);
  const findings = isPast ? asOf(pasts, at) : facts.findings;
  const freshness = freshnessOf(readings, span, facts.oldestAllowed);
  const apps = appsOf(facts.apps, readings, trendReads);
  const dcr = dcrAt(runs, at);
  const toggle = toggleAt(runs, at);
  const open = openOf(findings, at);
  const unread = unreadOf(readings);
  const unjudged = runs[0]?.unknown ?? [];
  const changes = changesIn(pasts, history, span);
  const shown = viewFindings(findings, span, tenant.domain);
  const { watchedSince } = freshness;
  const newest = new Map(findings.map((finding) => [finding.key, finding]));
  return {
    version: 1,
    tenant: tenantOf(tenant),
    at: at.toISOString(),
    isPast,
    period: { since: period.since.toISOString(), basis: period.basis },
    verdict: verdictOf({
      freshness,
      open,
      worstOpen: worstOf(findings, 'open'),
      worstUndecided: worstOf(findings, 'inherited'),
      unread,
      unjudged,
      grave: graveOf(unjudged, rules),
      expectedSince: expectedSince(facts),
      at: at.toISOString(),
      isPast,
    }),
    freshness,
    changes: { counts: countChanges(changes), rows: changes },
    apps,
    newPermissive: newPermissiveIn(pasts, newest, { span, watchedSince }),
    dcr,
    toggle,
    deadlines: deadlinesAt(at),
    defaultPermissions: defaultPermissionsOf(facts.sections, readings),
    readiness: readinessOf(readinessFacts(facts, findings, { apps, dcr, toggle, isPast })),
    open,
    times: timesUntil(pasts, at),
    unread,
    unjudged,
    findings: shown,
    rules: viewRules(
      [...shown, ...changes].map(({ rule }) => rule),
      rules,
    ),
    notes: notesOf({ ...readings, at, until, isPast, period, findings, dcr, trendReads }),
    evidence: evidenceOf(facts.record),
  };
}

/** What began at the first read is part of the first period; else what a report told is not told again. */
function spanOf({ period: { since, basis, late = [] } }: PostureFacts, until: Date): Span {
  const from = since.getTime() - (basis === 'first-read' ? 1 : 0);
  return { from, to: until.getTime(), also: new Set(late.map((start) => Date.parse(start))) };
}

/** A prompt report is of the past only where something was stored after its moment. */
function isPastView(
  { at, now, isPrompt = false, newestRecord }: PostureFacts,
  pasts: readonly Past[],
): boolean {
  if (at.getTime() >= now.getTime()) return false;
  const isLater = (moment: string) => Date.parse(moment) > at.getTime();
  if (!isPrompt || (newestRecord !== undefined && isLater(newestRecord))) return true;
  return pasts.some(({ turns }) => turns.some((turn) => isLater(turn.at)));
}

function expectedSince({ head, at }: PostureFacts): string | null {
  const since = head?.expectedSince;
  return since !== undefined && Date.parse(since) <= at.getTime() ? since : null;
}

function tenantOf({ id, environment, domain, stack }: PostureFacts['tenant']): Posture['tenant'] {
  return {
    id,
    environment,
    ...(domain !== undefined && { domain }),
    ...(stack !== undefined && { stack }),
  };
}

function deadlinesAt(at: Date): Posture['deadlines'] {
  const views = Object.entries(deadlines).map(([id, deadline]) => ({
    id,
    on: deadline.on,
    days: daysUntil(deadline, at),
    what: deadline.what,
    source: deadline.source,
  }));
  return views.sort((a, b) => compareText(a.on, b.on));
}

/** Only a record that is part of the chain proves anything. */
function evidenceOf(record: Linked | null): Posture['evidence'] {
  const { link, snapshot, startedAt } = record?.run ?? {};
  if (!record || !link || snapshot === undefined || startedAt === undefined) return null;
  return { sequence: link.sequence, startedAt, record: record.hash, snapshot };
}
