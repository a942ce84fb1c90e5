import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderCsv } from '../../../functions/core/report/csv.ts';
import { renderJson } from '../../../functions/core/report/json.ts';
import { renderMarkdown } from '../../../functions/core/report/markdown.ts';
import { renderOcsf } from '../../../functions/core/report/ocsf.ts';
import { renderSarif } from '../../../functions/core/report/sarif.ts';
import { sampleReport } from '../posture/sample-posture.ts';

const golden = join(import.meta.dirname, 'golden');

/** After a change that is meant: `npx vitest run test/core/report/golden.test.ts -u`, and read what changed. */
test.each([
  ['report.csv', renderCsv],
  ['report.json', renderJson],
  ['report.md', renderMarkdown],
  ['report.ocsf.json', renderOcsf],
  ['report.sarif', renderSarif],
])('%s is as it was when somebody last read it', async (name, render) => {
  const text = render(sampleReport());
  await expect(text).toMatchFileSnapshot(join(golden, name));
  expect(text).toMatch(/[^\r\n]\r?\n$/);
  expect(render(sampleReport())).toBe(text);
});
