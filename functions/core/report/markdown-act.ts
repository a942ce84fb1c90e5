import { forMarkdown, markdownCode } from '../escape-markdown.ts';
import { countSeverities, countWords, moment, plural } from '../message.ts';
import { isKnown } from '../posture/is-known.ts';
import type { Posture, PostureFinding } from '../posture/schema.ts';
import { statusWords } from '../posture/words.ts';
import { findingsCommand } from './commands.ts';
import { decisionWords } from './decision-words.ts';
import { ageDays, dashboardLinkOf } from './finding-parts.ts';
import { heading, item, paragraph, type Block } from './markdown-lines.ts';
import { readinessBlocks } from './markdown-readiness.ts';

/** Findings shown in full; the rest are counted. */
const shownFindings = 50;

/** What is to be done, a rule at a time with its steps once, and who answers for what was decided. */
export function actBlocks(posture: Posture): Block[] {
  const standing = posture.findings.filter(({ status }) => status !== 'resolved');
  const shown = standing.slice(0, shownFindings);
  const rules = Map.groupBy(shown, ({ rule }) => rule);
  return [
    heading(3, 'Who must act'),
    standing.length === 0 ? paragraph(nothingWords(posture)) : [],
    ...[...rules].flatMap(([rule, findings]) => ruleBlocks(posture, rule, findings)),
    restBlock(posture, standing.slice(shownFindings)),
    ...readinessBlocks(posture),
  ];
}

function nothingWords(posture: Posture): string {
  if (posture.verdict.state === 'never-read')
    return 'Nothing is known of this tenant, which is not the same as nothing to do.';
  return isKnown(posture)
    ? 'Nobody: no finding is open, undecided or decided about.'
    : 'Unknown: no finding is known, and that is not the same as none.';
}

function ruleBlocks(posture: Posture, rule: string, findings: readonly PostureFinding[]): Block[] {
  const { title = rule, fix = [] } = posture.rules[rule] ?? {};
  return [
    heading(4, title),
    findings.flatMap((finding) => findingItem(posture, finding)),
    fix.length === 0 ? [] : paragraph('What to do:'),
    fix.flatMap((step, index) => item(step, [], `${index + 1}.`)),
  ];
}

function findingItem(posture: Posture, finding: PostureFinding): Block {
  const { severity, status, since, message, key } = finding;
  const link = dashboardLinkOf(finding);
  const days = plural(ageDays(posture, finding), 'day');
  const decided = decisionWords(finding);
  const decision = decided === null ? '' : ` ${forMarkdown(decided, 500)}.`;
  const words = `**${severity}**, ${statusWords[status]}, since ${moment(since)} (${days}): ${forMarkdown(message, 600)}${decision}`;
  const below = [`Finding: ${markdownCode(key)}`, ...(link !== null ? [`<${link}>`] : [])];
  return item(words, below);
}

function restBlock(posture: Posture, left: readonly PostureFinding[]): Block {
  if (left.length === 0) return [];
  const counts = countWords(countSeverities(left.map(({ severity }) => severity)));
  const list = findingsCommand(posture);
  const rest = `And ${plural(left.length, 'more finding')}: ${counts}.`;
  if (list === null) return paragraph(`${rest} The JSON report has all.`);
  return [...paragraph(`${rest} List them:`), markdownCode(list)];
}
