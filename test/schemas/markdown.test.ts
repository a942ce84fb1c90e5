import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../functions/core/report/markdown.ts';
import { samplePosture, sampleReport } from '../core/posture/sample-posture.ts';
import { after, finding, hostileReport, reportOf } from '../core/report/report-samples.ts';
import { schemasPython, tagsOf } from './published.ts';

const python = await schemasPython();

/** What begins something in Markdown, to be met at the beginning of a line, and long words that are broken. */
const pieces = fc.constantFrom(
  ...'- item|+ item|1. one|# head|> quote|---|===|:-:|-:|~~~|```'.split('|'),
  ...'[x]: https://evil.example|[evil](https://evil.example)|![i](x)|[^1]|[ ] task'.split('|'),
  ...'<b>|<!--|</li>|&lt;b&gt;|&#64;alice|\\|**b**|_i_|~~s~~|mailto::x|$x$|    code'.split('|'),
  '|a|b|',
  'a_'.repeat(60),
  'b'.repeat(90),
  'word',
  '\n',
);

const markup = fc
  .tuple(fc.array(pieces, { maxLength: 14 }), fc.constantFrom(' ', '', '\n'))
  .map(([parts, between]) => parts.join(between));

const markupReport = markup.map((text) => {
  const decision = { by: text, owner: text, reason: text, at: after };
  return reportOf([finding({ message: text, status: 'suppressed', decision })], {
    notes: [text],
    apps: { known: false, reason: text },
    unread: [{ section: 'grants', reason: text, lastRead: null, ageSeconds: null }],
    changes: { ...samplePosture().changes, rows: [] },
  });
});

/** Of a document of ours, whatever a tenant holds. */
const ours =
  /^<(?:h[1-4]|p|ul|ol|li|strong|code|a href="https:\/\/(?:auth0\.com\/docs|manage\.auth0\.com\/dashboard)\/[^"]*")>$/;

describe.skipIf(python === null)('the Markdown report, read by a reader of Markdown', () => {
  it('has headings, lists, bold words, code and links of ours', async () => {
    const [tags = []] = await tagsOf(python ?? '', [renderMarkdown(sampleReport())]);
    expect(tags.filter((tag) => !ours.test(tag))).toEqual([]);
    expect(tags.filter((tag) => /^<(?:h1|h2|ol)>$/.test(tag))).toEqual([
      '<h1>',
      '<h2>',
      '<h2>',
      '<h2>',
      '<ol>',
      '<ol>',
    ]);
  });

  it('has nothing else, whatever a tenant holds', async () => {
    const reports = fc.sample(fc.oneof(hostileReport, markupReport), { numRuns: 600, seed: 36 });
    const documents = reports.map((report) => renderMarkdown(report).toWellFormed());
    const tags = await tagsOf(python ?? '', documents);
    const theirs = tags.map((of) => of.filter((tag) => !ours.test(tag)));
    expect(theirs.filter((of) => of.length > 0)).toEqual([]);
  });

  it('is told what is not ours', async () => {
    const [tags = []] = await tagsOf(python ?? '', ['<b>x</b> [e](https://evil.example)\n***\n']);
    expect(tags.filter((tag) => !ours.test(tag))).toEqual([
      '<b>',
      '<a href="https://evil.example">',
      '<hr />',
    ]);
  });
});
