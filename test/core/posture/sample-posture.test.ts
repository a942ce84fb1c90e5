import { expect, test } from 'vitest';
import { Report } from '../../../functions/core/posture/schema.ts';
import { sampleReport } from './sample-posture.ts';

test('the synthetic sample is what a report is', () => {
  expect(Report.parse(sampleReport())).toEqual(sampleReport());
});
