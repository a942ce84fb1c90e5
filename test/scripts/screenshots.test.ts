import { describe, expect, test } from 'vitest';
import { renderSlack } from '../../functions/core/render-slack.ts';
import { mrkdwn } from '../../scripts/screenshots/mrkdwn.ts';
import { slackPage } from '../../scripts/screenshots/slack-page.ts';

describe('mrkdwn as HTML', () => {
  test.each([
    ['*bold* and _italic_', '<b>bold</b> and <i>italic</i>'],
    ['2*3*4 and tpc_1_2', '2*3*4 and tpc_1_2'],
    ['`code *as it is* &lt;b&gt;`', '<code>code *as it is* &lt;b&gt;</code>'],
    [
      '<https://a.example/?b=1&amp;c="|Open>',
      '<a href="https://a.example/?b=1&amp;c=&quot;">Open</a>',
    ],
    ['<javascript:alert(1)|Open>', '&lt;javascript:alert(1)|Open&gt;'],
    ['a\nb', 'a<br>b'],
    ['*a `b`*', '<b>a <code>b</code></b>'],
    ['<b>&amp;nbsp; &nbsp;', '&lt;b&gt;&amp;nbsp; &amp;nbsp;'],
  ])('%s', (text, html) => {
    expect(mrkdwn(text)).toBe(html);
  });
});

test('a message is drawn block by block, and says what the picture is', () => {
  const { blocks } = renderSlack({
    tenant: '<acme>',
    environment: 'production',
    at: '2026-11-18T02:15:00Z',
    adoption: null,
    told: [],
    rest: null,
  });
  const html = slackPage({ blocks }, { channel: 'alerts', time: '02:15' });
  expect(html).toContain('<h1>Strictwatch: &lt;acme&gt; (production)</h1>');
  expect(html).toContain('as of 2026-11-18 02:15 UTC');
  expect(html).toContain('A rendering of the Block Kit JSON that was posted');
});
