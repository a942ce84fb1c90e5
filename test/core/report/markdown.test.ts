import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asLine, forMarkdown, markdownCode } from '../../../functions/core/escape-markdown.ts';
import type { PostureFinding } from '../../../functions/core/posture/schema.ts';
import { renderMarkdown } from '../../../functions/core/report/markdown.ts';
import { displayWidth } from '../../../functions/core/wrap.ts';
import { forbidden } from '../hostile.ts';
import { neverReadPosture, samplePosture, sampleReport } from '../posture/sample-posture.ts';
import { finding, hostileReport, lifeCycleReport, reportOf } from './report-samples.ts';
import { casesOf } from '../../thorough.ts';

function headings(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('#'));
}

describe('the order of the page', () => {
  it('is verdict, numbers, changes, who must act, what is not known, evidence', () => {
    const text = renderMarkdown(reportOf(samplePosture().findings));
    expect(headings(text).filter((line) => !line.startsWith('####'))).toEqual([
      '# Posture report, 2026-11-23 07:00 UTC',
      '## acme-prod (production)',
      '### Numbers',
      '### What changed',
      '### Who must act',
      '### What is not known',
      '### Evidence',
    ]);
    expect(text.split('\n\n')[2]).toBe(
      '**2 findings are open, the worst high; 1 undecided from before anyone watched.**',
    );
  });

  it('begins with all tenants, worst first, where there are several', () => {
    const text = renderMarkdown(sampleReport());
    expect(headings(text).slice(1, 3)).toEqual(['## All tenants', '## acme-new (staging)']);
  });

  it('counts the tenants that have no section', () => {
    const text = renderMarkdown({ ...sampleReport(), postures: [] });
    expect(text).toContain('2 tenants have no section below');
  });

  it('says of one such tenant how to get its report from its stack', () => {
    const { overview, ...report } = sampleReport();
    const [first, ...others] = overview.map((row) => ({
      ...row,
      tenant: { ...row.tenant, stack: 'watch-eu' },
    }));
    const postures = report.postures.filter(({ tenant }) => tenant.id !== first?.tenant.id);
    const rows = first ? [first, ...others] : [];
    const text = renderMarkdown({ ...report, overview: rows, postures }).replaceAll('\n', ' ');
    expect(text).toContain('1 tenant has no section below');
    expect(text).toContain('npx strictwatch report --tenant ID --stack watch-eu');
  });
});

describe('what it says', () => {
  it('of a tenant that was never read is that nothing is known, never that all is well', () => {
    const text = renderMarkdown({ ...sampleReport(), postures: [neverReadPosture()] });
    const said = text.slice(text.indexOf('## acme-new'));
    expect(said).toContain(
      'Nothing is known of this tenant, which is not the same as nothing to do.',
    );
    expect(said).toContain('Everything: the tenant was never read.');
    expect(said).toContain('Dynamic client registration: unknown (never read)');
    expect(said).not.toMatch(/Every section was read|Nobody: no finding/);
  });

  it('counts no findings of a tenant that was never read', () => {
    const text = renderMarkdown({ ...sampleReport(), postures: [neverReadPosture()] });
    expect(text).toContain('- Findings: not known, never read');
    expect(text).not.toContain('0 open');
  });

  it.each([
    ['no run was made since 2026-11-16 07:00 UTC.', { runs: 0, incompleteRuns: 0 }, {}],
    ['no run read the tenant whole since', { runs: 3, incompleteRuns: 3 }, {}],
    [
      'no change is known, but not all was read or judged, since',
      {},
      { verdict: { state: 'not-known', sentence: 'Overdue.' } },
    ],
  ] as const)('of silence is that it is unknown: %s', (words, runs, more) => {
    const { freshness, changes } = samplePosture();
    const none = Object.fromEntries(Object.keys(changes.counts).map((kind) => [kind, 0]));
    const calm = { counts: none as typeof changes.counts, rows: [] };
    const posture = { ...more, changes: calm, freshness: { ...freshness, ...runs } };
    const text = renderMarkdown(reportOf([], posture));
    expect(text).toContain(`### What changed\n\nUnknown: ${words}`);
    expect(renderMarkdown(reportOf([], { changes: calm }))).toContain('Nothing.');
  });

  it('names nobody who must act only where that is known', () => {
    const verdict = { state: 'not-known', sentence: 'Overdue.' } as const;
    const text = renderMarkdown(reportOf([], { verdict }));
    expect(text).toContain('Unknown: no finding is known, and that is not the same as none.');
    expect(text).toContain('there may be more: not read whole');
    expect(text).not.toContain('Nobody:');
    expect(renderMarkdown(reportOf([]))).toContain('Nobody: no finding is open');
  });

  it('groups findings by rule, with the steps once, and who answers for what was decided', () => {
    const text = renderMarkdown(lifeCycleReport());
    expect(text.match(/1\. Replace it by a strict app\./g)).toHaveLength(1);
    expect(text).toContain('suppressed, since');
    expect(text.replaceAll('\n  ', ' ')).toContain(
      'Suppressed by robin＠acme[.]example on 2026-11-19 09:30 UTC, owner partner-team, until 2026-12-24 23:59 UTC: The partner moves in December.',
    );
    expect(text).not.toContain('**high**, resolved');
  });

  it('shows 50 findings, counts the others and says how to list them', () => {
    const many = Array.from({ length: 53 }, (_, at) =>
      finding({ key: `acme-prod/app-permissive/${at}`, severity: at < 51 ? 'high' : 'low' }),
    );
    const text = renderMarkdown(reportOf(many));
    expect(text.match(/^ {2}Finding: /gm)).toHaveLength(50);
    expect(text).toContain(
      'And 3 more findings: 1 high, 2 low. List them:\n`npx strictwatch findings --tenant acme-prod`',
    );
  });

  it('shows 50 changes and counts the others', () => {
    const { changes } = samplePosture();
    const [row] = changes.rows;
    const rows = Array.from({ length: 52 }, () => row).filter((one) => one !== undefined);
    expect(renderMarkdown(reportOf([], { changes: { ...changes, rows } }))).toContain(
      'And 2 more changes.',
    );
  });

  it('links to the Dashboard and nowhere else', () => {
    const page = 'https://manage.auth0.com/dashboard/eu/acme-prod/applications/a/settings';
    const linked = (link: string): PostureFinding => finding({ link });
    expect(renderMarkdown(reportOf([linked(page)]))).toContain(`\n  <${page}>\n`);
    expect(renderMarkdown(reportOf([linked('https://evil.example/')]))).not.toContain(
      'evil.example',
    );
  });
});

