import { expect, test } from 'vitest';
import { overviewRow, reportOf, worstFirst } from '../../../functions/core/posture/overview.ts';
import { Report, type OverviewRow, type Posture } from '../../../functions/core/posture/schema.ts';
import { unreadableRow } from '../../../functions/core/posture/unreadable-row.ts';
import { neverReadPosture, samplePosture } from './sample-posture.ts';

test('a row says of a tenant what an overview needs', () => {
  const posture = samplePosture();
  const { tenant, verdict, dcr, toggle } = posture;
  expect(overviewRow(posture)).toEqual({
    tenant,
    verdict,
    worst: 'high',
    open: 1,
    undecided: 1,
    permissive: 3,
    dcr,
    toggle,
    changes: 1,
    lastComplete: '2026-11-23T06:40:00.000Z',
    ageSeconds: 1200,
  });
  expect(overviewRow(neverReadPosture())).toMatchObject({ worst: null, permissive: null });
});

test('what came back counts with what is new, and only what is open weighs', () => {
  const posture = samplePosture();
  const counts = { ...posture.changes.counts, opened: 2, reopened: 3 };
  const [acknowledged, open] = posture.findings;
  const findings = [
    { ...acknowledged, severity: 'critical' },
    { ...open, severity: 'low' },
  ] as Posture['findings'];
  const row = overviewRow({ ...posture, changes: { counts, rows: [] }, findings });
  expect(row).toMatchObject({ changes: 5, worst: 'low' });
});

function row(id: string, state: string, parts: Partial<OverviewRow> = {}): OverviewRow {
  const { tenant, verdict, ...rest } = overviewRow(samplePosture());
  return {
    ...rest,
    tenant: { ...tenant, id },
    verdict: { ...verdict, state: state as OverviewRow['verdict']['state'] },
    ...parts,
  };
}

test('what is not known comes first, then the worst, then the most', () => {
  const rows = [
    row('steady-b', 'steady', { worst: null, open: 0, undecided: 0 }),
    row('steady-a', 'steady', { worst: null, open: 0, undecided: 0 }),
    row('few-left', 'decide', { worst: null, open: 0, undecided: 1 }),
    row('much-left', 'decide', { worst: null, open: 0, undecided: 9 }),
    row('one-high', 'act', { worst: 'high', open: 1, undecided: 0 }),
    row('one-high-more-left', 'act', { worst: 'high', open: 1, undecided: 2 }),
    row('many-low', 'act', { worst: 'low', open: 99 }),
    row('critical', 'act', { worst: 'critical', open: 1 }),
    row('overdue-low', 'not-known', { worst: 'low', open: 1 }),
    row('overdue-high', 'not-known', { worst: 'high', open: 1 }),
    row('never', 'never-read', { worst: null, open: 0 }),
    row('gone', 'unwatched', { worst: 'critical' }),
  ];
  const expected = [
    'never',
    'overdue-high',
    'overdue-low',
    'critical',
    'one-high-more-left',
    'one-high',
    'many-low',
    'much-left',
    'few-left',
    'steady-a',
    'steady-b',
    'gone',
  ];
  expect(worstFirst(rows).map(({ tenant }) => tenant.id)).toEqual(expected);
  expect(worstFirst(rows.toReversed()).map(({ tenant }) => tenant.id)).toEqual(expected);
});

test('a report has its postures in the order of its overview', () => {
  const now = new Date('2026-11-23T07:00:05.000Z');
  const report = reportOf([samplePosture(), neverReadPosture()], now);
  expect(Report.parse(report)).toEqual(report);
  expect(report.postures.map(({ tenant }) => tenant.id)).toEqual(['acme-new', 'acme-prod']);
  expect(report.overview.map(({ tenant }) => tenant.id)).toEqual(['acme-new', 'acme-prod']);
  expect([report.generatedAt, report.at]).toEqual([
    '2026-11-23T07:00:05.000Z',
    '2026-11-23T07:00:00.000Z',
  ]);
  expect(reportOf([], now)).toMatchObject({ at: now.toISOString(), overview: [], postures: [] });
});

test('a tenant that could not be gathered has no numbers, and comes before what is known', () => {
  const row = unreadableRow({ id: 'beta', environment: 'staging' }, 'It is damaged.');
  expect([row.open, row.undecided, row.changes, row.permissive]).toEqual([null, null, null, null]);
  const report = reportOf([samplePosture()], new Date('2026-11-23T07:00:05.000Z'), [row]);
  expect(Report.parse(report)).toEqual(report);
  expect(report.overview.map(({ tenant }) => tenant.id)).toEqual(['beta', 'acme-prod']);
  expect(report.postures).toHaveLength(1);
});
