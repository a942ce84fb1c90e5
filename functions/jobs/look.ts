import { emptyBaseline } from '../core/baseline.ts';
import { canaryWatch } from '../core/canary.ts';
import { evaluate, type Verdict } from '../core/evaluate.ts';
import { emptyMemory } from '../core/log-memory.ts';
import type { Channel, Head } from '../core/ports.ts';
import { expectation, oldestFor } from '../core/pulse.ts';
import { quietMonitor, type AnyRule, type Watched } from '../core/rule.ts';
import { sectionNames, type Sections } from '../core/snapshot.ts';
import type { Tenant } from '../core/tenant.ts';
import { toggleLadder } from '../core/toggle.ts';
import { lastReadOf } from './last-read.ts';
import type { PulsePorts, PulseRequest } from './pulse.ts';

/** What the steps of a pulse on one tenant share. */
export interface PulseScene {
  readonly ports: PulsePorts;
  readonly request: PulseRequest;
  readonly tenant: Tenant;
  readonly channels: readonly Channel[];
  /** Those the tenant has on, watch's too. */
  readonly rules: readonly AnyRule[];
}

/** When a tenant was read, and what the rules of pulse say to that. */
export interface Look {
  readonly watched: Watched;
  readonly verdicts: readonly Verdict[];
  /** Ids of the rules of pulse that found something. */
  readonly found: ReadonlySet<string>;
}

/** Reads the runs of a tenant, newest first until one is complete, and asks the rules of pulse; nothing is written. */
export async function lookAt(
  { ports, request, tenant, rules }: PulseScene,
  head: Head | null,
): Promise<Look> {
  const { now } = request;
  const { lastComplete, reasons } = await lastReadOf(ports.store, tenant.id);
  const expected = expectation(head, tenant.schedule.watch, now);
  const oldestAllowed = ports.oldestAllowed(tenant.schedule, now);
  const watched = {
    ...expected,
    lastComplete: lastComplete ?? head?.lastComplete ?? null,
    oldestAllowed: oldestFor(head, oldestAllowed).toISOString(),
    reasons,
  };
  const reads = { expectedSince: expected.expectedSince, oldestAllowed };
  const verdicts = evaluate(rules.filter(isOfPulse), {
    sections: notRead,
    baseline: head?.baseline ?? emptyBaseline,
    appBases: new Map(),
    intent: tenant.intent,
    past: emptyMemory,
    toggle: toggleLadder(emptyMemory.toggle, tenant.declared.toggle, now),
    flood: tenant.dcrFlood,
    watched,
    monitor: { ...quietMonitor, canary: canaryWatch(head, tenant, reads, now) },
    digest: ports.store.digest,
    now,
  });
  const finding = verdicts.filter(
    (one) => one.status === 'evaluated' && one.observations.length > 0,
  );
  return { watched, verdicts, found: new Set(finding.map(({ rule }) => rule)) };
}

export function isOfPulse({ job }: AnyRule): boolean {
  return job === 'pulse';
}

/** A rule of pulse that needed a section would be told that it was not read. */
const notRead = Object.fromEntries(
  sectionNames.map((name) => [
    name,
    { ok: false, reason: 'pulse does not read the tenant', cause: 'unavailable' },
  ]),
) as Sections;
