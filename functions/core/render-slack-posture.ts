import { forSlack, ownForSlack } from './escape.ts';
import { moment } from './message.ts';
import { isPlainLink, pointersTo, terminalWords, type Pointer } from './posture/kept-words.ts';
import type { PostureSummary } from './posture/posture-summary.ts';
import { fits, maxCharacters, type SlackBody } from './render-slack.ts';
import { context, header, place, section, type SlackBlock } from './slack-blocks.ts';

/** Slack takes 3,000 characters in a section. Source: https://docs.slack.dev/reference/block-kit/blocks */
const maxSection = 2_900;

/** How many lines are shown, and characters of each. */
interface Room {
  readonly lines: number;
  readonly line: number;
}

/** Tried from the roomiest on; the tightest fits whatever the lines hold. */
const rooms: readonly Room[] = [
  { lines: 25, line: 400 },
  { lines: 25, line: 250 },
  { lines: 25, line: 120 },
];
const tightest: Room = { lines: 12, line: 120 };

/** Renders a posture within Slack's limits: lines are shortened first, then counted. */
export function renderSlackPosture(posture: PostureSummary): SlackBody {
  const bodies = rooms.map((room) => bodyOf(posture, room));
  const fitting = bodies.find(({ text, blocks }) =>
    fits(blocks, maxCharacters - JSON.stringify(text).length),
  );
  return fitting ?? bodyOf(posture, tightest);
}

function bodyOf(posture: PostureSummary, room: Room): SlackBody {
  const { at, headline } = posture;
  const where = place(posture);
  const words = forSlack(headline, 300);
  const kept = keptLines(posture, pointersTo(posture));
  // An address that opens for everybody may be as long as all the rest, and need not be there twice.
  const [address] = pointersTo(posture);
  const short = keptLines(posture, address ? [address] : []);
  return {
    // Slack shows it in notifications, and alone where blocks are refused.
    text: [`Posture of ${where}: ${words}`, ...bullets(posture, tightest), ...short].join('\n'),
    blocks: [
      header(`Strictwatch posture: ${where}`),
      context(`as of ${forSlack(moment(at), 40)}`),
      section(`*${words}*`),
      ...sectionsOf(bullets(posture, room)),
      ...kept.map(section),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function bullets({ lines }: PostureSummary, room: Room): string[] {
  const shown = lines.slice(0, room.lines).map((line) => `• ${forSlack(line, room.line)}`);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, `• and ${left} more`] : shown;
}

/** Where the report lies, and how a terminal opens it. */
function keptLines(posture: PostureSummary, pointers: readonly Pointer[]): string[] {
  if (pointers.length === 0) return [];
  return [...pointers.map(pointerWords), ownForSlack(terminalWords(posture))];
}

/** Characters of an address; a longer one would leave no room for what is said. */
const longestLink = 2_400;

function pointerWords({ label, link, words }: Pointer): string {
  if (!isPlainLink(link, longestLink)) {
    return `${label}: the address is too long for Slack, or none. ${ownForSlack(words)}`;
  }
  return `<${link.replaceAll('&', '&amp;')}|${label}> ${ownForSlack(words)}`;
}

/** As few sections as hold the lines. */
function sectionsOf(lines: readonly string[]): SlackBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < maxSection) {
      texts[texts.length - 1] = `${last}\n${line}`;
    } else texts.push(line);
  }
  return texts.map(section);
}
