import type { Posture, Report } from '../../../functions/core/posture/schema.ts';
import { samplePosture, sampleReport } from '../posture/sample-posture.ts';

/** A report of one tenant. */
export function singleReport(changes: Partial<Posture> = {}): Report {
  return reportOfPostures([samplePosture(changes)]);
}

/** A report of these tenants and no others, in this order. */
export function reportOfPostures(postures: readonly Posture[]): Report {
  const sample = sampleReport();
  return { ...sample, postures, overview: postures.map(rowOf) };
}

function rowOf(posture: Posture): Report['overview'][number] {
  const { tenant, verdict, open, dcr, toggle, freshness, changes } = posture;
  return {
    tenant,
    verdict,
    worst: open.open > 0 ? 'high' : null,
    open: open.open,
    undecided: open.undecided,
    permissive: posture.apps.known ? 3 : null,
    dcr,
    toggle,
    changes: changes.counts.opened ?? 0,
    lastComplete: freshness.lastComplete,
    ageSeconds: freshness.ageSeconds,
  };
}

/** Synthetic: a tenant that was read for the first time. */
export function firstWeekReport(): Report {
  const { apps, changes } = samplePosture();
  const trend = apps.known ? apps.trend : [];
  const none = Object.fromEntries(Object.keys(changes.counts).map((kind) => [kind, 0]));
  return singleReport({
    period: { since: '2026-11-20T09:00:00.000Z', basis: 'first-read' },
    verdict: { state: 'decide', sentence: '1 finding waits for a decision.' },
    changes: { counts: none as typeof changes.counts, rows: [] },
    apps: {
      ...(apps as Extract<Posture['apps'], { readonly known: true }>),
      trend: trend.map(({ at, counts }, week) => ({
        at,
        counts: week === trend.length - 1 ? counts : null,
      })),
    },
    newPermissive: [],
    times: { since: '2026-11-20T09:00:00.000Z', acknowledge: null, resolve: null },
    findings: samplePosture().findings.filter(({ status }) => status === 'inherited'),
    open: {
      open: 0,
      undecided: 1,
      acknowledged: 0,
      accepted: 0,
      suppressed: 0,
      byAge: [],
      undecidedByAge: [{ severity: 'high', underDay: 0, underWeek: 1, underMonth: 0, older: 0 }],
    },
    unread: [],
    unjudged: [],
    notes: ['The 3 days before the first read are not known.'],
    evidence: null,
  });
}

/** Values of a fixed set of words; everything else in a posture may be anybody's text. */
const ours = new Set([
  'state',
  'basis',
  'kind',
  'what',
  'mode',
  'origin',
  'how',
  'status',
  'severity',
  'effective',
  'end',
  'option',
  'applies',
  'section',
  'worst',
  'id',
]);

/** The report with each text in it replaced, words of ours excepted. */
export function withTexts(report: Report, replace: (text: string) => string): Report {
  return replaced(report, '', replace) as Report;
}

function replaced(value: unknown, name: string, replace: (text: string) => string): unknown {
  if (typeof value === 'string') {
    return ours.has(name) && /^[a-z-]{1,24}$/.test(value) ? value : replace(value);
  }
  if (Array.isArray(value)) return value.map((one) => replaced(one, name, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, replaced(one, key, replace)]),
  );
}
