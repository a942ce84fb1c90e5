import { describe, expect, test } from 'vitest';
import type { Posture, PostureFinding, Report } from '../../../functions/core/posture/schema.ts';
import { renderHtml } from '../../../functions/core/report/html-report.ts';
import { textOf } from '../../../functions/core/report/html.ts';
import { pageOf } from '../../../functions/core/report/html/page.ts';
import { leastBytes, steps } from '../../../functions/core/report/html/limits.ts';
import { samplePosture } from '../posture/sample-posture.ts';
import { reportOfPostures, singleReport, withTexts } from './html-samples.ts';

const megabyte = 1_000_000;

function bytes(page: string): number {
  return Buffer.byteLength(page);
}

function many<T>(count: number, one: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => one(index));
}

/** Synthetic: a tenant of which a flood made 100,000 permissive apps. */
function flooded(count: number): Partial<Posture> {
  const sample = samplePosture();
  const [finding] = sample.findings;
  const [change] = sample.changes.rows;
  const [fresh] = sample.newPermissive;
  if (!finding || !change || !fresh || !sample.readiness.known)
    throw new Error('the sample lacks something');
  const [app] = sample.readiness.apps;
  if (!app) throw new Error('the sample has an app');
  return {
    findings: many(count, (at): PostureFinding => ({
      ...finding,
      status: 'open',
      subject: `App${at}`,
      key: `acme-prod/app-permissive/App${at}`,
    })),
    changes: {
      counts: { ...sample.changes.counts, opened: count },
      rows: many(count, (at) => ({ ...change, subject: `App${at}` })),
    },
    newPermissive: many(count, (at) => ({ ...fresh, app: `App${at}` })),
    readiness: {
      ...sample.readiness,
      counts: { blocked: 2 * count, change: 0, ask: 0 },
      apps: many(Math.min(500, 2 * count), (at) => ({ ...app, app: `App${at}` })),
      omitted: Math.max(0, 2 * count - 500),
    },
    open: { ...sample.open, open: count },
  };
}

describe('a tenant with 50,000 findings', () => {
  const page = renderHtml(singleReport(flooded(50_000)));

  test('stays below a megabyte', () => {
    expect(bytes(page)).toBeLessThan(megabyte);
    expect(bytes(page)).toBeGreaterThan(200_000);
  });

  test.each([
    ['49,900 of 50,000 findings are left out here.', 'npx strictwatch findings --tenant acme-prod'],
    [
      '49,900 of 50,000 new apps are left out here.',
      'npx strictwatch report --tenant acme-prod --since 2026-11-16T07:00:00.000Z --format json',
    ],
    [
      '49,902 of 50,002 changes are left out here.',
      'npx strictwatch report --tenant acme-prod --since 2026-11-16T07:00:00.000Z --format json',
    ],
    [
      '99,900 of 100,000 permissive apps are left out here.',
      'npx strictwatch apps --tenant acme-prod --permissive',
    ],
  ])('says that %s', (words, command) => {
    const [, after = ''] = page.split(words);
    expect(after.slice(0, 200)).toContain(command);
  });
});

test('of a past moment, what is left out is listed as it was then', () => {
  const page = renderHtml(singleReport({ ...flooded(200), isPast: true }));
  const asOf = '--as-of 2026-11-23T07:00:00.000Z';
  for (const format of ['csv', 'json']) {
    expect(page).toContain(
      `npx strictwatch report --tenant acme-prod --since 2026-11-16T07:00:00.000Z ${asOf} --format ${format}`,
    );
  }
  expect(page).toContain(
    'npx strictwatch apps --tenant acme-prod --at 2026-11-23T07:00:00.000Z --permissive',
  );
  expect(page).not.toContain('npx strictwatch findings --tenant');
});

test('of a first period, what is left out is listed with its first moment', () => {
  const since = '2026-11-18T02:15:00.000Z';
  const period = { since, basis: 'first-read' } as const;
  const page = renderHtml(singleReport({ ...flooded(200), period }));
  expect(page).toContain('--since 2026-11-18T02:14:59.999Z --format json');
  expect(page).not.toContain(`--since ${since}`);
});

