import { isDashboardLink } from './dashboard.ts';
import { forTerminal } from './escape.ts';
import type { Severity } from './severity.ts';
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
  type Place,
  type Told,
} from './message.ts';
import { displayWidth, readable, wrap } from './wrap.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly color: boolean;
}

/** Renders a message for reading in a terminal. Ends with a line break. */
export function renderTerminal(message: Message, options: TerminalOptions): string {
  const page = pageOf(options);
  const lines = topLines(message, page);
  if (message.adoption) lines.push('', ...adoptionLines(message.adoption, message, page));
  for (const [index, told] of message.told.entries()) {
    lines.push('', ...toldLines(told, message, page, repeatsFix(message.told, index)));
  }
  if (message.rest) lines.push('', ...restLines(message.rest, page));
  return `${lines.join('\n')}\n`;
}

type Style = Severity | 'resolved' | 'bold' | 'faint';

interface Page {
  readonly columns: number;
  readonly paint: (style: Style, text: string) => string;
}

/** SGR parameters. Severity is always written out too: nothing is said by colour alone. */
const styles: Readonly<Record<Style, string>> = {
  critical: '1;97;41',
  high: '1;31',
  medium: '1;33',
  low: '1;36',
  info: '1',
  resolved: '1;32',
  bold: '1',
  faint: '2',
};

