import type { DeliveryError } from './errors.ts';
import type { PulseResult } from './pulse.ts';
import type { RunResult } from './run.ts';

interface Outcome {
  readonly run: RunResult;
  readonly undelivered: readonly DeliveryError[];
}

/** What the log says of a run: counts and reasons, nothing by name. */
export function runFacts({ run, undelivered }: Outcome): Record<string, unknown> {
  const { complete, startedAt, finishedAt, sections, toggle, dcr, findings, calls, cost } = run;
  return {
    complete,
    startedAt,
    durationMs: Date.parse(finishedAt) - Date.parse(startedAt),
    apps: sections.apps.ok ? sections.apps.count : null,
    unread: unreadOf(sections),
    toggle: toggle.state,
    dcr,
    findings: countBy(findings.map(({ status }) => status)),
    announced: countBy(findings.flatMap(({ announced }) => announced ?? [])),
    undelivered: undelivered.length,
    calls,
    ...cost,
  };
}

/** What is added up over runs: few, since each is paid for; calls and units are in the line. */
export function runCounts({ run, undelivered }: Outcome): Record<string, number> {
  return {
    RunsComplete: run.complete ? 1 : 0,
    RunsIncomplete: run.complete ? 0 : 1,
    FindingsOpen: run.findings.filter(({ status }) => status === 'open').length,
    Undelivered: undelivered.length,
  };
}

/** What the log says of a pulse. */
export function pulseFacts({ tenants }: PulseResult): Record<string, unknown> {
  return {
    tenants: tenants.length,
    stale: tenants.filter(({ stale }) => stale).map(({ tenant }) => tenant),
    busy: tenants.filter(({ busy }) => busy).map(({ tenant }) => tenant),
  };
}

/** What is added up over pulses. */
export function pulseCounts(
  { tenants }: PulseResult,
  undelivered: readonly DeliveryError[],
): Record<string, number> {
  return {
    TenantsStale: tenants.filter(({ stale }) => stale).length,
    Undelivered: undelivered.length,
  };
}

function unreadOf(sections: RunResult['sections']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sections).flatMap(([name, section]) =>
      section.ok ? [] : [[name, section.reason]],
    ),
  );
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