describe('a fleet', () => {
  const tenant = (at: number) => ({ id: `tenant-${at}`, environment: 'production' });

  test('of 1,200 tenants has 1,000 rows, as many sections as fit, and counts the rest', () => {
    const postures = many(30, (at) => samplePosture({ tenant: tenant(at) }));
    const [row] = reportOfPostures(postures).overview;
    if (!row) throw new Error('there is a row');
    const report: Report = {
      ...reportOfPostures(postures),
      overview: many(1200, (at) => ({ ...row, tenant: tenant(at) })),
    };
    const page = renderHtml(report);
    expect(bytes(page)).toBeLessThan(megabyte);
    const [overview = '', sections = ''] =
      page.split('id="overview"')[1]?.split('</table>', 2) ?? [];
    expect(overview.match(/<tr role="row">/g)).toHaveLength(1 + 1000);
    expect(sections).toContain('200 of 1,200 tenants are left out here:');
    const shown = page.match(/<section class="tenant"/g)?.length ?? 0;
    expect(shown).toBeGreaterThanOrEqual(5);
    const left = (1200 - shown).toLocaleString('en');
    expect(sections).toContain(`${left} tenants have no section below,`);
  });

  test('of 30 ordinary tenants has 25 sections', () => {
    const postures = many(30, (at) => samplePosture({ tenant: tenant(at) }));
    const page = renderHtml(reportOfPostures(postures));
    expect(page.match(/<section class="tenant"/g)).toHaveLength(25);
    expect(page).toContain('5 tenants have no section below,');
  });

  test('of flooded tenants shows less of each, and says so', () => {
    const flood = flooded(3000);
    const postures = many(25, (at) => samplePosture({ ...flood, tenant: tenant(at) }));
    const page = renderHtml(reportOfPostures(postures));
    expect(bytes(page)).toBeLessThan(megabyte);
    expect(page).toMatch(/2,9\d\d of 3,000 findings are left out here\./);
  });

  test('of texts without end, everywhere, still stays below, at the last step most of all', () => {
    const flood = flooded(15);
    const postures = many(1, (at) => samplePosture({ ...flood, tenant: tenant(at) }));
    const endless = withTexts(
      reportOfPostures(postures),
      (text) => `<${text}${'\u{1F600}文'.repeat(600)}`,
    );
    expect(bytes(renderHtml(endless))).toBeLessThan(megabyte);
    const last = steps.at(-1);
    if (!last) throw new Error('there is a last step');
    const [row] = endless.overview;
    if (!row) throw new Error('there is a row');
    const fleet = { ...endless, overview: many(1000, () => row) };
    expect(bytes(textOf(pageOf(fleet, last)))).toBeLessThan(megabyte / 2);
  });

  test.each([1, 3])(
    'of more than fits in any way, of %i tenants, has the verdicts only',
    (count) => {
      const { rules, unread, deadlines, ...sample } = samplePosture(flooded(5));
      const [deadline] = deadlines;
      if (!deadline) throw new Error('the sample has a deadline');
      const huge = { ...sample, rules, unread, deadlines: many(160, () => deadline) };
      const postures = many(count, (at) => ({ ...huge, tenant: tenant(at) }));
      const page = renderHtml(
        withTexts(reportOfPostures(postures), (text) => `${text}${'文'.repeat(600)}`),
      );
      expect(bytes(page)).toBeLessThan(megabyte);
      expect(page).toContain('What the report holds does not fit on a page,');
      expect(page.match(/<tr role="row">/g)).toHaveLength(1 + count);
    },
  );

  test('that fits says nothing of the kind', () => {
    expect(renderHtml(singleReport())).not.toContain('does not fit on a page');
  });
});

test('a page is never shrunk for nothing', () => {
  const short = (text: string) => (/^\d{4}-/.test(text) ? text : 'a');
  const reports = [singleReport(flooded(30)), withTexts(singleReport(flooded(30)), short)];
  for (const report of reports) {
    const [most] = steps;
    if (!most) throw new Error('there is a first step');
    expect(leastBytes(report, most)).toBeGreaterThan(30_000);
    expect(leastBytes(report, most)).toBeLessThan(bytes(renderHtml(report)));
  }
});

test('a long name is cut, and the id beside it is whole', () => {
  const [fresh] = samplePosture().newPermissive;
  if (!fresh) throw new Error('the sample has a new app');
  const app = 'A'.repeat(64);
  const page = renderHtml(
    singleReport({ newPermissive: [{ ...fresh, name: 'long'.repeat(500), app }] }),
  );
  expect(page).not.toContain('long'.repeat(50));
  expect(page).toContain(`<code>${app}</code>`);
});

test('a command that does not fit is left out, and never cut', () => {
  const { readiness } = samplePosture();
  if (!readiness.known) throw new Error('the sample knows');
  const apps = readiness.apps.map((app) => ({
    ...app,
    next: { words: 'Do it.', commands: [`auth0 api post clients --data '${'x'.repeat(3000)}'`] },
  }));
  const page = renderHtml(singleReport({ readiness: { ...readiness, apps } }));
  expect(page).toContain('A command for it is too long for this page');
  expect(page).not.toContain('xxxx');
});
