/** What Slack formats in `verbatim` text, in the order it is looked for; our messages use nothing else. */
const pieces =
  /`(?<code>[^`\n]+)`|<(?<url>https?:[^|>\s]+)\|(?<label>[^>]+)>|(?<![\p{L}\p{N}])\*(?<bold>[^*\n]+)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?<italic>[^_\n]+)_(?![\p{L}\p{N}])|\n/gu;

/**
 * Slack's mrkdwn as HTML, as far as our own messages use it: code, links, bold, italic and line breaks.
 * Source: https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwn(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: all, index, groups = {} } of text.matchAll(pieces)) {
    html += plain(text.slice(end, index)) + piece(groups);
    end = index + all.length;
  }
  return html + plain(text.slice(end));
}

function piece({ code, url, label, bold, italic }: Record<string, string | undefined>): string {
  if (code !== undefined) return `<code>${plain(code)}</code>`;
  if (url !== undefined) return `<a href="${plain(url)}">${plain(label ?? '')}</a>`;
  if (bold !== undefined) return `<b>${mrkdwn(bold)}</b>`;
  if (italic !== undefined) return `<i>${mrkdwn(italic)}</i>`;
  return '<br>';
}

/** Slack's three entities are HTML's as well. */
function plain(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
