import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPosture } from '../../functions/core/render-posture.ts';
import { renderSlackPosture } from '../../functions/core/render-slack-posture.ts';
import type { SlackBlock } from '../../functions/core/slack-blocks.ts';
import { displayWidth } from '../../functions/core/wrap.ts';
import { forbidden, slackWouldActOn } from './hostile.ts';
import { anyPosture, kept, openLink, posture } from './posture-samples.ts';
import { casesOf } from '../thorough.ts';

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
      { numRuns: casesOf(100) },
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
    expect(text).toMatch(/• line 11\n• and 16 more$/);
    expect(blocks.flatMap(textsOf).at(-1)).toMatch(/• line 24\n• and 3 more$/);
  });

  it('says where the report lies, for how long, and how a terminal opens it', () => {
    const { text, blocks } = renderSlackPosture(posture({ kept, stack: 'strictwatch' }));
    const words = [
      `<${kept.link.replace('&', '&amp;')}|Open the report> It asks you to sign in to AWS. Kept until 2027-12-29.`,
      'From a terminal: `npx strictwatch report --tenant acme-prod --stack strictwatch --open`',
    ];
    expect(blocks.flatMap(textsOf).slice(-2)).toEqual(words);
    expect(text.split('\n').slice(-2)).toEqual(words);
  });

  it('says of an address that opens for everybody that it does', () => {
    const { blocks } = renderSlackPosture(posture({ kept: { ...kept, open: openLink } }));
    expect(blocks.flatMap(textsOf).at(-2)).toBe(
      `<${openLink.link.replaceAll('&', '&amp;')}|Open without signing in> Until 2026-11-23 19:00 UTC, or sooner: it ends with the credentials of the function that made it. Whoever has this address can open the report.`,
    );
  });

  it.each([
    ['too long', `https://bucket.example/${'x'.repeat(3_000)}`],
    ['none of ours', 'https://bucket.example/a|b>c'],
  ])('makes no link of an address that is %s', (_, link) => {
    const body = renderSlackPosture(posture({ kept: { ...kept, open: { ...openLink, link } } }));
    expect(JSON.stringify(body)).not.toContain(link);
    expect(body.blocks.flatMap(textsOf).at(-2)).toMatch(/^Open without signing in: the address is/);
  });

  it('leaves room for the addresses, however much there is to say', () => {
    const lines = Array.from({ length: 30 }, () => '"'.repeat(900));
    const link = `https://bucket.example/${'x'.repeat(2_300)}`;
    const long = posture({
      lines,
      headline: '"'.repeat(300),
      kept: { ...kept, open: { link, until: kept.until } },
    });
    const { text, blocks } = renderSlackPosture(long);
    expect(JSON.stringify(text).length + JSON.stringify(blocks).length).toBeLessThan(13_000);
    expect(JSON.stringify(blocks)).toContain(link);
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
      { numRuns: casesOf(120) },
    );
  });
});
