import type { Report } from '../posture/schema.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html-report.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOcsf } from './ocsf.ts';
import { renderSarif } from './sarif.ts';

/** What a report can be written as, with how files and archives name it. */
export const formats = {
  html: {
    extension: 'html',
    isJson: false,
    contentType: 'text/html; charset=utf-8',
    render: renderHtml,
  },
  json: { extension: 'json', isJson: true, contentType: 'application/json', render: renderJson },
  csv: {
    extension: 'csv',
    isJson: false,
    contentType: 'text/csv; charset=utf-8',
    render: renderCsv,
  },
  ocsf: {
    extension: 'ocsf.json',
    isJson: true,
    contentType: 'application/json',
    render: renderOcsf,
  },
  sarif: {
    extension: 'sarif',
    isJson: true,
    contentType: 'application/sarif+json',
    render: renderSarif,
  },
  md: {
    extension: 'md',
    isJson: false,
    contentType: 'text/markdown; charset=utf-8',
    render: renderMarkdown,
  },
} as const satisfies Record<
  string,
  {
    readonly extension: string;
    /** A file of it may be called `.json` too. */
    readonly isJson: boolean;
    readonly contentType: string;
    readonly render: (report: Report) => string;
  }
>;

export type Format = keyof typeof formats;
export const formatNames = Object.keys(formats) as Format[];

/** One file of a report, ready to be kept or written. */
export interface ReportFile {
  readonly name: string;
  readonly contentType: string;
  readonly body: string;
}

/** The report as files, one a format; of all formats where none is asked for. */
export function filesOf(report: Report, wanted: readonly Format[] = formatNames): ReportFile[] {
  return wanted.map((format) => {
    const { extension, contentType, render } = formats[format];
    return { name: `report.${extension}`, contentType, body: render(report) };
  });
}
