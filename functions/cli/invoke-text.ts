import type { ReportReply } from '../adapters/aws/replies.ts';
import { forTerminal } from '../core/escape.ts';
import { plural } from '../core/message.ts';
import { compareSeverity, compareText } from '../core/order.ts';
import { renderPosture } from '../core/render-posture.ts';
import { renderRun } from '../core/render-run.ts';
import { renderTable } from '../core/render-table.ts';
import type { FindingResult, RunResult } from '../core/run.ts';
import type { Context } from './context.ts';

/** The state the run found, then what it told and what is open. */
export function runText(run: RunResult, { columns, options }: Context): string {
  const table = tellingTable(run);
  return `${renderRun(run, { columns, dryRun: options.dryRun })}${table && `\n${table}`}`;
}

/** The posture, and who was told of it. */
export function reportText({ posture, told }: ReportReply, { columns, options }: Context): string {
  const channels = told.map((id) => forTerminal(id, 100)).join(', ');
  const whom = channels ? `It was told to ${channels}.` : 'Nobody was told.';
  return `${renderPosture(posture, { columns })}\n${options.dryRun ? 'Dry run: nobody was told.' : whom}\n`;
}

/** Rows of the table; the rest is counted. */
const shown = 20;

/** Findings that are open and those the run told of, worst first; empty when there are none. */
function tellingTable({ findings, omitted }: RunResult): string {
  const telling = findings
    .filter(({ status, announced }) => status === 'open' || announced !== null)
    .sort(worstFirst);
  const rows = telling
    .slice(0, shown)
    .map((finding) => [
      finding.severity,
      finding.status,
      finding.announced ?? '',
      forTerminal(finding.message, 70),
      forTerminal(finding.key, 200),
    ]);
  const left = telling.length - rows.length;
  const more = [
    left > 0 ? `And ${plural(left, 'other finding')}: --json lists them.\n` : '',
    omitted ? `${plural(omitted.count, 'finding')} did not fit the reply.\n` : '',
  ].join('');
  if (rows.length === 0) return more;
  return `${renderTable(['SEVERITY', 'STATUS', 'TOLD', 'WHAT', 'FINDING'], rows)}${more}`;
}

function worstFirst(a: FindingResult, b: FindingResult): number {
  return compareSeverity(a.severity, b.severity) || compareText(a.key, b.key);
}
