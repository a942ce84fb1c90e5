import { isDashboardLink } from './dashboard.ts';
import { forSlack, ownForSlack } from './escape.ts';
import { leftWords } from './counted.ts';
import {
  adoptionWords,
  byReason,
  headline,
  listCommand,
  moment,
  nextSteps,
  repeatsFix,
  type AdoptionSummary,
  type Message,
  type Told,
} from './message.ts';

interface Markdown {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** Slack then looks for no links, channels or people in the text. */
  readonly verbatim: true;
}

export type SlackBlock =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'section'; text: Markdown }
  | { type: 'context'; elements: Markdown[] }
  | { type: 'divider' };

/** How much is shown of each finding. */
export interface Room {
  readonly message: number;
  readonly facts: number;
  readonly fact: number;
  readonly steps: number;
  readonly step: number;
  readonly worst: number;
  /** Characters of the rules that could not judge and of why. */
  readonly unknown: number;
}

export function blocksOf(message: Message, room: Room): SlackBlock[] {
  const blocks: SlackBlock[] = [
    header(`Strictwatch${message.digest ? ' digest' : ''}: ${place(message)}`),
    context(`${headline(message)} · as of ${forSlack(moment(message.at), 40)}`),
  ];
  if (message.adoption) blocks.push(...adoptionBlocks(message, message.adoption, room));
  for (const [index, told] of message.told.entries()) {
    blocks.push({ type: 'divider' }, ...toldBlocks(told, room, repeatsFix(message.told, index)));
  }
  if (message.rest) blocks.push({ type: 'divider' }, section(restWords(message.rest)));
  return blocks;
}

/** Which tenant, for people: `acme-prod (production)`. */
export function place({ tenant, environment }: Pick<Message, 'tenant' | 'environment'>): string {
  return `${forSlack(tenant, 63)} (${forSlack(environment, 60)})`;
}

/** Escaped text has no backtick left, so it cannot leave the code. */
export function code(text: string, max: number): string {
  return `\`${forSlack(text, max)}\``;
}

function toldBlocks(told: Told, room: Room, fixAbove: boolean): SlackBlock[] {
  const what = [title(told), forSlack(told.message, room.message), ...factLines(told, room)];
  const fix = fixAbove ? `*What to do*: as above for ${code(told.rule, 60)}` : fixWords(told, room);
  const link = told.link !== null && isDashboardLink(told.link) ? told.link : null;
  const footer = [
    `Finding ${code(told.key, 300)} · transition ${told.transition}`,
    `first seen ${forSlack(moment(told.firstSeen), 40)}`,
    ...(link ? [`<${link}|Open in Auth0>`] : []),
    ...nextSteps(told).map(({ what, command }) => ownForSlack(`${what}: \`${command}\``)),
  ];
  return [section(what.join('\n')), ...(fix ? [section(fix)] : []), context(...footer)];
}

function title({ severity, announcement, title }: Told): string {
  return `*${severity.toUpperCase()} · ${announcement} · ${forSlack(title, 150)}*`;
}

/** No colon of ours follows text of theirs: together the two could make an emoji. */
function factLines({ facts }: Told, room: Room): string[] {
  const lines = facts
    .slice(0, room.facts)
    .map(({ name, value }) => `• *${forSlack(name, 60)}* ${forSlack(value, room.fact)}`);
  const left = facts.length - lines.length;
  return left > 0 ? [...lines, `• and ${left} more in the evidence of the finding`] : lines;
}

function fixWords({ fix, rule }: Told, room: Room): string | null {
  if (fix.length === 0) return null;
  const whole = code(`npx strictwatch explain ${rule}`, 100);
  const steps = fix
    .slice(0, room.steps)
    .map((step, i) => `${i + 1}. ${ownForSlack(step, room.step)}`);
  if (steps.length === 0) return `*What to do*: ${whole}`;
  const left = fix.length - steps.length;
  const more = left > 0 ? [`and ${left} more: ${whole}`] : [];
  return ['*What to do*', ...steps, ...more].join('\n');
}

function adoptionBlocks(message: Message, adoption: AdoptionSummary, room: Room): SlackBlock[] {
  const blocks = [section(adoptionWords(adoption))];
  const worst = adoption.worst.slice(0, room.worst).map(worstLines);
  if (worst.length > 0) blocks.push(section(`*The worst of them*\n${worst.join('\n')}`));
  const unknown = unknownWords(adoption.unknown, room);
  if (unknown) blocks.push(section(unknown));
  if (adoption.total > 0) blocks.push(section(`List them: ${code(listCommand(message), 190)}`));
  return blocks;
}

function worstLines(told: Told): string {
  const what = `*${told.severity.toUpperCase()}* ${forSlack(told.message, 160)}`;
  return `• ${what}\n   ${code(told.key, 200)}, transition ${told.transition}`;
}

function unknownWords(unknown: AdoptionSummary['unknown'], room: Room): string | null {
  if (unknown.length === 0) return null;
  const lines: string[] = [];
  let left = unknown.length;
  let characters = 0;
  for (const { rules, reason } of byReason(unknown)) {
    // A quarter, so that one line always fits.
    const names = forSlack(rules.join(', '), room.unknown / 4);
    const line = `• *${names}* ${forSlack(reason, 180)}`;
    characters += line.length;
    if (characters > room.unknown) break;
    lines.push(line);
    left -= rules.length;
  }
  const more = left > 0 ? [`• and ${left} more`] : [];
  return ['*Rules that could not judge*: neither passed nor failed', ...lines, ...more].join('\n');
}

function restWords(rest: NonNullable<Message['rest']>): string {
  return `*And ${rest.count} more*: ${leftWords(rest)}. List them: ${code(rest.command, 200)}`;
}

function markdown(text: string): Markdown {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function section(text: string): SlackBlock {
  return { type: 'section', text: markdown(text) };
}

export function context(...texts: readonly string[]): SlackBlock {
  return { type: 'context', elements: texts.map(markdown) };
}

export function header(text: string): SlackBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: false } };
}
