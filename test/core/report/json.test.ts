import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Report } from '../../../functions/core/posture/schema.ts';
import { renderJson } from '../../../functions/core/report/json.ts';
import { forbidden } from '../hostile.ts';
import { sampleReport } from '../posture/sample-posture.ts';
import { hostileReport, lifeCycleReport } from './report-samples.ts';
import { casesOf } from '../../thorough.ts';

const path = join(import.meta.dirname, '../../../docs/posture.schema.json');
// Formats are stated by pattern as well, so no more packages are needed to check them.
const validate = new Ajv2020({ validateFormats: false }).compile(
  JSON.parse(readFileSync(path, 'utf8')),
);

function problemsOf(document: unknown): unknown {
  validate(document);
  return validate.errors ?? null;
}

describe('the JSON report', () => {
  it.each([
    ['the sample', sampleReport()],
    ['every state of a finding', lifeCycleReport()],
  ])('%s fits the published schema and the parser, and is the report', (_, report) => {
    const document: unknown = JSON.parse(renderJson(report));
    expect(problemsOf(document)).toBeNull();
    expect(Report.parse(document)).toEqual(report);
  });

  it('of another version, or with a part that is not in the schema, does not fit', () => {
    expect(problemsOf({ ...sampleReport(), version: 2 })).not.toBeNull();
    expect(problemsOf({ ...sampleReport(), more: 1 })).not.toBeNull();
  });

  it('reads back as it was, whatever it holds, and a terminal acts on none of it', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderJson(report);
        expect(JSON.parse(text)).toEqual(report);
        expect(text.replaceAll('\n', '')).not.toMatch(forbidden);
      }),
      { numRuns: casesOf(100) },
    );
  });
});
