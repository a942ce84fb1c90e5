import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPosture } from '../../functions/core/render-posture.ts';
import { renderSlackPosture } from '../../functions/core/render-slack.ts';
import type { SlackBlock } from '../../functions/core/slack-blocks.ts';
import { displayWidth } from '../../functions/core/wrap.ts';
import { forbidden, slackWouldActOn } from './hostile.ts';
import { anyPosture, posture } from './posture-samples.ts';

describe('in a terminal', () => {
  it('reads well', () => {
    expect(renderPosture(posture(), { columns: 60 })).toBe(
      [
        'Posture of acme-prod (production), 2026-11-23 09:00 UTC',
        '1 open finding, worst high; last read 20 minutes ago',
        '',
        '  - Open: 1 high.',
        '  - HIGH, open since 2026-11-20: app "Partner" is permissive',
        '',
      ].join('\n'),
    );
  });

  it('shows what would move the cursor instead of obeying it', () => {
    const text = renderPosture(posture({ lines: ['\u001b[2J\u202egone'] }), { columns: 80 });
    expect(text).toContain('‹U+001B›[2J‹U+202E›gone');
  });

  it('stays within the width and inert, whatever the text', () => {
    fc.assert(
      fc.property(anyPosture, (posture) => {
        for (const line of renderPosture(posture, { columns: 80 }).split('\n')) {
          expect(line).not.toMatch(forbidden);
          expect(displayWidth(line)).toBeLessThanOrEqual(80);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function textsOf(block: SlackBlock): string[] {
  if (block.type === 'divider') return [];
  return block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text];
}

describe('in Slack', () => {
  it('shows headline and lines, in the blocks and without them', () => {
    const { text, blocks, unfurl_links, unfurl_media } = renderSlackPosture(posture());
    expect(text).toBe(
      [
        'Posture of acme-prod (production): 1 open finding, worst high; last read 20 minutes ago',
        '• Open: 1 high.',
        '• HIGH, open since 2026-11-20: app "Partner" is permissive',
      ].join('\n'),
    );
    expect(blocks.flatMap(textsOf)).toEqual([
      'Strictwatch posture: acme-prod (production)',
      'as of 2026-11-23 09:00 UTC',
      '*1 open finding, worst high; last read 20 minutes ago*',
      '• Open: 1 high.\n• HIGH, open since 2026-11-20: app "Partner" is permissive',
    ]);
    expect([unfurl_links, unfurl_media]).toEqual([false, false]);
  });

  it('shortens long lines before it leaves any out', () => {
    const lines = Array.from({ length: 25 }, (_, i) => `line ${i} ${'"'.repeat(900)}`);
    const { text, blocks } = renderSlackPosture(posture({ lines }));
    expect(JSON.stringify(text).length + JSON.stringify(blocks).length).toBeLessThan(13_000);
    const shown = blocks.flatMap(textsOf).join('\n');
    for (let i = 0; i < 25; i += 1) expect(shown).toContain(`line ${i} `);
  });

  it('counts the lines it leaves out', () => {
    const lines = Array.from({ length: 28 }, (_, i) => `line ${i}`);
    const { text, blocks } = renderSlackPosture(posture({ lines }));
    expect(text).toMatch(/• line 24\n• and 3 more$/);
    expect(blocks.flatMap(textsOf).at(-1)).toMatch(/• line 24\n• and 3 more$/);
  });

  it('is within all limits and inert, whatever the text', () => {
    fc.assert(
      fc.property(anyPosture, (posture) => {
        const { text, blocks } = renderSlackPosture(posture);
        expect(blocks.length).toBeLessThanOrEqual(50);
        const size = JSON.stringify(text).length + JSON.stringify(blocks).length;
        expect(size).toBeLessThanOrEqual(13_000);
        for (const one of blocks.flatMap(textsOf)) {
          expect(one.length).toBeGreaterThan(0);
          expect(one.length).toBeLessThanOrEqual(3000);
        }
        const headers = blocks.filter(({ type }) => type === 'header').flatMap(textsOf);
        expect(headers.map(({ length }) => length <= 150)).toEqual([true]);
        for (const line of [text, ...blocks.flatMap(textsOf)].flatMap((one) => one.split('\n'))) {
          expect(line).not.toMatch(forbidden);
          expect(slackWouldActOn(line.replace(/^\*([^*\n]*)\*$/, '$1'))).toBeNull();
        }
      }),
      { numRuns: 120 },
    );
  });
});
