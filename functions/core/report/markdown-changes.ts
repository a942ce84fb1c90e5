import { forMarkdown, markdownCode } from '../escape-markdown.ts';
import { moment, plural } from '../message.ts';
import type { Posture, PostureChange } from '../posture/schema.ts';
import { changeKinds } from '../posture/terms.ts';
import { changeWords, creationWords, endWords } from '../posture/words.ts';
import { sameReport } from './commands.ts';
import { heading, item, paragraph, type Block } from './markdown-lines.ts';
import { whyNoChange } from './read-since.ts';

/** Changes shown; the rest are counted. */
const shownRows = 50;

/** What happened in the period, and which permissive apps came. */
export function changeBlocks(posture: Posture): Block[] {
  const { counts, rows } = posture.changes;
  const said = changeKinds.filter((kind) => (counts[kind] ?? 0) > 0);
  const words = said.map((kind) => `${counts[kind]} ${changeWords[kind]}`).join(', ');
  const left = rows.length - shownRows;
  const list = sameReport(posture, 'json');
  return [
    heading(3, 'What changed'),
    paragraph(words === '' ? nothingWords(posture) : `${words}.`),
    rows.slice(0, shownRows).flatMap(changeItem),
    left > 0
      ? paragraph(
          `And ${plural(left, 'more change')}. ${list === null ? 'The JSON report has all.' : 'All:'}`,
        )
      : [],
    left > 0 && list !== null ? [markdownCode(list)] : [],
    ...newAppBlocks(posture),
  ];
}

function nothingWords(posture: Posture): string {
  const why = whyNoChange(posture);
  return why === null ? 'Nothing.' : `Unknown: ${why} since ${moment(posture.period.since)}.`;
}

function changeItem(row: PostureChange): Block {
  const { what, at, rule, severity, message, by, owner, reason, until, end } = row;
  const who = [
    by === undefined ? '' : `by ${forMarkdown(by, 120)}`,
    owner === undefined ? '' : `owner ${forMarkdown(owner, 120)}`,
    until === undefined ? '' : `until ${moment(until)}`,
    end === undefined ? '' : endWords[end],
    reason === undefined ? '' : `reason: ${forMarkdown(reason, 300)}`,
  ].filter((part) => part !== '');
  const label = severity === null ? rule : `${severity}, ${rule}`;
  const decided = who.length === 0 ? '' : ` (${who.join(', ')})`;
  return item(
    `**${changeWords[what]}** ${moment(at)}, ${forMarkdown(label, 80)}: ${forMarkdown(message, 300)}${decided}`,
  );
}

function newAppBlocks({ newPermissive }: Posture): Block[] {
  if (newPermissive.length === 0) return [];
  const left = newPermissive.length - shownRows;
  return [
    paragraph('New permissive apps:'),
    newPermissive.slice(0, shownRows).flatMap(({ name, app, seen, how, who, unattributed }) => {
      const nobody = `by nobody known: ${forMarkdown(unattributed ?? 'not attributed', 200)}`;
      const by = who === null ? nobody : `by ${forMarkdown(who, 200)}`;
      return item(
        `"${forMarkdown(name, 120)}" (${forMarkdown(app, 120)}), seen ${moment(seen)}: ${creationWords[how]}, ${by}`,
      );
    }),
    left > 0 ? paragraph(`And ${plural(left, 'more app')}.`) : [],
  ];
}
