import { ageWords } from '../age.ts';
import { forMarkdown } from '../escape-markdown.ts';
import { byReason, moment } from '../message.ts';
import type { Posture } from '../posture/schema.ts';
import { heading, item, paragraph, type Block } from './markdown-lines.ts';

/** What nobody can say, and by what the rest can be checked. */
export function knownBlocks(posture: Posture): Block[] {
  const { unread, unjudged, notes, evidence } = posture;
  const lines = [
    ...unread.map(({ section, reason, lastRead, ageSeconds }) => {
      const when =
        lastRead === null
          ? 'no run on record read it'
          : `last read ${moment(lastRead)}${ageSeconds === null ? '' : `, ${ageWords(ageSeconds)} ago`}`;
      return `Not read: ${section} (${forMarkdown(reason, 300)}); ${when}`;
    }),
    ...byReason(unjudged).map(
      ({ rules, reason }) =>
        `Could not judge: ${forMarkdown(rules.join(', '), 700)} (${forMarkdown(reason, 300)})`,
    ),
    ...notes.map((note) => forMarkdown(note, 500)),
  ];
  return [
    heading(3, 'What is not known'),
    lines.length === 0 ? paragraph(noneWords(posture)) : lines.flatMap((line) => item(line)),
    heading(3, 'Evidence'),
    ...evidenceBlocks(evidence),
  ];
}

function noneWords({ verdict, freshness }: Posture): string {
  if (verdict.state === 'never-read') return 'Everything: the tenant was never read.';
  if (freshness.newestRun === null) return 'Everything: there is no run on record.';
  return `Every section was read by the newest run, ${moment(freshness.newestRun)}, and every rule could judge.`;
}

function evidenceBlocks(evidence: Posture['evidence']): Block[] {
  if (evidence === null) {
    return [paragraph('There is no run record with a hash yet, so nothing proves this report.')];
  }
  const { sequence, startedAt, record, snapshot } = evidence;
  return [
    [
      ...item(`Run record ${sequence}, of the run that began ${moment(startedAt)}`, [
        `SHA-256 ${record}`,
      ]),
      ...item('Snapshot it judged', [`SHA-256 ${snapshot}`]),
    ],
  ];
}
