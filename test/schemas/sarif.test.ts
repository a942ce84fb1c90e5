import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { renderSarif, sarifSchema } from '../../functions/core/report/sarif.ts';
import { ocsfVersion } from '../../functions/core/report/ocsf-class.ts';
import { sampleReport } from '../core/posture/sample-posture.ts';
import { hostileReport, lifeCycleReport } from '../core/report/report-samples.ts';
import { publishedSchemas, schemasPython } from './published.ts';

const python = await schemasPython();

/** By RFC 3986; what stands in it must be written out. */
const uri = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})*$/i;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

describe.skipIf(python === null)('the SARIF report against the published schema', () => {
  let problemsOf: (document: unknown) => unknown;
  let idOfSchema: unknown;

  beforeAll(async () => {
    // Draft 4 names itself otherwise than what ajv knows; of what the schema uses, nothing else differs.
    const { id, $schema: _, ...schema } = (await publishedSchemas(python ?? '', ocsfVersion)).sarif;
    idOfSchema = id;
    const formats = { uri, 'uri-reference': uri, 'date-time': instant };
    const validate = new Ajv({ strict: false, allErrors: true, formats }).compile(schema);
    problemsOf = (document) => (validate(document) ? null : validate.errors);
  });

  it('is held to the schema that documents name', () => {
    expect(idOfSchema).toBe(sarifSchema);
  });

  it.each([
    ['the sample', sampleReport()],
    ['every state of a finding', lifeCycleReport()],
    ['a report without tenants', { ...sampleReport(), overview: [], postures: [] }],
    ['a fleet of which none is detailed', { ...sampleReport(), postures: [] }],
  ])('%s fits', (_, report) => {
    expect(problemsOf(JSON.parse(renderSarif(report)))).toBeNull();
  });

  it('fits whatever a tenant holds', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        expect(problemsOf(JSON.parse(renderSarif(report)))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['another baseline', '"baselineState": "new"', '"baselineState": "fresh"'],
    ['an address that is none', '"uri": "auth0://', '"uri": "auth0 //'],
    ['a moment that is none', '"startTimeUtc": "2026', '"startTimeUtc": "on 2026'],
    ['a property it does not know', '"ruleId"', '"rule"'],
    ['no version', '"version": "2.1.0",', ''],
  ])('a document with %s does not fit', (_, from, to) => {
    const text = renderSarif(sampleReport());
    expect(text).toContain(from);
    expect(problemsOf(JSON.parse(text.replace(from, to)))).not.toBeNull();
  });
});
