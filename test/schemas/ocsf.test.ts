import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../functions/core/posture/schema.ts';
import { renderOcsf } from '../../functions/core/report/ocsf.ts';
import { ocsfVersion } from '../../functions/core/report/ocsf-class.ts';
import { sampleReport } from '../core/posture/sample-posture.ts';
import { hostileReport, lifeCycleReport } from '../core/report/report-samples.ts';
import { publishedSchemas, schemasPython, type Published } from './published.ts';

type Numbered = Readonly<Record<string, unknown>>;
type Event = Numbered & {
  readonly compliance: Numbered;
  readonly finding_info: { readonly analytic: Numbered };
  readonly resources: readonly Numbered[];
};

const python = await schemasPython();

describe.skipIf(python === null)('the OCSF report against the released schema', () => {
  let published: Published;
  let problemsOf: (event: unknown) => unknown;

  beforeAll(async () => {
    published = await publishedSchemas(python ?? '', ocsfVersion);
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(published.ocsf);
    problemsOf = (event) => (validate(event) ? null : validate.errors);
  });

  const unjudged = [{ rule: 'app-permissive', reason: 'apps were not read' }];
  const reports = [
    ['the sample', sampleReport()],
    ['every state of a finding', lifeCycleReport()],
    ['tenants not known or left out', silentReport()],
    ['every state, and the rule cannot judge', lifeCycleReport({ unjudged })],
  ] as const;

  it('is held to a Compliance Finding of the version that events say', () => {
    expect(published.ocsf['$id']).toBe(
      `https://schema.ocsf.io/schema/${ocsfVersion}/classes/compliance_finding`,
    );
  });

  /** One never read, and two of which nothing is in the report but their rows: one known, one not. */
  function silentReport(): Report {
    const report = sampleReport();
    const [, row] = report.overview;
    if (!row) throw new Error('the sample has two tenants');
    const verdict = { state: 'not-known', sentence: 'Not read for 3 days.' } as const;
    return {
      ...report,
      overview: [
        ...report.overview,
        { ...row, tenant: { ...row.tenant, id: 'acme-left' } },
        { ...row, tenant: { ...row.tenant, id: 'acme-old' }, verdict },
      ],
    };
  }

  it.each(reports)('%s fits', (_, report) => {
    const events = JSON.parse(renderOcsf(report)) as Event[];
    expect(events.length).toBeGreaterThan(2);
    for (const event of events) expect(problemsOf(event)).toBeNull();
  });

  /** Numbers with names that are not the schema's. */
  function misnamed(event: Event): unknown[] {
    const { captions } = published;
    const pairs = [
      [event, 'activity_id', 'activity_name', captions.event],
      [event, 'type_uid', 'type_name', captions.event],
      [event, 'severity_id', 'severity', captions.event],
      [event, 'status_id', 'status', captions.event],
      [event.compliance, 'status_id', 'status', captions.compliance],
      [event.finding_info.analytic, 'type_id', 'type', captions.analytic],
      [event.resources[0] ?? {}, 'role_id', 'role', captions.resource],
    ] as const;
    return pairs
      .map(([of, id, name, from]) => [of[id], of[name], from[id]?.[String(of[id])]])
      .filter(([number, name, caption]) => name !== (number === 99 ? name : caption));
  }

  it.each(reports)('%s calls each number what the schema calls it', (_, report) => {
    const events = JSON.parse(renderOcsf(report)) as Event[];
    expect(events.flatMap(misnamed)).toEqual([]);
    expect(events.map((event) => misnamed({ ...event, severity: 'Dire' }).length)).toEqual(
      events.map(() => 1),
    );
  });

  it('fits whatever a tenant holds', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        for (const event of JSON.parse(renderOcsf(report)) as Event[]) {
          expect(problemsOf(event)).toBeNull();
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['another status', { status_id: 77 }],
    ['an attribute it does not know', { owner: 'partner-team' }],
    ['a moment in words', { time: '2026-11-23' }],
    ['no metadata', { metadata: undefined }],
  ])('an event with %s does not fit', (_, change) => {
    const [event] = JSON.parse(renderOcsf(sampleReport())) as Event[];
    expect(problemsOf(JSON.parse(JSON.stringify({ ...event, ...change })))).not.toBeNull();
  });
});
