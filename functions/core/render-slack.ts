import type { Announcement } from './finding.ts';
import { forSlack } from './escape.ts';
import { keepInFull, leftWords } from './counted.ts';
import {
  adoptionWords,
  headline,
  listCommand,
  shownInFull,
  type Message,
  type Told,
} from './message.ts';
import type { Severity } from './severity.ts';
import { blocksOf, code, place, type Room, type SlackBlock } from './slack-blocks.ts';

/** The body an incoming webhook takes. */
export interface SlackBody {
  /** Shown in notifications, and alone where blocks are refused. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

/** A message about findings. */
export interface SlackPayload extends SlackBody {
  readonly metadata: SlackMetadata;
}

/** For programs that read the channel; ids are as stored but for halves of characters, since nothing displays them. */
export interface SlackMetadata {
  readonly event_type: 'strictwatch_findings';
  readonly event_payload: {
    readonly tenant: string;
    readonly findings: readonly SlackFinding[];
    /** Findings the message tells of that are not in the list. */
    readonly left_out: number;
    /** The worst of an adoption. */
    readonly adopted?: readonly Pick<SlackFinding, 'id' | 'transition'>[];
  };
}

interface SlackFinding {
  readonly id: string;
  readonly transition: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly announcement: Announcement;
}

/** Source: https://docs.slack.dev/reference/block-kit/blocks */
const maxBlocks = 50;
/**
 * Text and blocks together, as JSON. Slack does not document that it refuses more than about 13,200.
 * Source: https://github.com/slackapi/bolt-js/issues/2509
 */
export const maxCharacters = 13_000;
/** Of the metadata as JSON; Slack documents no number, so this is a cautious one. */
const maxMetadata = 8_000;

/** Tried from the roomiest on. In each a section stays below Slack's 3,000 characters. */
const rooms: readonly Room[] = [
  { message: 600, facts: 6, fact: 240, steps: 6, step: 300, worst: 5, unknown: 2600 },
  { message: 400, facts: 4, fact: 120, steps: 3, step: 200, worst: 5, unknown: 1800 },
  { message: 250, facts: 2, fact: 80, steps: 1, step: 160, worst: 3, unknown: 1200 },
];
const tightest: Room = {
  message: 160,
  facts: 0,
  fact: 0,
  steps: 0,
  step: 0,
  worst: 2,
  unknown: 500,
};

/** Renders within Slack's limits: facts and fixes are shortened first, then findings are counted instead. */
export function renderSlack(message: Message): SlackPayload {
  const text = fallback(keep(message, shownInFull));
  return {
    text,
    blocks: fitBlocks(message, maxCharacters - JSON.stringify(text).length),
    metadata: metadataOf(message),
    unfurl_links: false,
    unfurl_media: false,
  };
}

function fitBlocks(message: Message, characters: number): SlackBlock[] {
  const full = keep(message, shownInFull);
  for (const room of rooms) {
    const blocks = blocksOf(full, room);
    if (fits(blocks, characters)) return blocks;
  }
  for (let count = full.told.length; count > 0; count -= 1) {
    const blocks = blocksOf(keep(message, count), tightest);
    if (fits(blocks, characters)) return blocks;
  }
  return blocksOf(keep(message, 0), tightest);
}

export function fits(blocks: readonly SlackBlock[], characters: number): boolean {
  return blocks.length <= maxBlocks && JSON.stringify(blocks).length <= characters;
}

/** The message with its first `count` findings in full, and all others counted in the rest. */
function keep(message: Message, count: number): Message {
  return keepInFull(message, message.told.slice(0, count));
}

const maxText = 3_000;
/** Characters of an id, tried from the roomiest on: receivers without blocks know a finding by it. */
const shortestId = 70;
const idLengths = [300, 150, shortestId] as const;

/** One line a finding; those of an adoption give way before an id of what is told is cut. */
function fallback(message: Message): string {
  const worst = message.adoption?.worst ?? [];
  for (const length of idLengths) {
    for (const inherited of [worst, []]) {
      const text = fallbackText(message, inherited, length);
      if (text.length <= maxText) return text;
    }
  }
  return fallbackText(message, [], shortestId);
}

function fallbackText(message: Message, worst: readonly Told[], id: number): string {
  const { adoption, told, rest } = message;
  const lines = [`${place(message)}: ${headline(message)}`];
  if (adoption) lines.push(adoptionWords(adoption));
  for (const one of worst) lines.push(fallbackLine(one, 'inherited', id));
  for (const one of told) lines.push(fallbackLine(one, one.announcement, id));
  if (rest) lines.push(`And ${rest.count} more: ${leftWords(rest)}.`);
  lines.push(`Details: ${code(listCommand(message), 190)}`);
  return lines.join('\n');
}

function fallbackLine({ severity, message, key, transition }: Told, what: string, id: number) {
  const words = `${severity.toUpperCase()} ${what}: ${forSlack(message, 90)}`;
  return `${words} [${forSlack(key, id)}, transition ${transition}]`;
}

function metadataOf({ tenant, told, rest, adoption }: Message): SlackMetadata {
  const findings = told
    .slice(0, shownInFull)
    .map(({ key, transition, rule, severity, announcement }) => ({
      id: key.toWellFormed(),
      transition,
      rule,
      severity,
      announcement,
    }));
  // An id that was cut would be another finding's, so one that does not fit is left out whole.
  while (JSON.stringify(findings).length > maxMetadata) findings.pop();
  const adopted = (adoption?.worst ?? []).map(({ key, transition }) => ({
    id: key.toWellFormed(),
    transition,
  }));
  while (JSON.stringify([...findings, ...adopted]).length > maxMetadata) adopted.pop();
  const left_out = told.length - findings.length + (rest?.count ?? 0);
  return {
    event_type: 'strictwatch_findings',
    event_payload: { tenant, findings, left_out, ...(adoption && { adopted }) },
  };
}
