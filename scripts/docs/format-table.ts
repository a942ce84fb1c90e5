import { formatNames, formats, type Format } from '../../functions/core/report/files.ts';
import { markdownTable } from './markdown-table.ts';

interface Use {
  /** Whom it is for, and what is in it. */
  readonly use: string;
  /** What tests hold it to; links are from `docs/`. */
  readonly heldTo: string;
}

const uses: Readonly<Record<Format, Use>> = {
  html: {
    use: 'people: one page without scripts or requests, for screen, print and mail',
    heldTo: 'tests in a browser',
  },
  json: {
    use: 'programs that want everything',
    heldTo: '[posture.schema.json](posture.schema.json), JSON Schema 2020-12',
  },
  csv: {
    use: 'whoever hands out the work: a row a finding, with owner and due date to fill in',
    heldTo: 'RFC 4180',
  },
  ocsf: {
    use: 'a SIEM or a data lake: an event a finding',
    heldTo: 'OCSF 1.6.0, class Compliance Finding (2003)',
  },
  sarif: {
    use: 'code scanning and viewers of findings: with baseline states and suppressions',
    heldTo: 'SARIF 2.1.0 with errata 01',
  },
  md: {
    use: 'terminals, tickets and wikis',
    heldTo: "CommonMark with GitHub's tables and links",
  },
};

/** The README's table of what a report can be written as. */
export function formatTable(): string {
  return markdownTable(['`--format`', 'file', 'for'], formatNames.map(cellsOf));
}

/** The same with what each is held to, for `docs/report-formats.md`. */
export function formatDetails(): string {
  return markdownTable(
    ['`--format`', 'file', 'for', 'held to'],
    formatNames.map((name) => [...cellsOf(name), uses[name].heldTo]),
  );
}

function cellsOf(name: Format): string[] {
  return [`\`${name}\``, `\`report.${formats[name].extension}\``, uses[name].use];
}