describe('a line', () => {
  it('fits 100 columns, but for what is to be copied', () => {
    fc.assert(
      fc.property(fc.oneof(hostileReport, fc.constant(sampleReport())), (report) => {
        const lines = renderMarkdown(report).split('\n');
        const long = lines.filter((line) => !/`|^ +<https:/.test(line) && displayWidth(line) > 100);
        expect(long).toEqual([]);
      }),
      { numRuns: casesOf(100) },
    );
  });

  it.each([
    ['- a', '\\- a'],
    ['+ a', '\\+ a'],
    ['-', '\\-'],
    ['---', '\\---'],
    ['- - -', '\\- - -'],
    ['===', '\\==='],
    [':-:', '\\:-:'],
    ['-:', '\\-:'],
    ['1. a', '1\\. a'],
    ['12) a', '12\\) a'],
    ['# a', '\\# a'],
    ['> a', '\\> a'],
    ['_a', 'ˍa'],
    ['a_', 'aˍ'],
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['a - b', 'a - b'],
    ['**high**, open', '**high**, open'],
  ])('that would begin something, %j, is written %j', (line, written) => {
    expect(asLine(line)).toBe(written);
  });
});

it('begins nothing in a document, whatever follows the mark of a list', () => {
  const text = renderMarkdown(reportOf([], { notes: ['1. first', '> quote'] }));
  expect(text).toContain('\n- 1\\. first\n- › quote\n');
});

describe("a tenant's text", () => {
  it.each([
    ['Partner Portal', 'Partner Portal'],
    ['tpc_1a2b', 'tpc_1a2b'],
    ['', '(empty)'],
    ['[evil](https://evil.example)', '［evil］(hxxps://evil[.]example)'],
    ['![i](x)', '!［i］(x)'],
    ['<img src=x>', '‹img src=x›'],
    ['`code`', "'code'"],
    ['*b* _i_ ~s~', '∗b∗ ˍiˍ ∼s∼'],
    ['a|b', 'a∣b'],
    ['@alice #12 GH-12', '＠alice ＃12 GH‐12'],
    ['www.2evil.com', 'www[.]2evil[.]com'],
    ['&#64;alice &lt;b&gt; R&D', '＆＃64;alice ＆lt;b＆gt; R&D'],
    ['mailto:(x)', 'mailto[:] (x)'],
    ['$\\href{x}{y}$', '＄∖href{x}{y}＄'],
    [':tada:', '∶tada:'],
    ['a\u202eb', 'a‹U+202E›b'],
  ])('%j is written %j', (text, written) => {
    expect(forMarkdown(text)).toBe(written);
  });

  it.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['', '` `'],
    ['a\nb', '`a␤b`'],
  ])('to copy, %j is %s', (text, written) => {
    expect(markdownCode(text)).toBe(written);
  });

  /** The document without what is ours and active on purpose: headings, list marks, bold words, code, our addresses. */
  function theirs(text: string): string {
    return text
      .split('\n')
      .map((line) =>
        line
          .replace(/^ *(?:#{1,4}|-|\d+\.) /, '')
          .replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
          .replace(/<https:\/\/(?:manage\.auth0\.com\/dashboard|auth0\.com\/docs)\/[^>]*>/g, '')
          .replace(/\*\*/g, '')
          .replace(/^\s*\\?/, '')
          .replace(/^(\d+)\\/, '$1'),
      )
      .join('\n');
  }

  it('makes no link, HTML, code, mention, table or control character of a document', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderMarkdown(report);
        for (const line of text.split('\n')) expect(line).not.toMatch(forbidden);
        expect(theirs(text)).not.toMatch(/[<>@#|`~*\\$]|\]\(|\]\[|https?:\/\/|www\./i);
      }),
      { numRuns: casesOf(200) },
    );
  });
});
