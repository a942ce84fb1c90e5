import { forSlack } from './escape.ts';
import { moment } from './message.ts';
import type { SlackBody } from './render-slack.ts';
import { code, context, header, place, section } from './slack-blocks.ts';
import { testWords, type TestAlert } from './test-alert.ts';

/** Renders a test alert. It has no metadata: programs that read the channel look for findings there. */
export function renderSlackTest(alert: TestAlert): SlackBody {
  const where = place(alert);
  const channel = code(alert.channel, 200);
  const routes = alert.routes.map((route) => `• ${forSlack(route, 200)}`);
  return {
    text: `TEST of ${where}: ${testWords}`,
    blocks: [
      header(`TEST · Strictwatch: ${where}`),
      context(`test alert · sent at ${forSlack(moment(alert.at), 40)}`),
      section(`*${testWords}*`),
      section([`Channel ${channel} is told of`, ...routes].join('\n')),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}
