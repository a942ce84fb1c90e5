import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../functions/core/escape.ts';
import { overviewRow } from '../../../functions/core/posture/overview.ts';
import type { Report } from '../../../functions/core/posture/schema.ts';
import { unreadableRow } from '../../../functions/core/posture/unreadable-row.ts';
import { csvColumns, renderCsv } from '../../../functions/core/report/csv.ts';
import {
  hostileName,
  neverReadPosture,
  samplePosture,
  sampleReport,
} from '../posture/sample-posture.ts';
import {
  after,
  before,
  finding,
  hostileReport,
  lifeCycleReport,
  reportOf,
} from './report-samples.ts';
import { casesOf } from '../../thorough.ts';

/** Reads CSV by RFC 4180, a character at a time, so that nothing is shared with what wrote it. */
function parse(file: string): string[][] {
  expect(file.startsWith('\uFEFF')).toBe(true);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 1;
  while (at < file.length) {
    const [cell, end] = file.charAt(at) === '"' ? quotedCell(file, at + 1) : [null, at];
    if (cell === null) throw new Error(`no quote at ${at}`);
    row.push(cell);
    at = end;
    if (file.charAt(at) === ',') {
      at += 1;
      continue;
    }
    expect(file.slice(at, at + 2)).toBe('\r\n');
    rows.push(row);
    row = [];
    at += 2;
  }
  return rows;
}

/** The text to the closing quote, and where what follows it begins. */
function quotedCell(file: string, from: number): [string, number] {
  let cell = '';
  for (let at = from; at < file.length; at += 1) {
    if (file.charAt(at) !== '"') cell += file.charAt(at);
    else if (file.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else return [cell, at + 1];
  }
  throw new Error('a quote that is not closed');
}

function rowsOf(report: Report): Record<string, string>[] {
  const [head = [], ...rows] = parse(renderCsv(report));
  return rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));
}

describe('the action plan', () => {
  it('has a head, and a row for each finding that is not resolved, in the order of the report', () => {
    const [head, ...rows] = parse(renderCsv(lifeCycleReport()));
    expect(head).toEqual([...csvColumns]);
    const standing = lifeCycleReport().postures[0]?.findings.filter((f) => f.status !== 'resolved');
    expect(rows.map((cells) => cells[2])).toEqual(standing?.map(({ key }) => key));
    expect(rows).toHaveLength(15);
  });

  it('says of a finding what to do, for how long it has stood, and leaves the day to people', () => {
    const [row] = rowsOf(
      reportOf([
        finding({
          status: 'suppressed',
          since: before,
          message: 'It is so.',
          link: 'https://manage.auth0.com/dashboard/eu/acme-prod/applications/a/settings',
          decision: {
            by: 'robin',
            at: after,
            owner: 'partner-team',
            until: '2026-12-24T23:59:59.999Z',
          },
        }),
      ]),
    );
    expect(row).toEqual({
      tenant: 'acme-prod',
      environment: 'production',
      finding: 'acme-prod/app-permissive/SyntheticApp',
      rule: 'app-permissive',
      severity: 'high',
      status: 'suppressed',
      subject: 'SyntheticApp',
      app: 'Partner',
      found: 'It is so.',
      since: before,
      'age in days': '13',
      'how to fix': 'Replace it by a strict app.',
      dashboard: 'https://manage.auth0.com/dashboard/eu/acme-prod/applications/a/settings',
      'decided by': 'robin',
      'decided owner': 'partner-team',
      'decided until': '2026-12-24T23:59:59.999Z',
      owner: 'partner-team',
      due: '',
    });
  });

  it('numbers the steps where there are several', () => {
    const rule = { title: 'T', fix: ['Look.', 'Mend.'], see: [], controls: [] };
    const [row] = rowsOf(reportOf([finding()], { rules: { 'app-permissive': rule } }));
    expect(row?.['how to fix']).toBe('1. Look. 2. Mend.');
  });

  it('names an app only where the finding is about one, and links to the Dashboard only', () => {
    const link = 'https://evil.example/dashboard';
    const [row] = rowsOf(reportOf([finding({ rule: 'settings-drift', subject: 'flags.x', link })]));
    expect([row?.['app'], row?.['dashboard']]).toEqual(['', '']);
  });

  it('says of a tenant that was never read that it is not known, and how to find out why', () => {
    const posture = neverReadPosture();
    const alone = { ...sampleReport(), overview: [overviewRow(posture)], postures: [posture] };
    expect(rowsOf(alone)).toMatchObject([
      {
        tenant: 'acme-new',
        rule: 'watch-stale',
        status: 'not known',
        found: 'Never read: nothing is known of this tenant.',
        'how to fix': 'Find out why: npx strictwatch doctor --tenant acme-new',
      },
    ]);
  });

  it('says of a tenant that is overdue that it is not known, besides its findings', () => {
    const verdict = { state: 'not-known', sentence: 'Not read for 3 days.' } as const;
    const rows = rowsOf(reportOf([finding()], { verdict }));
    expect(rows.map(({ status, found }) => [status, found])).toEqual([
      ['not known', 'Not read for 3 days.'],
      ['open', 'The third-party app "Partner" is permissive.'],
    ]);
    expect(rowsOf(reportOf([]))).toEqual([]);
  });

  it('says of a tenant that could not be read that nothing is known of it', () => {
    const row = unreadableRow({ id: 'acme-lost', environment: 'production' }, 'It is damaged.');
    expect(rowsOf({ ...sampleReport(), overview: [row], postures: [] })).toMatchObject([
      {
        tenant: 'acme-lost',
        status: 'not known',
        found: 'Not known: what is stored of it cannot be read. It is damaged.',
        'how to fix': '',
      },
    ]);
  });

  it('says of a tenant that is not known what it leaves out of it', () => {
    const row = overviewRow(samplePosture());
    const verdict = { state: 'not-known', sentence: 'Not read for 3 days.' } as const;
    const report = { ...sampleReport(), overview: [{ ...row, verdict }], postures: [] };
    expect(rowsOf(report).map(({ status, found }) => [status, found])).toEqual([
      ['not known', 'Not read for 3 days. 1 open and 1 undecided findings are not in this file.'],
    ]);
  });

  it('says which tenants of a large fleet are not in it, where they have something to do', () => {
    const report = sampleReport();
    const rows = rowsOf({ ...report, overview: report.overview.slice(1), postures: [] });
    expect(rows.map(({ tenant, status, found }) => [tenant, status, found])).toEqual([
      ['acme-prod', 'left out', '1 open and 1 undecided findings are not in this file.'],
    ]);
    expect(rows[0]?.['how to fix']).toBe(
      'List them: npx strictwatch report --tenant acme-prod --format csv',
    );
  });

  it('shows a name as it is, and as no formula', () => {
    const rows = rowsOf(reportOf([finding({ evidence: { name: hostileName } })]));
    expect(rows[0]?.['app']).toBe(visible(hostileName));
  });

  it('has as many cells in each row as in its head, and none that a spreadsheet computes', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const cells = parse(renderCsv(report));
        expect(cells.map((row) => row.length)).toEqual(cells.map(() => csvColumns.length));
        for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { numRuns: casesOf(200) },
    );
  });
});
