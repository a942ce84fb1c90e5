import type { SlackBody } from '../../functions/core/render-slack.ts';
import type { SlackBlock } from '../../functions/core/slack-blocks.ts';
import { mrkdwn } from './mrkdwn.ts';

/** Which message, for people who look at the picture. */
export interface Caption {
  readonly channel: string;
  /** Such as "02:15". */
  readonly time: string;
}

/** A message as it was posted to a webhook, drawn as a chat would: a rendering of ours, of that JSON and nothing else. */
export function slackPage(
  { blocks }: Pick<SlackBody, 'blocks'>,
  { channel, time }: Caption,
): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${channel}</title><style>${style}</style></head>
<body><main>
<header><b># ${channel}</b><span>A rendering of the Block Kit JSON that was posted to the webhook</span></header>
<article><div class="avatar" aria-hidden="true">SW</div><div class="message">
<p class="from"><b>Strictwatch</b> <span class="app">app</span> <time>${time}</time></p>
${blocks.map(block).join('\n')}
</div></article></main></body></html>
`;
}

function block(one: SlackBlock): string {
  if (one.type === 'divider') return '<hr>';
  if (one.type === 'header') return `<h1>${mrkdwn(one.text.text)}</h1>`;
  if (one.type === 'section') return `<p>${mrkdwn(one.text.text)}</p>`;
  const parts = one.elements.map(({ text }) => `<span>${mrkdwn(text)}</span>`);
  return `<p class="context">${parts.join('')}</p>`;
}

const style = `
  :root { color-scheme: light }
  * { box-sizing: border-box; margin: 0 }
  body { background: #fff; color: #1f2328; font: 14px/1.45 'DejaVu Sans', Verdana, sans-serif; width: 840px }
  header { align-items: baseline; border-bottom: 1px solid #d8dee4; display: flex; gap: 16px; justify-content: space-between; padding: 12px 20px }
  header span { color: #59636e; font-size: 12px }
  article { display: flex; gap: 12px; padding: 16px 20px 20px }
  .avatar { background: #1f3a5f; border-radius: 6px; color: #fff; flex: none; font-weight: 700; height: 40px; line-height: 40px; text-align: center; width: 40px }
  .message { min-width: 0 }
  .from { margin-bottom: 6px }
  .app { background: #e6eaef; border-radius: 3px; font-size: 10px; padding: 1px 5px; text-transform: uppercase }
  time { color: #59636e; font-size: 12px }
  h1 { font-size: 18px; margin: 2px 0 6px }
  p { margin: 8px 0; overflow-wrap: anywhere }
  .context { color: #59636e; display: flex; flex-wrap: wrap; font-size: 12px; gap: 2px 14px }
  hr { border: 0; border-top: 1px solid #d8dee4; margin: 14px 0 }
  code { background: #f3f5f8; border: 1px solid #d8dee4; border-radius: 4px; color: #8a1f3d; font: 12px/1.5 'DejaVu Sans Mono', monospace; padding: 1px 4px }
  a { color: #0b5cad }
`;