function pageOf({ columns, color }: TerminalOptions): Page {
  return {
    columns: readable(columns),
    paint: (style, text) => (color ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
  };
}

function topLines(message: Message, { columns, paint }: Page): string[] {
  const [top = ''] = wrap(`── Strictwatch ── ${forTerminal(moment(message.at), 30)}`, columns - 1);
  return [
    paint('faint', `${top} ${'─'.repeat(columns - 1 - displayWidth(top))}`),
    ...wrap(headline(message), columns).map((line) => paint('bold', line)),
  ];
}

function toldLines(told: Told, place: Place, page: Page, fixAbove: boolean): string[] {
  const { paint } = page;
  const style = told.announcement === 'resolved' ? 'resolved' : told.severity;
  const badge = paint(style, told.severity.toUpperCase());
  const lines = [
    `${badge}  ${told.announcement}  ${placeWords(place)}  ${paint('bold', forTerminal(told.rule, 60))}`,
    ...paragraph(forTerminal(told.title, 150), 2, page).map((line) => paint('faint', line)),
    '',
    ...paragraph(forTerminal(told.message, 1000), 2, page),
  ];
  if (told.facts.length > 0) lines.push('', ...factLines(told, page));
  if (fixAbove)
    lines.push('', `  ${paint('bold', 'What to do')}: as above for ${forTerminal(told.rule, 60)}`);
  else if (told.fix.length > 0) lines.push('', ...fixLines(told, page));
  return [...lines, '', ...footerLines(told, page)];
}

function placeWords({ tenant, environment }: Place): string {
  return `${forTerminal(tenant, 63)} (${forTerminal(environment, 40)})`;
}

const widestName = 20;

function factLines({ facts }: Told, page: Page): string[] {
  const shown = facts.map(({ name, value }) => ({
    name: forTerminal(name, widestName),
    value: forTerminal(value, 400),
  }));
  const width = Math.min(widestName, Math.max(...shown.map(({ name }) => displayWidth(name))));
  return shown.flatMap(({ name, value }) => labelled(name, value, width, page));
}

function fixLines({ fix }: Told, page: Page): string[] {
  const steps = fix.flatMap((step, index) =>
    hanging(`${index + 1}. `, forTerminal(step, 600), page),
  );
  return [`  ${page.paint('bold', 'What to do')}`, ...steps];
}

/** Ids and addresses are not broken into lines, so that they can be copied and clicked. */
function footerLines(told: Told, page: Page): string[] {
  const { key, transition, firstSeen, link } = told;
  const { paint } = page;
  const seen = `transition ${transition}, first seen ${forTerminal(moment(firstSeen), 30)}`;
  const lines = [
    `  ${paint('faint', 'Finding')}  ${forTerminal(key, 700)}`,
    ...paragraph(seen, 11, page),
    ...nextSteps(told).map(
      ({ what, command }) =>
        `  ${paint('faint', forTerminal(what, 200))}  ${forTerminal(command, 700)}`,
    ),
  ];
  if (link === null || !isDashboardLink(link)) return lines;
  return [...lines, `  ${paint('faint', 'In Auth0')} ${link}`];
}

function adoptionLines(adoption: AdoptionSummary, place: Place, page: Page): string[] {
  const { paint } = page;
  const lines = [
    `${paint('bold', 'ADOPTED')}  ${placeWords(place)}`,
    ...paragraph(adoptionWords(adoption), 2, page),
  ];
  if (adoption.bySeverity.length > 0) lines.push('', ...countLines(adoption, page));
  if (adoption.worst.length > 0) {
    lines.push('', `  ${paint('bold', 'The worst of them')}`);
    for (const told of adoption.worst) lines.push(...worstLines(told, page));
  }
  if (adoption.unknown.length > 0) lines.push('', ...unknownLines(adoption, page));
  if (adoption.total > 0) lines.push('', `  List them: ${forTerminal(listCommand(place), 190)}`);
  return lines;
}

function countLines({ bySeverity, total }: AdoptionSummary, { columns, paint }: Page): string[] {
  const digits = Math.max(...bySeverity.map(({ count }) => String(count).length));
  const room = Math.max(1, Math.min(40, columns - 16 - digits));
  return bySeverity.map(({ severity, count }) => {
    const bar = '▪'.repeat(Math.ceil((Math.min(count, total) / Math.max(total, 1)) * room));
    const name = `${paint(severity, severity)}${' '.repeat(8 - severity.length)}`;
    return `  ${name}  ${String(count).padStart(digits)}  ${paint('faint', bar)}`;
  });
}

function worstLines({ severity, message, key, transition }: Told, page: Page): string[] {
  const [first = '', ...more] = wrap(forTerminal(message, 300), page.columns - 14);
  const name = `${page.paint(severity, severity.toUpperCase())}${' '.repeat(8 - severity.length)}`;
  return [
    `    ${name}  ${first}`,
    ...more.map((line) => `${' '.repeat(14)}${line}`),
    `${' '.repeat(14)}${page.paint('faint', `${forTerminal(key, 700)}, transition ${transition}`)}`,
  ];
}

function unknownLines({ unknown }: AdoptionSummary, page: Page): string[] {
  const lines = byReason(unknown).flatMap(({ rules, reason }) =>
    hanging('- ', `${forTerminal(rules.join(', '), 700)}: ${forTerminal(reason, 300)}`, page),
  );
  return [`  ${page.paint('bold', 'Rules that could not judge')}`, ...lines];
}

function restLines(rest: NonNullable<Message['rest']>, page: Page): string[] {
  const counts = wrap(`And ${rest.count} more: ${leftWords(rest)}`, page.columns);
  return [
    ...counts.map((line) => page.paint('bold', line)),
    `  List them: ${forTerminal(rest.command, 200)}`,
  ];
}

function paragraph(text: string, indent: number, { columns }: Page): string[] {
  return wrap(text, columns - indent).map((line) => `${' '.repeat(indent)}${line}`);
}

function hanging(mark: string, text: string, { columns }: Page): string[] {
  const indent = 4 + mark.length;
  return wrap(text, columns - indent).map((line, index) =>
    index === 0 ? `    ${mark}${line}` : `${' '.repeat(indent)}${line}`,
  );
}

function labelled(name: string, value: string, width: number, { columns, paint }: Page): string[] {
  const indent = ' '.repeat(4 + width + 2);
  const label = `    ${paint('faint', name)}`;
  const lines = wrap(value, columns - indent.length);
  const gap = width + 2 - displayWidth(name);
  // Twenty wide characters take forty columns: such a name has a line of its own.
  if (gap < 2) return [label, ...lines.map((line) => `${indent}${line}`)];
  return lines.map((line, index) =>
    index === 0 ? `${label}${' '.repeat(gap)}${line}` : `${indent}${line}`,
  );
}
