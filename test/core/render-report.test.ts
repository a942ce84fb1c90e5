import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../functions/core/report/markdown.ts';
import { renderReport } from '../../functions/core/render-report.ts';
import { displayWidth } from '../../functions/core/wrap.ts';
import { sampleReport } from './posture/sample-posture.ts';

const report = sampleReport();
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

describe('a report in a terminal', () => {
  test('is its Markdown where that fits', () => {
    expect(renderReport(report, { columns: 120, color: false })).toBe(renderMarkdown(report));
  });

  test.each([99, 80, 60, 40])('fits %i columns, word by word the same', (columns) => {
    const text = renderReport(report, { columns, color: false });
    const long = text.split('\n').filter((line) => displayWidth(line) > columns);
    expect(long.filter((line) => !/^ *(`.*`|<\S+>|Finding: `.*`|SHA-256 \S+)$/.test(line))).toEqual(
      [],
    );
    // In 40 columns a word may be broken.
    const isBroken = columns < 60;
    const joined = (all: string) => (isBroken ? words(all).join('') : words(all).join(' '));
    expect(joined(text)).toBe(joined(renderMarkdown(report)));
  });

  test('fills its lines, and leaves what people copy whole', () => {
    const text = renderReport(report, { columns: 80, color: false });
    expect(text).toContain(
      [
        '- Findings: 1 open, 1 undecided from before anyone watched, 1 acknowledged, 0',
        '  accepted, 0 suppressed',
      ].join('\n'),
    );
    expect(text).toContain('\n  Finding: `acme-prod/toggle-on/toggle`\n');
    expect(text).toMatch(/\n {2}`auth0 api post clients --data [^\n]{80,}`\n/);
  });

  test('has bold headings where there is colour, and no other', () => {
    const text = renderReport(report, { columns: 80, color: true });
    expect(text).toContain('\u001B[1m## acme-new (staging)\u001B[0m\n');
    const plain = text.replaceAll('\u001B[1m', '').replaceAll('\u001B[0m', '');
    expect(plain).toBe(renderReport(report, { columns: 80, color: false }));
  });
});
