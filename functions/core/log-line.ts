import type { Action } from './action.ts';
import type { DecideReply } from './decide-output.ts';
import type { Waiting } from './channel-health.ts';
import type { DeliveryError } from './errors.ts';
import type { PulseResult } from './pulse.ts';
import type { RunResult } from './run.ts';
import type { Tally } from './tally.ts';
import type { ChannelTest } from './test-alert.ts';

interface Outcome {
  readonly run: RunResult;
  readonly tally: Tally;
  readonly undelivered: readonly DeliveryError[];
  readonly waiting: readonly Waiting[];
}

/** What the log says of a run: counts and reasons, nothing by name. */
export function runFacts({ run, tally, undelivered, waiting }: Outcome): Record<string, unknown> {
  const { complete, startedAt, finishedAt, sections, toggle, dcr, calls, cost } = run;
  return {
    complete,
    startedAt,
    durationMs: Date.parse(finishedAt) - Date.parse(startedAt),
    apps: sections.apps.ok ? sections.apps.count : null,
    unread: unreadOf(sections),
    toggle: toggle.state,
    dcr,
    findings: tally.statuses,
    announced: tally.announced,
    undelivered: undelivered.length,
    waiting: waiting.length,
    calls,
    ...cost,
  };
}

/** What is added up over runs: few, since each is paid for; calls and units are in the line. */
export function runCounts({ run, tally, undelivered }: Outcome): Record<string, number> {
  return {
    RunsComplete: run.complete ? 1 : 0,
    RunsIncomplete: run.complete ? 0 : 1,
    FindingsOpen: tally.statuses.open ?? 0,
    Undelivered: undelivered.length,
  };
}

/** What the log says of a decision: who took which, and how many findings it changed. */
export function decisionFacts(
  action: Action,
  { findings, omitted = 0, undelivered }: DecideReply,
): Record<string, unknown> {
  return { action, changed: findings.length + omitted, undelivered: undelivered.length };
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

/** What the log says of a test alert. */
export function testFacts(tests: readonly ChannelTest[]): Record<string, unknown> {
  return {
    accepted: tests.filter(({ accepted }) => accepted).length,
    undelivered: tests.filter(({ accepted }) => !accepted).length,
  };
}

function unreadOf(sections: RunResult['sections']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sections).flatMap(([name, section]) =>
      section.ok ? [] : [[name, section.reason]],
    ),
  );
}
