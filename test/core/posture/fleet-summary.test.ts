import { expect, test } from 'vitest';
import { fleetSummaryOf } from '../../../functions/core/posture/fleet-summary.ts';
import type { OverviewRow, Report } from '../../../functions/core/posture/schema.ts';
import { unreadableRow } from '../../../functions/core/posture/unreadable-row.ts';
import { sampleReport } from './sample-posture.ts';

const report = sampleReport();
const [never, acme] = report.overview as [OverviewRow, OverviewRow];

function rows(count: number, state: OverviewRow['verdict']['state'] = 'steady'): OverviewRow[] {
  return Array.from({ length: count }, (_, i) => ({
    ...acme,
    tenant: { id: `t${i}`, environment: 'production' },
    verdict: { state, sentence: 'All is well.' },
  }));
}

function fleet(overview: readonly OverviewRow[], postures = overview.length): Report {
  return {
    ...report,
    overview,
    postures: report.postures
      .slice(0, 1)
      .flatMap((one) => Array.from({ length: postures }, () => one)),
  };
}

test('a lead sees the worst first, by name, and how many there are of each kind', () => {
  expect(fleetSummaryOf(report, 'strictwatch')).toEqual({
    tenant: 'fleet',
    environment: '2 tenants',
    isFleet: true,
    stack: 'strictwatch',
    at: '2026-11-23T07:00:00.000Z',
    headline: '1 never read, 1 with open findings',
    lines: [
      'Together: 1 open, 1 undecided, 1 opened or opened again in the period; 3 permissive third-party apps, and of 1 tenant it is not known.',
      `acme-new (staging): ${never.verdict.sentence}`,
      `acme-prod (production): ${acme.verdict.sentence}`,
    ],
  });
});

test('ten are named, the rest are counted by how they stand', () => {
  const { headline, lines } = fleetSummaryOf(
    fleet([...rows(11, 'decide'), ...rows(3), ...rows(1)], 12),
    undefined,
  );
  expect(headline).toBe('11 with findings nobody has decided about, 4 steady');
  expect(lines.filter((line) => /^t\d+ \(/.test(line))).toHaveLength(10);
  expect(lines.slice(-2)).toEqual([
    'And 5 more: 1 with findings nobody has decided about, 4 steady.',
    'The report has every tenant in its overview, and 12 of 15 in full: the worst.',
  ]);
});

test('a tenant that cannot be gathered is counted as not known', () => {
  const row = unreadableRow({ id: 'beta', environment: 'staging' }, 'It is damaged.');
  const { headline, lines } = fleetSummaryOf(fleet([row]), undefined);
  expect(headline).toBe('1 not known');
  expect(lines.at(-1)).toBe(
    'beta (staging): Not known: what is stored of it cannot be read. It is damaged.',
  );
});

test('who is not in full is told by the reason', () => {
  const [gone] = rows(1, 'unwatched');
  const leftOut = { unreadable: 1, tooLarge: ['b', 'c', 'd', 'e', 'f'], mostFindings: 2000 };
  const lines = (...of: Parameters<typeof fleetSummaryOf>) => fleetSummaryOf(...of).lines.at(-1);
  expect(lines(fleet([...rows(9), gone!], 1), undefined, leftOut)).toBe(
    'The report has every tenant in its overview, and 1 of 10 in full. Not in full: 1 that cannot be read; 1 no longer watched; 2 less bad than those; b, c, d, 2 more, which have more than 2000 findings, and reports of their own.',
  );
  expect(lines(fleet(rows(2), 1), undefined, { ...leftOut, unreadable: 1, tooLarge: [] })).toMatch(
    / 1 of 2 in full\. Not in full: 1 that cannot be read\.$/,
  );
});

test('one app is one app', () => {
  const [row] = rows(1);
  const { lines } = fleetSummaryOf(fleet([{ ...row!, permissive: 1 }]), undefined);
  expect(lines[0]).toMatch(/; 1 permissive third-party app\.$/);
});

test('without a tenant it says so', () => {
  const { headline, lines, environment } = fleetSummaryOf(fleet([]), undefined);
  expect([headline, lines, environment]).toEqual(['no tenant was ever read', [], '0 tenants']);
});

test('a line is bounded, whatever a tenant calls itself', () => {
  const [row] = rows(1);
  const verdict = { state: 'act' as const, sentence: 'x'.repeat(9_999) };
  const { lines } = fleetSummaryOf(fleet([{ ...row!, verdict }]), undefined);
  expect(lines.at(-1)?.length).toBe(400);
});
