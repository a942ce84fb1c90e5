import { emptyBaseline } from '../../../functions/core/baseline.ts';
import { findingKey, type Finding } from '../../../functions/core/finding.ts';
import type { HistoryEvent } from '../../../functions/core/history.ts';
import type { Head } from '../../../functions/core/ports.ts';
import type { PostureFacts } from '../../../functions/core/posture.ts';
import { foldApps, trendMoments } from '../../../functions/core/posture/fold-apps.ts';
import { wasRead } from '../../../functions/core/posture/trend-reads.ts';
import { pastsOf, type Past } from '../../../functions/core/posture/past.ts';
import type { RunRecord } from '../../../functions/core/run.ts';
import { sectionNames, type SectionName } from '../../../functions/core/snapshot.ts';

/** 09:00 UTC of a day of November 2026, ISO 8601; a fraction of it is later that day. */
export function day(number: number): string {
  return new Date(Date.UTC(2026, 10, 1, 9) + (number - 1) * 86_400_000).toISOString();
}

/** Synthetic; first seen on the first, open since. */
export function finding(parts: Partial<Finding> = {}): Finding {
  const { rule = 'app-permissive', subject = 'p' } = parts;
  return {
    key: findingKey('acme', rule, subject),
    tenant: 'acme',
    rule,
    subject,
    message: `app "${subject}" is in permissive mode`,
    evidence: {},
    status: 'open',
    severity: 'high',
    transition: 1,
    firstSeen: day(1),
    since: day(1),
    ...parts,
  };
}

export function event(
  number: number,
  what: HistoryEvent['what'],
  parts: Partial<HistoryEvent> = {},
): HistoryEvent {
  const of = { rule: 'app-permissive', subject: 'p', transition: 1, severity: 'high' } as const;
  return { ...of, at: day(number), what, ...parts };
}

const said = { by: 'Ana', owner: 'web', reason: 'moving' };

/** A suppression of several findings that was made on a day. */
export function made(number: number, until: number, subject = '*'): HistoryEvent {
  const hides = { rule: 'app-permissive', subject };
  const what = { what: 'suppressed', transition: 0, until: day(until), hides } as const;
  return { rule: 'suppression', subject: `s-${number}`, at: day(number), ...what, ...said };
}

/** One that was made on a day is ended on another. */
export function lifted(number: number, on: number): HistoryEvent {
  const what = { what: 'unsuppressed', transition: 0, by: 'Bo', reason: 'done' } as const;
  return { rule: 'suppression', subject: `s-${number}`, at: day(on), ...what };
}

export function pasts(
  findings: readonly Finding[],
  history: readonly HistoryEvent[] = [],
): readonly Past[] {
  return pastsOf({ findings, history, firstComplete: day(1), now: new Date(day(30)) });
}

/** Synthetic; a run on a day that read everything but what is given with a reason. */
export function run(
  number: number,
  unread: Readonly<Partial<Record<SectionName, string>>> = {},
  parts: Partial<RunRecord> = {},
): RunRecord {
  const read = (name: SectionName) => {
    const reason = unread[name];
    return [name, reason === undefined ? { ok: true, count: 3 } : { ok: false, reason }];
  };
  const isUnread = unread.settings !== undefined;
  const dcr = { enabled: true, mode: 'strict', effective: 'strict' } as const;
  const noDcr = { enabled: null, mode: 'unknown', effective: 'unknown' } as const;
  return {
    version: 1,
    tenant: 'acme',
    complete: unread.apps === undefined && !isUnread,
    startedAt: day(number),
    finishedAt: day(number),
    sections: Object.fromEntries(sectionNames.map(read)) as RunRecord['sections'],
    toggle: { state: 'expected-off', basis: 'vendor-schedule', asOf: '2026-10-23T00:00:00.000Z' },
    dcr: isUnread ? noDcr : dcr,
    findings: {},
    unknown: [],
    told: 0,
    calls: 9,
    cost: { readUnits: 1, writeUnits: 1 },
    ...parts,
  };
}

export function head(parts: Partial<Head> = {}): Head {
  return {
    baseline: emptyBaseline,
    adopted: [],
    sections: {},
    owedSummary: null,
    firstComplete: day(1),
    ...parts,
  };
}

/** What is stored of a tenant that was read an hour ago, on the 22nd at 08:00. */
export function facts(parts: Partial<PostureFacts> = {}): PostureFacts {
  const at = parts.at ?? new Date(day(22));
  const runs = parts.runs ?? [run(22 - 1 / 24), run(1)];
  return {
    tenant: { id: 'acme', environment: 'production', domain: 'acme.eu.auth0.com' },
    at,
    now: at,
    period: { since: new Date(day(15)), basis: 'last-report' },
    findings: [],
    history: [],
    runs,
    head: head(),
    trendReads: trendMoments(parts.until ?? at).map((moment) => wasRead(runs, moment, true)),
    apps: foldApps(trendMoments(at), 500).result(),
    sections: {},
    record: null,
    oldestAllowed: new Date(day(21.9)),
    rules: [],
    ...parts,
  };
}
