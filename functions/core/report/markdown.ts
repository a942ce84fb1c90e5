import { forMarkdown } from '../escape-markdown.ts';
import { moment, placeOf, plural, reportCommand } from '../message.ts';
import type { OverviewRow, Posture, Report } from '../posture/schema.ts';
import { periodWords } from '../posture/words.ts';
import { sameMoment } from './commands.ts';
import { actBlocks } from './markdown-act.ts';
import { changeBlocks } from './markdown-changes.ts';
import { documentOf, heading, item, paragraph, type Block } from './markdown-lines.ts';
import { numberBlocks } from './markdown-numbers.ts';
import { knownBlocks } from './markdown-unknown.ts';

/** Tenants of the overview that are named; the rest are counted. */
const namedTenants = 50;

/** For a terminal, and for pasting into an issue: readable as it is, in at most 100 columns. */
export function renderMarkdown(report: Report): string {
  return documentOf([
    heading(1, `Posture report, ${moment(report.at)}`),
    ...overviewBlocks(report),
    ...report.postures.flatMap(tenantBlocks),
  ]);
}

function overviewBlocks({ overview, postures, at }: Report): Block[] {
  if (overview.length < 2) return [];
  const left = overview.slice(namedTenants);
  const detailed = new Set(postures.map(({ tenant }) => tenant.id));
  const without = overview.filter(({ tenant }) => !detailed.has(tenant.id));
  return [
    heading(2, 'All tenants'),
    overview.slice(0, namedTenants).flatMap(overviewItem),
    left.length === 0 ? [] : paragraph(`And ${plural(left.length, 'more tenant')}.`),
    withoutSection(without, sameMoment({ postures, at })),
  ];
}

function withoutSection(rows: readonly OverviewRow[], when: string): Block {
  const [first] = rows;
  if (!first) return [];
  const command = reportCommand({ ...placeOf(first.tenant), tenant: 'ID' });
  const have = rows.length === 1 ? 'has' : 'have';
  return paragraph(
    `${plural(rows.length, 'tenant')} ${have} no section below, which has the worst only. ` +
      `Each has a report of its own: ${command}${when}`,
  );
}

function overviewItem({ tenant, verdict }: OverviewRow): Block {
  return item(`**${titleOf(tenant)}** ${forMarkdown(verdict.sentence, 300)}`);
}

function tenantBlocks(posture: Posture): Block[] {
  const { tenant, period, verdict, isPast } = posture;
  const past = isPast ? ` Put together from history for ${moment(posture.at)}.` : '';
  return [
    heading(2, titleOf(tenant)),
    paragraph(`**${forMarkdown(verdict.sentence, 300)}**`),
    paragraph(
      `Changes are counted since ${moment(period.since)} (${periodWords[period.basis]}).${past}`,
    ),
    ...numberBlocks(posture),
    ...changeBlocks(posture),
    ...actBlocks(posture),
    ...knownBlocks(posture),
  ];
}

function titleOf({ id, environment }: Posture['tenant']): string {
  return `${forMarkdown(id, 63)} (${forMarkdown(environment, 40)})`;
}
