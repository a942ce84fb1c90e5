import * as fc from 'fast-check';
import type { Kept } from '../../functions/core/ports.ts';
import type { PostureSummary } from '../../functions/core/posture/posture-summary.ts';
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

/** Where a report lies, as an archive would say. */
export const kept: Kept = {
  uri: 's3://synthetic-reports/tenants/acme-prod/2026/2026-11-23T070000Z/report.html',
  link: 'https://eu-west-1.console.aws.amazon.com/s3/object/synthetic-reports?region=eu-west-1&prefix=tenants/acme-prod/2026/2026-11-23T070000Z/report.html',
  until: '2027-12-29T00:00:00.000Z',
};

/** Synthetic; no such address was ever signed. */
export const openLink = {
  link: 'https://synthetic-reports.s3.eu-west-1.amazonaws.com/report.html?X-Amz-Expires=43200&X-Amz-Signature=0a&X-Amz-Security-Token=a%2Fb',
  until: '2026-11-23T19:00:00.000Z',
};
