import * as fc from 'fast-check';
import type { Finding } from '../../functions/core/finding.ts';
import type { PostureFacts } from '../../functions/core/posture.ts';
import type { PostureSummary } from '../../functions/core/posture-summary.ts';
import type { RunRecord } from '../../functions/core/run.ts';
import { sectionNames } from '../../functions/core/snapshot.ts';
import { hostileText } from './hostile.ts';

export function posture(parts: Partial<PostureSummary> = {}): PostureSummary {
  return {
    tenant: 'acme-prod',
    environment: 'production',
    at: '2026-11-23T09:00:00.000Z',
    headline: '1 open finding, worst high; last read 20 minutes ago',
    lines: ['Open: 1 high.', 'HIGH, open since 2026-11-20: app "Partner" is permissive'],
    ...parts,
  };
}

/** Any posture an attacker could bring about; synthetic. */
export const anyPosture: fc.Arbitrary<PostureSummary> = fc.record({
  tenant: fc.constant('acme-prod'),
  environment: hostileText,
  at: fc.constant('2026-11-23T09:00:00.000Z'),
  headline: hostileText,
  lines: fc.array(
    fc.oneof(
      hostileText,
      hostileText.map((text) => text.repeat(40)),
    ),
    {
      maxLength: 30,
    },
  ),
});

/** A record of a run at 2026-11-23 08:40 that read everything. */
export function record(parts: Partial<RunRecord> = {}): RunRecord {
  return {
    version: 1,
    tenant: 'acme-prod',
    complete: true,
    startedAt: '2026-11-23T08:40:00.000Z',
    finishedAt: '2026-11-23T08:40:03.000Z',
    sections: sections(),
    toggle: { state: 'expected-off', basis: 'vendor-schedule', asOf: '2026-10-23T00:00:00.000Z' },
    dcr: { enabled: true, mode: 'strict', effective: 'strict' },
    findings: {},
    unknown: [],
    told: 0,
    calls: 9,
    cost: { readUnits: 1, writeUnits: 1 },
    ...parts,
  };
}

/** Sections read whole, but for those given with a reason. */
export function sections(unread: Readonly<Record<string, string>> = {}): RunRecord['sections'] {
  const all = sectionNames.map((name) => {
    const reason = unread[name];
    return [name, reason === undefined ? { ok: true, count: 42 } : { ok: false, reason }];
  });
  return Object.fromEntries(all) as RunRecord['sections'];
}

export function finding(subject: string, parts: Partial<Finding> = {}): Finding {
  return {
    key: `acme-prod/app-permissive/${subject}`,
    tenant: 'acme-prod',
    rule: 'app-permissive',
    subject,
    message: `app "${subject}" is in permissive mode`,
    evidence: {},
    status: 'open',
    severity: 'high',
    transition: 1,
    firstSeen: '2026-11-20T09:00:00.000Z',
    since: '2026-11-20T09:00:00.000Z',
    ...parts,
  };
}

export function facts(parts: Partial<PostureFacts> = {}): PostureFacts {
  return {
    tenant: { id: 'acme-prod', environment: 'production' },
    findings: [],
    runs: [record()],
    head: null,
    oldestAllowed: null,
    now: new Date('2026-11-23T09:00:00Z'),
    ...parts,
  };
}
